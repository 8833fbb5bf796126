"""Things: what a contract calls the parts of a service may stand in place of `point` and `resource`.

June has 720 hours; 7 h 12 min are 1 % of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

TERMS = """
services: {cloud: {points: as recorded, down_when: EACH}}
objectives:
  uptime: {availability: cloud, target: ">= 99.9 %", period: calendar month}
credits:
  rules: [{for: uptime, amount: 10 % of monthly fee of the affected NOUN}]
  cap: none
conventions: {one_breach: objective and period}
"""
CASE = "{period: 2026-06, fee: {resources: {a: 40, b: 90}}, outages: [2026-06-03 10:00 for 8 h b]}"


@pytest.mark.parametrize(
    "noun",
    [
        "droplet",
        "storage account",
        "node",
        "cluster",
        "database",
        "circuit",
        "port",
        "mailbox",
        "seat",
        "widget",
    ],
)
def test_each_thing_has_a_figure_and_a_fee_of_its_own(tmp_path: Path, noun: str) -> None:
    # a never failed; 8 h are more than the 43 min 12 s that June leaves, so that b earns 10 % of 90.
    play = settled(tmp_path, TERMS.replace("EACH", f"each {noun} by itself").replace("NOUN", noun), CASE)
    assert credits_in_a_word(play.settlement) == "9.00 USD"
    assert f"monthly fee of the affected {noun}" in play.why()


@pytest.mark.parametrize(
    ("plural", "nouns", "owed"),
    [
        # 10 % of 40 + 90, the fees of all that failed, in one line.
        ("widgets", "any widget fails", "13.00 USD"),
        ("registries", "at least 2 of the registries fail", "13.00 USD"),
        ("mailboxes", "all of the mailboxes fail", "13.00 USD"),
    ],
)
def test_things_in_the_plural(tmp_path: Path, plural: str, nouns: str, owed: str) -> None:
    case = CASE.replace("8 h b]", "8 h a, 2026-06-03 10:00 for 8 h b]")
    terms = TERMS.replace("EACH", nouns).replace("NOUN", plural)
    assert credits_in_a_word(settled(tmp_path, terms, case).settlement) == owed


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("each NOUN by itself", "any request fails", "`any request fails` does not say when it is down"),
        ("each NOUN by itself", "each location by itself", "does not say when it is down"),
        ("the affected NOUN", "the affected user", "`user` is not known as a thing"),
        ("the affected NOUN", "the NOUN", "`widget` is not known as a thing"),
    ],
)
def test_what_is_no_thing_is_told(old: str, new: str, message: str) -> None:
    terms = TERMS.replace("EACH", "each NOUN by itself")
    text = HEAD + terms.replace(old, new).replace("NOUN", "widget")
    told = read_agreement({"sla.yaml": text.encode()}, "sla.yaml", gazetteer()).diagnostics
    assert message in " ".join(each.message for each in told)
