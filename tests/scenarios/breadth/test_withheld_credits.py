"""Small credits that are withheld until those of several months come to the least that is paid.

*Credits below 10.00 are withheld until they have accrued to it.*
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import settled
from test_claimed_circuits import months

from upheld.errors import PhraseError
from upheld.language.terms.credits import parse_minimum

TERMS = """
services: {web: {points: [w]}}
objectives: {up: {availability: web, target: ">= 99.9 %", period: calendar month}}
credits:
  rules: {for: up, amount: 1 USD, per: 1 h, counted: per started, of: all downtime}
  cap: CAP
  minimum: "MINIMUM"
claims: CLAIMS
"""


def series(
    folder: Path, hours: list[int], cap: str = "none", minimum: str = ">= 10 USD, carried over"
) -> list[str]:
    """What each month is owed, by its hours of downtime."""
    outages = [f"2026-{month:02}-12 10:00 for {number} h" for month, number in enumerate(hours, 1) if number]
    terms = TERMS.replace("CAP", cap).replace("MINIMUM", minimum).replace("CLAIMS", "automatic")
    case = f"outages: [{', '.join(outages)}]\n"
    last = f"2026-{len(hours):02}"
    found = months(folder, terms, case, first="2026-01", last=last, as_of="2026-12-01")
    owed = [month["owed"].get("amount", "0.00") for month in found["months"]]
    assert found["due"]["amount"] == f"{sum(map(float, owed)):.2f}"
    return owed


@pytest.mark.parametrize(
    ("hours", "owed"),
    [
        # 4 and 5 are 9; with 3 they are 12. Then it begins anew: 9, and 10 with the next 1.
        ([4, 5, 3, 9, 1], ["0.00", "0.00", "12.00", "0.00", "10.00"]),
        # A month without a breach carries what there is: 6, 6, and 6 with 4.
        ([6, 0, 4], ["0.00", "0.00", "10.00"]),
        # What reaches it by itself is paid with what was withheld.
        ([2, 11, 11], ["0.00", "13.00", "11.00"]),
    ],
)
def test_what_is_withheld_is_paid_once_it_comes_to_the_least(
    tmp_path: Path, hours: list[int], owed: list[str]
) -> None:
    assert series(tmp_path, hours) == owed


def test_without_it_what_is_too_little_is_lost(tmp_path: Path) -> None:
    assert series(tmp_path, [4, 5, 12], minimum=">= 10 USD") == ["0.00", "0.00", "12.00"]


def test_more_than_the_least(tmp_path: Path) -> None:
    assert series(tmp_path, [4, 6, 1], minimum="> 10 USD, withheld until reached") == [
        "0.00",
        "0.00",
        "11.00",
    ]


def test_what_was_withheld_is_within_the_cap_of_its_own_month(tmp_path: Path) -> None:
    # 9 are withheld. 20 hours of February come to 15 at most, and 9 besides.
    assert series(tmp_path, [9, 20], cap="15 USD per month") == ["0.00", "24.00"]


def test_what_is_above_a_cap_and_below_the_least(tmp_path: Path) -> None:
    # January: 8, withheld. February: 20 and 8 are cut to 15, and 13 are left. March: 13 and 1.
    cap = "{most: 15 USD per month, excess: carried over}"
    assert series(tmp_path, [8, 20, 1], cap=cap) == ["0.00", "15.00", "14.00"]


@pytest.mark.parametrize("declared", ["", "conventions: {one_breach: objective and period}\n"])
def test_what_a_month_is_owed_counts_the_months_before_however_the_text_is_read(
    tmp_path: Path, declared: str
) -> None:
    # 4 of the 6 of a year, then the 2 that are left, then nothing.
    terms = TERMS.replace("CAP", "6 USD per contract year").replace("MINIMUM", ">= 1 USD")
    case = "outages: [2026-01-12 10:00 for 4 h, 2026-02-12 10:00 for 5 h, 2026-03-12 10:00 for 3 h]\n"
    terms = terms.replace("CLAIMS", "automatic") + declared
    found = months(tmp_path, terms, case, first="2026-01", last="2026-03", as_of="2026-12-01")
    assert [month["owed"]["amount"] for month in found["months"]] == ["4.00", "2.00", "0.00"]


def test_a_month_alone_knows_what_is_on_record(tmp_path: Path) -> None:
    terms = (
        TERMS.replace("CAP", "none").replace("MINIMUM", ">= 10 USD, accrued").replace("CLAIMS", "automatic")
    )
    case = """
    period: 2026-06
    outages: [2026-06-12 10:00 for 3 h]
    credits: [{period: 2026-05, amount: 0, carried: 8}]
    """
    play = settled(tmp_path, terms, case)
    assert play.owed == "11.00 USD"
    less = settled(tmp_path, terms, case.replace("carried: 8", "carried: 6"))
    assert (
        "9.00 USD does not reach the least amount that is paid, 10.00 USD: nothing is paid until later"
        in less.why()
    )
    assert less.settlement["carried"]["amount"] == "9.00"


def test_the_customer_claims_what_was_withheld_with_what_completes_it(tmp_path: Path) -> None:
    claims = "{by: customer, within: 30 days, from: end of the month}"
    terms = TERMS.replace("CAP", "none").replace("MINIMUM", ">= 10 USD, accrued").replace("CLAIMS", claims)
    case = """
    outages: [2026-05-12 10:00 for 4 h, 2026-06-12 10:00 for 7 h]
    claims: [{claim: C-1, period: 2026-06, submitted: 2026-07-03}]
    """
    found = months(tmp_path, terms, case, first="2026-05")
    assert [month["owed"].get("amount", "0.00") for month in found["months"]] == ["0.00", "11.00"]
    assert found["due"]["amount"] == "11.00"


@pytest.mark.parametrize(
    ("becomes", "ends", "owed"),
    [
        # 4, 3 and 2 are 9, which is less than 10. The contract ends with March, or within it.
        ("paid out", "2026-04-01", "9.00"),
        ("paid out", "2026-03-20", "9.00"),
        ("forfeited", "2026-04-01", "0.00"),
        # It goes on: what is withheld may still come to 10.
        ("paid out", "2026-04-10", "0.00"),
        ("forfeited", "2026-04-10", "0.00"),
    ],
)
def test_what_becomes_of_it_when_the_contract_ends(
    tmp_path: Path, becomes: str, ends: str, owed: str
) -> None:
    found = ended(tmp_path, f"{{as: service credit, at_termination: {becomes}}}", ends)
    assert [month["owed"]["amount"] for month in found["months"]] == ["0.00", "0.00", owed]
    assert found["due"]["amount"] == owed


def test_what_becomes_of_it_is_open_where_nobody_says(tmp_path: Path) -> None:
    found = ended(tmp_path, "service credit", "2026-04-01")
    assert found["months"][2]["owed"]["why"] == (
        "9.00 USD does not reach the least amount that is paid, 10.00 USD, and the contract ends on "
        "2026-04-01: the agreement does not say what becomes of it (`at_termination` under `payment`)"
    )


def ended(folder: Path, payment: str, ends: str) -> dict[str, Any]:
    """January, February and March of a contract that ends, with 4, 3 and 2 hours of downtime."""
    terms = TERMS.replace("CAP", "none").replace("MINIMUM", ">= 10 USD, withheld until reached")
    terms = terms.replace("CLAIMS", "automatic") + f"payment: {payment}\n"
    case = f"""
    outages: [2026-01-12 10:00 for 4 h, 2026-02-12 10:00 for 3 h, 2026-03-12 10:00 for 2 h]
    accounts: [{{contract_from: 2026-01-01, contract_until: {ends}}}]
    """
    return months(folder, terms, case, first="2026-01", last="2026-03", as_of="2026-12-01")


def test_each_by_itself_is_not_carried_over() -> None:
    with pytest.raises(PhraseError, match="carries each credit over by itself"):
        parse_minimum(">= 10 USD each, carried over")
