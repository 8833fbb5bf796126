"""Refunds: what of prepaid fees is paid back to a customer who leaves, by the days that are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import FeePeriod, FeeScope
from upheld.agreement.termination import Refund, TerminationRight
from upheld.chrono.instant import Instant
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.duties.message import sent_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.reason import Moment, NoData, Reason, Sum
from upheld.evidence.account import FeeCase
from upheld.evidence.governance import Notice
from upheld.settlement.fee import PaidFee
from upheld.settlement.fees_in_force import fees_in_force
from upheld.settlement.time_limit import Since, time_limit

SINCE_EVER = Instant(0)
"""Since when a fee is paid of which only the amount is known."""
NOTICES = ("termination", "notice of termination")
"""What a notice of termination is called in the table of notices."""


def refund_of(
    right: TerminationRight,
    arisen_at: Instant,
    fees: Sequence[FeeCase],
    notices: Sequence[Notice],
    subscription: Subscription,
    calendars: Calendars,
    as_of: Instant,
) -> Reason | None:
    """Say what is paid back, for the notice of termination that was given, or else for one given at `as_of`.

    Of a yearly fee that is the part for the days of its year that come after the last day of service; of a
    quarterly or half-yearly one those of its quarter or half.
    """
    if right.refund is None:
        return None
    if right.refund is Refund.NONE:
        return Reason(rule="termination.refund", says="nothing is paid back", clause=right.clause)
    zone = calendars.zone(calendars.agreement.time_zone)
    given = _given(notices, arisen_at, as_of)
    told = as_of if given is None else given
    takes_effect = Moment(told) if right.notice is None else time_limit(right.notice, Since(told), calendars)
    if isinstance(takes_effect, NoData):
        return _open(right, takes_effect.why)
    last = zone.date(takes_effect.value)
    by = "" if given is not None else ", if notice is given now"
    paid = [
        each for each in fees_in_force(fees, subscription, takes_effect.value).paid if _months_of(each) > 1
    ]
    # what is paid for services is part of what is paid for everything
    paid = [each for each in paid if each.fee.scope is FeeScope.SUBSCRIPTION] or paid
    if not paid:
        return _open(
            right, f"no fee for a quarter, half a year or a year is known that is in force on {last}"
        )
    steps = []
    total = paid[0].amount * Fraction(0)
    for each in paid:
        case = next(fee for fee in fees if fee.identity in each.evidence)
        first, after = _paid_time(_paid_from(case, zone, calendars), last, _months_of(each))
        left, days = (after - last).days - 1, (after - first).days
        part = each.amount * Fraction(left, days)
        total = total + part
        steps.append(
            Reason(
                rule="termination.prepaid",
                says=f"of {each.amount} for the {days} days from {first}, {left} days are left after {last}: "
                f"{part.rounded()}",
                figure=Sum(part.rounded()),
                evidence=each.evidence,
                evidence_count=len(each.evidence),
            )
        )
    return Reason(
        rule="termination.refund",
        says=f"prepaid fees for the time after {last} are paid back{by}: {total.rounded()}",
        figure=Sum(total.rounded()),
        clause=right.clause,
        because=tuple(steps),
    )


def _given(notices: Sequence[Notice], arisen_at: Instant, as_of: Instant) -> Instant | None:
    """When notice of termination was given, once there was the right."""
    sent = (sent_at(notice) for notice in notices if any(alike(notice.kind, name) for name in NOTICES))
    return min((at for at in sent if at is not None and arisen_at <= at <= as_of), default=None)


def _open(right: TerminationRight, why: str) -> Reason:
    says = f"prepaid fees for the time left are paid back; how much is open: {why}"
    return Reason(rule="termination.refund", says=says, clause=right.clause)


def _paid_from(case: FeeCase, zone: Zone, calendars: Calendars) -> date:
    """Since when a fee is paid; one that nobody knows the beginning of, since the agreement is in force."""
    return zone.date(case.since) if case.since > SINCE_EVER else calendars.agreement.in_force.since


def _months_of(paid: PaidFee) -> int:
    """For how many months a fee is paid in advance, one where that is not said."""
    if paid.every is not None:
        return paid.every.months
    return 12 if paid.fee.per is FeePeriod.YEAR else 1


def _paid_time(first: date, day: date, months: int) -> tuple[date, date]:
    """The time paid for that holds a day, of those from a first date on: its first, and the next one's."""
    number = 0
    while add_months(first, months * (number + 1)) <= day:
        number += 1
    return add_months(first, months * number), add_months(first, months * (number + 1))
