"""Fees that credits are shares of: what a subscription pays, given by hand or found in the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import MONTHLY_FEE, Amount, Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.chrono.instant import Instant, format_instant
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData
from upheld.evidence.account import FeeCase
from upheld.quantity import ExactMoney, Money


class PaidFee(Struct, frozen=True, kw_only=True):
    """What is paid for everything, or for a service or resource by name, for a month or a year."""

    fee: Fee
    name: str | None = None
    """The service or resource; absent where it is paid for everything."""
    amount: Money
    evidence: tuple[str, ...] = ()
    """Empty where it was given by hand."""


class FoundFee(Struct, frozen=True, kw_only=True):
    """A fee that a credit is a share of, and the one that is paid, where it is paid for another length."""

    exact: ExactMoney
    paid: PaidFee
    says: str
    """In words, such as `the monthly fee` or `a twelfth of the yearly fee`."""


class Fees(Struct, frozen=True):
    """The fees of one subscription that are known for one period, each thing's at most once a length."""

    paid: tuple[PaidFee, ...] = ()

    def find(self, fee: Fee, name: str | None = None) -> FoundFee | NoData:
        """Give the fee that is paid for something.

        Where only the other length is paid, a month's fee is a twelfth of a year's, and a year's is twelve
        times a month's, exactly.
        """
        for paid in self._paid_for(fee.scope, name):
            if paid.fee == fee:
                return FoundFee(exact=paid.amount.exact, paid=paid, says=f"the {_spoken(paid)}")
        for paid in self._paid_for(fee.scope, name):
            parts, words = _CONVERTED[fee.per]
            return FoundFee(exact=paid.amount * parts, paid=paid, says=f"{words} the {_spoken(paid)}")
        return NoData(f"the {fee} is not given")

    def of(self, amount: Amount, name: str | None = None) -> FoundFee | NoData:
        """Give the fee that an amount is a share of."""
        if isinstance(amount, ShareOfFee):
            return self.find(amount.of, name)
        return NoData("the amount is a share of no fee")

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


_CONVERTED = {
    FeePeriod.MONTH: (Fraction(1, 12), "a twelfth of"),
    FeePeriod.YEAR: (Fraction(12), "twelve times"),
}


def _spoken(paid: PaidFee) -> str:
    of = "" if paid.name is None else f" of {paid.fee.scope.value} {paid.name}"
    return f"{paid.fee.per.value} fee{of}"


def monthly_fee(amount: Money | None) -> Fees:
    """The fees, where a monthly fee for everything was given by hand, or none was."""
    return Fees() if amount is None else Fees((PaidFee(fee=MONTHLY_FEE, amount=amount),))


def fees_in_force(
    cases: Iterable[FeeCase], subscription: Subscription, at: Instant, by_hand: Money | None = None
) -> Fees:
    """Give the fees of a subscription in force at an instant, the start of the period that is settled.

    A customer's own fee counts before one of its plan, and that before one for everybody. A monthly fee given
    by hand replaces the one for everything. Fees of several customers, where none is named, are nobody's.
    UsageError where two are in force at once for the same thing.
    """
    by_thing: dict[tuple[Fee, str | None], list[FeeCase]] = {}
    for case in _own([case for case in cases if is_in_force(case, at) and _concerns(case, subscription)]):
        by_thing.setdefault(_thing(case), []).append(case)
    found = [
        PaidFee(fee=fee, name=name, amount=case.amount, evidence=(case.identity,))
        for (fee, name), rivals in by_thing.items()
        for case in [_closest(rivals, at)]
        if by_hand is None or fee.scope is not FeeScope.SUBSCRIPTION
    ]
    return Fees((*monthly_fee(by_hand).paid, *found))


def is_in_force(case: FeeCase, at: Instant) -> bool:
    """Whether a fee is paid at an instant."""
    return case.since <= at and (case.until is None or at < case.until)


def _concerns(case: FeeCase, subscription: Subscription) -> bool:
    """Whether a fee may be this subscription's; where it names no customer, or no plan, it is everybody's."""
    whose, plan = subscription.customer, subscription.plan
    other_customer = whose is not None and case.customer is not None and case.customer != whose
    other_plan = plan is not None and case.plan is not None and case.plan != plan
    return not other_customer and not other_plan


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
            "of them with `until`, or name the customer and plan they are for"
        )
    return first


def _closeness(case: FeeCase) -> tuple[bool, bool]:
    return case.customer is not None, case.plan is not None
