"""`upheld evaluate`: hold an agreement against evidence and print the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from shlex import quote

import click

from upheld.cli import options
from upheld.cli.clock import now
from upheld.cli.delivery import Styles, deliver
from upheld.cli.findings import counted
from upheld.cli.unusable import usable
from upheld.collect.case.case import OPTION
from upheld.evaluation.statement import Finding, Statement, Verdict
from upheld.evidence.evidence import Table
from upheld.operations.evaluate import Request, evaluate
from upheld.report.document import document_bytes
from upheld.report.figure import Json
from upheld.report.text import render_text

STYLES: Styles = {
    "text": lambda document: render_text(document).encode(),
    "json": document_bytes,
    "html": lambda document: _page(document).encode(),
}
"""How a statement can be printed, by the name of the format."""


@click.command(name="evaluate", short_help="Hold an agreement against evidence: verdicts, reasons, credits.")
@click.argument("agreement", type=click.Path(path_type=Path))
@click.argument("versions", nargs=-1, type=click.Path(path_type=Path), metavar="[VERSION]...")
@options.evidence(
    "Folder of tables of evidence, or a case: one YAML file that tells what happened.", required=False
)
@click.option(
    "--outage",
    "outages",
    multiple=True,
    metavar="TEXT",
    help="An outage in place of evidence: `2026-06-03 14:03/14:10 eu-west`, with `affected 30 %`, "
    "`detected 14:05` or `reported 14:10` after it; may be given several times. "
    "At all other times everything was up.",
)
@click.option("--period", help="What to judge: 2026-03, 2026-Q1, 2026, 2026-03-01/2026-03-15.")
@options.plan()
@options.subscription()
@options.fees()
@click.option("--customer", help="Whose statement it is.")
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    metavar="NAME",
    help="Judge this objective only; may be given several times.",
)
@options.as_of("Judge what was known then: an instant or a date; needed while the period is open.")
@options.in_force()
@click.option(
    "--format",
    "style",
    type=click.Choice(list(STYLES)),
    help="How to print it: text, the JSON document that both parties keep, or one HTML page to send. "
    "Where it is not said, a file's ending says it.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Write to a file; may be given several times: -o march.html -o march.json.",
)
def command(
    agreement: Path,
    versions: tuple[Path, ...],
    evidence: Path | None,
    outages: tuple[str, ...],
    period: str | None,
    plan: str | None,
    subscription: str | None,
    fees: tuple[str, ...],
    customer: str | None,
    objectives: tuple[str, ...],
    as_of: str | None,
    in_force: str | None,
    style: str | None,
    outputs: tuple[Path, ...],
) -> None:
    """Hold AGREEMENT against evidence for a period, and print the statement.

    Where a new version came into force within the period, name both files: each version judges its own
    part, with its part of the fee, and what is owed is the sum.

    Whatever the verdicts, the exit code is 0 when a statement was made; 1 when the agreement or the
    evidence can't be used, and then nothing is written; 2 when the request makes no sense.
    """
    request = Request(
        agreement=agreement,
        versions=versions,
        evidence=evidence,
        outages=outages,
        period=period,
        plan=plan,
        subscription=subscription,
        fee=options.whole_fee(fees),
        fees_of=options.fees_of(fees),
        customer=customer,
        objectives=objectives,
        as_of=as_of,
        in_force=in_force,
    )
    judged = usable(evaluate(request, now()), agreement, str(evidence or OPTION))
    deliver(judged.document, STYLES, outputs, style)
    if judged.statement.undeclared:
        click.echo(f"{agreement} leaves {_left_open(judged.statement)}", err=True)
    if evidence is None or evidence.is_file():
        for says in _untold(judged.statement, evidence):
            click.echo(says, err=True)


def _untold(statement: Statement, case: Path | None) -> Iterator[str]:
    """The tables for want of which something is undecided, and what to do about each.

    That nothing was measured can't be told, so the promises that were can be judged alone.
    """
    open_ = {each.objective.name for each in statement.findings if each.verdict is Verdict.INDETERMINATE}
    judged = dict.fromkeys(each.objective.name for each in statement.findings)
    others = " ".join(f"--objective {quote(name)}" for name in judged if name not in open_)
    alone = f"to judge the other promises alone, add `{others}`" if others else ""
    for table in dict.fromkeys(table for finding in statement.findings for table in _tables(finding)):
        none = "" if case is None or table in _MEASURED else f"write `{table}: none` where there were none"
        remedy = "; ".join(filter(None, (none, alone)))
        yield f"{case or OPTION} says nothing about `{table}`{f': {remedy}' if remedy else ''}"


def _tables(finding: Finding) -> Iterator[str]:
    return (found[1] for gap in finding.gaps if (found := _NO_TABLE.match(gap)) is not None)


_MEASURED = frozenset({Table.MEASUREMENTS.value, Table.AGGREGATES.value})


_NO_TABLE = re.compile(r"no table `(\w+)` in the evidence")


def _left_open(statement: Statement) -> str:
    """How much of the text is open, and what is undecided by it."""
    terms = counted(len(statement.undeclared), "term")
    if any(each.read_as is not None for each in statement.undeclared):
        return f"{terms} open, which are read against its drafter; `upheld check` names them"
    ambiguous = sum(finding.verdict is Verdict.AMBIGUOUS for finding in statement.findings)
    verdicts = f"{counted(ambiguous, 'verdict')} AMBIGUOUS" if ambiguous else "no verdict ambiguous"
    return f"{terms} open, and by their readings {verdicts}; `upheld check` names them"


def _page(document: Json) -> str:
    """Render the page; what draws it is loaded when one is asked for, so that others need not wait."""
    page: str = import_module("upheld.report.html").render_html(document)
    return page
