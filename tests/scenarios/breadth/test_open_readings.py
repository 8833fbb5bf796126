"""What may be owed at worst is worked out for a text that leaves terms open, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled

from upheld.report.text.credits import credits_in_a_word

TERMS = """
services: {app: {points: [app]}}
objectives: {uptime: {availability: app, target: ">= 99 %", period: calendar month}}
credits: {per_breach: 10 USD, cap: none}
"""
UNSEEN = "period: 2026-06\ncomplete: no\nfee: 1000\n"


@pytest.mark.parametrize(
    ("declared", "owed"),
    [
        # A month of which nothing is known may have been missed once, 10 USD.
        (
            "conventions: {one_breach: objective and period}\n",
            "it is not decided whether a credit is owed: up to 10.00 USD is open",
        ),
        # Where every outage may be a breach of its own, nobody can say how many there were.
        (
            "",
            "the words do not decide what is owed: 2 amounts, from 0.00 USD or up to 10.00 USD to",
        ),
    ],
)
def test_what_an_unseen_month_may_cost_is_said_by_every_reading(
    tmp_path: Path, declared: str, owed: str
) -> None:
    assert credits_in_a_word(settled(tmp_path, TERMS + declared, UNSEEN).settlement).startswith(owed)
