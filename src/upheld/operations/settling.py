"""Settling: the months of a subscription judged one by one, and what follows from all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from upheld import __version__
from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.period import CalendarMonth, Period, parse_period, period_after
from upheld.chrono.zone import Zone
from upheld.collect.folder import read_folder
from upheld.errors import UsageError
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.language.question import Question
from upheld.operations import asked
from upheld.operations.check import check
from upheld.operations.evaluate import InvalidAgreement, InvalidEvidence
from upheld.operations.lock import calendars_of
from upheld.quantity import Money
from upheld.report.document import Envelope
from upheld.report.figure import Json
from upheld.report.series import make_series_document
from upheld.settlement.bill import bills_of
from upheld.settlement.claim_window import calendars_for_claims
from upheld.settlement.fee import fees_in_force
from upheld.settlement.series import settle_series
from upheld.settlement.settlement import Settlement, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which months are to be settled, in the words of the one who asks."""

    agreement: Path
    evidence: Path
    first: str
    """The first month, such as `2026-01`."""
    last: str
    customer: str | None = None
    plan: str | None = None
    fee: str | None = None
    """The monthly fee: `500 EUR`, or a bare number in the agreement's currency."""
    as_of: str | None = None
    """An instant, or a date whose first instant in the agreement's zone is meant."""
    in_force: str | None = None
    """Dates in place of the agreement's own, `2026-01-01` or `2026-01-01/2026-07-01`; the report says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The series was settled."""

    document: Json
    questions: Sequence[Question]
    """What the agreement leaves open."""


Outcome = Settled | InvalidAgreement | InvalidEvidence

Progress = Callable[[Period, int, int], None]
"""Told of each month before it is judged, with its number from 1 and how many there are."""


def settle_months(request: Request, now: Instant, progress: Progress) -> Outcome:
    """Judge every month asked for as of one instant, and settle them together.

    `now` only decides whether `as_of` may be left out. Raises UsageError for a request that makes no sense,
    LockError for a lock that does not fit.
    """
    read = asked.on_plan(check(request.agreement), request.plan)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    calendars = calendars_of(read, request.agreement)
    agreement, overridden = asked.in_force(read.agreement, request.in_force)
    zone = calendars.almanac.zone(agreement.time_zone)
    months = _months(request.first, request.last, zone)
    as_of = asked.as_of(request.as_of, months[-1], zone, now)
    reading = read_folder(request.evidence)
    if reading.evidence is None:
        return InvalidEvidence(reading)
    docket = _Docket(
        agreement=agreement,
        evidence=reading.evidence,
        subscription=Subscription(customer=request.customer, plan=request.plan),
        fee=asked.fee(request.fee, agreement),
        as_of=as_of,
        almanac=calendars.almanac,
        in_force_overridden=overridden,
    )
    statements = tuple(docket.judge(months, progress))
    series = settle_series(
        agreement,
        statements,
        docket.settle,
        reading.evidence,
        bills_of(reading.evidence.fees, docket.subscription, zone, docket.fee),
        as_of,
        almanac=calendars.almanac,
    )
    envelope = Envelope(version=__version__, libraries=dict(calendars.almanac.sources), lock=calendars.digest)
    document = make_series_document(series, zone, envelope)
    return Settled(document=document, questions=read.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Docket:
    """By what the months of one subscription are judged and settled."""

    agreement: Agreement
    evidence: Evidence
    subscription: Subscription
    fee: Money | None
    as_of: Instant
    almanac: Almanac
    in_force_overridden: str | None

    def judge(self, months: Sequence[Period], progress: Progress) -> Iterator[Statement]:
        """Judge each month by what is known now."""
        for number, month in enumerate(months, start=1):
            progress(month, number, len(months))
            yield evaluate(
                self.agreement,
                self.evidence,
                month,
                self.as_of,
                almanac=self.almanac,
                subscription=self.subscription,
                in_force_overridden=self.in_force_overridden,
            )

    def settle(self, statement: Statement) -> Settlement:
        """Work out what is owed for one month, by the fees in force at its start."""
        start = statement.period.interval.start
        fees = fees_in_force(self.evidence.fees, statement.subscription, start, self.fee)
        calendars = calendars_for_claims(self.agreement, self.evidence, statement, self.almanac)
        return settle(self.agreement, statement, fees, calendars)


def _months(first: str, last: str, zone: Zone) -> list[Period]:
    """The calendar months from one to another, both included."""
    month, end = _month(first, zone), _month(last, zone)
    if end.interval.start < month.interval.start:
        raise UsageError(f"{last} comes before {first}: name the first month, then the last")
    months = [month]
    while months[-1].interval.start < end.interval.start:
        months.append(period_after(months[-1], zone))
    return months


def _month(text: str, zone: Zone) -> Period:
    period = parse_period(text, zone)
    if not isinstance(period.rule, CalendarMonth):
        raise UsageError(f"`{text}` is no calendar month: write it as 2026-03")
    return period
