"""`docs/words.md`: every link leads to its key, and every part of the language is found by some word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
WORDS = (DOCS / "words.md").read_text("utf-8")

ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.*?)\|$", WORDS.partition("|---|---|---|\n")[2], re.MULTILINE)
"""Words, keys with their links, and remark of each row."""
LINK = re.compile(r"\[`(\w+)`\]\(language\.md#([\w-]+)\)")

SOUGHT = """
    downtime, unavailability, outage, uptime, monthly uptime percentage, error rate, service credit,
    financial credit, sole and exclusive remedy, scheduled maintenance, emergency maintenance, force
    majeure, region, availability zone, instance, monthly recurring charge, MRC, NRC, billing cycle,
    claim window, chronic outage, termination for cause, RFO, MTTR, time to restore, severity, P1, first
    response, business hours, credit request, grace period, pro rata, cap, excess, as is, planned downtime,
    core hours, rebate, liquidated damages, prorated, incident report, time to acknowledge, lead time,
    abandoned calls, weekly, daily, service level objectives, sole remedy, handover point, frame loss
"""
"""Words that everybody looks for."""
WHOLE = (
    *("agreement", "objective", "service", "exclusion", "conventions", "availability", "downtime", "slices"),
    *("credits", "credit-rule", "credit-band", "credit-cap", "combination-of-credits", "eligibility"),
    *("claims", "payment", "termination-right"),
)
"""Parts of the language of which every key has a word."""


def _sections() -> dict[str, set[str]]:
    """The keys of each part of the language, by the anchor of its section."""
    page = (DOCS / "language.md").read_text("utf-8").partition("\n## A complete example\n")[0]
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {
        section.partition("\n")[0].lower().replace(" ", "-"): {
            *re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        }
        for section in sections
    }


def test_every_link_leads_to_its_key() -> None:
    sections = _sections()
    links = LINK.findall(WORDS)
    assert len(links) > 200
    assert [(key, anchor) for key, anchor in links if key not in sections.get(anchor, ())] == []


def test_every_part_of_the_language_is_found_by_a_word() -> None:
    reached = {anchor for _, anchor in LINK.findall(WORDS)}
    assert [anchor for anchor in _sections() if anchor not in reached] == []


@pytest.mark.parametrize("part", WHOLE)
def test_every_key_of_the_main_parts_is_found_by_a_word(part: str) -> None:
    reached = {key for key, anchor in LINK.findall(WORDS) if anchor == part}
    assert sorted(_sections()[part] - reached - {"clause"}) == []


def test_words_without_a_key_say_what_to_do() -> None:
    assert len(ROWS) > 150
    assert [words for words, keys, remark in ROWS if "](" not in keys and not remark.strip()] == []


@pytest.mark.parametrize("word", [" ".join(each.split()) for each in SOUGHT.split(",")])
def test_usual_words_are_there(word: str) -> None:
    told = ", ".join(words for words, _, _ in ROWS)
    assert re.search(rf"\b{re.escape(word)}\b", told, re.IGNORECASE)


def test_the_words_are_in_order() -> None:
    first = [re.sub(r"[^a-z0-9 ]", "", words.casefold()) for words, _, _ in ROWS]
    assert first == sorted(first)
