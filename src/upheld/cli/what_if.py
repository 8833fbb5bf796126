"""`upheld what-if`: what outages would come to, before any has happened."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.cli import options
from upheld.cli.clock import now
from upheld.cli.delivery import Styles, deliver
from upheld.cli.unusable import usable
from upheld.collect.case.case import OPTION
from upheld.operations.what_if import Request, try_outages
from upheld.report.document import document_bytes
from upheld.report.text.what_if import render_what_if

STYLES: Styles = {
    "text": lambda document: render_what_if(document).encode(),
    "json": document_bytes,
}
"""How the table can be printed, by the name of the format."""


@click.command(name="what-if", short_help="Try outages: availability, verdict and credit of each.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "--outage",
    "outages",
    multiple=True,
    metavar="TEXT",
    help="An outage to try by itself, `2026-06-03 14:03/14:10 eu-west`, with `affected 30 %`, "
    "`detected 14:05` or `reported 14:10` after it; may be given several times. "
    "Without any, outages of everything from 1 min to 1 day.",
)
@click.option("--period", help="The period they fall in: 2026-06, 2026-Q2; the month of now without.")
@options.plan()
@options.subscription()
@options.fees()
@options.in_force()
@click.option("--format", "style", type=click.Choice(list(STYLES)), help="How to print it; text without.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
def command(
    agreement: Path,
    outages: tuple[str, ...],
    period: str | None,
    plan: str | None,
    subscription: str | None,
    fees: tuple[str, ...],
    in_force: str | None,
    style: str | None,
    output: Path | None,
) -> None:
    """Judge and settle AGREEMENT for a period with one outage at a time, and print what each comes to.

    No evidence is needed: at all other times everything was up. The exit code is that of `upheld evaluate`.
    """
    request = Request(
        agreement=agreement,
        period=period,
        outages=outages,
        plan=plan,
        subscription=subscription,
        fee=options.whole_fee(fees),
        fees_of=options.fees_of(fees),
        in_force=in_force,
    )
    tried = usable(try_outages(request, now()), agreement, OPTION)
    deliver(tried.document, STYLES, () if output is None else (output,), style)
