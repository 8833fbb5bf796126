"""Tenure: on which plan a subscription is when, and the parts into which a change of plan cuts a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.plan_change import PlanChange
from upheld.chrono.instant import EARLIEST, LATEST, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.paying import is_paid_for
from upheld.evidence.account import FeeCase


class Stretch(Struct, frozen=True):
    """A time on one plan."""

    plan: str
    interval: Interval


class Part(Struct, frozen=True, kw_only=True):
    """A part of a period that is judged by one plan, with what of the plan's fee goes with it."""

    plan: str | None = None
    within: Interval
    """The time judged; without a bound where no other plan comes before or after it."""
    fee_at: Instant
    """When the fee was in force that counts."""
    share: Fraction = Fraction(1)
    says: str = ""
    """How much of the period it is, such as `15 of 31 days`; empty for all of it."""


def tenure(
    fees: Iterable[FeeCase], subscription: Subscription, plans: Sequence[str], within: Interval
) -> tuple[Stretch, ...]:
    """On which plans fees say that a subscription was within some time, in order; none where none says it.

    Where nobody is named, fees that name nobody are meant, unless others do or they are a list of prices, of
    several plans at once. Where no fee for everything names a plan, those for services and resources tell it,
    as long as they never tell two at once. UsageError where somebody was on two plans at once.
    """
    if subscription.customer is None:
        fees = tuple(fees)
        if any(fee.customer is not None for fee in fees):
            return ()
    named = _telling(fee for fee in fees if fee.plan in plans and is_paid_for(subscription, fee))
    found: list[Stretch] = []
    for fee in sorted(named, key=lambda each: each.since):
        start, end = max(fee.since, within.start), min(fee.until or LATEST, within.end)
        if fee.plan is None or start >= end:
            continue
        if found and found[-1].plan != fee.plan and start < found[-1].interval.end:
            if subscription.customer is None:
                return ()
            raise UsageError(
                f"{subscription.customer} is on plans {found[-1].plan} and {fee.plan} at once, at "
                f"{format_instant(start)}: say in `until` when one ended, or name each in `subscription`"
            )
        if found and found[-1].plan == fee.plan:
            joined = Interval(found[-1].interval.start, max(end, found[-1].interval.end))
            found[-1] = Stretch(fee.plan, joined)
        else:
            found.append(Stretch(fee.plan, Interval(start, end)))
    return tuple(found)


def parts_of(
    stretches: Sequence[Stretch], change: PlanChange, period: Period, zone: Zone
) -> tuple[Part, ...]:
    """Cut a period by the plans it is judged by; the stretches are two or more, in order of time."""
    everything = Interval(EARLIEST, LATEST)
    match change:
        case PlanChange.AT_START:
            first = stretches[0]
            return (Part(plan=first.plan, within=everything, fee_at=first.interval.start),)
        case PlanChange.AT_END:
            last = stretches[-1]
            return (Part(plan=last.plan, within=everything, fee_at=Instant(last.interval.end - 1)),)
        case PlanChange.BY_DAY | PlanChange.PRO_RATA:
            return tuple(_pieces(stretches, change, period, zone))


def _pieces(stretches: Sequence[Stretch], change: PlanChange, period: Period, zone: Zone) -> list[Part]:
    by_day = change is PlanChange.BY_DAY
    changes = [each.interval.start for each in stretches[1:]]
    cuts = [zone.midnight(zone.date(at)) for at in changes] if by_day else changes
    whole = period.interval
    starts, ends = [whole.start, *cuts], [*cuts, whole.end]
    parts = []
    for number, (stretch, start, end) in enumerate(zip(stretches, starts, ends, strict=True)):
        if start >= end:
            continue
        within = Interval(EARLIEST if number == 0 else start, LATEST if number == len(stretches) - 1 else end)
        left = _left_at(stretch, stretches[number + 1 :], zone, by_day=by_day)
        share, says = _share(Interval(start, min(end, left)), whole, zone, by_day=by_day)
        at = max(start, stretch.interval.start)
        parts.append(Part(plan=stretch.plan, within=within, fee_at=at, share=share, says=says))
    return parts


def _left_at(stretch: Stretch, later: Sequence[Stretch], zone: Zone, *, by_day: bool) -> Instant:
    """When a customer left who came back on another plan; without end where nobody was away between."""
    last = zone.date(Instant(stretch.interval.end - 1)) + timedelta(days=1)
    if not later or zone.date(later[0].interval.start) <= last:
        return LATEST
    return zone.midnight(last) if by_day else stretch.interval.end


def parts_within(
    part: Part, stretches: Sequence[Stretch], change: PlanChange, period: Period, zone: Zone
) -> tuple[Part, ...]:
    """Cut a part of a period, such as that of one version, by the plans that each of it is judged by.

    A change outside it does not matter, but where all of a period goes by the plan at its start or its end.
    """
    if len(stretches) < 2:
        return (replace(part, plan=stretches[0].plan),) if stretches else (part,)
    found = parts_of(stretches, change, period, zone)
    if len(found) == 1:
        return (replace(part, plan=found[0].plan, fee_at=found[0].fee_at),)
    parts = []
    for each in found:
        start, end = (
            max(each.within.start, part.within.start),
            min(each.within.end, part.within.end),
        )
        if start >= end:
            continue
        inside = Interval(max(start, period.interval.start), min(end, period.interval.end))
        share, says = _share(inside, period.interval, zone, by_day=change is PlanChange.BY_DAY)
        at = max(inside.start, each.fee_at)
        parts.append(Part(plan=each.plan, within=Interval(start, end), fee_at=at, share=share, says=says))
    return tuple(parts)


def part_by_days(inside: Interval, within: Interval, whole: Interval, zone: Zone) -> Part:
    """A part of a period on no plan of its own, with what its days are of the fee."""
    share, says = _share(inside, whole, zone, by_day=True)
    return Part(within=within, fee_at=inside.start, share=share, says=says)


def _share(part: Interval, whole: Interval, zone: Zone, *, by_day: bool) -> tuple[Fraction, str]:
    if not by_day:
        share = Fraction(part.length, whole.length)
        return share, f"{share} of the period"
    days, of = (_days(each, zone) for each in (part, whole))
    return Fraction(days, of), f"{days} of {of} days"


def _days(interval: Interval, zone: Zone) -> int:
    return (zone.date(Instant(interval.end - 1)) - zone.date(interval.start)).days + 1


def changed_plan(
    fees: Iterable[FeeCase], subscriptions: Sequence[Subscription], plans: Sequence[str], within: Interval
) -> dict[Subscription, frozenset[str]]:
    """Which subscriptions were on several plans within some time, one after the other, and on which."""
    known: dict[tuple[str | None, str | None], list[FeeCase]] = {}
    for fee in fees:
        paid = fee.since < within.end and (fee.until is None or within.start < fee.until)
        if paid and fee.plan in plans:
            known.setdefault((fee.customer, fee.subscription), []).append(fee)
    told = {whose: {fee.plan for fee in _telling(paid) if fee.plan} for whose, paid in known.items()}
    moved = {whose: several for whose, several in told.items() if len(several) > 1}
    if not moved:
        return {}
    once = Counter((each.customer, each.name) for each in subscriptions)
    return {
        each: frozenset(moved[each.customer, each.name])
        for each in subscriptions
        if (each.customer, each.name) in moved and once[each.customer, each.name] == 1
    }


def _telling(fees: Iterable[FeeCase]) -> Sequence[FeeCase]:
    """Those of one customer's fees that tell a plan: for everything, else for its parts, if these agree."""
    paid = sorted((fee for fee in fees if not fee.one_time), key=lambda each: each.since)
    if whole := [fee for fee in paid if fee.service is None and fee.resource is None]:
        return whole
    ends: dict[str | None, Instant] = {}
    for fee in paid:
        if any(fee.since < end for plan, end in ends.items() if plan != fee.plan):
            return ()
        ends[fee.plan] = max(ends.get(fee.plan, EARLIEST), fee.until or LATEST)
    return paid
