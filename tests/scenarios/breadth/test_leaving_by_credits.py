"""Rights to leave that go by credits: so much within some months, or so many months at the cap.

*The customer may terminate if service credits in any three consecutive months exceed 50 % of the monthly fee,
or if they reach the monthly cap in three months of any six.*
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import HEAD
from test_claimed_circuits import months

from upheld.agreement.termination import CappedMonths, CreditsWithin
from upheld.chrono.instant import parse_instant
from upheld.errors import PhraseError
from upheld.language.terms.terminations import parse_credit_sum
from upheld.operations.check import check
from upheld.quantity import Money
from upheld.settlement.credit_ground import CreditedMonth, may_be_reached, reached

TERMS = """
services: {web: {points: [w]}}
objectives: {up: {availability: web, target: ">= 99.9 %", period: calendar month}}
credits:
  rules: {for: up, amount: 5 % of monthly fee, per: 1 h, counted: per started, of: all downtime}
  cap: 25 % of monthly fee per month
claims: CLAIMS
termination: [{GROUND}]
conventions: {one_breach: objective and period}
"""
SUM = 'credits: "> 50 % of monthly fee", within: 3 months'
CAP = "months_at_cap: 3, within: 6 months"


def right(
    folder: Path, ground: str, hours: list[int], fee: str = "fee: 1000", claims: str = "automatic"
) -> dict[str, Any]:
    """The right after some months, by their hours of downtime."""
    outages = [f"2026-{month:02}-12 10:00 for {number} h" for month, number in enumerate(hours, 1) if number]
    terms = TERMS.replace("GROUND", ground).replace("CLAIMS", claims)
    case = f"{fee}\noutages: [{', '.join(outages)}]\n"
    last = f"2026-{len(hours):02}"
    found = months(folder, terms, case, first="2026-01", last=last, as_of="2026-12-01")
    (only,) = found["rights"]
    whole: dict[str, Any] = only
    return whole


@pytest.mark.parametrize(
    ("ground", "hours", "arose"),
    [
        # 3, 4 and 3 hours: 15, 20 and 15 % are 50 %, and no more. One hour more is.
        (SUM, [3, 4, 3], None),
        (SUM, [3, 4, 4], "2026-03-31T23:59:59.999999Z"),
        # 15 and 25, a month without, 25: three months in a row come to 50 % at most.
        (SUM, [3, 5, 0, 5], None),
        # The fourth month completes it: 5 + 25 + 25.
        (SUM, [0, 1, 5, 5], "2026-04-30T23:59:59.999999Z"),
        ('credits: ">= 500 USD", within: 3 months', [3, 4, 3], "2026-03-31T23:59:59.999999Z"),
        # A twelfth of 600 % of a month's is 50 %; 5 % of the yearly fee are 60 % of a month's.
        ('credits: "> 5 % of yearly fee", within: 3 months', [4, 4, 4], None),
        ('credits: "> 5 % of yearly fee", within: 3 months', [4, 4, 5], "2026-03-31T23:59:59.999999Z"),
        # The cap is 25 %: five hours come to just as much, eight are cut to it. Four do not.
        (CAP, [5, 0, 8, 0, 0, 6], "2026-06-30T23:59:59.999999Z"),
        (CAP, [5, 0, 8, 0, 0, 4], None),
        # January is out of the six months that end with July.
        (CAP, [5, 0, 8, 0, 0, 0, 6], None),
    ],
)
def test_what_some_months_are_owed_gives_the_right(
    tmp_path: Path, ground: str, hours: list[int], arose: str | None
) -> None:
    found = right(tmp_path, ground, hours)
    assert found["state"] == ("has not arisen" if arose is None else "has arisen")
    assert (found["latest"]["at"] if arose else None) == arose


def test_the_right_says_what_each_month_was_owed(tmp_path: Path) -> None:
    says = [each["says"] for each in right(tmp_path, SUM, [3, 4, 4])["reason"]["because"]]
    assert says[:3] == [
        "2026-01 is owed 150.00 USD",
        "2026-02 is owed 200.00 USD",
        "2026-03 is owed 200.00 USD",
    ]
    words = right(tmp_path, SUM, [1])["reason"]["says"]
    assert "credits of more than 50 % of monthly fee together within 3 months in a row" in words


def test_what_nobody_claimed_counts(tmp_path: Path) -> None:
    claims = "{by: customer, within: 30 days, from: end of the month}"
    assert right(tmp_path, SUM, [3, 4, 4], claims=claims)["state"] == "has arisen"


def test_shares_of_a_fee_that_is_not_given_are_compared_all_the_same(tmp_path: Path) -> None:
    assert right(tmp_path, SUM, [3, 4, 4], fee="#")["state"] == "has arisen"
    assert (
        right(tmp_path, 'credits: ">= 500 USD", within: 3 months', [3, 4, 4], fee="#")["state"] == "not known"
    )


@pytest.mark.parametrize(
    ("up", "api", "state"),
    [
        # 15 and 15 % are no more than 30; 15 and 20 are, and what `api` earns does not count.
        ([3, 3], [1, 2], "has not arisen"),
        ([3, 4], [0, 0], "has arisen"),
        ([3, 4], [1, 1], "has arisen"),
        ([0, 1], [5, 4], "has not arisen"),
        # 25 and 25 % are cut to 25: for `up` they are anything up to 25, and 10 of February may make it 35.
        ([5, 2], [5, 0], "not known"),
        # 25 and 5 are cut to 25: at least 20 are for `up`, and 15 more are 35.
        ([5, 3], [1, 0], "has arisen"),
    ],
)
def test_credits_for_one_promise_alone(tmp_path: Path, up: list[int], api: list[int], state: str) -> None:
    terms = TERMS.replace("{web: {points: [w]}}", "{web: {points: [w]}, api: {points: [a]}}")
    terms = terms.replace(
        "calendar month}}",
        'calendar month}, api: {availability: api, target: ">= 99.9 %", period: calendar month}}',
    ).replace("for: up", "for: [up, api]")
    ground = 'credits: "> 30 % of monthly fee", within: 3 months, of: up'
    outages = [
        f"2026-{month:02}-12 10:00 for {number} h {point}"
        for point, hours in (("w", up), ("a", api))
        for month, number in enumerate(hours, 1)
        if number
    ]
    case = f"fee: 1000\noutages: [{', '.join(outages)}]\n"
    terms = terms.replace("GROUND", ground).replace("CLAIMS", "automatic")
    found = months(tmp_path, terms, case, first="2026-01", last="2026-02", as_of="2026-12-01")
    assert found["rights"][0]["state"] == state


def owed(number: int, least: str, most: str) -> CreditedMonth:
    return CreditedMonth(
        month=date(2026, number, 1),
        label=f"2026-{number:02}",
        at=parse_instant(f"2026-{number:02}-28T00:00:00Z"),
        least=Money(Decimal(least), "USD"),
        most=Money(Decimal(most), "USD"),
        fee=Money(Decimal(1000), "USD"),
        is_capped=None if least != most else False,
    )


def test_what_is_open_leaves_the_right_open() -> None:
    # 500 for certain is not more than half of 1000; 550 at worst is.
    of_sum = CreditsWithin(limit=parse_credit_sum("> 50 % of monthly fee"), months=3)
    several = [owed(1, "200", "200"), owed(2, "150", "150"), owed(3, "150", "200")]
    assert not list(reached(of_sum, several))
    assert may_be_reached(of_sum, several) == (
        "2026-01, 2026-02 and 2026-03 may be owed 550.00 USD together",
    )
    # January is out of the months that end with April.
    assert not may_be_reached(
        of_sum, [several[0], owed(2, "0", "0"), owed(3, "0", "0"), owed(4, "300", "400")]
    )
    at_cap = CappedMonths(at_least=1, months=1)
    assert may_be_reached(at_cap, several) == ("nobody can say whether 2026-03 reached the cap",)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("< 50 % of monthly fee", "sets no least sum"),
        ("> 50 % of monthly fee of the affected circuit", "is no share of what is paid for everything"),
    ],
)
def test_sums_that_are_none(words: str, message: str) -> None:
    with pytest.raises(PhraseError, match=message):
        parse_credit_sum(words)


@pytest.mark.parametrize(
    ("ground", "message"),
    [
        ('credits: "> 50 % of monthly fee"', "`within`"),
        ('credits: "> 50 % of monthly fee", within: 30 days', "credits are counted among months"),
        ("months_at_cap: 7, within: 6 months", "there are never 7 months within 6 months"),
        (f"{CAP}, of: [up]", "`of` can't stand beside credits"),
    ],
)
def test_grounds_that_make_no_sense(tmp_path: Path, ground: str, message: str) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(HEAD + TERMS.replace("GROUND", ground).replace("CLAIMS", "automatic"))
    assert any(message in each.message for each in check(path).diagnostics)
