"""Applications: against which bills a credit is set, how much of it, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from upheld.agreement.fee import Amount
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.instant import Instant
from upheld.chrono.period import Period, add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.quantity import Money
from upheld.settlement.amount import Owed
from upheld.settlement.bill import Bills
from upheld.settlement.claims import Claim

MOST_BILLS = 120
"""So many bills, ten years of months, are looked at for what is carried over."""

USED_UP = "used up"
"""What becomes of nothing."""

_NO_BILL = frozenset({PaymentKind.CASH, PaymentKind.REFUND})
"""Forms of payment that are set against no bill."""


class Applied(Struct, frozen=True):
    """What of a credit is set against the bill of a month, named by its first day."""

    month: date
    amount: Money


class Application(Struct, frozen=True, kw_only=True):
    """Where a credit goes; what is applied and what is left are the credit together."""

    credit: Owed
    first: date | NoData
    """The month whose bill it is first set against."""
    applied: tuple[Applied, ...] = ()
    left: Money | NoData
    """What no bill took up."""
    becomes: str
    """What becomes of what is left."""


def first_bill(payment: Payment | None, month: Period, claim: Claim | None, zone: Zone) -> date | NoData:
    """Give the month whose bill a credit is set against first, by the first day of the month.

    `month` is that of the breach.
    """
    if payment is None or payment.applied_to is None:
        return NoData("the agreement does not say against which bill it is set")
    follows = _follows(payment.after, month, claim)
    if isinstance(follows, NoData):
        return follows
    this_month = zone.date(follows).replace(day=1)
    return this_month if payment.applied_to is AppliedTo.SAME_MONTH else add_months(this_month, 1)


def apply_credits(
    credits: Sequence[tuple[Owed, date | NoData]], payment: Payment | None, bills: Bills
) -> tuple[Application, ...]:
    """Set credits against bills, each from its first month on; of two, the earlier one takes up a bill first.

    A bill takes up what it comes to and no more. What it leaves is carried to the next ones, forfeited or
    paid out, as agreed; it stays open where a bill is not known.
    """
    taken: dict[date, Money] = {}
    found: dict[int, Application] = {}
    for number, (credit, first) in sorted(enumerate(credits), key=lambda each: _turn(each[1][1])):
        found[number] = _apply(credit, first, payment, bills, taken)
    return tuple(found[number] for number in range(len(credits)))


def _turn(first: date | NoData) -> date:
    return date.max if isinstance(first, NoData) else first


def _follows(after: AppliedAfter, month: Period, claim: Claim | None) -> Instant | NoData:
    match after:
        case AppliedAfter.BREACH:
            return month.interval.start
        case AppliedAfter.CLAIM if claim is not None:
            return claim.case.submitted_at
        case AppliedAfter.VERIFICATION if claim is not None:
            verified = claim.case.verified_at
            return (
                NoData("it follows the verification, which is still to come")
                if verified is None
                else verified
            )
        case _:
            return NoData(f"it follows the {after.value}, and none is asked for")


def _apply(
    credit: Owed, first: date | NoData, payment: Payment | None, bills: Bills, taken: dict[date, Money]
) -> Application:
    """Set one credit against bills, of which some are taken up already."""
    if not isinstance(credit, Money):
        why = credit if isinstance(credit, NoData) else NoData(_no_money(credit))
        return Application(credit=credit, first=first, left=why, becomes=why.why)
    if payment is not None and payment.kind in _NO_BILL:
        return Application(credit=credit, first=first, left=credit, becomes=f"paid as {payment.kind.value}")
    if payment is None or isinstance(first, NoData):
        why = first if isinstance(first, NoData) else NoData("the agreement does not say how it is given")
        return Application(credit=credit, first=first, left=credit, becomes=f"to be given: {why.why}")
    applied, unknown = _set_against(credit, _months(first, payment), bills, taken)
    left = credit
    for each in applied:
        left = (left - each.amount).rounded()
    becomes = payment.remainder.value if unknown is None else f"to be set against a bill: {unknown.why}"
    if left.amount == 0:
        becomes = USED_UP
    return Application(credit=credit, first=first, applied=applied, left=left, becomes=becomes)


def _no_money(credit: Amount) -> str:
    of_time = isinstance(credit, ServiceTime)
    return f"{credit} is added to the term" if of_time else "it is a share of a fee that is not given"


def _set_against(
    credit: Money, months: Iterable[date], bills: Bills, taken: dict[date, Money]
) -> tuple[tuple[Applied, ...], NoData | None]:
    """Take up bills until a credit is used up; also why that ended, where a bill is not known."""
    applied: list[Applied] = []
    for month in months:
        if credit.amount == 0:
            break
        bill = bills(month)
        if isinstance(bill, NoData):
            return tuple(applied), bill
        part = min(credit, _room(bill, taken.get(month)))
        if part.amount > 0:
            taken[month] = (part + taken[month]).rounded() if month in taken else part
            credit = (credit - part).rounded()
            applied.append(Applied(month, part))
    return tuple(applied), None


def _months(first: date, payment: Payment) -> Iterator[date]:
    """The months whose bills a credit may be set against, in order."""
    until_used_up = payment.applied_to is AppliedTo.FUTURE_INVOICES
    carried = payment.remainder is Remainder.CARRIED or until_used_up
    return (add_months(first, number) for number in range(MOST_BILLS if carried else 1))


def _room(bill: Money, taken: Money | None) -> Money:
    """What of a bill no credit has taken up yet."""
    nothing = Money(Decimal(0), bill.currency)
    return max(bill if taken is None else (bill - taken).rounded(), nothing)
