"""Signs of money: `$` is the dollar of the agreement, where that has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

TERMS = """
services: {app: {points: [app]}}
objectives:
  uptime: {availability: app, target: ">= 99 %", period: calendar month}
credits:
  per_breach: AMOUNT
  minimum: "> $1"
  eligible: {fee: ">= $100"}
  cap: $500 per month
conventions: {one_breach: objective and period}
"""
# 8 h are more than the 7 h 12 min that June leaves.
CASE = "{period: 2026-06, fee: FEE, outages: [2026-06-03 10:00 for 8 h]}"


@pytest.mark.parametrize(
    ("amount", "fee", "owed"),
    [
        ("$25", "$1000", "25.00 USD"),
        ("US$25.50", "1000", "25.50 USD"),
        ("10 % of monthly fee", "$1200 per year", "10.00 USD"),
        # Above the cap of 500.
        ("600 $", "$1000", "500.00 USD"),
        # 1 % of 100 is 1, and the minimum is more than that.
        ("1 % of monthly fee", "$100", "0.00 USD"),
        # Eligible from 100 on.
        ("10 % of monthly fee", "$99", "no credit is owed"),
    ],
)
def test_a_dollar_is_that_of_the_agreement(tmp_path: Path, amount: str, fee: str, owed: str) -> None:
    play = settled(tmp_path, TERMS.replace("AMOUNT", amount), CASE.replace("FEE", fee))
    assert credits_in_a_word(play.settlement).startswith(owed)


@pytest.mark.parametrize(
    ("currency", "amount", "message"),
    [
        ("EUR", "$25", "`$` is not a currency"),
        ("USD", "C$25", "`25.00 CAD` is not in USD"),
        ("USD", "£25", "`£` is not a currency"),
    ],
)
def test_a_sign_of_another_currency_is_told(currency: str, amount: str, message: str) -> None:
    terms = TERMS.replace("AMOUNT", amount).replace('  minimum: "> $1"\n', "")
    text = HEAD.replace("USD", currency) + terms
    told = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer()).diagnostics
    assert message in " ".join(each.message for each in told)
