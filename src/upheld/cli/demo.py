"""`upheld demo`: judge the examples on real evidence, showing every command."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from upheld.cli import evaluate, importing
from upheld.operations.demo import SHOWS, Show, request_of, stage


@click.command(name="demo", short_help="Judge the examples on real evidence.")
@click.option(
    "--examples", type=click.Path(path_type=Path), default=Path("examples"), help="The folder of examples."
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("build/demo"),
    help="Where evidence and statements go.",
)
@click.pass_context
def command(ctx: click.Context, examples: Path, work: Path) -> None:
    """Judge the examples on real evidence; each step is a command you can type yourself."""
    for show in SHOWS:
        click.echo(f"{'═' * 100}\n{show.title}\n{'═' * 100}\n")
        _run(ctx, show, examples, work)


def _run(ctx: click.Context, show: Show, examples: Path, work: Path) -> None:
    folder = stage(show, examples, work)
    export = examples / "evidence" / show.imports.export
    _step(
        ctx,
        importing.command,
        ["import", show.imports.kind, str(export), "-o", str(folder), *show.imports.options],
    )
    request = request_of(show, examples, folder)
    asked = ["evaluate", str(request.agreement), "--evidence", str(folder), "--period", request.period]
    asked += [word for name in request.objectives for word in ("--objective", name)]
    if request.in_force:
        asked += ["--in-force", request.in_force]
    statement = work / f"{show.name}.json"
    _step(ctx, evaluate.command, asked)
    _step(ctx, evaluate.command, [*asked, "--format", "json", "-o", str(statement)])
    click.echo(f"Why? upheld explain {statement} OBJECTIVE\n")


def _step(ctx: click.Context, command: click.Command, words: list[str]) -> None:
    """Print a command as one would type it, and run it."""
    click.echo(f"$ upheld {shlex.join(words)}")
    with command.make_context(words[0], words[1:], parent=ctx) as step:
        command.invoke(step)
    click.echo()
