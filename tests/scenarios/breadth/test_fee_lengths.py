"""Fees by the hour, day, quarter and half-year, and so much for each user, seat or unit.

June 2026 has 30 days, 720 hours.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

from upheld.errors import PhraseError
from upheld.quantity.paid import PaidEvery, parse_paid

EACH = """
services: {vm: {points: as recorded, down_when: each instance by itself}}
objectives: {up: {availability: vm, target: ">= 99.9 %", period: calendar month}}
credits: {per_breach: 10 % of monthly fee of the affected instance, cap: none}
conventions: {one_breach: objective and period}
"""
WHOLE = """
services: {web: {points: [w]}}
objectives: {up: {availability: web, target: ">= 99.9 %", period: calendar month}}
credits: {rules: {for: up, amount: AMOUNT}, cap: none}
conventions: {one_breach: objective and period}
"""
DOWN = "period: 2026-06\noutages: [2026-06-12 10:00/12:00]\n"


def lines(play: Play) -> list[str]:
    return [line["owed"]["amount"] for line in play.settlement["lines"]]


def test_what_is_paid_by_the_hour_or_day_is_paid_as_long_as_it_is_in_force(tmp_path: Path) -> None:
    # a: 0.05 for 240 hours and 0.08 for 480, 12 + 38.40 = 50.40; b: 2 a day for ten days, 20; c: a third of
    # 900; d: 40 times 12.50, 500. 10 % of each.
    case = (
        DOWN
        + """
fees:
  - {resource: a, amount: 0.05, every: hour, since: 2026-01-01, until: 2026-06-11}
  - {resource: a, amount: 0.08, every: hour, since: 2026-06-11}
  - {resource: b, amount: 2, every: day, since: 2026-06-11, until: 2026-06-21}
  - {resource: c, amount: 900, every: quarter, since: 2026-01-01}
  - {resource: d, amount: 12.5, quantity: 40, since: 2026-01-01}
"""
    )
    play = settled(tmp_path, EACH, case)
    assert lines(play) == ["5.04", "2.00", "30.00", "50.00"]
    assert "0.05 USD for each of 240 hours and 0.08 USD for each of 480 hours" in play.why()


@pytest.mark.parametrize(
    ("fee", "owed"),
    [
        ("250 users at 12 USD per user", "300.00 USD"),
        ("12 USD per user per month x 250", "300.00 USD"),
        ("1 USD per hour", "72.00 USD"),  # 720 hours
        ("100 units at 0.015 USD per hour", "108.00 USD"),  # 1.50 for 720 hours
        ("10 USD per day", "30.00 USD"),
        ("1200 USD per half-year", "20.00 USD"),  # a sixth, 200
        ("{quarterly: 900}", "30.00 USD"),
        ("{half_yearly: 1200}", "20.00 USD"),
        ("{hourly: 0.5}", "36.00 USD"),
        ("{monthly: 250 seats at 12}", "300.00 USD"),
    ],
)
def test_ten_per_cent_of_a_fee_however_it_is_paid(tmp_path: Path, fee: str, owed: str) -> None:
    terms = WHOLE.replace("AMOUNT", "10 % of monthly fee")
    assert settled(tmp_path, terms, f"{DOWN}fee: {fee}\n").owed == owed
    if not fee.startswith("{"):
        assert settled(tmp_path, terms, DOWN, fee=fee).owed == owed


def test_a_daily_an_hourly_and_a_half_yearly_fee_as_what_a_credit_is_a_share_of(tmp_path: Path) -> None:
    # Half of a day's 100; two hours of 3000 / 720; 5 % of six times 3000.
    for amount, owed in (
        ("50 % of the daily fee", "50.00 USD"),
        ("200 % of the hourly fee", "8.33 USD"),
        ("5 % of the half-yearly fee", "900.00 USD"),
    ):
        play = settled(tmp_path, WHOLE.replace("AMOUNT", amount), f"{DOWN}fee: 3000\n")
        assert play.owed == owed
    # 100 seats at 0.10 a day are 10 a day: 1810 for the 181 days from January to June, 5 % of it 90.50.
    order = "order: {customer: Example Ltd, fee: 0.10 USD per seat per day x 100}\n"
    play = settled(tmp_path, WHOLE.replace("AMOUNT", "5 % of the half-yearly fee") + order, DOWN)
    assert play.owed == "90.50 USD"


def test_each_plan_has_its_own_hours(tmp_path: Path) -> None:
    # Twenty days on standard, kept; ten on premium, 240 hours at 2: 10 % of 480.
    terms = (
        WHOLE.replace("AMOUNT", "10 % of monthly fee") + "plans: [standard, premium]\nplan_change: by day\n"
    )
    case = """
period: 2026-06
customer: Example Ltd
outages: [2026-06-22 10:00/12:00]
fees:
  - {customer: Example Ltd, plan: standard, amount: 1, every: hour, since: 2026-01-01, until: 2026-06-21}
  - {customer: Example Ltd, plan: premium, amount: 2, every: hour, since: 2026-06-21}
"""
    assert settled(tmp_path, terms, case).owed == "48.00 USD"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12 EUR per user", "does not say how many users there are"),
        ("100 EUR per week", "paid by weeks"),
        ("100 EUR for 3 months", "counts months"),
        ("100 EUR per month per year", "two lengths of time"),
        ("1.500 EUR", "too finely written"),
        ("100", "names no currency"),
    ],
)
def test_fees_that_say_too_little_or_too_much_are_told(text: str, message: str) -> None:
    with pytest.raises(PhraseError, match=message):
        parse_paid(text)


@pytest.mark.parametrize(
    ("text", "amount", "every"),
    [
        ("EUR 500 a month", "500", PaidEvery.MONTH),
        ("9600 EUR annually", "9600", PaidEvery.YEAR),
        ("0.0104 EUR/hour", "0.0104", PaidEvery.HOUR),
        ("10 EUR per user per year x 3 users", "30", PaidEvery.YEAR),
    ],
)
def test_words_for_fees(text: str, amount: str, every: PaidEvery) -> None:
    paid = parse_paid(text)
    assert (f"{paid.amount.amount}", paid.every) == (amount, every)
