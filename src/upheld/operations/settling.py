"""Settling: the months of a subscription judged one by one, and what follows from all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.drafting import UndeclaredTerms
from upheld.agreement.interpretation import Interpretation
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import (
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    MonthsFrom,
    Period,
    parse_period,
    period_after,
    period_containing,
)
from upheld.chrono.zone import Zone
from upheld.collect.case.case import Case
from upheld.errors import UsageError
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.ambiguity.remembered import Remembered
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.in_force import runs_in
from upheld.evaluation.paying import as_paid, runs_paid
from upheld.evaluation.sharing import by_subscription
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.operations import asked
from upheld.operations.courtroom import settled, teller_for
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
from upheld.operations.history import History
from upheld.operations.pieces import Reader, is_undecided, pieces_of, settle_by_reading, settle_pieces
from upheld.operations.reading import Told, told
from upheld.operations.versions import Version, in_order
from upheld.report.figure import Json
from upheld.report.series import make_series_document
from upheld.settlement.bill import bills_of
from upheld.settlement.books import Given
from upheld.settlement.deployed_fees import while_deployed
from upheld.settlement.series import SeriesSettlement, settle_series
from upheld.settlement.series_readings import settle_series_against, settle_series_by_readings
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import Teller


class Request(Struct, frozen=True, kw_only=True):
    """Which months are to be settled, in the words of the one who asks."""

    agreement: Path
    evidence: Path
    versions: tuple[Path, ...] = ()
    """Other versions of the agreement, in any order: each judges the days on which it is in force."""
    first: str | None = None
    """The first month, such as `2026-01`; of a quarter or year its first. The period of the case
    where absent."""
    last: str | None = None
    """The last one; where absent the first, or the last of its quarter or year."""
    customer: str | None = None
    plan: str | None = None
    subscription: str | None = None
    """Which of the customer's subscriptions, where there are several."""
    fee: str | None = None
    """The monthly fee: `500 EUR`, or a bare number in the agreement's currency."""
    as_of: str | None = None
    """An instant, or a date whose first instant in the agreement's zone is meant."""
    in_force: str | None = None
    """Dates in place of the agreement's own, `2026-01-01` or `2026-01-01/2026-07-01`; the report says so."""


class Settled(Struct, frozen=True, kw_only=True):
    """The series was settled."""

    document: Json
    open_terms: int
    """How many terms the agreement leaves open."""


Outcome = Settled | InvalidAgreement | InvalidEvidence

Progress = Callable[[Period, int, int], None]
"""Told of each month before it is judged, with its number from 1 and how many there are."""


def settle_months(request: Request, now: Instant, progress: Progress) -> Outcome:
    """Judge every month asked for as of one instant, and settle them together.

    What the text leaves open is settled by every reading, or by those worst for its drafter where the
    agreement says so. `now` only decides whether `as_of` may be left out. Raises UsageError for a request
    that makes no sense, LockError for a lock that does not fit.
    """
    evidence = told(request.evidence)
    request = with_said(request, evidence)
    whose = Whose(
        customer=request.customer,
        plan=request.plan,
        subscription=request.subscription,
        plan_by_fees=True,
    )
    several = [grounds_of(path, whose) for path in (request.agreement, *request.versions)]
    invalid = next((each for each in several if isinstance(each, InvalidAgreement)), None)
    if invalid is not None:
        return invalid
    if request.versions and request.in_force is not None:
        raise UsageError("several versions are given: their own dates say when each is in force")
    versions = in_order([each for each in several if isinstance(each, Grounds)])
    zone = versions[-1].grounds.zone
    first, last = _ends(request, evidence)
    said = versions[-1].grounds.subscription
    months = _owing(_months(first, last, zone), (said,), versions[-1].grounds.zone)
    heard: list[Known] = []
    for version in versions:
        found = known(version.grounds, evidence, _whole(months), request.as_of, now)
        if isinstance(found, InvalidEvidence):
            return found
        heard.append(found)
    facts = heard[-1]
    runs = [_runs(version, each.evidence, months) for version, each in zip(versions, heard, strict=True)]
    versions = tuple(
        _as_paid(version, each.evidence, months) for version, each in zip(versions, heard, strict=True)
    )
    grounds = versions[-1].grounds
    readers = [
        Reader.of(version, by_subscription(each.evidence)(version.grounds.subscription), own)
        for version, each, own in zip(versions, heard, runs, strict=True)
    ]
    months = _owing(months, runs[-1], grounds.zone)
    if is_undecided(months, readers):
        series = settle_by_reading(months, readers, facts.as_of, request.fee, request.in_force)
        return Settled(document=make_series_document(series, grounds.zone, grounds.envelope), open_terms=1)
    pieces = {month.label: pieces_of(month, readers) for month in months}
    if len({(id(each.grounds.read), each.subscription.plan) for one in pieces.values() for each in one}) > 1:
        series = settle_pieces(pieces, facts.as_of, request.fee, request.in_force)
        return Settled(document=make_series_document(series, grounds.zone, grounds.envelope), open_terms=0)
    piece = next(iter(pieces.values()))[0]
    grounds, text, evidence_known = piece.grounds, piece.text, piece.evidence
    docket = _Docket(
        request=request,
        months=months,
        subscription=piece.subscription,
        during={label: own[0].subscription for label, own in pieces.items()},
        evidence=evidence_known,
        history=History(
            text=text,
            evidence=evidence_known,
            almanac=grounds.almanac,
            subscription=piece.subscription,
            as_of=facts.as_of,
            in_force=request.in_force,
        ),
        as_of=facts.as_of,
        almanac=grounds.almanac,
        progress=progress,
    )
    series = docket.hear(text)
    document = make_series_document(series, grounds.zone, grounds.envelope)
    return Settled(document=document, open_terms=len(text.open_terms))


def _owing(months: Sequence[Period], runs: Sequence[Subscription], zone: Zone) -> Sequence[Period]:
    """Months in which a subscription runs: those before, after and between owe nothing.

    All where it runs in none.
    """
    return [each for each in months if any(runs_in(run, each.interval, zone) for run in runs)] or months


def _runs(version: Version, evidence: Evidence, months: Sequence[Period]) -> tuple[Subscription, ...]:
    """The subscription for each run of days on which its customer pays."""
    grounds, within = version.grounds, _whole(months).interval
    return runs_paid(grounds.subscription, evidence.fees, grounds.agreement, within, grounds.zone)


def _as_paid(version: Version, evidence: Evidence, months: Sequence[Period]) -> Version:
    """A version as it is for a customer who joins, or leaves, within the months."""
    grounds = version.grounds
    whose, within = grounds.subscription, _whole(months).interval
    whose = as_paid(whose, evidence.fees, grounds.agreement, within, grounds.zone)
    return replace(version, grounds=replace(grounds, subscription=whose))


class _Docket(Struct, frozen=True, kw_only=True):
    """By what the months of one subscription are judged and settled, however their text is read."""

    request: Request
    subscription: Subscription
    """Whose months they are."""
    during: Mapping[str, Subscription]
    """The same in each month, by its label: somebody who came back after a time has a term in each."""
    months: Sequence[Period]
    evidence: Evidence
    history: History
    """The months before, where credits go by them."""
    as_of: Instant
    almanac: Almanac
    progress: Progress

    def hear(self, text: Interpretation) -> SeriesSettlement:
        """Judge and settle all months of a text, with all that it leaves open."""
        agreement = text.agreement
        if not text.open_terms:
            return self.settle_all(agreement, [self.judge(agreement, month) for month in self.told()])
        known = Remembered(text)
        months = [
            interpret(known, partial(self.judge, month=month), self.subscription) for month in self.told()
        ]
        if agreement.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
            against = settle_series_against(months, self.settle_all, agreement.drafter)
            if against is not None:
                return against
        return settle_series_by_readings(months, self.teller, self.settle_all)

    def told(self) -> Iterator[Period]:
        """The months, each told before it is judged."""
        for number, month in enumerate(self.months, start=1):
            self.progress(month, number, len(self.months))
            yield month

    def judge(self, agreement: Agreement, month: Period) -> Statement:
        """Judge a month, as it lies in the agreement's own zone, by what is known now."""
        agreement, overridden = asked.in_force(agreement, self.request.in_force)
        statement = evaluate(
            agreement,
            self.evidence,
            parse_period(month.label, self.almanac.zone(agreement.time_zone)),
            self.as_of,
            almanac=self.almanac,
            subscription=self.during[month.label],
            in_force_overridden=overridden,
        )
        return self.history.told(statement)

    def teller(self, agreement: Agreement, statement: Statement) -> Teller:
        """Give who settles one month."""
        statement = self.heard(agreement, statement)
        return teller_for(agreement, statement, self.evidence, self.almanac, self.request.fee)

    def heard(self, agreement: Agreement, statement: Statement) -> Statement:
        """The statement with its month as it lies in the zone by which an agreement is read."""
        if agreement.time_zone == statement.period.zone:
            return statement
        zone = self.almanac.zone(agreement.time_zone)
        return replace(statement, period=parse_period(statement.period.label, zone))

    def settle(self, agreement: Agreement, statement: Statement) -> Settlement:
        """Work out what is owed for one month."""
        return settled(agreement, statement, self.evidence, self.almanac, self.request.fee)

    def settle_after(self, agreement: Agreement, statement: Statement, before: Sequence[Given]) -> Settlement:
        """Work out what is owed for one month after others were given their credits."""
        return settled(agreement, statement, self.evidence, self.almanac, self.request.fee, before)

    def settle_all(self, agreement: Agreement, statements: Sequence[Statement]) -> SeriesSettlement:
        """Work out what follows from all months by one agreement."""
        zone = self.almanac.zone(agreement.time_zone)
        by_hand = asked.fee(self.request.fee, agreement)
        return settle_series(
            agreement,
            [self.heard(agreement, statement) for statement in statements],
            partial(self.settle, agreement),
            self.evidence,
            bills_of(
                while_deployed(self.evidence.fees, self.evidence.resources),
                self.subscription,
                zone,
                by_hand,
            ),
            self.as_of,
            almanac=self.almanac,
            settle_after=partial(self.settle_after, agreement),
        )


def _ends(request: Request, evidence: Told) -> tuple[str, str]:
    """The first and the last month, quarter or year that is asked for, by the request or the case."""
    said = evidence.asked.get("period") if isinstance(evidence, Case) else None
    first = request.first or said
    if first is None:
        raise UsageError("no month is given: write --from 2026-03, or `period: 2026-03` in the case")
    return first, request.last or first


def _months(first: str, last: str, zone: Zone) -> list[Period]:
    """The calendar months from one to another, both included."""
    month, end = _month(first, zone), _month(last, zone, is_last=True)
    if end.interval.start < month.interval.start:
        raise UsageError(f"{last} comes before {first}: name the first month, then the last")
    months = [month]
    while months[-1].interval.start < end.interval.start:
        months.append(period_after(months[-1], zone))
    return months


def _whole(months: Sequence[Period]) -> Period:
    """The months as one period, called by its first and last."""
    first, last = months[0], months[-1]
    if first is last:
        return last
    interval = Interval(first.interval.start, last.interval.end)
    return replace(last, interval=interval, label=f"{first.label} to {last.label}")


def _month(text: str, zone: Zone, *, is_last: bool = False) -> Period:
    """A month; of a quarter or a year the first, or the last."""
    period = parse_period(text, zone)
    if isinstance(period.rule, CalendarQuarter | CalendarYear | MonthsFrom):
        edge = Instant(period.interval.end - 1) if is_last else period.interval.start
        return period_containing(CalendarMonth(), edge, zone)
    if not isinstance(period.rule, CalendarMonth):
        raise UsageError(
            f"`{text}` is no calendar month: write it as 2026-03, or a quarter as 2026-Q1, or a year as 2026"
        )
    return period
