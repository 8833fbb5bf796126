"""Fees of the evidence: which one is in force, for what, and what a credit makes of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from credit_court import agreed, at, between, judged, outage, said, settled

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.fee import MONTHLY_FEE, Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData
from upheld.evidence.account import FeeCase
from upheld.quantity import Money
from upheld.settlement.fee import Fees, FoundFee
from upheld.settlement.fees_in_force import fees_in_force, monthly_fee
from upheld.settlement.teller import settle

APRIL = at("2026-04-01")
YEARLY_FEE = Fee(FeePeriod.YEAR)
OF_INSTANCE = Fee(FeePeriod.MONTH, FeeScope.RESOURCE, noun="instance")
NOBODY = Subscription()
FIRST = between("2026-04-10 01:00", "2026-04-10 05:00")
SECOND = between("2026-04-20 01:00", "2026-04-20 05:00")


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def paid(amount: str = "200", number: str = "F-1", **terms: Any) -> FeeCase:
    since = at(terms.pop("since", "2025-01-01"))
    until = terms.pop("until", None)
    return FeeCase(
        source="billing",
        number=number,
        amount=euros(amount),
        since=since,
        until=None if until is None else at(until),
        **terms,
    )


def exact(fees: Fees, fee: Fee = MONTHLY_FEE, name: str | None = None) -> Fraction | str:
    """The fee as a number, or why there is none."""
    found = fees.find(fee, name)
    return found.exact.amount if isinstance(found, FoundFee) else found.why


def in_force(*cases: FeeCase, customer: str | None = None, plan: str | None = None, **more: Any) -> Fees:
    return fees_in_force(cases, Subscription(customer=customer, plan=plan), APRIL, **more)


def test_the_fee_of_a_month_is_the_one_in_force_at_its_start() -> None:
    before = paid("100", "F-1", until="2026-04-01")
    now = paid("200", "F-2", since="2026-04-01", until="2026-04-20")
    later = paid("300", "F-3", since="2026-04-20")
    assert exact(in_force(before, now, later)) == 200
    assert exact(in_force(before, later)) == "the monthly fee is not given"


def test_a_fee_of_a_month_is_a_twelfth_of_that_of_a_year_exactly() -> None:
    yearly = in_force(paid("1000", yearly=True))
    assert exact(yearly, YEARLY_FEE) == 1000
    assert exact(yearly) == Fraction(1000, 12)
    assert yearly.monthly is None
    assert in_force(paid("1200", yearly=True)).monthly == euros("100")
    found = yearly.find(MONTHLY_FEE)
    assert isinstance(found, FoundFee)
    assert found.says == "a twelfth of the yearly fee"


def test_a_fee_of_a_year_is_twelve_of_those_of_a_month() -> None:
    assert exact(in_force(paid("200")), YEARLY_FEE) == 2400
    both = in_force(paid("200"), paid("2000", "F-2", yearly=True))
    assert (exact(both), exact(both, YEARLY_FEE)) == (200, 2000)


def test_fees_of_services_and_resources_are_theirs_alone() -> None:
    fees = in_force(
        paid("200"), paid("50", "F-2", service="app"), paid("20", "F-3", service="app", resource="i-1")
    )
    assert exact(fees) == 200
    assert exact(fees, Fee(FeePeriod.MONTH, FeeScope.SERVICE), "app") == 50
    assert exact(fees, OF_INSTANCE, "i-1") == 20
    assert exact(fees, OF_INSTANCE, "i-2") == "the monthly fee of instance i-2 is not given"
    assert exact(fees, OF_INSTANCE) == "the monthly fee of the affected instance is not given"


def test_the_fee_of_the_customer_counts_before_that_of_the_plan_and_that_before_everybodys() -> None:
    own, of_plan, general = (
        paid("80", "F-1", customer="Example Ltd"),
        paid("100", "F-2", plan="gold"),
        paid("120", "F-3"),
    )
    for cases in ((own, of_plan, general), (general, of_plan, own)):
        assert exact(in_force(*cases, customer="Example Ltd", plan="gold")) == 80
        assert exact(in_force(*cases, customer="Another", plan="gold")) == 100
        assert exact(in_force(*cases, customer="Another", plan="silver")) == 120


def test_fees_of_several_customers_are_nobodys_where_none_is_named() -> None:
    cases = (paid("80", "F-1", customer="Example Ltd"), paid("90", "F-2", customer="Another"))
    assert exact(in_force(*cases)) == "the monthly fee is not given"
    assert exact(in_force(*cases, customer="Another")) == 90
    assert exact(in_force(cases[0])) == 80


def test_two_fees_at_once_for_the_same_thing_are_refused_by_name() -> None:
    with pytest.raises(
        UsageError,
        match=r"two fees are in force for the same thing, the monthly fee, at 2026-04-01T00:00:00Z: "
        r"200.00 EUR \(`fee:billing/F-1`\) and 210.00 EUR \(`fee:billing/F-2`\)",
    ):
        in_force(paid("200"), paid("210", "F-2"))
    with pytest.raises(UsageError, match="the yearly fee of resource i-1"):
        in_force(paid("9", resource="i-1", yearly=True), paid("9", "F-2", resource="i-1", yearly=True))
    assert exact(in_force(paid("200", until="2026-04-01"), paid("210", "F-2"))) == 210
    assert exact(in_force(paid("1"), paid("2", "F-2"), paid("3", "F-3", plan="gold"), plan="gold")) == 3


def test_a_fee_given_by_hand_replaces_the_one_for_everything_only() -> None:
    cases = (paid("200"), paid("2000", "F-2", yearly=True), paid("20", "F-3", resource="i-1"))
    fees = in_force(*cases, by_hand=euros("500"))
    assert (exact(fees), exact(fees, YEARLY_FEE), exact(fees, OF_INSTANCE, "i-1")) == (500, 6000, 20)
    assert monthly_fee(None) == Fees()
    assert monthly_fee(euros("500")).monthly == euros("500")


def flat(amount: str, *, cap: str = "none", unit: str = "objective and period") -> Agreement:
    """An availability of 99 % and so much for a breach of it, as CA-1 has it."""
    return agreed(f"""
conventions: {{one_breach: {unit}}}
objectives:
  availability:
    availability: {{of: app}}
    target: ">= 99 %"
    period: calendar month
    force: guarantee
credits:
  rules: [{{for: availability, amount: {amount}}}]
  cap: {cap}
""")


OF_COST = "50 % of the monthly subscription cost of the affected instance"
BOTH_DOWN = (outage("O-1", FIRST, resources=("i-1",)), outage("O-2", SECOND, resources=("i-1",)))
INSTANCE = paid("200", resource="i-1")


@pytest.mark.parametrize(
    ("amount", "unit", "owed"),
    [
        # CA-1: two outages of 4 h in April, 1.1111 % together; the instance costs 200 EUR a month
        (OF_COST, "outage beyond the allowance", "0"),  # "larger than that": neither by itself
        (
            "0.5 % of monthly cost of the affected instance, per: 1 %, counted: pro rata, of: all downtime",
            "objective and period",
            "1.11",  # half the cost of the 8 h
        ),
        (
            "1 % of monthly cost of the affected instance, per: 1 %, counted: pro rata, of: all downtime",
            "objective and period",
            "2.22",  # the cost of the 8 h
        ),
        (OF_COST, "objective and period", "100.00"),
        (OF_COST.replace("monthly", "yearly"), "objective and period", "1200.00"),
    ],
)
def test_two_outages_of_four_hours_under_each_reading(amount: str, unit: str, owed: str) -> None:
    found = settled(flat(amount, unit=unit), FIRST, SECOND, fee=None, fees=(INSTANCE,), outages=BOTH_DOWN)
    if owed == "0":
        (miss,) = found.without_credit
        assert miss.reason.rule == "credit.no_breach"
        assert found.lines == ()
    else:
        assert found.owed == euros(owed)


def test_a_credit_of_the_affected_resource_names_it_and_its_fee() -> None:
    found = settled(flat(OF_COST), FIRST, SECOND, fee=None, fees=(INSTANCE,), outages=BOTH_DOWN)
    (line,) = found.lines
    assert line.affected == "i-1"
    assert line.reason.says == (
        "availability was breached once, at 50 % of monthly fee of the affected instance for each breach, "
        "for i-1: 100.00 EUR"
    )
    (fee,) = [step for step in line.reason.because if step.rule == "credit.fee"]
    assert (fee.says, fee.evidence) == ("the monthly fee of resource i-1", ("fee:billing/F-1",))


def test_each_affected_resource_has_its_own_line() -> None:
    down = (outage("O-1", FIRST, resources=("i-2", "i-1")), outage("O-2", SECOND, resources=("i-3",)))
    fees = (INSTANCE, paid("300", "F-2", resource="i-2"))
    found = settled(flat(OF_COST), FIRST, SECOND, fee=None, fees=fees, outages=down)
    assert [(line.affected, line.owed) for line in found.lines] == [
        ("i-1", euros("100.00")),
        ("i-2", euros("150.00")),
        ("i-3", ShareOfFee(Fraction(1, 2), OF_INSTANCE.called("i-3"))),
    ]
    assert isinstance(found.owed, NoData)


def test_where_each_outage_is_a_breach_a_resource_is_credited_for_its_own() -> None:
    nine_hours = between("2026-04-15 00:00", "2026-04-15 09:00")
    down = (
        outage("O-1", FIRST, resources=("i-1", "i-2")),
        outage("O-2", SECOND, resources=("i-1",)),
        outage("O-3", nine_hours),
    )
    fees = (INSTANCE, paid("300", "F-2", resource="i-2"))
    by_outage = settled(
        flat(OF_COST, unit="outage"), FIRST, SECOND, nine_hours, fee=None, fees=fees, outages=down
    )
    assert [(line.affected, line.breaches) for line in by_outage.lines] == [("i-1", 2), ("i-2", 1), (None, 1)]
    long_only = settled(
        flat(OF_COST, unit="outage beyond the allowance"),
        FIRST,
        SECOND,
        nine_hours,
        fee=None,
        fees=fees,
        outages=down,
    )
    assert [(line.affected, line.breaches) for line in long_only.lines] == [(None, 1)]


def test_without_a_record_of_the_resource_the_credit_stays_a_share() -> None:
    found = settled(flat(OF_COST), FIRST, SECOND, fee="200 EUR", fees=(INSTANCE,))
    assert found.owed == ShareOfFee(Fraction(1, 2), OF_INSTANCE)
    assert (
        "the monthly fee of the affected instance is not given, so the credit stays a share of it; nothing "
        "says which instance was affected" in said(found)
    )


def test_outages_that_do_not_touch_the_downtime_name_no_resource() -> None:
    elsewhere = (
        outage("O-1", between("2026-04-12", "2026-04-13"), resources=("i-1",)),
        outage("O-2", FIRST, resources=("i-1",), services=("another",)),
    )
    found = settled(flat(OF_COST), FIRST, SECOND, fee=None, fees=(INSTANCE,), outages=elsewhere)
    assert [line.affected for line in found.lines] == [None]


def test_a_credit_of_the_affected_service_is_of_the_service_that_was_down() -> None:
    terms = flat("10 % of the monthly fee of the affected service")
    fees = (paid("200"), paid("60", "F-2", service="app"))
    found = settled(terms, FIRST, SECOND, fee=None, fees=fees)
    assert [(line.affected, line.owed) for line in found.lines] == [("app", euros("6.00"))]


def test_a_cap_on_the_fee_of_the_affected_resource_binds_where_it_is_one() -> None:
    capped = flat("80 EUR", cap="20 % of the monthly fee of the affected instance per month")
    unknown = settled(capped, FIRST, SECOND, fee=None, fees=(INSTANCE,))
    assert isinstance(unknown.owed, NoData)
    flat_amount = settled(capped, FIRST, SECOND, fee=None, fees=(INSTANCE,), outages=BOTH_DOWN)
    assert flat_amount.owed == euros("40.00")
    of_cost = flat(OF_COST, cap="20 % of the monthly fee of the affected instance per month")
    found = settled(of_cost, FIRST, SECOND, fee=None, fees=(INSTANCE,), outages=BOTH_DOWN)
    assert found.owed == euros("40.00")


def test_money_from_a_yearly_fee_is_rounded_once() -> None:
    terms = flat("10 % of monthly fee")
    found = settled(terms, FIRST, SECOND, fee=None, fees=(paid("1000", yearly=True),))
    assert found.owed == euros("8.33")
    assert "a twelfth of the yearly fee" in said(found)


def test_fees_that_can_not_be_the_base_are_refused_by_name() -> None:
    dollars = FeeCase(source="billing", number="F-1", amount=Money(Decimal(9), "USD"), since=at("2025-01-01"))
    terms = flat("10 % of monthly fee")
    with pytest.raises(UsageError, match=r"the fee \(`fee:billing/F-1`\) is in USD, and the agreement's"):
        settled(terms, FIRST, fee=None, fees=(dollars,))
    with pytest.raises(UsageError, match=r"a yearly fee of -9.00 EUR \(`fee:billing/F-1`\) is negative"):
        settled(terms, FIRST, fee=None, fees=(paid("-9", yearly=True),))


def test_one_amount_is_the_monthly_fee_for_everything() -> None:
    statement = judged(flat("10 % of monthly fee"), FIRST, SECOND)
    terms = flat("10 % of monthly fee")
    assert settle(terms, statement, euros("200")) == settle(terms, statement, monthly_fee(euros("200")))
    assert settle(terms, statement, None) == settle(terms, statement, Fees())
