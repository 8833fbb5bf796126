"""Formatting: the order of the table, every comment at its entry, and not a word changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from agreements import Typed, agreements, read_text
from hypothesis import HealthCheck, given, settings

from upheld.language.formatting.formatting import format_agreement
from upheld.language.node import MapNode
from upheld.language.reading import ReadAgreement
from upheld.language.source import read_source
from upheld.language.terms.agreements import ROOT

ROOT_FOLDER = Path(__file__).parents[2]
FILES = sorted(
    [*(ROOT_FOLDER / "tests" / "diagnostics").glob("*/*.yaml"), *(ROOT_FOLDER / "examples").glob("*/*.yaml")]
)
READABLE = [
    path
    for path in FILES
    if (source := read_source(path.name, path.read_bytes())).root is not None and not source.diagnostics
]
few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def formatted(text: str) -> str:
    data = format_agreement("a.yaml", text.encode()).data
    assert data is not None
    return data.decode()


def unplaced(words: str) -> str:
    return re.sub(r"line \d+|a\.yaml:\d+:\d+", "somewhere", words)


def without_places(read: ReadAgreement) -> tuple[str, list[tuple[str, str, str]], list[list[str]]]:
    said = re.sub(r"Place\(file='[^']*', line=\d+, column=\d+\)", "Place", repr(read.agreement))
    found = sorted(
        (each.code.label, unplaced(each.message), unplaced(each.remedy)) for each in read.diagnostics
    )
    asked = sorted([each.asks, *(way.label for way in each.readings)] for each in read.questions)
    return said, found, asked


@few
@given(agreements())
def test_the_formatted_text_reads_as_the_same_agreement(typed: Typed) -> None:
    before, after = read_text(typed.text), read_text(formatted(typed.text))
    assert before.agreement is not None
    assert without_places(after) == without_places(before)


@few
@given(agreements())
def test_formatting_again_changes_nothing(typed: Typed) -> None:
    once = formatted(typed.text)
    assert formatted(once) == once


@few
@given(agreements(most_changes=2))
def test_every_comment_stays_with_its_key(typed: Typed) -> None:
    lines = formatted(typed.text).splitlines()
    for mark, key in typed.beside.items():
        (line,) = [line for line in lines if line.endswith(mark)]
        assert key in line.split("#")[0]
    for mark, key in typed.above.items():
        (at,) = [number for number, line in enumerate(lines) if line.strip() == mark]
        following = next(line for line in lines[at:] if line.strip() and not line.strip().startswith("#"))
        is_head = typed.text.lstrip().startswith(mark)
        assert at == 0 if is_head else key in following


@few
@given(agreements(most_changes=0))
def test_keys_at_the_top_stand_in_the_order_of_the_table(typed: Typed) -> None:
    root = read_source("a.yaml", formatted(typed.text).encode()).root
    assert isinstance(root, MapNode)
    ranks = [directive.key for directive in ROOT.directives]
    keys = [key.text for key, _ in root.entries]
    assert keys == sorted(keys, key=ranks.index)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_files_at_hand_keep_their_words_and_comments(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    once = formatted(text)
    assert formatted(once) == once
    assert sorted(re.findall(r"(?<=\s)#.*", text)) == sorted(re.findall(r"(?<=\s)#.*", once))


LAYOUTS = {
    "comments above and beside keys go where the keys go": (
        "# about the currency\ncurrency: EUR  # the money\n# about the name\nagreement: X\n",
        "# about the currency\n# about the name\nagreement: X\ncurrency: EUR  # the money\n",
    ),
    "comments at the end of a block stay at its end": (
        "services:\n  app:\n    points: web\n    # no more points\n  # no more services\nupheld: 1\n",
        "upheld: 1\nservices:\n  app:\n    points: web\n    # no more points\n  # no more services\n",
    ),
    "a comment that goes on below goes on below": (
        "upheld: 1  # the first\n           # and only\nagreement: X\n",
        "upheld: 1  # the first\n           # and only\nagreement: X\n",
    ),
    "the head of the file stays at its head": (
        "# Terms of X\n# as published\n\nprovider: X\nupheld: 1\n",
        "# Terms of X\n# as published\n\nupheld: 1\nprovider: X\n",
    ),
    "a comment of the first key goes with it, the head of the file does not": (
        "# Terms of X\n\n# about the provider\nprovider: X\nupheld: 1\n",
        "# Terms of X\n\nupheld: 1\n# about the provider\nprovider: X\n",
    ),
    "items of a list keep their order, their keys are put in order": (
        "plans:\n- b\n- a\naccepted:\n- because: it is so  # so\n  code: hole\n- {}\n",
        "plans:\n  - b\n  - a\naccepted:\n  - code: hole\n    because: it is so  # so\n  - {}\n",
    ),
    "the comment above the first key of an item stands above the item": (
        "services:\n  app:\n    points:\n    -\n      # about the name\n      name: b\n",
        "services:\n  app:\n    points:\n      # about the name\n      - name: b\n",
    ),
    "brackets stay where they fit into a line": (
        "services: {app: {sampled_every: 60 s,\n   points: [a,   b]}}\n",
        "services: {app: {points: [a, b], sampled_every: 60 s}}\n",
    ),
    "brackets that hold a comment are written below one another": (
        "services: {app: {points: [a, # one\n  b]}}\n",
        "services:\n  app:\n    points:\n      - a  # one\n      - b\n",
    ),
    "longer texts keep their lines": (
        'provider: |\n    first # no comment\n\n      second\nagreement: "one\n    two"\n',
        'agreement: "one\n  two"\nprovider: |\n    first # no comment\n\n      second\n',
    ),
    "quotation marks stay as they were typed": (
        "version: '1'\nagreement: \"X\"\n",
        "agreement: \"X\"\nversion: '1'\n",
    ),
    "one free line stays, more become one": (
        "upheld: 1\n\n\n\nagreement: X\n",
        "upheld: 1\n\nagreement: X\n",
    ),
    "alternatives stay in their order, each in its own": (
        "credits: {either: [{cap: none, per_breach: 5 EUR}, {per_breach: 6 EUR}]}\n",
        "credits: {either: [{per_breach: 5 EUR, cap: none}, {per_breach: 6 EUR}]}\n",
    ),
    "the terms of a plan stand in the order of the agreement": (
        "plans: {a: {terms: {objectives: {}, services: {}}, extends: b}}\n",
        "plans: {a: {extends: b, terms: {services: {}, objectives: {}}}}\n",
    ),
    "unknown keys come last": ("zzz: 1\nupheld: 1\n", "upheld: 1\nzzz: 1\n"),
}


@pytest.mark.parametrize(("before", "after"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_layout(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize(
    "data",
    [b"", b"- a\n", b"a: [\n", b"a: *b\n", b"a: 1\na: 2\n", b"a: \xff\n", b"\tb: 1\n", b"a: 1\n---\nb: 2\n"],
)
def test_what_is_no_clean_text_is_told_and_not_written(data: bytes) -> None:
    outcome = format_agreement("a.yaml", data)
    assert outcome.data is None
    assert outcome.diagnostics


def test_windows_line_ends_and_a_byte_order_mark_go() -> None:
    assert format_agreement("a.yaml", b"\xef\xbb\xbfagreement: X\r\nupheld: 1\r\n").data == (
        b"upheld: 1\nagreement: X\n"
    )
