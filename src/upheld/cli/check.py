"""`upheld check`: read an agreement like a reviewer and say all that is wrong at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from upheld.cli.exits import CLEAN, TROUBLE
from upheld.cli.findings import print_diagnostics
from upheld.language.diagnostic import Level, as_json
from upheld.operations.check import check


@click.command(name="check", short_help="Read an agreement and list what is wrong with it.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print the diagnostics.",
)
@click.option("--notes", is_flag=True, help="Show notes too, such as conventions left at their default.")
def command(agreement: Path, style: str, notes: bool) -> None:
    """Read AGREEMENT and list everything that is wrong with it, with the place and the remedy.

    Exits with 0 when there is no error, 1 when there is one, 2 when the command itself is wrong.
    """
    reading = check(agreement)
    if style == "json":
        listed = [as_json(each) for each in reading.diagnostics]
        sys.stdout.buffer.write(orjson.dumps(listed, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    else:
        print_diagnostics(str(agreement), reading.diagnostics, least=Level.NOTE if notes else Level.WARNING)
    sys.exit(TROUBLE if reading.agreement is None else CLEAN)
