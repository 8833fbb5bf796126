"""A first part that earns another amount: so much for the first hour, so much for each further one.

June has 720 hours. The fee is 1000.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from cases import settled
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import Play

from upheld.agreement.credit_rule import Blocks, FirstPart, LengthCredit
from upheld.agreement.fee import ShareOfFee
from upheld.quantity import parse_duration
from upheld.report.text.credits import credits_in_a_word
from upheld.settlement.blocks import cut

BY_LENGTH = """
services: {line: {points: [line]}}
objectives:
  uptime: {availability: line, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - for: uptime
      amount: 5 % of monthly fee
      per: 1 h
      RULE
  cap: none
"""


def june(folder: Path, rule: str, *lengths: str, terms: str = BY_LENGTH) -> Play:
    outages = ", ".join(f"2026-06-{day:02} 00:00 for {length}" for day, length in enumerate(lengths, 3))
    case = f"period: 2026-06\nfee: 1000\noutages: [{outages}]\n"
    return settled(folder, terms.replace("RULE", rule.replace("; ", "\n      ")), case)


STARTED = "counted: per started; summed: each outage; first: 10 % of monthly fee for the first hour"
FULL = "counted: per full; summed: each outage; first: 10 % of monthly fee for the first hour"


@pytest.mark.parametrize(
    ("rule", "lengths", "owed"),
    [
        # Ten for the first hour or part of it; 2 h 30 min: 10 % + 2 × 5 %.
        (STARTED, ["20 min"], "100.00 USD"),
        (STARTED, ["1 h"], "100.00 USD"),
        (STARTED, ["61 min"], "150.00 USD"),
        (STARTED, ["150 min"], "200.00 USD"),
        # Each outage has a first hour: 10 % + (10 % + 2 × 5 %).
        (STARTED, ["20 min", "150 min"], "300.00 USD"),
        # Full hours only: nothing, 10 %, 10 % + 5 %.
        (FULL, ["20 min"], "no credit is owed"),
        (FULL, ["90 min"], "100.00 USD"),
        (FULL, ["150 min"], "150.00 USD"),
        # The first hour is full, and every further one counts once it has begun: 90 min are 10 % + 5 %.
        (f"{STARTED.replace('first hour', 'first full hour')}", ["20 min"], "no credit is owed"),
        (f"{STARTED.replace('first hour', 'first full hour')}", ["90 min"], "150.00 USD"),
        # The first hour or part thereof, and full hours after it: 90 min are 10 %, 2 h are 10 % + 5 %.
        (f"{FULL} or part thereof", ["20 min"], "100.00 USD"),
        (f"{FULL} or part thereof", ["90 min", "2 h"], "250.00 USD"),
        # Pro rata: half of ten for 30 min; ten and half of five for 90 min.
        (STARTED.replace("per started", "pro rata"), ["30 min"], "50.00 USD"),
        (STARTED.replace("per started", "pro rata"), ["90 min"], "125.00 USD"),
        # All outages together have one first hour: 20 min + 150 min = 2 h 50 min, 10 % + 2 × 5 %.
        (STARTED.replace("each outage", "all outages"), ["20 min", "150 min"], "200.00 USD"),
        # In money, and the first part begins after fifteen minutes: 14 min nothing, 50 min 10 %, 80 min 15 %.
        (f"{STARTED}; of: beyond 15 min", ["14 min", "50 min", "80 min"], "250.00 USD"),
    ],
)
def test_the_first_hour_earns_more_than_every_further_one(
    tmp_path: Path, rule: str, lengths: list[str], owed: str
) -> None:
    assert credits_in_a_word(june(tmp_path, rule, *lengths).settlement).startswith(owed)


def test_five_percent_for_every_thirty_minutes_after_the_first_fifteen(tmp_path: Path) -> None:
    # 15 min: nothing. 16 min: one started half-hour. 75 min: two. 76 min: three.
    terms = BY_LENGTH.replace("per: 1 h", "per: 30 min")
    for length, owed in (
        ("15 min", "no credit"),
        ("16 min", "50.00"),
        ("75 min", "100.00"),
        ("76 min", "150"),
    ):
        folder = tmp_path / length
        folder.mkdir()
        told = june(folder, "of: beyond 15 min; counted: per started", length, terms=terms)
        assert credits_in_a_word(told.settlement).startswith(owed)


def test_the_reason_tells_the_first_part_from_the_others(tmp_path: Path) -> None:
    why = june(tmp_path, STARTED, "150 min").why()
    assert "an outage of 2 h 30 min counts with all of it: 1 × the first 1 h and 2 × started 1 h" in why
    # The first hour is worth two of the others, 10 % being twice 5 %; with two more that is 4 × 5 %.
    assert (
        "at 5 % of monthly fee for each started 1 h of an outage, of which the first 1 h counts as 2" in why
    )


def test_late_tickets_have_a_first_hour_too(tmp_path: Path) -> None:
    # Due after 4 h and done after 6 h 30 min: 2 h 30 min late. 20 for the first hour, 10 for each further.
    terms = """
    objectives:
      fix: {resolution: {}, within: 4 h, period: calendar month}
    conventions: {one_breach: ticket}
    credits:
      rules:
        - for: fix
          amount: 10 USD
          per: 1 h
          of: beyond the target
          counted: per started
          first: 20 USD for the first hour
      cap: none
    """
    case = "{period: 2026-06, tickets: [{opened: 2026-06-03 08:00, resolved: 14:30}]}"
    assert credits_in_a_word(settled(tmp_path, terms, case).settlement) == "40.00 USD"


LENGTHS = st.integers(min_value=0, max_value=10**12).map(Fraction)


@settings(max_examples=50)
@given(
    shorter=LENGTHS,
    longer=LENGTHS,
    blocks=st.sampled_from(Blocks),
    first=st.sampled_from(Blocks),
    worth=st.fractions(min_value=0, max_value=9),
)
def test_a_longer_outage_never_earns_less(
    shorter: Fraction, longer: Fraction, blocks: Blocks, first: Blocks, worth: Fraction
) -> None:
    hour, price = parse_duration("1 h"), ShareOfFee(Fraction(1, 20))
    formula = LengthCredit(
        amount=price, per=hour, blocks=blocks, first=FirstPart(amount=price, length=hour, blocks=first)
    )
    low, high = sorted((shorter, longer))
    assert cut(low, formula, worth).times <= cut(high, formula, worth).times
