"""Credits: rules, formulas, fees, conditions, eligibility and caps; what the words leave open is asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.credit import CreditConditions, Credits, OnlyFor, PlanAt
from upheld.agreement.credit_cap import CapWindow, Excess
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    Grant,
    LinearCredit,
    UnstatedCredit,
    Waiver,
)
from upheld.agreement.fee import Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.party import Party
from upheld.agreement.provenance import Clause
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.quantity import Money

Read = Callable[[str], Any]

TERMS = (
    "currency: EUR\nplans: [free, enterprise]\n"
    "services: {app: {points: [web], sampled_every: 60 s}}\n"
    'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}\n'
    "conventions: {one_breach: objective and period}\n"
)
TENTH = ShareOfFee(Fraction(1, 10))
INSTANCE = Fee(FeePeriod.MONTH, FeeScope.RESOURCE, noun="instance")


@pytest.fixture(scope="module")
def settled(gazetteer: Gazetteer) -> Credits:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "settled-hosting.yaml"
    agreement = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer).agreement
    assert agreement is not None
    assert agreement.credits is not None
    return agreement.credits


def codes(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is not Level.NOTE]


def rules(read: Read, text: str) -> tuple[CreditRule, ...]:
    """The rules of some credits without a cap."""
    credits = read(f"{TERMS}credits: {{cap: none, rules: {text}}}\n").agreement.credits
    return tuple(credits.rules)


def test_so_much_for_each_part_of_downtime(settled: Credits) -> None:
    rule = settled.rules[0]
    assert rule == CreditRule(
        formula=LinearCredit(
            amount=TENTH,
            per=Fraction(1, 100),
            blocks=Blocks.FULL,
            downtime=CreditedDowntime.ALL,
        ),
        objectives=("uptime",),
        services=("instance",),
        plans=("enterprise",),
        or_waiver=Waiver(of="service charges", chosen_by=Party.CUSTOMER),
        clause=Clause("5.1 Uptime failure"),
        place=rule.place,
    )


def test_a_share_of_what_the_resource_costs(settled: Credits) -> None:
    assert settled.rules[1].formula == FlatCredit(ShareOfFee(Fraction(1, 2), INSTANCE))
    assert str(INSTANCE) == "monthly fee of the affected instance"


def test_what_may_be_granted(settled: Credits) -> None:
    assert settled.rules[2].formula == FlatCredit(Money(Decimal(25), "EUR"))
    assert settled.rules[2].grant is Grant.MAY_BE


def test_conditions_eligibility_and_cap(settled: Credits) -> None:
    assert settled.conditions == CreditConditions(
        not_for=("works", "third_parties", "force_majeure", "attacks", "customer_changes", "misuse"),
        only_for=OnlyFor.UNFORESEEN,
        provided=("all invoices are paid",),
        clause=Clause("5.2 Excluded circumstances"),
    )
    assert (settled.plans, settled.plan_at) == (("enterprise",), PlanAt.BREACH)
    (cap,) = settled.caps
    assert (cap.limit, cap.window, cap.excess) == (ShareOfFee(Fraction(1)), CapWindow.MONTH, Excess.FORFEITED)


def test_one_amount_for_each_breach_is_a_rule_for_all(read: Read) -> None:
    credits = read(f"{TERMS}credits: {{per_breach: 10 % of monthly fee, cap: none}}\n").agreement.credits
    assert credits.per_breach == TENTH
    assert credits.all_rules == (CreditRule(formula=FlatCredit(TENTH), place=credits.place),)
    assert credits.caps == ()


def test_an_amount_that_is_not_stated(read: Read) -> None:
    (rule,) = rules(read, "{for: uptime, amount: not stated, granted: may be granted}")
    assert (rule.formula, rule.grant) == (UnstatedCredit(), Grant.MAY_BE)


@pytest.mark.parametrize(
    ("words", "fee"),
    [
        ("monthly fee", Fee()),
        ("the monthly subscription fees", Fee()),
        ("monthly charges", Fee()),
        ("annual subscription cost", Fee(FeePeriod.YEAR)),
        ("the yearly fee of the affected service", Fee(FeePeriod.YEAR, FeeScope.SERVICE)),
        ("monthly fee for the circuit", Fee(scope=FeeScope.RESOURCE, noun="circuit")),
        ("the instance's monthly subscription cost", INSTANCE),
        ("monthly recurring charges for the affected region", Fee(scope=FeeScope.RESOURCE, noun="region")),
        ("the total monthly charges", Fee()),
        ("MRC of the affected site", Fee(scope=FeeScope.RESOURCE, noun="site")),
        ("the previous month's fee", Fee(time=FeeTime.PREVIOUS_MONTH)),
        (
            "fees for the affected service in the preceding month",
            Fee(scope=FeeScope.SERVICE, time=FeeTime.PREVIOUS_MONTH),
        ),
        ("the fees paid in the preceding 30 days", Fee(time=FeeTime.PRECEDING_DAYS, days=30)),
    ],
)
def test_fees_as_contracts_name_them(read: Read, words: str, fee: Fee) -> None:
    (rule,) = rules(read, f'"10 % of {words}"'.join(("{amount: ", "}")))
    assert rule.formula == FlatCredit(ShareOfFee(Fraction(1, 10), fee))


@pytest.mark.parametrize("billed", list(FeePeriod))
def test_a_fee_without_a_period_is_billed_as_declared(read: Read, billed: FeePeriod) -> None:
    (rule,) = rules(read, f"{{amount: 50 % of the subscription cost, billed: {billed.value}}}")
    assert rule.formula == FlatCredit(ShareOfFee(Fraction(1, 2), Fee(billed)))


@pytest.mark.parametrize(
    "amount",
    [
        "10 %",
        "10 % of monthly turnover",
        "10 % of the monthly fee of the very moon",
        "0 EUR",
        "0 % of monthly fee",
    ],
)
def test_what_is_no_amount(read: Read, amount: str) -> None:
    reading = read(f"{TERMS}credits: {{cap: none, rules: {{amount: {amount}}}}}\n")
    assert codes(reading) == [Code.UNREADABLE_VALUE]


def test_one_amount_for_each_breach_says_for_how_long_its_fee_is_paid(read: Read) -> None:
    reading = read(f"{TERMS}credits: {{per_breach: 50 % of the subscription cost, cap: none}}\n")
    (found,) = [each for each in reading.diagnostics if each.level is Level.ERROR]
    assert found.remedy == "write `50 % of monthly fee` or `50 % of yearly fee`"


@pytest.mark.parametrize("per", ["0 %", "101 %", "one", "0 min", "1 month", "2 business hours"])
def test_what_is_no_part_of_the_time(read: Read, per: str) -> None:
    text = f"{{amount: 5 EUR, per: {per}, counted: pro rata, of: all downtime}}"
    assert codes(read(f"{TERMS}credits: {{cap: none, rules: {text}}}\n")) == [Code.UNREADABLE_VALUE]


def test_each_rule_is_asked_about_at_its_own_place(read: Read) -> None:
    text = "[{amount: 5 EUR, per: 1 %, of: all downtime}, {amount: 6 EUR, per: 2 %, of: all downtime}]"
    reading = read(f"{TERMS}credits: {{cap: none, rules: {text}}}\n")
    asked = [each for each in reading.questions if each.code is Code.CREDIT_BLOCKS]
    assert len({each.place for each in asked}) == 2
    assert [each.label for each in asked[0].readings] == [
        "counted: per full",
        "counted: per started",
        "counted: pro rata",
    ]


def test_a_fee_is_asked_about_only_where_its_words_are_silent(read: Read) -> None:
    assert codes(read(f"{TERMS}credits: {{cap: none, rules: {{amount: 5 % of yearly fee}}}}\n")) == []
    silent = f"{TERMS}credits: {{cap: none, rules: {{amount: 5 % of the fee}}}}\n"
    assert codes(read(silent)) == [Code.FEE_PERIOD]


def test_money_of_a_rule_is_in_the_currency_of_the_agreement(read: Read) -> None:
    dollars = "{cap: none, rules: {amount: 5 USD}}"
    assert codes(read(f"{TERMS}credits: {dollars}\n")) == [Code.CURRENCY_MISMATCH]
    without = TERMS.replace("currency: EUR\n", "")
    assert codes(read(f"{without}credits: {dollars}\n")) == [Code.CURRENCY_MISSING]


def test_credits_are_one_amount_or_rules(read: Read) -> None:
    both = "{per_breach: 5 EUR, rules: {amount: 5 EUR}, cap: none}"
    assert codes(read(f"{TERMS}credits: {both}\n")) == [Code.CONFLICTING_KEYS]
    assert Code.MISSING_KEY in codes(read(f"{TERMS}credits: {{cap: none}}\n"))
