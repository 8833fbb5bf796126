"""`upheld check`: read agreements like a reviewer and say all that is wrong at once."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from upheld.cli.exits import CLEAN, TROUBLE
from upheld.cli.findings import Findings, print_findings
from upheld.cli.formats import FORMATS
from upheld.errors import UpheldError, UsageError
from upheld.language.diagnostic import Level
from upheld.operations.check import check, seen_from_here
from upheld.operations.gathering import agreements_in
from upheld.operations.watching import state_of

_BETWEEN_LOOKS = 0.3
"""Seconds."""


@click.command(name="check", short_help="Read agreements and list what is wrong with them.")
@click.argument(
    "agreements", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER..."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="How to print the diagnostics; sarif is what code hosts and editors read.",
)
@click.option("--notes", is_flag=True, help="Show notes too, such as conventions left at their default.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
def command(agreements: tuple[Path, ...], style: str, notes: bool, watch: bool) -> None:
    """Read agreements and list everything that is wrong with them, with the place and the remedy.

    Of a folder every agreement file in it and below is read. Exits with 0 when there is no error, 1 when
    there is one, 2 when the command itself is wrong.

    A warning is a question to both parties: write down what is meant, or accept it under `accepted` with the
    reason. What every code means, with an example, is told by docs/diagnostics.md.
    """
    least = Level.NOTE if notes else Level.WARNING
    if not watch:
        sys.exit(CLEAN if _check_once(agreements, style, least) else TROUBLE)
    if style != "text":
        raise UsageError("--watch prints text: leave --format out, or check once")
    gc.enable()
    _watch(agreements, lambda: _check_once(agreements, style, least))


def _check_once(asked: Sequence[Path], style: str, least: Level) -> bool:
    """Check and print; whether nothing is wrong."""
    findings = [_findings(path) for path in agreements_in(asked)]
    if style == "text":
        print_findings(findings, least=least)
    else:
        sys.stdout.buffer.write(FORMATS[style](findings))
    for each in findings:
        if each.trouble is not None and style != "text":
            click.echo(f"upheld: {each.trouble}", err=True)
    return not any(each.are_grave for each in findings)


def _findings(path: Path) -> Findings:
    """What is wrong with one agreement, or why it could not be read at all."""
    try:
        diagnostics = check(path).diagnostics
    except UpheldError as error:
        return Findings(str(path), (), trouble=str(error))
    return Findings(str(path), tuple(seen_from_here(each, path) for each in diagnostics))


def _watch(asked: Sequence[Path], look: Callable[[], object]) -> None:
    """Look again after each change, until interrupted."""
    try:
        while True:
            before = state_of(asked)
            try:
                look()
            except UpheldError as error:
                click.echo(f"upheld: {error}", err=True)
            click.echo("watching; Ctrl-C stops")
            while state_of(asked) == before:
                time.sleep(_BETWEEN_LOOKS)
            click.echo()
    except KeyboardInterrupt:
        click.echo("\nstopped")
