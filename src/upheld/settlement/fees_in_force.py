"""Fees in force: those of the evidence that a subscription pays, and what was given by hand instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import MONTHLY_FEE, Fee, FeePeriod, FeeScope
from upheld.chrono.instant import HOUR, LATEST, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evidence.account import FeeCase
from upheld.quantity import Money
from upheld.quantity.paid import Paid, PaidEvery
from upheld.settlement.fee import ALWAYS, BY_USE, Fees, PaidFee
from upheld.settlement.fee_month import calendar_month, days_of, month_before


def monthly_fee(
    amount: Money | Paid | None,
    at: Instant | None = None,
    zone: Zone | None = None,
    within: Interval = ALWAYS,
) -> Fees:
    """The fees, where a fee for everything was given by hand, for a month or another time, or none was.

    What is paid by the hour or day is that for the month of an instant, as far as it lies within some time.
    """
    if amount is None:
        return Fees()
    if isinstance(amount, Money):
        return Fees((PaidFee(fee=MONTHLY_FEE, amount=amount),))
    is_whole = amount.every in (PaidEvery.MONTH, PaidEvery.YEAR)
    per = FeePeriod.YEAR if amount.every is PaidEvery.YEAR else FeePeriod.MONTH
    paid = PaidFee(fee=Fee(per), amount=amount.amount, every=None if is_whole else amount.every)
    return Fees((_with_use(paid, ALWAYS, at, zone, within),))


def _with_use(
    paid: PaidFee, lasts: Interval, at: Instant | None, zone: Zone | None, within: Interval
) -> PaidFee:
    """A fee with how many of its hours or days lie in the month of an instant, within some time."""
    if paid.every not in BY_USE or at is None or zone is None:
        return paid
    month = calendar_month(at, zone)
    start, end = (
        max(month.start, lasts.start, within.start),
        min(month.end, lasts.end, within.end),
    )
    if start >= end:
        return replace(paid, used=Fraction(0))
    if paid.every is PaidEvery.HOUR:
        return replace(paid, used=Fraction(end - start, HOUR))
    return replace(paid, used=Fraction(len(days_of(Interval(start, end), zone))))


def fees_in_force(
    cases: Iterable[FeeCase],
    subscription: Subscription,
    at: Instant,
    by_hand: Money | Paid | None = None,
    zone: Zone | None = None,
    within: Interval = ALWAYS,
) -> Fees:
    """Give the fees of a subscription in force at an instant, the start of the period that is settled.

    A customer's own fee counts before one of its plan, and that before one for everybody. A monthly fee given
    by hand replaces the one for everything. Fees of several customers, where none is named, are nobody's.
    Those of the month before are known where the zone is given, and what is paid by the hour or day comes to
    in its month, as far as that lies within some time. UsageError where two are in force at once for
    the same thing.
    """
    cases = tuple(cases)
    a_month_before = None if zone is None else month_before(at, zone)
    by_thing: dict[tuple[Fee, str | None, str | None], list[FeeCase]] = {}
    own = [case for case in cases if _concerns(case, subscription)]
    for case in _own([case for case in own if is_in_force(case, at) and case.every not in BY_USE]):
        by_thing.setdefault((*_thing(case), _whole(case)), []).append(case)
    found = [
        PaidFee(
            fee=fee,
            name=name,
            service=service,
            amount=case.amount,
            every=case.every,
            evidence=(case.identity,),
        )
        for (fee, name, service), rivals in by_thing.items()
        for case in [_closest(rivals, at)]
        if by_hand is None or fee.scope is not FeeScope.SUBSCRIPTION
    ]
    used = [case for case in own if case.every in BY_USE]
    if used and zone is not None:
        found += _used(_own(used), at, zone, within, skips_whole=by_hand is not None)
    return Fees(
        (*monthly_fee(by_hand, at, zone, within).paid, *found),
        month_before=a_month_before,
        since=at,
        zone=zone,
        earlier=lambda instant: fees_in_force(cases, subscription, instant, by_hand, zone, within),
        is_of_customer=subscription.customer is not None,
        once=tuple(
            PaidFee(fee=fee, name=name, amount=case.amount, evidence=(case.identity,))
            for case in _own([each for each in cases if each.one_time and _concerns(each, subscription)])
            for fee, name in [_thing(case)]
        ),
    )


def _used(
    cases: Iterable[FeeCase], at: Instant, zone: Zone, within: Interval, *, skips_whole: bool
) -> list[PaidFee]:
    """What is paid by the hour or day in the month of an instant, each price for as long as it held."""
    month = calendar_month(at, zone)
    cases = tuple(cases)
    closest: dict[tuple[Fee, str | None], tuple[bool, bool, bool]] = {}
    for case in cases:
        closest[_thing(case)] = max(_closeness(case), closest.get(_thing(case), _closeness(case)))
    found = []
    for case in (each for each in cases if _closeness(each) == closest[_thing(each)]):
        lasts = Interval(case.since, LATEST if case.until is None else case.until)
        fee, name = _thing(case)
        if not lasts.overlaps(month) or (skips_whole and fee.scope is FeeScope.SUBSCRIPTION):
            continue
        paid = PaidFee(
            fee=fee,
            name=name,
            service=_whole(case),
            amount=case.amount,
            every=case.every,
            evidence=(case.identity,),
        )
        found.append(_with_use(paid, lasts, at, zone, within))
    return found


def is_in_force(case: FeeCase, at: Instant) -> bool:
    """Whether a recurring fee is paid at an instant."""
    return not case.one_time and case.since <= at and (case.until is None or at < case.until)


def paid_once(cases: Iterable[FeeCase], subscription: Subscription, within: Interval) -> tuple[FeeCase, ...]:
    """Give what a subscription pays once, within some time."""
    once = (case for case in cases if case.one_time and within.start <= case.since < within.end)
    return tuple(_own([case for case in once if _concerns(case, subscription)]))


def _concerns(case: FeeCase, subscription: Subscription) -> bool:
    """Whether a fee may be this subscription's; where it names no customer, or no plan, it is everybody's."""
    whose, plan = subscription.customer, subscription.plan
    other_customer = whose is not None and case.customer is not None and case.customer != whose
    other_plan = plan is not None and case.plan is not None and case.plan != plan
    name = subscription.name
    other_name = name is not None and case.subscription is not None and case.subscription != name
    return not other_customer and not other_plan and not other_name


def _own(cases: Sequence[FeeCase]) -> Sequence[FeeCase]:
    """The fees less those of customers, where they are of several: nobody says whose are meant."""
    customers = {case.customer for case in cases if case.customer is not None}
    return cases if len(customers) < 2 else [case for case in cases if case.customer is None]


def _thing(case: FeeCase) -> tuple[Fee, str | None]:
    per = FeePeriod.YEAR if case.yearly else FeePeriod.MONTH
    if case.resource is not None:
        return Fee(per, FeeScope.RESOURCE), case.resource
    if case.service is not None:
        return Fee(per, FeeScope.SERVICE), case.service
    return Fee(per), None


def _whole(case: FeeCase) -> str | None:
    """The service of which what a fee is paid for is a part."""
    return case.service if case.resource is not None else None


def _closest(rivals: Sequence[FeeCase], at: Instant) -> FeeCase:
    """The fee that names the customer, else the plan; UsageError where two do alike."""
    closest = max(map(_closeness, rivals))
    first, *others = [case for case in rivals if _closeness(case) == closest]
    if others:
        fee, name = _thing(first)
        of = f"{fee.per.value} fee" + (f" of {fee.scope.value} {name}" if name else "")
        both = " and ".join(f"{case.amount} (`{case.identity}`)" for case in (first, others[0]))
        raise UsageError(
            f"two fees are in force for the same thing, the {of}, at {format_instant(at)}: {both}; end one "
            "of them with `until`, or name the customer, subscription and plan they are for"
        )
    return first


def _closeness(case: FeeCase) -> tuple[bool, bool, bool]:
    return case.customer is not None, case.subscription is not None, case.plan is not None
