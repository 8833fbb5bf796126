"""Fees that credits are shares of: what a subscription pays, given by hand or found in the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.plan_change import PriceChange
from upheld.chrono.instant import DAY, EARLIEST, HOUR, LATEST, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.errors import TimeError, UsageError
from upheld.evaluation.reason import NoData
from upheld.evidence.account import FeeCase
from upheld.quantity import ExactMoney, Money
from upheld.quantity.paid import Paid, PaidEvery
from upheld.quantity.phrase import write_number

ALWAYS = Interval(EARLIEST, LATEST)


class PaidFee(Struct, frozen=True, kw_only=True):
    """What is paid for everything, or for a service or resource by name, for a month or another time."""

    fee: Fee
    name: str | None = None
    """The service or resource; absent where it is paid for everything."""
    service: str | None = None
    """Of a resource, the service it is paid for, where that is said."""
    amount: Money
    every: PaidEvery | None = None
    """For how long, where that is neither a month nor a year."""
    used: Fraction = Fraction(0)
    """How many of its hours or days lie in the month, where it is paid by these."""
    evidence: tuple[str, ...] = ()
    """Empty where it was given by hand."""


class FoundFee(Struct, frozen=True, kw_only=True):
    """A fee that a credit is a share of, and the one that is paid, where it is paid for another length."""

    exact: ExactMoney
    paid: PaidFee
    says: str
    """In words, such as `the monthly fee` or `a twelfth of the yearly fee`."""
    is_by_use: bool = False
    """Whether it is paid by the hour or the day, and so only for the time that is meant."""


class Fees(Struct, frozen=True):
    """The fees of one subscription that are known for one period, each thing's at most once a length."""

    paid: tuple[PaidFee, ...] = ()
    month_before: Instant | None = None
    """When the month before the period begins, where that is known."""
    earlier: Callable[[Instant], Fees] | None = None
    """The fees at an instant; the same at all times where absent."""
    since: Instant | None = None
    """The instant they are in force at; that does not matter where absent."""
    quarter: tuple[Instant, ...] = ()
    """When the months begin of the quarter that is meant, where that is known."""
    half_year: tuple[Instant, ...] = ()
    """The same of the half of the year."""
    share: Fraction = Fraction(1)
    """What of the fees is paid for the part of the period that is judged."""
    part: str = ""
    """Which part it is, such as `15 of 31 days`."""
    once: tuple[PaidFee, ...] = ()
    """What is paid once, by what it is paid for."""
    days: tuple[Instant, ...] = ()
    """When the days begin of the time judged, where each has its part of the price on that day."""
    service: str | None = None
    """The service that failed, where a thing may be paid for in several services."""

    def find(self, fee: Fee, name: str | None = None, failed_at: Instant | None = None) -> FoundFee | NoData:
        """Give the fee that is paid for something; `failed_at` is what preceding days come before.

        Where only the other length is paid, a month's fee is a twelfth of a year's, and a year's is twelve
        times a month's, exactly.
        """
        if fee.scope is FeeScope.SUBSCRIPTION:
            name = None
        match fee.time:
            case FeeTime.JUDGED:
                return self._of_part(self._find_then(fee, name, failed_at))
            case FeeTime.PREVIOUS_MONTH:
                return self._of_month_before(fee, name)
            case FeeTime.PRECEDING_DAYS:
                return self._of_days_before(fee, name, failed_at)
            case FeeTime.QUARTER | FeeTime.HALF_YEAR:
                return self._of_months(fee, name)
            case FeeTime.ONCE:
                return self._paid_once(fee, name)
            case FeeTime.RECEIVING:
                return NoData("the receiving invoice is not known")

    def _paid_once(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        """Add up what is paid once for a thing, or for everything and all things."""
        whole = fee.scope is FeeScope.SUBSCRIPTION
        found = [each for each in self.once if whole or (each.fee.scope is fee.scope and each.name == name)]
        if not found:
            return NoData(f"the {fee if name is None else fee.called(name)} is not given")
        exact = reduce(ExactMoney.__add__, (each.amount.exact for each in found))
        evidence = tuple(key for each in found for key in each.evidence)
        paid = PaidFee(fee=fee, name=None if whole else name, amount=exact.rounded(), evidence=evidence)
        return FoundFee(exact=exact, paid=paid, says=f"the {fee if name is None else fee.called(name)}")

    def of_service(self, service: str | None) -> Fees:
        """Give the fees for what failed in a service: a thing has the fee that it has there."""
        return replace(self, service=service)

    def _at(self, at: Instant) -> Fees:
        """The fees at an instant."""
        return self if self.earlier is None else replace(self.earlier(at), service=self.service)

    def over(self, judged: Interval, zone: Zone | None) -> Fees:
        """Give the fees for the time a promise is judged over, which may begin in an earlier month."""
        if zone is None:
            return self
        start = judged.start
        months, half = _months_of(judged, zone, 3), _months_of(judged, zone, 6)
        days = _days_of(judged, zone) if self.days else ()
        if self.earlier is None or self.since is None or start >= _month_of(self.since, zone):
            return replace(self, quarter=months, half_year=half, days=days)
        then = self._at(start)
        before = _month_before(start, zone)
        return replace(
            then,
            month_before=before,
            quarter=months,
            half_year=half,
            share=self.share,
            part=self.part,
            days=days,
        )

    def priced(self, change: PriceChange, judged: Interval, zone: Zone) -> Fees:
        """Give the fees of the prices that count where they changed within the time judged."""
        match change:
            case PriceChange.AT_START:
                return self
            case PriceChange.BY_DAY:
                return replace(self, days=_days_of(judged, zone))
            case PriceChange.AT_END:
                last = self if self.earlier is None else self._at(Instant(judged.end - 1))
                return replace(last, month_before=self.month_before, earlier=self.earlier)

    def _of_part(self, found: FoundFee | NoData) -> FoundFee | NoData:
        if isinstance(found, NoData) or self.share == 1 or found.is_by_use:
            return found
        exact = found.exact * self.share
        paid = replace(found.paid, amount=exact.rounded())
        says = f"{found.says} of {found.paid.amount}, for {self.part}"
        return replace(found, exact=exact, paid=paid, says=says)

    def of(
        self, amount: Amount, name: str | None = None, failed_at: Instant | None = None
    ) -> FoundFee | NoData:
        """Give the fee that an amount is a share of."""
        if isinstance(amount, ShareOfFee):
            return self.find(amount.of, name, failed_at)
        return NoData("the amount is a share of no fee")

    def of_all(
        self, amount: Amount, names: Sequence[str], failed_at: Instant | None = None
    ) -> FoundFee | NoData:
        """Give the fee that an amount is a share of, added up over several things; open without one."""
        if len(names) < 2:
            return self.of(amount, next(iter(names), None), failed_at)
        if not isinstance(amount, ShareOfFee):
            return self.of(amount)
        fee = replace(amount.of, of_all=False)
        found: list[FoundFee] = []
        for name in names:
            each = self.find(fee, name, failed_at)
            if isinstance(each, NoData):
                return each
            found.append(each)
        evidence = tuple(dict.fromkeys(key for each in found for key in each.paid.evidence))
        exact = reduce(ExactMoney.__add__, (each.exact for each in found))
        paid = PaidFee(fee=found[0].paid.fee, amount=exact.rounded(), evidence=evidence)
        parts = " and ".join(f"{each.says}, {each.exact.rounded()}" for each in found)
        return FoundFee(exact=exact, paid=paid, says=f"{parts}: {exact.rounded()} together")

    def at_least(self, fee: Fee, parts: Sequence[str] = ()) -> ExactMoney | None:
        """Give what a fee comes to at least, by the fees of its parts; nothing where none of them is known.

        All services are parts of a subscription, and so are all resources; of a service they are the
        resources named.
        """
        if fee.time is FeeTime.PREVIOUS_MONTH and self.month_before is not None:
            then = self if self.earlier is None else self._at(self.month_before)
            return then.at_least(replace(fee, time=FeeTime.JUDGED), parts)
        if fee.time is not FeeTime.JUDGED or fee.scope is FeeScope.RESOURCE:
            return None
        sums = [self._sum_of(Fee(fee.per, FeeScope.RESOURCE), parts)]
        if fee.scope is FeeScope.SUBSCRIPTION:
            scopes = (FeeScope.SERVICE, FeeScope.RESOURCE)
            sums = [self._sum_of(Fee(fee.per, scope), self._names(scope)) for scope in scopes]
        known = [each for each in sums if each is not None]
        return max(known, key=lambda each: each.amount, default=None)

    def _names(self, scope: FeeScope) -> Sequence[str]:
        return [paid.name for paid in self.paid if paid.fee.scope is scope and paid.name is not None]

    def _sum_of(self, fee: Fee, names: Iterable[str]) -> ExactMoney | None:
        found = [self._find(fee, name) for name in dict.fromkeys(names)]
        known = [each.exact for each in found if not isinstance(each, NoData)]
        return reduce(ExactMoney.__add__, known) if known else None

    def _find(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        several = list(self._paid_for(fee.scope, name))
        for service in (self.service, None):
            own = [paid for paid in several if paid.service == service]
            if own:
                return _as_long(own, fee)
        services = dict.fromkeys(paid.service for paid in several)
        if len(services) > 1:
            each = [_as_long([paid for paid in several if paid.service == own], fee) for own in services]
            return _together(each, fee, name)
        if several:
            return _as_long(several, fee)
        return self._of_parts(fee, name) or NoData(f"the {fee.called(name)} is not given")

    def _of_parts(self, fee: Fee, name: str | None) -> FoundFee | None:
        """What is paid for parts of a service, each said to be of it, where nothing is paid for itself."""
        if fee.scope is not FeeScope.SERVICE or name is None:
            return None
        own = [paid for paid in self.paid if paid.service == name]
        names = dict.fromkeys(paid.name for paid in own)
        each = [_as_long([paid for paid in own if paid.name == part], fee) for part in names]
        return _together(each, fee, name) if each else None

    def _find_then(self, fee: Fee, name: str | None, failed_at: Instant | None) -> FoundFee | NoData:
        """The fee when the time judged begins; of what was not there yet, that of when it failed."""
        found = self._by_day(fee, name) if self.days else self._find(fee, name)
        if not isinstance(found, NoData) or name is None or failed_at is None or self.earlier is None:
            return found
        later = self._at(failed_at)._find(fee, name)
        return found if isinstance(later, NoData) else replace(later, says=f"{later.says}, when it failed")

    def _by_day(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        """Each day's part of the price on that day; nothing for a day on which there was none."""
        now = self._find(fee, name)
        if self.earlier is None or (isinstance(now, FoundFee) and now.is_by_use):
            return now
        each = [self._at(day)._find(fee, name) for day in self.days]
        known = [found for found in each if not isinstance(found, NoData)]
        counted = Counter(found.exact for found in known)
        if not known or (len(counted) == 1 and len(known) == len(each)):
            return self._find(fee, name) if not known else known[0]
        exact = reduce(
            ExactMoney.__add__, (price * Fraction(days, len(each)) for price, days in counted.items())
        )
        parts = " and ".join(f"{price.rounded()} for {days}" for price, days in counted.items())
        evidence = tuple(dict.fromkeys(key for found in known for key in found.paid.evidence))
        return FoundFee(
            exact=exact,
            paid=replace(known[0].paid, amount=exact.rounded(), evidence=evidence),
            says=f"{known[0].says}, {parts} of {len(each)} days",
        )

    def _of_month_before(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        if self.earlier is None:
            return self._find(fee, name)
        if self.month_before is None:
            return NoData(f"the {fee} is not given")
        found = self._at(self.month_before)._find(fee, name)
        if isinstance(found, NoData):
            return found
        return replace(found, says=f"{found.says}, as it was in the month before")

    def _of_months(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        """What was paid for a quarter or half a year; nothing for a month in which there was no such fee."""
        is_quarter = fee.time is FeeTime.QUARTER
        begins = self.quarter if is_quarter else self.half_year
        count, words = (3, "three times") if is_quarter else (6, "six times")
        monthly = replace(fee, per=FeePeriod.MONTH, time=FeeTime.JUDGED)
        if self.earlier is None or not begins:
            found = self._find(monthly, name)
            if isinstance(found, NoData):
                return NoData(f"the {fee.called(name)} is not given")
            exact = found.exact * Fraction(count)
            whole = replace(found.paid, amount=exact.rounded())
            return replace(found, exact=exact, paid=whole, says=f"{words} {found.says}")
        months = [self._at(month)._find(monthly, name) for month in begins]
        known = [each for each in months if not isinstance(each, NoData)]
        if not known:
            return NoData(f"the {fee.called(name)} is not given")
        exact = reduce(ExactMoney.__add__, (each.exact for each in known))
        sums = " and ".join(str(each.exact.rounded()) for each in known)
        evidence = tuple(dict.fromkeys(key for each in known for key in each.paid.evidence))
        return FoundFee(
            exact=exact,
            paid=replace(known[0].paid, amount=exact.rounded(), evidence=evidence),
            says=f"the {fee.called(name)}, {sums} for its months",
        )

    def _of_days_before(self, fee: Fee, name: str | None, failed_at: Instant | None) -> FoundFee | NoData:
        """What was paid in the days before a failure, each day a thirtieth of the monthly fee in force."""
        monthly = Fee(FeePeriod.MONTH, fee.scope, noun=fee.noun)
        if self.earlier is not None and failed_at is None:
            return NoData(f"the {fee} are not given: nothing says when it failed")
        found = []
        for number in range(1, fee.days + 1):
            known = self
            if self.earlier is not None and failed_at is not None:
                known = self._at(Instant(failed_at - number * DAY))
            day = known._find(monthly, name)
            if isinstance(day, NoData):
                return NoData(f"the {fee} are not given")
            found.append(day)
        if any(each.is_by_use for each in found):
            return NoData(
                f"the {fee} are not worked out from what is paid by the hour or day: give what was paid"
            )
        exact = reduce(ExactMoney.__add__, (each.exact * _A_DAY for each in found))
        spoken = list(dict.fromkeys(f"{each.says}, {each.paid.amount}" for each in reversed(found)))
        return FoundFee(
            exact=exact,
            paid=replace(
                found[0].paid, evidence=tuple(dict.fromkeys(k for e in found for k in e.paid.evidence))
            ),
            says=f"the {fee}, each day a thirtieth of {' then of '.join(spoken)}: {exact}",
        )

    def _paid_for(self, scope: FeeScope, name: str | None) -> Iterator[PaidFee]:
        return (paid for paid in self.paid if paid.fee.scope is scope and paid.name == name)

    @property
    def monthly(self) -> Money | None:
        """What is paid for everything in a month, where it is known and has no part of a cent."""
        found = self.find(MONTHLY_FEE)
        if isinstance(found, NoData):
            return None
        rounded = found.exact.rounded()
        return rounded if rounded.exact == found.exact else None


_A_DAY = Fraction(1, 30)
_ABOUT = {3: (88 * DAY, 93 * DAY), 6: (180 * DAY, 185 * DAY)}
_CONVERTED = {
    (FeePeriod.MONTH, None): (Fraction(1, 12), "a twelfth of"),
    (FeePeriod.MONTH, PaidEvery.HALF_YEAR): (Fraction(1, 6), "a sixth of"),
    (FeePeriod.MONTH, PaidEvery.QUARTER): (Fraction(1, 3), "a third of"),
    (FeePeriod.YEAR, None): (Fraction(12), "twelve times"),
    (FeePeriod.YEAR, PaidEvery.HALF_YEAR): (Fraction(2), "twice"),
    (FeePeriod.YEAR, PaidEvery.QUARTER): (Fraction(4), "four times"),
}
"""What of a fee that is paid for another time is meant."""
_BY_USE = {PaidEvery.HOUR: "hour", PaidEvery.DAY: "day"}


def _as_long(several: Sequence[PaidFee], fee: Fee) -> FoundFee:
    """The fee for one thing that is paid for such a time, or made from the one for another time."""
    for paid in several:
        if paid.every is None and paid.fee.per is fee.per:
            return FoundFee(exact=paid.amount.exact, paid=paid, says=f"the {_spoken(paid)}")
    used = [paid for paid in several if paid.every in _BY_USE]
    if used:
        return _by_use(used, fee)
    first = several[0]
    parts, words = _CONVERTED[fee.per, first.every]
    return FoundFee(exact=first.amount * parts, paid=first, says=f"{words} the {_spoken(first)}")


def _by_use(used: Sequence[PaidFee], fee: Fee) -> FoundFee:
    """What is paid by the hour or the day comes to in the month, as long as each price held."""
    times = 12 if fee.per is FeePeriod.YEAR else 1
    exact = reduce(ExactMoney.__add__, (paid.amount * (paid.used * times) for paid in used))
    first = used[0]
    of = "" if first.name is None else f" of {first.fee.thing} {first.name}"
    parts = " and ".join(
        f"{paid.amount} for each of {write_number(paid.used)} {_BY_USE[paid.every]}s"
        for paid in used
        if paid.every is not None
    )
    evidence = tuple(key for paid in used for key in paid.evidence)
    return FoundFee(
        exact=exact,
        paid=replace(first, amount=exact.rounded(), evidence=evidence),
        says=f"{'twelve times ' if times > 1 else ''}what is paid{of}, {parts}",
        is_by_use=True,
    )


def _together(each: Sequence[FoundFee], fee: Fee, name: str | None) -> FoundFee:
    """What is paid for something by its parts, or in several services."""
    exact = reduce(ExactMoney.__add__, (found.exact for found in each))
    evidence = tuple(dict.fromkeys(key for found in each for key in found.paid.evidence))
    paid = PaidFee(fee=replace(fee, of_all=False), name=name, amount=exact.rounded(), evidence=evidence)
    parts = " and ".join(
        f"{found.paid.name if fee.scope is FeeScope.SERVICE else found.paid.service}, {found.exact.rounded()}"
        for found in each
    )
    says = f"the {_spoken(paid)}, which is that of {parts}"
    return FoundFee(exact=exact, paid=paid, says=says, is_by_use=all(found.is_by_use for found in each))


def _spoken(paid: PaidFee) -> str:
    of = "" if paid.name is None else f" of {paid.fee.thing} {paid.name}"
    every = paid.fee.per.value if paid.every is None else paid.every.value
    return f"{every} fee{of}"


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
    if paid.every not in _BY_USE or at is None or zone is None:
        return paid
    month = _calendar_month(at, zone)
    start, end = (
        max(month.start, lasts.start, within.start),
        min(month.end, lasts.end, within.end),
    )
    if start >= end:
        return replace(paid, used=Fraction(0))
    if paid.every is PaidEvery.HOUR:
        return replace(paid, used=Fraction(end - start, HOUR))
    return replace(paid, used=Fraction(len(_days_of(Interval(start, end), zone))))


def _calendar_month(at: Instant, zone: Zone) -> Interval:
    first = zone.date(at).replace(day=1)
    return Interval(zone.midnight(first), zone.midnight(add_months(first, 1)))


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
    month_before = None if zone is None else _month_before(at, zone)
    by_thing: dict[tuple[Fee, str | None, str | None], list[FeeCase]] = {}
    own = [case for case in cases if _concerns(case, subscription)]
    for case in _own([case for case in own if is_in_force(case, at) and case.every not in _BY_USE]):
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
    used = [case for case in own if case.every in _BY_USE]
    if used and zone is not None:
        found += _used(_own(used), at, zone, within, skips_whole=by_hand is not None)
    return Fees(
        (*monthly_fee(by_hand, at, zone, within).paid, *found),
        month_before=month_before,
        since=at,
        earlier=lambda instant: fees_in_force(cases, subscription, instant, by_hand, zone, within),
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
    month = _calendar_month(at, zone)
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


def _month_before(at: Instant, zone: Zone) -> Instant | None:
    try:
        return zone.midnight(add_months(zone.date(at), -1))
    except TimeError:
        return None


def _month_of(at: Instant, zone: Zone) -> Instant:
    """When the month of an instant begins; the instant itself where the calendar does not reach so far."""
    try:
        return zone.midnight(zone.date(at).replace(day=1))
    except TimeError:
        return at


def _days_of(judged: Interval, zone: Zone) -> tuple[Instant, ...]:
    """When the calendar days begin that a time holds; the first with the time itself."""
    first, last = zone.date(judged.start), zone.date(Instant(judged.end - 1))
    later = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return (judged.start, *(zone.midnight(day) for day in later))


def _months_of(judged: Interval, zone: Zone, count: int) -> tuple[Instant, ...]:
    """When the months begin of the quarter or half of the year in which a time lies, or that it is."""
    day = zone.date(judged.start)
    least, most = _ABOUT[count]
    is_one = least <= judged.length <= most
    first = day if is_one else day.replace(month=day.month - (day.month - 1) % count, day=1)
    try:
        return tuple(zone.midnight(add_months(first, number)) for number in range(count))
    except TimeError:
        return ()


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
