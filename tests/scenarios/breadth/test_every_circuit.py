"""One figure of the whole network, and a credit for each circuit: all of them, or those somebody claims for.

*If the mean latency of the network in a month is above 30 ms, the customer is credited 10 % of the monthly
charge of each of its circuits; above 50 ms, 25 %.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play
from test_claimed_circuits import CLAIMS, claimed, months, sums

TERMS = """
services:
  transit: {points: [core], down_when: any point fails}
measures:
  latency: {unit: duration, of: transit, measured_at: network edge}
objectives:
  quality:
    mean: latency
    target: "<= 30 ms"
    period: calendar month
  uptime: {availability: transit, target: ">= 99.9 %", period: calendar month}
credits:
  cap: CAP
  rules:
    - for: quality
      bands:
        - {above: 30 ms, at_most: 50 ms, amount: 10 % of monthly fee of every circuit}
        - {above: 50 ms, amount: 25 % of monthly fee of every circuit}
    - {for: uptime, amount: 5 % of monthly fee of every circuit}
"""
FEES = "period: 2026-06\nfee: {resources: {c-1: 400, c-2: 500, c-3: 300}}\n"
SLOW = "measurements: [{measure: latency, at: 2026-06-03 10:00, value: 40 ms}]\noutages: none\n"
DOWN = (
    "measurements: [{measure: latency, at: 2026-06-03 10:00, value: 20 ms}]\n"
    "outages: [{time: 2026-06-03 10:00/12:00, of: core}]\n"
)


def lines(play: Play) -> dict[str, str]:
    return {line.get("affected", "-"): line["owed"]["amount"] for line in play.settlement["lines"]}


@pytest.mark.parametrize(
    ("cap", "happened", "found"),
    [
        # 40 ms: 10 % of each.
        ("none", SLOW, {"c-1": "40.00", "c-2": "50.00", "c-3": "30.00"}),
        # Two hours are 99.72 %: 5 % of each, whichever point it was that failed.
        ("none", DOWN, {"c-1": "20.00", "c-2": "25.00", "c-3": "15.00"}),
    ],
)
def test_every_circuit_is_credited(tmp_path: Path, cap: str, happened: str, found: dict[str, str]) -> None:
    assert lines(settled(tmp_path, TERMS.replace("CAP", cap), FEES + happened)) == found


def test_a_cap_of_each_is_one_of_every_circuit(tmp_path: Path) -> None:
    cap = "12 % of monthly fee of the affected circuit per month"
    both = SLOW.replace("outages: none", "outages: [{time: 2026-06-03 10:00/12:00, of: core}]")
    # 15 % of each are more than 12 %: 48, 60 and 36.
    assert settled(tmp_path, TERMS.replace("CAP", cap), FEES + both).owed == "144.00 USD"


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (["2026-07-02 c-1"], ("40.00", "80.00", "0.00")),
        (["2026-07-02 c-1", "2026-07-05 c-3"], ("70.00", "50.00", "0.00")),
        (["2026-07-02"], ("120.00", "0.00", "0.00")),
    ],
)
@pytest.mark.parametrize("happened", [SLOW, DOWN])
def test_the_circuits_that_the_customer_names(
    tmp_path: Path, claims: list[str], found: tuple[str, str, str], happened: str
) -> None:
    terms = TERMS.replace("CAP", "none").replace("5 % of", "10 % of") + CLAIMS
    assert sums(months(tmp_path, terms, FEES + happened + claimed(*claims))) == found


def test_of_a_circuit_that_is_affected_it_is_asked_which(tmp_path: Path) -> None:
    terms = TERMS.replace("CAP", "none").replace("of every circuit", "of the affected circuit")
    play = settled(tmp_path, terms, FEES + SLOW)
    assert (
        "nothing says which circuit was affected; where all of them are meant, write `of every circuit`"
        in (play.why())
    )


def test_a_fee_says_in_which_service_a_circuit_is(tmp_path: Path) -> None:
    fees = (
        "period: 2026-06\nfees: [{resource: c-1, service: transit, amount: 400, since: 2026-01-01}, "
        "{resource: v-1, service: voice, amount: 900, since: 2026-01-01}]\n"
    )
    terms = TERMS.replace("CAP", "none").replace(
        "measures:", "  voice: {points: [switch], down_when: any point fails}\nmeasures:"
    )
    # The voice line is paid for in another service: 10 % of 400 alone.
    assert lines(settled(tmp_path, terms, fees + SLOW)) == {"c-1": "40.00"}
