"""`upheld close`: the statements of all customers for a period."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from upheld.cli import options
from upheld.cli.clock import now
from upheld.cli.findings import counted
from upheld.cli.progress import tell
from upheld.cli.unusable import usable
from upheld.operations.closing import LEDGER, Line, Request, close


@click.command(name="close", short_help="Write the statements of all customers for a period.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.argument("versions", nargs=-1, type=click.Path(path_type=Path), metavar="[VERSION]...")
@options.evidence("Folder of tables of evidence; `fees` says who is subscribed to what.")
@click.option("--period", required=True, metavar="PERIOD", help="The period, such as 2026-03.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to make."
)
@options.as_of("Judge by what was known then: needed while the period is open.")
@options.in_force()
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    show_default="as many as there are processors",
    help="How many work side by side.",
)
def command(
    agreement: Path,
    versions: tuple[Path, ...],
    evidence: Path,
    period: str,
    output: Path,
    as_of: str | None,
    in_force: str | None,
    processes: int,
) -> None:
    """Judge and settle PERIOD for every customer whose fee is in the evidence, by AGREEMENT.

    Each has a statement of its own, as `upheld evaluate` would write it; `statements.csv` lists them all,
    with their verdicts and what is owed. Where a new version came into force, name both files: each judges
    its own days.
    """
    request = Request(
        agreement=agreement,
        versions=versions,
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
    closed = usable(outcome, agreement, str(evidence))
    _summarise(closed.lines, output)


def _summarise(lines: Sequence[Line], output: Path) -> None:
    verdicts: Counter[str] = sum((line.verdicts for line in lines), Counter())
    click.echo(f"{counted(len(lines), 'statement')} in {output}, listed in {output / LEDGER}")
    for verdict, count in verdicts.most_common():
        click.echo(f"  {verdict:<16}{count:>9,}")
    click.echo(f"  {'with a breach':<16}{sum(line.breaches > 0 for line in lines):>9,}")
    click.echo(f"  {'with a credit':<16}{sum(line.is_owed for line in lines):>9,}")


def _progress(made: int, of: int) -> None:
    tell(f"{made:,} of {of:,} statements")
