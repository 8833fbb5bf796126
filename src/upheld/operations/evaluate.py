"""Evaluate: an agreement file and a folder of evidence into the document of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.case.case import Case
from upheld.collect.folder import FolderReading
from upheld.errors import UsageError
from upheld.evaluation.statement import Statement
from upheld.operations import asked
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.grounds import (
    Grounds,
    InvalidAgreement,
    InvalidEvidence,
    Known,
    Whose,
    grounds_of,
    known,
    with_said,
)
from upheld.operations.parting import hear, text_of
from upheld.operations.reading import Told, told
from upheld.operations.versions import Facts, hear_each, in_order, parts_by_version
from upheld.report.document import make_document
from upheld.report.figure import Json


class Request(Struct, frozen=True, kw_only=True):
    """What is to be judged, in the words of the one who asks."""

    agreement: Path
    evidence: Path | None
    versions: tuple[Path, ...] = ()
    """Other versions of the agreement, in any order: each judges the part in which it is in force."""
    """A folder of tables, or a case in a file."""
    period: str | None = None
    """May be left out where the case says it."""
    outages: tuple[str, ...] = ()
    """Outages that are all the evidence, such as `2026-06-03 14:03/14:10 eu-west`."""
    customer: str | None = None
    plan: str | None = None
    subscription: str | None = None
    """Which of the customer's subscriptions, where there are several."""
    fee: str | None = None
    """The monthly fee: `500 EUR`, or a bare number in the agreement's currency."""
    fees_of: tuple[str, ...] = ()
    """Monthly fees of services and resources, such as `eu-west=500`."""
    as_of: str | None = None
    """An instant, or a date whose first instant in the agreement's zone is meant."""
    objectives: tuple[str, ...] = ()
    """Names of the objectives to judge; all of them where empty."""
    in_force: str | None = None
    """Dates in place of the agreement's own, `2026-01-01` or `2026-01-01/2026-07-01`; a statement says so."""


class Judged(Struct, frozen=True, kw_only=True):
    """A statement was made."""

    document: Json
    reading: FolderReading
    statement: Statement


Outcome = Judged | InvalidAgreement | InvalidEvidence


def evaluate(request: Request, now: Instant) -> Outcome:
    """Judge a period; `now` only decides whether `as_of` may be left out.

    What the text leaves open is judged by every reading, or by those worst for its drafter where the
    agreement says so. Raises UsageError for a request that makes no sense, LockError for a lock that does
    not fit.
    """
    evidence = told(request.evidence, request.outages, asked.paid_for(request.fees_of))
    request = with_said(request, evidence)
    whose = Whose(
        customer=request.customer,
        plan=request.plan,
        subscription=request.subscription,
        plan_by_fees=True,
    )
    several = [grounds_of(path, whose) for path in (request.agreement, *request.versions)]
    grounds = next((each for each in several if isinstance(each, InvalidAgreement)), several[0])
    if isinstance(grounds, InvalidAgreement):
        return grounds
    if request.period is None:
        if isinstance(evidence, Case) and evidence.diagnostics:
            return InvalidEvidence(FolderReading(evidence=None, diagnostics=evidence.diagnostics))
        raise UsageError("no period is given: write --period 2026-03, or `period: 2026-03` in the case")
    period = asked.period(request.period, grounds.agreement)
    if request.versions:
        return _by_versions(request, period, several, evidence, now)
    facts = known(grounds, evidence, parse_period(period, grounds.zone), request.as_of, now)
    return facts if isinstance(facts, InvalidEvidence) else judge(request, period, grounds, facts)


def _by_versions(
    request: Request,
    period: str,
    several: Sequence[Grounds | InvalidAgreement],
    evidence: Told,
    now: Instant,
) -> Outcome:
    """Judge a period in which one version followed another, each by its own words and names."""
    if request.in_force is not None:
        raise UsageError("several versions are given: their own dates say when each is in force")
    versions = in_order([each for each in several if isinstance(each, Grounds)])
    heard: list[Facts] = []
    for version, part in parts_by_version(versions, period):
        grounds = version.grounds
        facts = known(grounds, evidence, parse_period(period, grounds.zone), request.as_of, now)
        if isinstance(facts, InvalidEvidence):
            return facts
        heard.append(Facts(version=version, part=part, known=facts))
    statement, settlement = hear_each(period, heard, request.fee, request.fees_of, request.objectives)
    last = heard[-1]
    document = make_document(statement, settlement, last.version.grounds.zone, last.version.grounds.envelope)
    return Judged(document=document, reading=last.known.reading, statement=statement)


def judge(request: Request, period: str, grounds: Grounds, facts: Known) -> Judged:
    """Judge a period by what is known, wherever it was read from."""
    terms = Terms(period=period, as_of=facts.asked_as_of, in_force=request.in_force, fee=request.fee)
    evidence_known = asked.with_fees(facts.evidence, request.fees_of, grounds.agreement)
    courtroom = Courtroom(terms=terms, evidence=evidence_known, almanac=grounds.almanac, now=facts.now)
    statement, settlement = hear(
        courtroom, grounds.agreement, text_of(grounds.read), grounds.subscription, request.objectives
    )
    document = make_document(statement, settlement, grounds.zone, grounds.envelope)
    return Judged(document=document, reading=facts.reading, statement=statement)
