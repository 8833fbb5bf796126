"""`upheld fmt`: agreement files written anew in the order of the table."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.cli.exits import CLEAN, TROUBLE
from upheld.cli.findings import print_diagnostics
from upheld.language.diagnostic import Level
from upheld.operations.format import Outcome, format_file
from upheld.operations.gathering import agreements_in


@click.command(name="fmt", short_help="Write agreements anew: keys in order, comments kept.")
@click.argument(
    "agreements", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER..."
)
@click.option("--check", "only_check", is_flag=True, help="Only say which files would change; 1 if any.")
def command(agreements: tuple[Path, ...], only_check: bool) -> None:
    """Write agreement files anew, with the keys in the order of the reference page and all comments kept.

    What a file says stays the same, and so do its quotation marks.
    """
    troubles = [_format(path, only_check) for path in agreements_in(agreements)]
    sys.exit(TROUBLE if any(troubles) else CLEAN)


def _format(path: Path, only_check: bool) -> bool:
    """Format one file and say what came of it; whether that is trouble."""
    outcome, diagnostics = format_file(path, only_check=only_check)
    if outcome is Outcome.UNREADABLE:
        print_diagnostics(str(path), diagnostics, least=Level.WARNING, err=True)
        return True
    changed = "would be written anew" if only_check else "written anew"
    click.echo(f"{path}: {changed if outcome is Outcome.CHANGED else 'in order'}")
    return only_check and outcome is Outcome.CHANGED
