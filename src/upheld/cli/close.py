"""`upheld close`: the statements of all customers for a period."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from upheld.cli.evaluate import now
from upheld.cli.exits import TROUBLE
from upheld.cli.findings import counted, print_unusable
from upheld.cli.problems import print_reading
from upheld.cli.progress import tell
from upheld.operations.closing import LEDGER, Closed, Line, Request, close
from upheld.operations.evaluate import InvalidAgreement, InvalidEvidence


@click.command(name="close", short_help="Write the statements of all customers for a period.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder of tables of evidence; `fees` says who is subscribed to what.",
)
@click.option("--period", required=True, metavar="PERIOD", help="The period, such as 2026-03.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to make."
)
@click.option("--as-of", help="Judge by what was known then: needed while the period is open.")
@click.option(
    "--in-force",
    metavar="DATES",
    help="Set the agreement's own dates aside, visibly: 2026-01-01[/2026-07-01].",
)
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    show_default="as many as there are processors",
    help="How many work side by side.",
)
def command(
    agreement: Path,
    evidence: Path,
    period: str,
    output: Path,
    as_of: str | None,
    in_force: str | None,
    processes: int,
) -> None:
    """Judge and settle PERIOD for every customer whose fee is in the evidence, by AGREEMENT.

    Each has a statement of its own, as `upheld evaluate` would write it; `statements.csv` lists them all,
    with their verdicts and what is owed.
    """
    request = Request(
        agreement=agreement,
        evidence=evidence,
        folder=output,
        period=period,
        as_of=as_of,
        in_force=in_force,
        processes=processes,
    )
    gc.enable()
    try:
        outcome = close(request, now(), _progress)
    finally:
        tell("")
    match outcome:
        case InvalidAgreement(diagnostics, holes):
            print_unusable(agreement, diagnostics, holes)
            sys.exit(TROUBLE)
        case InvalidEvidence(reading):
            print_reading(str(evidence), reading, err=True)
            sys.exit(TROUBLE)
        case Closed(lines):
            _summarise(lines, output)


def _summarise(lines: Sequence[Line], output: Path) -> None:
    verdicts: Counter[str] = sum((line.verdicts for line in lines), Counter())
    click.echo(f"{counted(len(lines), 'statement')} in {output}, listed in {output / LEDGER}")
    for verdict, count in verdicts.most_common():
        click.echo(f"  {verdict:<16}{count:>9,}")
    click.echo(f"  {'with a breach':<16}{sum(line.breaches > 0 for line in lines):>9,}")
    click.echo(f"  {'with a credit':<16}{sum(line.is_owed for line in lines):>9,}")


def _progress(made: int, of: int) -> None:
    tell(f"{made:,} of {of:,} statements")
