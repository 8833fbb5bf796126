"""Words that people write in place of keys: refused, and told which key says it."""

from __future__ import annotations

import pytest

from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement

TEXT = """\
upheld: 1
agreement: Example Service Level Agreement
provider: Example
version: "1"
in_force: 2026-01-01
time_zone: UTC
currency: EUR
services: {app: {points: [web]}}
objectives: {uptime: {availability: app, target: ">= 99.9 %", period: calendar month}}
credits:
  rules: [RULE]
  cap: none
"""


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ("{for: uptime, bands: [{from: 99 %, below: 99.9 %, amount: 5 EUR}]}", "write `at_least` where"),
        ("{for: uptime, bands: [{at_least: 99 %, to: 99.9 %, amount: 5 EUR}]}", "write `below` where"),
        ("{for: uptime, bands: [{at_least: 99 %, less than: 99.9 %, amount: 5 EUR}]}", "write `below`"),
        ("{for: uptime, bands: [{below: 99.9 %, credit: 5 EUR}]}", "write `amount: 10 % of monthly fee`"),
        ("{for: uptime, tiers: [{below: 99.9 %, amount: 5 EUR}]}", "write `bands`"),
        ("{objective: uptime, amount: 5 EUR}", "write `for`"),
    ],
)
def test_the_key_that_says_it_is_told(rule: str, remedy: str, gazetteer: Gazetteer) -> None:
    text = TEXT.replace("RULE", rule).encode()
    told = read_agreement({"sla.yaml": text}, "sla.yaml", gazetteer).diagnostics
    assert any(each.remedy.startswith(remedy) for each in told if "is not a key of" in each.message), told
