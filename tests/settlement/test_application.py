"""Applications: which bill a credit is set against, how much of it, and what becomes of the rest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_breaches import PLACE, SPAN, UTC, at, case, euros, month

from upheld.agreement.agreement import Subscription
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.chrono.period import add_months
from upheld.evaluation.reason import NoData, Reason
from upheld.evidence.account import ClaimCase, FeeCase
from upheld.quantity import Money
from upheld.settlement.application import Application, Applied, apply_credits, first_bill
from upheld.settlement.bill import Bills, bills_of
from upheld.settlement.claims import Claim, ClaimState
from upheld.settlement.time_limit import Unlimited

JUNE = month("2026-06")


def payment(
    to: AppliedTo | None = AppliedTo.FOLLOWING_MONTH,
    after: AppliedAfter = AppliedAfter.BREACH,
    remainder: Remainder = Remainder.CARRIED,
    kind: PaymentKind = PaymentKind.SERVICE_CREDIT,
) -> Payment:
    return Payment(kind=kind, applied_to=to, after=after, remainder=remainder, place=PLACE)


def claim(made: ClaimCase) -> Claim:
    return Claim(
        case=made,
        state=ClaimState.VERIFIED,
        in_time=(),
        give_by=Unlimited(),
        answer_by=Unlimited(),
        reason=Reason(rule="claim", says=""),
    )


def bills(**known: str) -> Bills:
    """Bills of months such as `jul="500"`; others are not known."""
    months = {"jul": date(2026, 7, 1), "aug": date(2026, 8, 1), "sep": date(2026, 9, 1)}
    amounts = {months[name]: euros(amount) for name, amount in known.items()}
    return lambda of: amounts.get(of, NoData("nobody knows"))


def applied(credit: str, by: Payment, against: Bills) -> Application:
    (found,) = apply_credits([(euros(credit), date(2026, 7, 1))], by, against)
    return found


@pytest.mark.parametrize(
    ("by", "first"),
    [
        (payment(AppliedTo.SAME_MONTH), date(2026, 6, 1)),
        (payment(AppliedTo.FOLLOWING_MONTH), date(2026, 7, 1)),
        (payment(AppliedTo.NEXT_BILLING_CYCLE), date(2026, 7, 1)),
        (payment(AppliedTo.NEXT_INVOICE, AppliedAfter.CLAIM), date(2026, 9, 1)),
        (payment(AppliedTo.SAME_MONTH, AppliedAfter.VERIFICATION), date(2026, 12, 1)),
        (payment(AppliedTo.FUTURE_INVOICES, AppliedAfter.VERIFICATION), date(2027, 1, 1)),
    ],
)
def test_the_first_bill(by: Payment, first: date) -> None:
    made = claim(case("08-05 12:00", verified_at=at("12-31 23:59")))
    assert first_bill(by, JUNE, made, UTC) == first


@pytest.mark.parametrize(
    ("by", "made", "why"),
    [
        (None, None, "does not say"),
        (payment(None), None, "does not say"),
        (payment(after=AppliedAfter.CLAIM), None, "none is asked for"),
        (payment(after=AppliedAfter.VERIFICATION), claim(case("08-05 12:00")), "still to come"),
    ],
)
def test_a_bill_that_is_not_known_yet(by: Payment | None, made: Claim | None, why: str) -> None:
    found = first_bill(by, JUNE, made, UTC)
    assert isinstance(found, NoData)
    assert why in found.why
    (application,) = apply_credits([(euros("50"), found)], by, bills())
    assert (application.applied, application.left) == ((), euros("50"))


def test_a_credit_within_the_bill_is_used_up() -> None:
    found = applied("50", payment(), bills(jul="500"))
    assert found.applied == (Applied(date(2026, 7, 1), euros("50")),)
    assert found.left == euros("0")


@pytest.mark.parametrize(
    ("remainder", "parts", "left"),
    [
        (Remainder.CARRIED, ["500", "250"], "0 used up"),
        (Remainder.FORFEITED, ["500"], "250 forfeited"),
        (Remainder.PAID_OUT, ["500"], "250 paid out"),
    ],
)
def test_what_is_more_than_the_bill(remainder: Remainder, parts: list[str], left: str) -> None:
    found = applied("750", payment(remainder=remainder), bills(jul="500", aug="500"))
    assert [each.amount for each in found.applied] == [euros(part) for part in parts]
    amount, _, becomes = left.partition(" ")
    assert (found.left, found.becomes) == (euros(amount), becomes)


def test_a_credit_is_carried_until_bills_are_not_known() -> None:
    found = applied("750", payment(), bills(jul="500"))
    assert found.left == euros("250")
    assert found.becomes == "to be set against a bill: nobody knows"


def test_future_invoices_carry_whatever_the_remainder() -> None:
    by = payment(AppliedTo.FUTURE_INVOICES, remainder=Remainder.FORFEITED)
    assert applied("750", by, bills(jul="500", aug="500")).left == euros("0")


def test_cash_is_set_against_no_bill() -> None:
    found = applied("750", payment(kind=PaymentKind.CASH), bills(jul="500"))
    assert (found.applied, found.left, found.becomes) == ((), euros("750"), "paid as cash")


def test_of_two_credits_the_earlier_takes_up_a_bill_first() -> None:
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    later, earlier = apply_credits(
        [(euros("300"), august), (euros("700"), july)], payment(), bills(jul="500", aug="400", sep="400")
    )
    assert earlier.applied == (Applied(july, euros("500")), Applied(august, euros("200")))
    assert later.applied == (Applied(august, euros("200")), Applied(date(2026, 9, 1), euros("100")))


def test_a_share_of_an_unknown_fee_is_set_against_nothing() -> None:
    (found,) = apply_credits([(ShareOfFee(Fraction(1, 10)), date(2026, 7, 1))], payment(), bills())
    assert (found.applied, found.first) == ((), date(2026, 7, 1))
    assert isinstance(found.left, NoData)


def test_a_free_month_takes_up_nothing_and_carrying_ends() -> None:
    found = applied("10", payment(), lambda _: euros("0"))
    assert (found.applied, found.left) == ((), euros("10"))


cents = st.integers(0, 100_000).map(lambda count: Money(Decimal(count) / 100, "EUR"))


@settings(max_examples=80)
@given(
    st.lists(st.tuples(cents, st.integers(0, 5)), max_size=5),
    st.lists(st.one_of(cents, st.just(NoData("not known"))), min_size=8, max_size=8),
    st.sampled_from(Remainder),
)
def test_applied_and_left_are_the_credit_and_no_bill_is_overdrawn(
    owed: list[tuple[Money, int]], charged: list[Money | NoData], remainder: Remainder
) -> None:
    start = date(2026, 1, 1)
    known = {add_months(start, number): bill for number, bill in enumerate(charged)}
    found = apply_credits(
        [(credit, add_months(start, number)) for credit, number in owed],
        payment(remainder=remainder),
        lambda of: known.get(of, NoData("not known")),
    )
    spent = dict.fromkeys(known, Fraction(0))
    for (credit, _), each in zip(owed, found, strict=True):
        assert isinstance(each.left, Money)
        parts = [part.amount.amount for part in each.applied]
        assert sum(parts) + each.left.amount == credit.amount
        assert each.left.amount >= 0
        assert all(part > 0 for part in parts)
        if remainder is not Remainder.CARRIED:
            assert len(parts) <= 1
        for part in each.applied:
            spent[part.month] += Fraction(part.amount.amount)
    for of, amount in spent.items():
        bill = known[of]
        assert amount <= (bill.amount if isinstance(bill, Money) else 0)


def fee(amount: str, **of: object) -> FeeCase:
    return FeeCase(source="books", number=amount, amount=euros(amount), since=SPAN.start, **of)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fees", "bill"),
    [
        ([fee("500")], "500"),
        ([fee("1200", yearly=True)], "100"),
        ([fee("500"), fee("80", service="app")], "500"),
        ([fee("80", service="app"), fee("20", service="mail"), fee("1", resource="vm-1")], "101"),
        ([fee("500", customer="somebody else"), fee("80")], "80"),
    ],
)
def test_the_bill_of_a_month(fees: list[FeeCase], bill: str) -> None:
    found = bills_of(fees, Subscription(customer="a customer"), UTC)
    assert found(date(2026, 7, 1)) == euros(bill)


def test_a_fee_by_hand_is_the_bill_of_every_month() -> None:
    assert bills_of([fee("80")], Subscription(), UTC, euros("500"))(date(2026, 7, 1)) == euros("500")


def test_a_bill_without_a_fee_or_beyond_the_calendars_is_not_known() -> None:
    ended = fee("80", until=at("06-15 00:00"))
    assert bills_of([ended], Subscription(), UTC)(date(2026, 6, 1)) == euros("80")
    assert isinstance(bills_of([ended], Subscription(), UTC)(date(2026, 7, 1)), NoData)
    assert isinstance(bills_of([fee("80")], Subscription(), UTC)(date(2050, 1, 1)), NoData)
