"""Vague words: sentences of published texts, with the words that are reported and those that are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.language.catalogue import Code
from upheld.language.quotations import quotations
from upheld.language.reading import ReadAgreement
from upheld.language.review.vague_words import VAGUE_WORDS
from upheld.language.review.words import vague_words
from upheld.language.source import read_source

Read = Callable[[str], ReadAgreement]

IN_EXCLUSIONS = [
    ("Results may vary depending on client network or data complexity", {Code.WEAKENED_PROMISE}),
    ("Errors caused by factors outside of our reasonable control", {Code.UNDEFINED_WORD}),
    ("Outages from external parties beyond reasonable influence", {Code.UNDEFINED_WORD}),
    ("malicious activity not directly preventable by our security measures", {Code.UNDEFINED_WORD}),
    ("These include but are not limited to:", {Code.OPEN_LIST}),
    ("third-party services, including but not limited to internet service providers", {Code.OPEN_LIST}),
    ("Load caused by client queries or usage (including, but not limited to, abuse)", {Code.OPEN_LIST}),
    ("Frankfurt a.o.", {Code.OPEN_LIST}),
    (
        "incidents where mitigation is delivered but availability is still affected",
        {Code.SWALLOWING_EXCLUSION},
    ),
    ("Features or Services excluded from the SLA", {Code.SWALLOWING_EXCLUSION}),
    ("This typically does not fall under credits", {Code.UNDEFINED_WORD}),
    ("typically scheduled during low-traffic periods", {Code.UNDEFINED_WORD}),
    ("Performed during low-usage hours with prior notification", {Code.UNDEFINED_WORD}),
    ("Scheduled interruptions or network/hardware maintenance", set()),
    ("Customer triggered redeployment (restart)", set()),
    ("Routing or other faults caused by intermediary or external networks", set()),
    ("Planned maintenance within announced window", set()),
    ("Issues from customer-side changes outside change flow", set()),
    ("Third-party outages (Shopify, Cloudflare)", set()),
]
IN_OBJECTIVES = [
    ("We target latency levels of <50 ms for most regions", {Code.UNDEFINED_WORD}),
    ("Performance is measured server-side under normal load", {Code.UNDEFINED_WORD}),
    ("We ensure that the service is free of software glitches", {Code.UNMEASURABLE_PROMISE}),
    ("Response times begin with substantive replies, not automated ones", {Code.REVERSED_WORDS}),
    ("Critical: 30 minutes within business hours", set()),
    ("Monthly uptime: ≥ 99.5%", set()),
    ("For critical issues we will respond to a request within 30 minutes", set()),
    ("Average response time: ≤ 300ms", set()),
    ("Most recent figures are shown on the page", set()),
]


def found_in(section: str, quote: str, keys: str = "") -> set[Code]:
    text = f"{section}:\n  one:\n    {keys or 'x: y'}\n    clause:\n      quote: >-\n        {quote}\n"
    root = read_source("a.yaml", text.encode()).root
    assert root is not None
    return {word.code for quotation in quotations(root) for word, _ in vague_words(quotation)}


@pytest.mark.parametrize(("quote", "codes"), IN_EXCLUSIONS)
def test_words_of_exclusions(quote: str, codes: set[Code]) -> None:
    assert codes <= found_in("exclusions", quote)
    assert codes or not found_in("exclusions", quote)


@pytest.mark.parametrize(("quote", "codes"), IN_OBJECTIVES)
def test_words_of_objectives(quote: str, codes: set[Code]) -> None:
    assert found_in("objectives", quote) == codes


@pytest.mark.parametrize(
    ("quote", "key"),
    [
        ("for most regions", "regions: {share: at least 90 %}"),
        ("under normal load", "load: normal"),
        ("in low-usage hours", "hours: nightly"),
        ("outside our reasonable control", "approved_by: both parties"),
        ("including but not limited to war", "open_list: no"),
        ("results may vary", "qualified_by: results may vary"),
    ],
)
def test_a_key_that_says_it_exactly_settles_the_words(quote: str, key: str) -> None:
    assert found_in("exclusions", quote)
    assert not found_in("exclusions", quote, key)


def test_names_that_look_like_keys_settle_nothing() -> None:
    text = "exclusions:\n  load: {condition: outside our control}\n  approved_by: {x: y}\n"
    root = read_source("a.yaml", text.encode()).root
    assert root is not None
    assert [word.code for each in quotations(root) for word, _ in vague_words(each)] == [Code.UNDEFINED_WORD]


fillers = st.lists(
    st.sampled_from(["the", "of", "service", "we", "will", "and", "in", "a", "support", "time"]), max_size=12
)
styles = st.sampled_from(["plain", "quoted", "folded", "literal"])


@given(before=fillers, after=fillers, break_at=st.integers(0, 12), style=styles)
def test_the_caret_stands_under_the_words(
    read: Read, before: list[str], after: list[str], break_at: int, style: str
) -> None:
    words = [*before, "always", "under", "normal", "load", *after]
    first, second = " ".join(words[:break_at]), " ".join(words[break_at:])
    indent = "\n        "
    value = {
        "plain": f"{first}{indent}{second}" if first else second,
        "quoted": f'"{first}{indent}{second}"',
        "folded": f">-{indent}{first}{indent}{second}" if first else f">-{indent}{second}",
        "literal": f"|-{indent}{first} {second}",
    }[style]
    text = f"""\
objectives:
  answer:
    response: {{}}
    within: 4 h
    clause:
      reference: a
      quote: {value}
"""
    (found,) = [each for each in read(text).diagnostics if each.code is Code.UNDEFINED_WORD]
    split = break_at == len(before) + 3 and style in ("plain", "quoted", "folded")
    pointed = found.line[found.place.column - 1 :][: found.width]
    assert split or pointed == "normal load"


def test_each_part_of_a_text_is_told_once() -> None:
    text = b"exclusions: {x: {condition: normal load typically under normal load}}"
    root = read_source("a.yaml", text).root
    assert root is not None
    (quotation,) = quotations(root)
    assert sorted(found[0] for _, found in vague_words(quotation)) == [
        "normal load",
        "normal load",
        "typically",
    ]


def test_words_are_looked_for_in_linear_time() -> None:
    """A text made of beginnings of vague words takes no longer than another one of its length."""
    text = "including " * 20_000
    assert not any(word.pattern.search(text) for word in VAGUE_WORDS)


@pytest.mark.parametrize("means", ["every load", "as recorded"])
def test_what_a_load_means_settles_its_words(means: str) -> None:
    quote = "Performance is measured server-side under normal load"
    assert found_in("loads", quote) == {Code.UNDEFINED_WORD}
    assert found_in("loads", quote, f"means: {means}") == set()


def test_words_that_a_term_repeats_are_told_once(read: Read) -> None:
    words = "malicious activity not directly preventable by us"
    clause = f"{{reference: '5', quote: {words}}}"
    attacks = f"{{cause: abuse or denial of service, condition: {words}, clause: {clause}}}"
    other = attacks.replace("malicious", "other")
    found = read(f"exclusions:\n  attacks: {attacks}\n  others: {other}\n")
    told = [each for each in found.diagnostics if each.code is Code.UNDEFINED_WORD]
    assert [each.place.line for each in told] == [8, 9]
