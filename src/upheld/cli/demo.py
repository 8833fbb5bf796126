"""`upheld demo`: judge the examples on the evidence beside them, showing every command."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from upheld.cli import importing
from upheld.cli.clock import now
from upheld.cli.delivery import deliver
from upheld.cli.evaluate import STYLES
from upheld.cli.unusable import usable
from upheld.operations.demo import SHOWS, Show, request_of, stage, write_index
from upheld.operations.evaluate import Request, evaluate
from upheld.report.figure import Json
from upheld.report.text import render_verdicts


@click.command(name="demo", short_help="Judge the examples and write a small site of statements.")
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
    """Judge every example on the evidence beside it; each step is a command you can type yourself."""
    work.mkdir(parents=True, exist_ok=True)
    documents = [(show, _run(ctx, show, examples, work)) for show in SHOWS]
    index = write_index(documents, work)
    click.echo(f"{'═' * 100}\nThe statements in full: {index.resolve().as_uri()}")
    click.echo(f"Why a verdict is what it is: upheld explain {work / 'pimlayer.json'} uptime")


def _run(ctx: click.Context, show: Show, examples: Path, work: Path) -> Json:
    click.echo(f"{'═' * 100}\n{show.title}\n{'═' * 100}\n")
    folder = stage(show, examples, work)
    if show.imports is not None:
        export = examples / "evidence" / show.imports.export
        _import(ctx, ["import", show.imports.kind, str(export), "-o", str(folder), *show.imports.options])
    return _evaluate(
        request_of(show, examples, folder), [work / f"{show.name}.html", work / f"{show.name}.json"]
    )


def _import(ctx: click.Context, words: list[str]) -> None:
    """Print an import as one would type it, and run it."""
    click.echo(f"$ upheld {shlex.join(words)}")
    with importing.command.make_context(words[0], words[1:], parent=ctx) as step:
        importing.command.invoke(step)
    click.echo()


def _evaluate(request: Request, outputs: list[Path]) -> Json:
    """Print an evaluation as one would type it, run it, and print what its statement begins with."""
    asked = ["evaluate", str(request.agreement), "--evidence", str(request.evidence)]
    terms = {
        "--period": request.period,
        "--plan": request.plan,
        "--fee": request.fee,
        "--in-force": request.in_force,
    }
    asked += [word for option, value in terms.items() if value for word in (option, value)]
    asked += [word for output in outputs for word in ("-o", str(output))]
    click.echo(f"$ upheld {shlex.join(asked)}")
    judged = usable(evaluate(request, now()), request.agreement, str(request.evidence))
    deliver(judged.document, STYLES, outputs)
    click.echo(f"\n{render_verdicts(judged.document)}")
    return judged.document
