"""The series: what follows from the statements of several months together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import BillingMonth, CalendarMonth
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Statement
from upheld.evidence.account import ClaimCase
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.governance import Notice
from upheld.settlement.amount import Owed
from upheld.settlement.application import Application, apply_credits, first_bill
from upheld.settlement.balance import less, nothing_of, together
from upheld.settlement.bill import Bills
from upheld.settlement.books import books_of
from upheld.settlement.breach import Breach
from upheld.settlement.breach_record import Doubt, first_of_month, record_breaches
from upheld.settlement.breaches import breaches_in
from upheld.settlement.chronic_outage import tracks_of
from upheld.settlement.claimed_month import ClaimedMonth, Settle
from upheld.settlement.claimed_series import claimed_series
from upheld.settlement.claims import ClaimState
from upheld.settlement.credit_ground import credited_months
from upheld.settlement.earned_back import with_earned_back
from upheld.settlement.fact import contract_end
from upheld.settlement.next_step import next_steps
from upheld.settlement.refund import refund_of
from upheld.settlement.settlement import Settlement
from upheld.settlement.successive import SettleAfter, counts_months, settled_in_turn
from upheld.settlement.termination import HeldRight, RightState, hold_right
from upheld.settlement.time_limit import Deadline


class SettledMonth(Struct, frozen=True, kw_only=True):
    """One month of a series."""

    month: date
    """Its first day, or the first day of the month in which it begins."""
    statement: Statement
    settlement: Settlement
    breaches: tuple[Breach, ...]
    claimed: ClaimedMonth
    applications: tuple[Application, ...]
    """Where each credit goes that is due, in the order of `claimed.entitled`."""


class SeriesOutcome(Struct, frozen=True, kw_only=True):
    """What becomes of the credits of a series under some combination of readings."""

    readings: tuple[str, ...]
    """One combination that comes to this: the lines that would declare it, where they make a difference."""
    owed: Owed
    due: Owed
    still_open: Owed
    lost: Owed
    states: tuple[ClaimState, ...]
    """Where the credit of each month stands."""
    claim_by: tuple[tuple[Deadline, ...], ...]
    """Until when the failures of each month must be, or had to be, claimed; each once."""
    applications: tuple[Application, ...]


class SeriesSettlement(Struct, frozen=True, kw_only=True):
    """What the statements of several months come to: credits and their way to the customer, and rights."""

    as_of: Instant
    months: tuple[SettledMonth, ...]
    missing: tuple[Doubt, ...]
    """Months between the first and the last for which there is no statement."""
    unmatched: tuple[ClaimCase, ...]
    """Claims that are about no month of the series."""
    rights: tuple[HeldRight, ...]
    next_steps: tuple[Reason, ...]
    """What is to be done now, by whom and until when."""
    owed: Owed
    """For all breaches, whether claimed or not."""
    due: Owed
    """What is due of it: given unasked, or claimed in time and as agreed."""
    still_open: Owed
    """What would be due besides, if everything that still can be were claimed."""
    lost: Owed
    """What is neither: not claimed in time, not claimed as agreed, or rejected."""
    outcomes: tuple[SeriesOutcome, ...] = ()
    """What each reading comes to, where the words leave several and they come to different things."""


def settle_series(
    agreement: Agreement,
    statements: Sequence[Statement],
    settle: Settle,
    evidence: Evidence,
    bills: Bills,
    as_of: Instant,
    *,
    almanac: Almanac,
    settle_after: SettleAfter | None = None,
) -> SeriesSettlement:
    """Settle the statements of several months of one subscription, one for each month, in order of time.

    `settle_after` settles a month by what others were given, for caps that count that.
    Claims count as far as they are known at `as_of`. Pure: the same arguments give the same settlement.
    Raises UsageError for statements that are no such series, and for claims of several customers where none
    is named.
    """
    _check(statements)
    calendars = Calendars(agreement, almanac, _span(statements, evidence, as_of, almanac))
    zone = calendars.zone(agreement.time_zone)
    credited = with_earned_back(agreement, statements, zone)
    if settle_after is not None and counts_months(agreement):
        in_turn = settled_in_turn(credited, settle_after, evidence, calendars, as_of)
        settlements, claims = list(in_turn.settlements), in_turn.claims
    else:
        settlements = [settle(each) for each in credited]
        claims = claimed_series(credited, settlements, evidence, calendars, as_of, settle)
    record = record_breaches(statements, zone)
    subscription = statements[-1].subscription
    plan = subscription.plan
    notices = _notices(evidence, subscription)
    rights = tuple(
        _with_refund(
            hold_right(
                right,
                record,
                plan,
                calendars,
                as_of,
                notices,
                tracks_of(statements, right.objectives, zone),
                credited_months(statements, settlements, zone, right.objectives),
            ),
            evidence,
            subscription,
            calendars,
            as_of,
        )
        for right in agreement.termination
    )
    ends = contract_end(books_of(evidence, subscription, zone), as_of)
    labelled = [(each.period, month) for each, month in zip(statements, claims.months, strict=True)]
    owed = together(settlement.certain for settlement in settlements)
    due = _due(owed, claims.months)
    still_open = together(month.still_open for month in claims.months)
    return SeriesSettlement(
        as_of=as_of,
        months=tuple(_months(agreement, statements, settlements, claims.months, bills, zone, ends)),
        missing=tuple(doubt for doubt in record.doubts if doubt.objective is None),
        unmatched=claims.unmatched,
        rights=rights,
        next_steps=tuple(next_steps(labelled, rights, agreement.claims, zone)),
        owed=owed,
        due=due,
        still_open=still_open,
        lost=less(less(owed, due), still_open),
    )


def _notices(evidence: Evidence, subscription: Subscription) -> Sequence[Notice] | None:
    """The notices that concern a customer; `None` where the evidence has no table of them."""
    if not evidence.notices and Table.NOTICES not in evidence.tables:
        return None
    own = subscription.customer
    return [each for each in evidence.notices if own is None or each.customer in (None, own)]


def _with_refund(
    held: HeldRight, evidence: Evidence, subscription: Subscription, calendars: Calendars, as_of: Instant
) -> HeldRight:
    """A right that has arisen, with what is paid back."""
    if held.first is None or held.state is not RightState.ARISEN:
        return held
    notices = _notices(evidence, subscription) or ()
    refund = refund_of(held.right, held.first.at, evidence.fees, notices, subscription, calendars, as_of)
    if refund is None:
        return held
    return replace(held, reason=replace(held.reason, because=(*held.reason.because, refund)))


def _apart_from_days(subscription: Subscription) -> Subscription:
    """A subscription without the days on which it ran."""
    return replace(subscription, term=None, away=())


def _check(statements: Sequence[Statement]) -> None:
    """Refuse statements that are not those of one subscription, month by month."""
    if not statements:
        raise UsageError("a series without a statement can't be settled: name at least one month")
    for each in statements:
        if not isinstance(each.period.rule, CalendarMonth | BillingMonth):
            raise UsageError(f"{each.period.label} is no month, and a series is settled month by month")
    for one, other in pairwise(statements):
        if one.period.interval.end > other.period.interval.start:
            raise UsageError(
                f"{other.period.label} does not come after {one.period.label}: put the months in order"
            )
        if _apart_from_days(one.subscription) != _apart_from_days(other.subscription):
            raise UsageError(
                f"{one.period.label} and {other.period.label} are not of one customer and plan: settle each "
                "subscription by itself"
            )


def _span(statements: Sequence[Statement], evidence: Evidence, as_of: Instant, almanac: Almanac) -> Interval:
    judged = Interval(statements[0].period.interval.start, statements[-1].period.interval.end)
    return span_to_judge(evidence, judged, as_of, almanac)


def _due(owed: Owed, claimed: Sequence[ClaimedMonth]) -> Owed:
    """What is due of all that is owed; not known where it hangs on claims of which nothing is known."""
    if any(month.state is ClaimState.UNRECORDED for month in claimed):
        return NoData(f"no table `{Table.CLAIMS.value}` in the evidence: nothing is known about claims")
    return together((nothing_of(owed), *(each.amount for month in claimed for each in month.entitled)))


def _months(
    agreement: Agreement,
    statements: Sequence[Statement],
    settlements: Sequence[Settlement],
    claimed: Sequence[ClaimedMonth],
    bills: Bills,
    zone: Zone,
    ends: date | None,
) -> Iterator[SettledMonth]:
    """Put the months together; bills are taken up by the credits of all months in turn."""
    payment = agreement.payment
    due = [
        (each.amount, first_bill(payment, statement.period, each.claim, zone))
        for statement, month in zip(statements, claimed, strict=True)
        for each in month.entitled
    ]
    caps = () if agreement.credits is None else agreement.credits.caps
    applications = iter(apply_credits(due, payment, bills, caps, ends))
    for statement, settlement, month in zip(statements, settlements, claimed, strict=True):
        yield SettledMonth(
            month=first_of_month(statement, zone),
            statement=statement,
            settlement=settlement,
            breaches=tuple(
                sorted(
                    (breach for _, found in breaches_in(statement) for breach in found),
                    key=lambda breach: (breach.at, breach.objective, breach.member or "", breach.number),
                )
            ),
            claimed=month,
            applications=tuple(islice(applications, len(month.entitled))),
        )
