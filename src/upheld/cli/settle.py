"""`upheld settle`: what follows from several months: credits, claims and rights to terminate."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.chrono.period import Period
from upheld.cli import options
from upheld.cli.clock import now
from upheld.cli.delivery import Styles, deliver
from upheld.cli.findings import counted
from upheld.cli.progress import tell
from upheld.cli.unusable import usable
from upheld.operations.settling import Request, settle_months
from upheld.report.document import document_bytes
from upheld.report.text.series import render_series

STYLES: Styles = {
    "text": lambda document: render_series(document).encode(),
    "json": document_bytes,
}
"""How a series can be printed, by the name of the format."""


@click.command(name="settle", short_help="Settle several months: credits, claims, rights to terminate.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.argument("versions", nargs=-1, type=click.Path(path_type=Path), metavar="[VERSION]...")
@options.evidence("Folder of tables of evidence, claims and fees among them, or a case in a file.")
@click.option(
    "--from",
    "first",
    metavar="MONTH",
    help="The first month, 2026-01; or 2026-Q1, 2026. Without it the `period` of the case.",
)
@click.option("--to", "last", metavar="MONTH", help="The last month, quarter or year; the first without it.")
@options.plan()
@options.subscription()
@click.option("--customer", help="Whose months they are.")
@options.fee()
@options.as_of("Settle by what was known then: an instant or a date; needed while the last month is open.")
@options.in_force()
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
    versions: tuple[Path, ...],
    evidence: Path,
    first: str | None,
    last: str | None,
    plan: str | None,
    subscription: str | None,
    customer: str | None,
    fee: str | None,
    as_of: str | None,
    in_force: str | None,
    style: str | None,
    output: Path | None,
) -> None:
    """Judge every month of AGREEMENT from evidence, and say what follows from all of them.

    Which credits are owed, until when each must be claimed and how far it has come, against which bills it
    is set, and whether there is a right to terminate. Where a new version came into force, name both files:
    each judges its own days, and the later one says how credits are claimed and when a customer may leave.
    The exit code is that of `upheld evaluate`.
    """
    request = Request(
        agreement=agreement,
        versions=versions,
        evidence=evidence,
        first=first,
        last=last,
        plan=plan,
        subscription=subscription,
        customer=customer,
        fee=fee,
        as_of=as_of,
        in_force=in_force,
    )
    try:
        outcome = settle_months(request, now(), _progress)
    finally:
        tell("")
    done = usable(outcome, agreement, str(evidence))
    deliver(done.document, STYLES, () if output is None else (output,), style)
    if done.open_terms:
        left = counted(done.open_terms, "term")
        click.echo(f"{agreement} leaves {left} open; `upheld check` names them", err=True)


def _progress(month: Period, number: int, months: int) -> None:
    """Tell which month is judged."""
    tell(f"judging {month.label} ({number} of {months})")
