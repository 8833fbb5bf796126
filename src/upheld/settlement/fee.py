"""Fees that credits are shares of: what a subscription pays, given by hand or found in the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.plan_change import PriceChange
from upheld.chrono.instant import DAY, EARLIEST, LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.quantity import ExactMoney, Money
from upheld.quantity.paid import PaidEvery
from upheld.quantity.phrase import write_number
from upheld.settlement.fee_month import days_of, month_before, month_of, months_before, months_of

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


_OF_PARTS = (FeeTime.JUDGED, FeeTime.QUARTER, FeeTime.HALF_YEAR)
"""Fees that are at least what is paid for the parts of a thing in the same time."""


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
    zone: Zone | None = None
    """The zone whose months are meant, where it is known."""
    service: str | None = None
    """The service that failed, where a thing may be paid for in several services."""
    is_of_customer: bool = False
    """Whether they are those of somebody by name, beside whose things there may be those of others."""

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
            case FeeTime.AVERAGE | FeeTime.QUARTER | FeeTime.HALF_YEAR:
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
        months, half = months_of(judged, zone, 3), months_of(judged, zone, 6)
        days = days_of(judged, zone) if self.days else ()
        if self.earlier is None or self.since is None or start >= month_of(self.since, zone):
            return replace(self, quarter=months, half_year=half, days=days)
        then = self._at(start)
        before = month_before(start, zone)
        return replace(
            then,
            month_before=before,
            quarter=months,
            half_year=half,
            share=self.share,
            part=self.part,
            days=days,
        )

    def in_months(self, judged: Interval, zone: Zone | None) -> Fees:
        """Give the same fees, with the months of the quarter and half-year that a time lies in."""
        if zone is None:
            return self
        return replace(self, quarter=months_of(judged, zone, 3), half_year=months_of(judged, zone, 6))

    def priced(self, change: PriceChange, judged: Interval, zone: Zone) -> Fees:
        """Give the fees of the prices that count where they changed within the time judged."""
        match change:
            case PriceChange.AT_START:
                return self
            case PriceChange.BY_DAY:
                return replace(self, days=days_of(judged, zone))
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
        if fee.time not in _OF_PARTS or fee.scope is FeeScope.RESOURCE:
            return None
        sums = [self._sum_of(Fee(fee.per, FeeScope.RESOURCE, fee.time), parts)]
        if fee.scope is FeeScope.SUBSCRIPTION:
            scopes = (FeeScope.SERVICE, FeeScope.RESOURCE)
            sums = [self._sum_of(Fee(fee.per, scope, fee.time), self._names(scope)) for scope in scopes]
        known = [each for each in sums if each is not None]
        return max(known, key=lambda each: each.amount, default=None)

    def things(self, scope: FeeScope, services: Sequence[str] = ()) -> tuple[str, ...]:
        """Give all things of a scope that are paid for, in some services or in any, by name."""
        found = {
            paid.name
            for paid in self.paid
            if paid.fee.scope is scope
            if not services or scope is FeeScope.SERVICE or paid.service in (None, *services)
        }
        return tuple(sorted(name for name in found if name is not None))

    def _names(self, scope: FeeScope) -> Sequence[str]:
        return [paid.name for paid in self.paid if paid.fee.scope is scope and paid.name is not None]

    def _sum_of(self, fee: Fee, names: Iterable[str]) -> ExactMoney | None:
        is_judged = fee.time is FeeTime.JUDGED
        find = self._find if is_judged else self._of_months
        found = [find(fee, name) for name in dict.fromkeys(names)]
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
        """What was paid for a quarter or half a year; nothing for a month in which there was no such fee.

        In the month in which somebody joined it is that of the first day.

        Or the mean of what was paid for some months.
        """
        if fee.time is FeeTime.AVERAGE:
            return self._average(fee, name)
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
        months = [self._in_month(month, monthly, name) for month in begins]
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

    def _in_month(self, begins: Instant, monthly: Fee, name: str | None) -> FoundFee | NoData:
        """The fee of a month as it begins, or of the one in which the time judged does as that begins."""
        found = self._at(begins)._find(monthly, name)
        if isinstance(found, FoundFee) or self.since is None or self.zone is None:
            return found
        return (
            self._at(self.since)._find(monthly, name) if month_of(self.since, self.zone) == begins else found
        )

    def _average(self, fee: Fee, name: str | None) -> FoundFee | NoData:
        """The mean of what was paid for each of some months; one without a fee is left out, or is nothing."""
        monthly = replace(fee, per=FeePeriod.MONTH, time=FeeTime.JUDGED, months=0, counts_empty=False)
        if self.earlier is None:
            return self._find(monthly, name)
        if self.zone is None or self.since is None:
            return NoData(f"the {fee.called(name)} is not given")
        months = [
            self._at(month)._find(monthly, name) for month in months_before(self.since, self.zone, fee.months)
        ]
        known = [each for each in months if not isinstance(each, NoData)]
        if not known:
            return NoData(f"the {fee.called(name)} is not given")
        count = fee.months if fee.counts_empty else len(known)
        exact = reduce(ExactMoney.__add__, (each.exact for each in known)) * Fraction(1, count)
        sums = " and ".join(str(each.exact.rounded()) for each in known)
        of = f"{sums} in {len(known)} of them, by {count}" if len(known) < fee.months else sums
        evidence = tuple(dict.fromkeys(key for each in known for key in each.paid.evidence))
        return FoundFee(
            exact=exact,
            paid=replace(known[0].paid, amount=exact.rounded(), evidence=evidence),
            says=f"the {fee.called(name)}, {of}: {exact}",
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
_CONVERTED = {
    (FeePeriod.MONTH, None): (Fraction(1, 12), "a twelfth of"),
    (FeePeriod.MONTH, PaidEvery.HALF_YEAR): (Fraction(1, 6), "a sixth of"),
    (FeePeriod.MONTH, PaidEvery.QUARTER): (Fraction(1, 3), "a third of"),
    (FeePeriod.YEAR, None): (Fraction(12), "twelve times"),
    (FeePeriod.YEAR, PaidEvery.HALF_YEAR): (Fraction(2), "twice"),
    (FeePeriod.YEAR, PaidEvery.QUARTER): (Fraction(4), "four times"),
}
"""What of a fee that is paid for another time is meant."""
BY_USE = {PaidEvery.HOUR: "hour", PaidEvery.DAY: "day"}


def _as_long(several: Sequence[PaidFee], fee: Fee) -> FoundFee:
    """The fee for one thing that is paid for such a time, or made from the one for another time."""
    for paid in several:
        if paid.every is None and paid.fee.per is fee.per:
            return FoundFee(exact=paid.amount.exact, paid=paid, says=f"the {_spoken(paid)}")
    used = [paid for paid in several if paid.every in BY_USE]
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
        f"{paid.amount} for each of {write_number(paid.used)} {BY_USE[paid.every]}s"
        for paid in used
        if paid.every is not None
    )
    evidence = tuple(dict.fromkeys(key for paid in used for key in paid.evidence))
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
