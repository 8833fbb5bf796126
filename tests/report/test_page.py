"""The page: fields, tables and wrapping."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from upheld.report.text.page import Ink, Page, columns, wrapped
from upheld.report.text.picture import bar
from upheld.report.visible import shown

words = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x24F), min_size=1, max_size=12)


def test_a_field_has_its_label_beside_the_first_line() -> None:
    lines = Page(40).field("Promised", "one two three four five six seven", "eight")
    assert lines == [
        "  Promised      one two three four five",
        "                six seven",
        "                eight",
    ]


def test_a_field_of_nothing_is_no_line() -> None:
    assert Page(40).field("Missing") == []
    assert Page(40).field("Missing", "") == []


def test_a_table_lines_up_wide_characters() -> None:
    lines = Page(60).table(["name", "state"], [["漢字", "up"], ["latin", "down"]])
    assert lines == ["  name   state", "  漢字   up", "  latin  down"]
    assert columns("漢字") == 4


def test_a_table_too_wide_wraps_its_widest_column() -> None:
    lines = Page(34).table(["a", "b"], [["short", "a cell with many words that must wrap"]])
    assert lines == [
        "  a      b",
        "  short  a cell with many words",
        "         that must wrap",
    ]


def test_ink_is_only_used_where_asked() -> None:
    assert Page(40, colour=True).table(["a"], [["x"]], [Ink.RED])[1] == "  \x1b[31;1mx\x1b[0m"
    assert Page(40).table(["a"], [["x"]], [Ink.RED])[1] == "  x"


def test_what_cannot_be_seen_is_shown() -> None:
    assert shown("a\x1b[2Jb\u202ec") == "a<U+001B>[2Jb<U+202E>c"
    assert shown("café 漢字") == "café 漢字"
    assert shown("two\nlines") == "two lines"


@given(st.lists(words, max_size=30).map(" ".join), st.integers(13, 60))
@example("0000000000 AAA", 13)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert " ".join(lines) == text
    assert all(len(line) <= width for line in lines)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_bar_is_full_exactly_when_the_allowance_is_used_up(used: int, allowance: int) -> None:
    drawn = bar(used, allowance)
    assert len(drawn) == 34
    if used >= allowance:
        assert "·" not in drawn
    if used == 0 and allowance > 0:
        assert "█" not in drawn
    elif used > 0:
        assert "█" in drawn
