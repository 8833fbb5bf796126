"""Evaluate: an agreement file and a folder of evidence into the document of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from upheld import __version__
from upheld.agreement.agreement import Subscription
from upheld.agreement.provenance import Place
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.case.case import Case
from upheld.collect.case.reader import Setting
from upheld.collect.folder import FolderReading
from upheld.errors import UsageError
from upheld.evaluation.statement import Statement
from upheld.language.diagnostic import Diagnostic
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.check import check
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.lock import calendars_of
from upheld.operations.reading import Told, read_told, told
from upheld.report.document import Envelope, make_document
from upheld.report.figure import Json


class Request(Struct, frozen=True, kw_only=True):
    """What is to be judged, in the words of the one who asks."""

    agreement: Path
    evidence: Path | None
    """A folder of tables, or a case in a file."""
    period: str | None = None
    """May be left out where the case says it."""
    outages: tuple[str, ...] = ()
    """Outages that are all the evidence, such as `2026-06-03 14:03/14:10 eu-west`."""
    customer: str | None = None
    plan: str | None = None
    fee: str | None = None
    """The monthly fee: `500 EUR`, or a bare number in the agreement's currency."""
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


class InvalidAgreement(Struct, frozen=True):
    """The agreement can't be judged by; its diagnostics and its holes say why."""

    diagnostics: Sequence[Diagnostic]
    holes: Sequence[Place]


class InvalidEvidence(Struct, frozen=True):
    """The evidence can't be used; the reading says why."""

    reading: FolderReading


Outcome = Judged | InvalidAgreement | InvalidEvidence


def evaluate(request: Request, now: Instant) -> Outcome:
    """Judge a period; `now` only decides whether `as_of` may be left out.

    What the text leaves open is judged by every reading, or by those worst for its drafter where the
    agreement says so. Raises UsageError for a request that makes no sense, LockError for a lock that does
    not fit.
    """
    evidence = told(request.evidence, request.outages)
    request = _completed(request, evidence)
    read = asked.on_plan(check(request.agreement), request.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_of(read, request.agreement)
    zone = calendars.almanac.zone(read.agreement.time_zone)
    period = parse_period(_period(request), zone)
    if isinstance(evidence, Case):
        # What a case does not tell of did not happen, so it is known to the end of the period.
        now = max(now, period.interval.end)
    setting = Setting(agreement=read.agreement, zone=zone, period=period.interval, label=period.label)
    reading = read_told(evidence, setting, asked.as_of(request.as_of, period, zone, now))
    if reading.evidence is None:
        return InvalidEvidence(reading)
    terms = Terms(period=_period(request), as_of=request.as_of, in_force=request.in_force, fee=request.fee)
    subscription = Subscription(customer=request.customer, plan=request.plan)
    courtroom = Courtroom(terms=terms, evidence=reading.evidence, almanac=calendars.almanac, now=now)
    statement, settlement = courtroom.hear(interpretation_of(read), subscription, request.objectives)
    envelope = Envelope(version=__version__, libraries=dict(calendars.almanac.sources), lock=calendars.digest)
    document = make_document(statement, settlement, zone, envelope)
    return Judged(document=document, reading=reading, statement=statement)


def _completed(request: Request, evidence: Told) -> Request:
    """The request with what a case says in place of options that are not given."""
    if not isinstance(evidence, Case):
        return request
    said = {key: text for key, text in evidence.asked.items() if getattr(request, key) is None}
    return replace(request, **said)


def _period(request: Request) -> str:
    if request.period is None:
        raise UsageError("no period is given: write --period 2026-03, or `period: 2026-03` in the case")
    return request.period
