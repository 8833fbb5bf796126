"""Evaluate: an agreement file and a folder of evidence into the document of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from upheld import __version__
from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.provenance import Place
from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.chrono.period import Period, parse_period
from upheld.chrono.zone import Zone
from upheld.collect.folder import FolderReading, read_folder
from upheld.errors import UsageError
from upheld.evaluation.evaluate import evaluate as judge
from upheld.language.diagnostic import Diagnostic
from upheld.language.question import Question
from upheld.language.reading import ReadAgreement
from upheld.operations.check import check
from upheld.operations.lock import Calendars, calendars_of
from upheld.quantity import Money, parse_money
from upheld.report.document import Envelope, make_document
from upheld.report.figure import Json
from upheld.settlement.fee import fees_in_force
from upheld.settlement.settlement import settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A statement was made."""

    document: Json
    reading: FolderReading
    questions: Sequence[Question]
    """What the agreement leaves open; it was judged by the first reading of each."""


@dataclass(frozen=True, slots=True)
class InvalidAgreement:
    """The agreement can't be judged by; its diagnostics and its holes say why."""

    diagnostics: Sequence[Diagnostic]
    holes: Sequence[Place]


@dataclass(frozen=True, slots=True)
class InvalidEvidence:
    """The evidence can't be used; the reading says why."""

    reading: FolderReading


Outcome = Judged | InvalidAgreement | InvalidEvidence


def evaluate(request: Request, now: Instant) -> Outcome:
    """Judge a period; `now` only decides whether `as_of` may be left out.

    Raises UsageError for a request that makes no sense, LockError for a lock that does not fit.
    """
    read = _on_plan(check(request.agreement), request.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_of(read.agreement, request.agreement)
    agreement, overridden = _in_force(read.agreement, request.in_force)
    zone = calendars.almanac.zone(agreement.time_zone)
    period = parse_period(request.period, zone)
    as_of = _as_of(request.as_of, period, zone, now)
    fee = _fee(request.fee, agreement)
    reading = read_folder(request.evidence)
    if reading.evidence is None:
        return InvalidEvidence(reading)
    statement = judge(
        agreement,
        reading.evidence,
        period,
        as_of,
        almanac=calendars.almanac,
        subscription=Subscription(customer=request.customer, plan=request.plan),
        objectives=request.objectives,
        in_force_overridden=overridden,
    )
    fees = fees_in_force(reading.evidence.fees, statement.subscription, period.interval.start, fee)
    settlement = settle(agreement, statement, fees)
    document = make_document(statement, settlement, zone, _envelope(calendars))
    return Judged(document=document, reading=reading, questions=read.questions)


def _on_plan(read: ReadAgreement, plan: str | None) -> ReadAgreement:
    """The agreement as it holds on the plan that was asked for; UsageError where one must be named."""
    if plan is None and read.agreement is not None and read.differs_by_plan:
        raise UsageError(
            f"agreement {read.agreement.name!r} promises different things by plan: say which one, of "
            f"{', '.join(read.agreement.plans)}"
        )
    return read.for_plan(plan)


def _envelope(calendars: Calendars) -> Envelope:
    return Envelope(version=__version__, libraries=dict(calendars.almanac.sources), lock=calendars.digest)


def _as_of(asked: str | None, period: Period, zone: Zone, now: Instant) -> Instant:
    """Read `as of`; without one a closed period is judged at its end, and an open one is refused."""
    if asked is not None:
        return _instant(asked, zone)
    if period.interval.end > now:
        raise UsageError(
            f"the period {period.label} is open until {format_instant(period.interval.end)}; say as of when "
            f"it is to be judged, such as --as-of {format_instant(Instant(now - now % 60_000_000))}"
        )
    return period.interval.end


def _instant(text: str, zone: Zone) -> Instant:
    day = _date(text)
    return parse_instant(text) if day is None else zone.midnight(day)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fee(text: str | None, agreement: Agreement) -> Money | None:
    if text is None:
        return None
    if text.strip()[:1].isdigit() and text.strip()[-1:].isdigit():
        if agreement.currency is None:
            raise UsageError(
                f"`{text}` names no currency, and neither does the agreement: write `{text} EUR`"
            )
        return parse_money(f"{text.strip()} {agreement.currency}")
    return parse_money(text)


def _in_force(agreement: Agreement, asked: str | None) -> tuple[Agreement, str | None]:
    """Put other dates in force, and the sentence that says so."""
    if asked is None:
        return agreement, None
    term = _term(asked)
    span = f"from {term.since}" + (f" until {term.until}" if term.until else "")
    return replace(agreement, in_force=term), (
        f"The agreement's own dates are set aside: it is read as in force {span}."
    )


def _term(text: str) -> Term:
    since, _, until = text.partition("/")
    start, end = _date(since), _date(until) if until else None
    if start is None or (until and end is None):
        raise UsageError(f"`{text}` are no dates in force: write 2026-01-01, or 2026-01-01/2026-07-01")
    if end is not None and end <= start:
        raise UsageError(f"`{text}` ends before it begins")
    return Term(start, end)
