"""`upheld lock`: freeze an agreement's holidays and zone data beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from upheld.cli.exits import TROUBLE
from upheld.cli.findings import print_unusable
from upheld.operations.lock import Locked, lock


@click.command(name="lock", short_help="Freeze the holidays and zone data of an agreement beside it.")
@click.argument("agreement", type=click.Path(path_type=Path))
def command(agreement: Path) -> None:
    """Write agreement.lock beside AGREEMENT: the holidays and clock changes it is judged by.

    Commit it together with the agreement. From then on neither newer holidays nor newer zone data change
    a judgement silently; run this again to take them in.
    """
    outcome = lock(agreement)
    if not isinstance(outcome, Locked):
        print_unusable(agreement, outcome.diagnostics, outcome.holes)
        sys.exit(TROUBLE)
    state = "unchanged" if outcome.unchanged else "written"
    click.echo(f"{outcome.path}: {state}; {outcome.summary}")
