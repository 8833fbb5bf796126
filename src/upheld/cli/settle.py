"""`upheld settle`: what follows from several months: credits, claims and rights to terminate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from upheld.chrono.period import Period
from upheld.cli.evaluate import now
from upheld.cli.exits import TROUBLE
from upheld.cli.findings import counted, print_unusable
from upheld.cli.problems import print_reading
from upheld.cli.progress import tell
from upheld.operations.evaluate import InvalidAgreement, InvalidEvidence
from upheld.operations.placing import place
from upheld.operations.settling import Request, Settled, settle_months
from upheld.report.document import document_bytes
from upheld.report.figure import Json
from upheld.report.text.series import render_series

STYLES: Mapping[str, Callable[[Json], bytes]] = {
    "text": lambda document: render_series(document).encode(),
    "json": document_bytes,
}
"""How a series can be printed, by the name of the format."""


@click.command(name="settle", short_help="Settle several months: credits, claims, rights to terminate.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder of tables of evidence, claims and fees among them.",
)
@click.option("--from", "first", required=True, metavar="MONTH", help="The first month, such as 2026-01.")
@click.option("--to", "last", required=True, metavar="MONTH", help="The last month.")
@click.option("--plan", help="The plan the customer is on.")
@click.option("--customer", help="Whose months they are.")
@click.option("--fee", help="The monthly fee: `500 EUR`, or a bare number in the agreement's currency.")
@click.option(
    "--as-of",
    help="Settle by what was known then: an instant or a date; needed while the last month is open.",
)
@click.option(
    "--in-force",
    metavar="DATES",
    help="Set the agreement's own dates aside, visibly: 2026-01-01[/2026-07-01].",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(STYLES)),
    help="How to print it: text, or the JSON document that both parties keep. Where it is not said, a file's "
    "ending says it.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
def command(
    agreement: Path,
    evidence: Path,
    first: str,
    last: str,
    plan: str | None,
    customer: str | None,
    fee: str | None,
    as_of: str | None,
    in_force: str | None,
    style: str | None,
    output: Path | None,
) -> None:
    """Judge every month of AGREEMENT from the evidence in DIR, and say what follows from all of them.

    Which credits are owed, until when each must be claimed and how far it has come, against which bills it
    is set, and whether there is a right to terminate. The exit code is that of `upheld evaluate`.
    """
    request = Request(
        agreement=agreement,
        evidence=evidence,
        first=first,
        last=last,
        plan=plan,
        customer=customer,
        fee=fee,
        as_of=as_of,
        in_force=in_force,
    )
    try:
        outcome = settle_months(request, now(), _progress)
    finally:
        tell("")
    match outcome:
        case InvalidAgreement(diagnostics, holes):
            print_unusable(agreement, diagnostics, holes)
            sys.exit(TROUBLE)
        case InvalidEvidence(reading):
            print_reading(str(evidence), reading, err=True)
            sys.exit(TROUBLE)
        case Settled(document=document, open_terms=open_terms):
            _deliver(document, output, style)
            if open_terms:
                left = counted(open_terms, "term")
                click.echo(f"{agreement} leaves {left} open; `upheld check` names them", err=True)


def _progress(month: Period, number: int, months: int) -> None:
    """Tell which month is judged."""
    tell(f"judging {month.label} ({number} of {months})")


def _deliver(document: Json, output: Path | None, style: str | None) -> None:
    """Print a document, or write it to a file in the style its ending says."""
    if output is None:
        sys.stdout.buffer.write(STYLES[style or "text"](document))
        return
    place(output, STYLES[style or ("json" if output.suffix == ".json" else "text")](document))
    click.echo(f"written to {output}", err=True)
