"""Evaluate: an agreement file and a folder of evidence into the document of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from upheld import __version__
from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.provenance import Place
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.folder import FolderReading
from upheld.evaluation.statement import Statement
from upheld.language.diagnostic import Diagnostic
from upheld.language.interpreting import interpretation_of
from upheld.operations import asked
from upheld.operations.check import check
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.lock import Calendars, calendars_of
from upheld.operations.reading import read_evidence
from upheld.report.document import Envelope, make_document
from upheld.report.figure import Json


class Request(Struct, frozen=True, kw_only=True):
    """What is to be judged, in the words of the one who asks."""

    agreement: Path
    evidence: Path
    period: str
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
    read = asked.on_plan(check(request.agreement), request.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_of(read, request.agreement)
    reading = read_evidence(request.evidence, read.agreement, _until(request, read.agreement, calendars, now))
    if reading.evidence is None:
        return InvalidEvidence(reading)
    terms = Terms(period=request.period, as_of=request.as_of, in_force=request.in_force, fee=request.fee)
    subscription = Subscription(customer=request.customer, plan=request.plan)
    courtroom = Courtroom(terms=terms, evidence=reading.evidence, almanac=calendars.almanac, now=now)
    statement, settlement = courtroom.hear(interpretation_of(read), subscription, request.objectives)
    zone = calendars.almanac.zone(read.agreement.time_zone)
    envelope = Envelope(version=__version__, libraries=dict(calendars.almanac.sources), lock=calendars.digest)
    document = make_document(statement, settlement, zone, envelope)
    return Judged(document=document, reading=reading, statement=statement)


def _until(request: Request, agreement: Agreement, calendars: Calendars, now: Instant) -> Instant:
    """As of when the evidence is looked at."""
    zone = calendars.almanac.zone(agreement.time_zone)
    return asked.as_of(request.as_of, parse_period(request.period, zone), zone, now)
