"""Applications: against which bills a credit is set, how much of it, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from upheld.agreement.credit_cap import CapWindow, CreditCap, Excess
from upheld.agreement.fee import Amount, ShareOfFee
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.instant import Instant
from upheld.chrono.period import Period, add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.quantity import Duration, Money, MoneyRounding, Unit
from upheld.settlement.amount import Owed
from upheld.settlement.bill import Bills
from upheld.settlement.claims import Claim

MOST_BILLS = 120
"""So many bills, ten years of months, are looked at for what is carried over."""

USED_UP = "used up"
"""What becomes of nothing."""
EXPIRED = "expired"
"""What becomes of what no bill took up in time."""

_NO_BILL = frozenset({PaymentKind.CASH, PaymentKind.REFUND})
"""Forms of payment that are set against no bill."""

_NEXT = frozenset({AppliedTo.NEXT_INVOICE, AppliedTo.FUTURE_INVOICES})


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

    `month` is that of the breach. The next of the invoices is none from before the claim.
    """
    if payment is None or payment.applied_to is None:
        return NoData("the agreement does not say against which bill it is set")
    follows = _follows(payment.after, month, claim)
    if isinstance(follows, NoData):
        return follows
    if claim is not None and payment.applied_to in _NEXT:
        follows = max(follows, claim.case.submitted_at)
    this_month = zone.date(follows).replace(day=1)
    return this_month if payment.applied_to is AppliedTo.SAME_MONTH else add_months(this_month, 1)


def apply_credits(
    credits: Sequence[tuple[Owed, date | NoData]],
    payment: Payment | None,
    bills: Bills,
    caps: Sequence[CreditCap] = (),
    ends: date | None = None,
) -> tuple[Application, ...]:
    """Set credits against bills, each from its first month on; of two, the earlier one takes up a bill first.

    A bill takes up what it comes to and no more, and no more than the caps of an invoice let it. What it
    leaves is carried to the next ones, forfeited or paid out, as agreed; it stays open where a bill is not
    known. From the day on which the contract ends there are no bills.
    """
    invoices = Invoices(
        bills, tuple(cap for cap in caps if cap.window is CapWindow.INVOICE and not cap.objectives), ends, {}
    )
    found: dict[int, Application] = {}
    for number, (credit, first) in sorted(enumerate(credits), key=lambda each: _turn(each[1][1])):
        found[number] = _apply(credit, first, payment, invoices)
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


class Invoices(Struct):
    """The bills that credits are set against, and what they have taken up."""

    bills: Bills
    caps: tuple[CreditCap, ...]
    """The most of a bill that credits may be."""
    ends: date | None
    """From when on there are none."""
    taken: dict[date, Money]

    def room(self, month: date) -> Money | NoData:
        """What of a bill no credit has taken up yet."""
        bill = self.bills(month)
        if isinstance(bill, NoData):
            return bill
        most = min((bill, *(each for cap in self.caps for each in _most_of(cap, bill))))
        taken = self.taken.get(month)
        return max(most if taken is None else (most - taken).rounded(), Money(Decimal(0), bill.currency))

    def take(self, month: date, part: Money) -> None:
        """Set a part of a credit against a bill."""
        self.taken[month] = (part + self.taken[month]).rounded() if month in self.taken else part

    def loses(self, month: date) -> bool:
        """Whether a cap takes off what a bill could have taken up, and it is lost."""
        bill = self.bills(month)
        losing = [cap for cap in self.caps if cap.excess is Excess.FORFEITED]
        return not isinstance(bill, NoData) and any(
            most < bill for cap in losing for most in _most_of(cap, bill)
        )

    @property
    def carries(self) -> bool:
        """Whether what is above a cap of an invoice goes to the next one."""
        return any(cap.excess is Excess.CARRIED for cap in self.caps)


def _most_of(cap: CreditCap, bill: Money) -> Iterator[Money]:
    """The most of a bill, where it is an amount of money or a share of the bill."""
    match cap.limit:
        case Money() if cap.limit.currency == bill.currency:
            yield cap.limit
        case ShareOfFee(share=share):
            yield (bill * share).rounded(MoneyRounding.DOWN)
        case _:
            return


def _apply(credit: Owed, first: date | NoData, payment: Payment | None, invoices: Invoices) -> Application:
    """Set one credit against bills, of which some are taken up already."""
    if not isinstance(credit, Money):
        why = credit if isinstance(credit, NoData) else NoData(_no_money(credit))
        return Application(credit=credit, first=first, left=why, becomes=why.why)
    if payment is not None and payment.kind in _NO_BILL:
        return Application(credit=credit, first=first, left=credit, becomes=f"paid as {payment.kind.value}")
    if payment is None or isinstance(first, NoData):
        why = first if isinstance(first, NoData) else NoData("the agreement does not say how it is given")
        return Application(credit=credit, first=first, left=credit, becomes=f"to be given: {why.why}")
    applied, becomes = _set_against(credit, first, payment, invoices)
    left = credit
    for each in applied:
        left = (left - each.amount).rounded()
    return Application(
        credit=credit,
        first=first,
        applied=applied,
        left=left,
        becomes=USED_UP if left.amount == 0 else becomes,
    )


def _no_money(credit: Amount) -> str:
    of_time = isinstance(credit, ServiceTime)
    return f"{credit} is added to the term" if of_time else "it is a share of a fee that is not given"


def _set_against(
    credit: Money, first: date, payment: Payment, invoices: Invoices
) -> tuple[tuple[Applied, ...], str]:
    """Take up bills until a credit is used up; also what becomes of what is left."""
    applied: list[Applied] = []
    for number in range(MOST_BILLS):
        month = add_months(first, number)
        if credit.amount == 0 or (number and not _goes_on(payment, invoices)):
            break
        if invoices.ends is not None and month >= invoices.ends:
            return tuple(applied), _at_end(payment, invoices.ends)
        if payment.expires_after is not None and month >= _end_of(payment.expires_after, first):
            return tuple(applied), EXPIRED
        room = invoices.room(month)
        if isinstance(room, NoData):
            return tuple(applied), f"to be set against a bill: {room.why}"
        part = min(credit, room)
        if part.amount > 0:
            invoices.take(month, part)
            credit = (credit - part).rounded()
            applied.append(Applied(month, part))
        if credit.amount > 0 and invoices.loses(month):
            return tuple(applied), Remainder.FORFEITED.value
    return tuple(applied), payment.remainder.value


def _goes_on(payment: Payment, invoices: Invoices) -> bool:
    """Whether what one bill leaves is set against the next."""
    until_used_up = payment.applied_to is AppliedTo.FUTURE_INVOICES
    return payment.remainder is Remainder.CARRIED or until_used_up or invoices.carries


def _end_of(length: Duration, first: date) -> date:
    """The day on which a credit expires that may be set against bills from a month on."""
    if length.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return add_months(first, length.months)
    days = length.count * (7 if length.unit is Unit.WEEK else 1)
    return first + timedelta(days=int(days))


def _at_end(payment: Payment, ends: date) -> str:
    if payment.at_termination is None:
        return f"left when the contract ends on {ends}: the agreement does not say what becomes of it"
    return f"{payment.at_termination.value} when the contract ends on {ends}"
