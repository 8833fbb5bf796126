"""`upheld evaluate`: hold an agreement against evidence and print the statement."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from upheld.chrono.instant import Instant
from upheld.cli.exits import TROUBLE
from upheld.cli.findings import counted, print_unusable
from upheld.cli.problems import print_reading
from upheld.evaluation.statement import Statement, Verdict
from upheld.operations.evaluate import InvalidAgreement, InvalidEvidence, Judged, Request, evaluate
from upheld.operations.placing import place
from upheld.report.document import document_bytes
from upheld.report.figure import Json
from upheld.report.html import render_html
from upheld.report.text import render_text

STYLES: Mapping[str, Callable[[Json], bytes]] = {
    "text": lambda document: render_text(document).encode(),
    "json": document_bytes,
    "html": lambda document: render_html(document).encode(),
}
"""How a statement can be printed, by the name of the format."""


@click.command(name="evaluate", short_help="Hold an agreement against evidence: verdicts, reasons, credits.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder of tables of evidence.",
)
@click.option("--period", required=True, help="What to judge: 2026-03, 2026-Q1, 2026, 2026-03-01/2026-03-15.")
@click.option("--plan", help="The plan the customer is on.")
@click.option("--fee", help="The monthly fee: `500 EUR`, or a bare number in the agreement's currency.")
@click.option("--customer", help="Whose statement it is.")
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    metavar="NAME",
    help="Judge this objective only; may be given several times.",
)
@click.option(
    "--as-of", help="Judge what was known then: an instant or a date; needed while the period is open."
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
    default="text",
    help="How to print it: text, the JSON document that both parties keep, or one HTML page to send.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
def command(
    agreement: Path,
    evidence: Path,
    period: str,
    plan: str | None,
    fee: str | None,
    customer: str | None,
    objectives: tuple[str, ...],
    as_of: str | None,
    in_force: str | None,
    style: str,
    output: Path | None,
) -> None:
    """Hold AGREEMENT against the evidence in DIR for a period, and print the statement.

    Whatever the verdicts, the exit code is 0 when a statement was made; 1 when the agreement or the
    evidence can't be used, and then nothing is written; 2 when the request makes no sense.
    """
    request = Request(
        agreement=agreement,
        evidence=evidence,
        period=period,
        plan=plan,
        fee=fee,
        customer=customer,
        objectives=objectives,
        as_of=as_of,
        in_force=in_force,
    )
    outcome = evaluate(request, now())
    match outcome:
        case InvalidAgreement(diagnostics, holes):
            print_unusable(agreement, diagnostics, holes)
            sys.exit(TROUBLE)
        case InvalidEvidence(reading):
            print_reading(str(evidence), reading, err=True)
            sys.exit(TROUBLE)
        case Judged(document=document, statement=statement):
            _deliver(STYLES[style](document), output)
            if statement.undeclared:
                click.echo(f"{agreement} leaves {_left_open(statement)}", err=True)


def _left_open(statement: Statement) -> str:
    """How much of the text is open, and what is undecided by it."""
    terms = counted(len(statement.undeclared), "term")
    if any(each.read_as is not None for each in statement.undeclared):
        return f"{terms} open, which are read against its drafter; `upheld check` names them"
    ambiguous = sum(finding.verdict is Verdict.AMBIGUOUS for finding in statement.findings)
    verdicts = f"{counted(ambiguous, 'verdict')} AMBIGUOUS" if ambiguous else "no verdict ambiguous"
    return f"{terms} open, and by their readings {verdicts}; `upheld check` names them"


def now() -> Instant:
    """Read the clock."""
    return Instant(time.time_ns() // 1000)


def _deliver(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return
    place(output, data)
    click.echo(f"written to {output}", err=True)
