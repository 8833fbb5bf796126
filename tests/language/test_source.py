"""Source text: positions, values as text, and everything that is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.language.catalogue import Code
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.source import LARGEST, Source, read_source


def read(text: str | bytes) -> Source:
    return read_source("a.yaml", text if isinstance(text, bytes) else text.encode())


def codes(text: str | bytes) -> list[Code]:
    return [each.code for each in read(text).diagnostics]


def plain(node: Node | None) -> object:
    """The node without its places."""
    match node:
        case ScalarNode():
            return node.text
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {key.text: plain(value) for key, value in node.entries}
        case _:
            return node


def test_every_value_is_text() -> None:
    text = "a: 17:00\nb: NO\nc: 1_000\nd: ~\ne: 2025-01-01\nf: 0x1F\ng: .inf\nh: true\ni:\nj: ''\n"
    assert plain(read(text).root) == {
        "a": "17:00",
        "b": "NO",
        "c": "1_000",
        "d": "~",
        "e": "2025-01-01",
        "f": "0x1F",
        "g": ".inf",
        "h": "true",
        "i": "",
        "j": "",
    }


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_change_nothing(line_end: str, mark: str) -> None:
    text = "a: 1\nb:\n  - x\n  - {c: d}\n"
    assert read(mark + text.replace("\n", line_end)) == read(text)


def test_letters_are_composed() -> None:
    assert plain(read("n: Mo\u0308llers\n").root) == {"n": "Möllers"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1", [Code.ALIAS]),
        ("a: &x [1]\nb: *x", [Code.ALIAS, Code.ALIAS]),
        ("a: !!str 1", [Code.TAG]),
        ("a: !python/object:os.system x", [Code.TAG]),
        ("a: {<<: *x}", [Code.MERGE_KEY]),
        ("'<<': 1", []),
        ("a: 1\na: 2\na: 3", [Code.DUPLICATE_KEY, Code.DUPLICATE_KEY]),
        ("{{x}}: 1", [Code.UNUSABLE_KEY]),
        ("? [a]\n: 1", [Code.UNUSABLE_KEY]),
        ("'': 1", [Code.UNUSABLE_KEY]),
        ("*x : 1", [Code.ALIAS]),
        ("a:\n\tb: 1\n\tc: 2", [Code.TAB_INDENTATION, Code.TAB_INDENTATION]),
        ("a: 1\n\t# a comment", [Code.TAB_INDENTATION]),
        ("a: 1\n\t\n", [Code.TAB_INDENTATION]),
        ("a: b\tc", []),
        ("a: \0b", [Code.HIDDEN_CHARACTER]),
        ("a: 1 # \u202e", [Code.HIDDEN_CHARACTER]),
        ("a: \x1b[31m", [Code.HIDDEN_CHARACTER]),
        (b"a: \xe9", [Code.WRONG_ENCODING]),
        (b"\xff\xfea\x00:\x00", [Code.WRONG_ENCODING]),
        (b"#" * (5 << 20), [Code.FILE_TOO_LARGE]),
        ("", [Code.EMPTY_FILE]),
        ("\ufeff", [Code.EMPTY_FILE]),
        ("---\n...\n", [Code.EMPTY_FILE]),
        ("- a", [Code.WRONG_SHAPE]),
        ("a", [Code.WRONG_SHAPE]),
        ("a: 1\n---\nb: 1\n", [Code.SEVERAL_DOCUMENTS]),
        ("[" * 100, [Code.DEEP_NESTING]),
        ("a: " * 2, [Code.YAML_SYNTAX]),
        ("a: [1, 2\nb: 3", [Code.YAML_SYNTAX]),
        ("a: 'x", [Code.YAML_SYNTAX]),
        ("a: >= 1 %", [Code.YAML_SYNTAX]),
    ],
)
def test_what_is_refused(text: str | bytes, expected: list[Code]) -> None:
    assert codes(text) == expected


def test_a_file_of_exactly_the_largest_size_is_read() -> None:
    assert codes(b"a: 1\n#" + b"x" * (LARGEST - 6)) == []


def test_an_alias_within_a_billion_laughs_is_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert set(codes(bomb)) == {Code.ALIAS}


def test_the_rest_is_read_where_parts_are_refused() -> None:
    source = read("a: &x 1\nb: 1\nb: 2\nc: !!int 3\n")
    assert plain(source.root) == {"a": "1", "b": "1", "c": "3"}


def test_a_second_key_names_the_line_of_the_first() -> None:
    diagnostic = read("a:\n  up: 1\n  other: 2\n  up: 3\n").diagnostics[0]
    assert (diagnostic.place.line, diagnostic.place.column, diagnostic.width) == (4, 3, 2)
    assert "line 2" in diagnostic.message


def test_syntax_trouble_is_shown_where_it_begins() -> None:
    diagnostic = read("a: 1\nb: [1, 2\nc: 3\nd: 4\n").diagnostics[0]
    assert (diagnostic.place.line, diagnostic.place.column) == (2, 4)


words = st.text(st.sampled_from("abcéß日𝄞xyz-_ .%€"), min_size=1, max_size=12).filter(
    lambda word: word == word.strip() and word[0] not in "-%." and "- " not in word
)


@given(st.dictionaries(words, st.lists(words, min_size=1, max_size=4), min_size=1, max_size=6), st.booleans())
def test_places_are_where_the_text_stands(values: dict[str, list[str]], flow: bool) -> None:
    lines: list[str] = []
    for key, items in values.items():
        lines += (
            [f"{key}: [{', '.join(items)}]"] if flow else [f"{key}:", *(f"   - {item}" for item in items)]
        )
    source = read("\n".join(lines))
    assert source.diagnostics == ()
    assert source.root is not None
    for key, value in source.root.entries:
        assert isinstance(value, ListNode)
        nodes: tuple[Node, ...] = (key, *value.items)
        for node in nodes:
            assert isinstance(node, ScalarNode)
            start = node.place.column - 1
            assert lines[node.place.line - 1][start : start + node.width] == node.text


def test_the_place_of_a_wrong_byte_counts_from_after_a_byte_order_mark() -> None:
    (wrong,) = read_source("a.yaml", b"\xef\xbb\xbfa: b\xe9").diagnostics
    assert wrong.code is Code.WRONG_ENCODING
    assert (wrong.place.line, wrong.place.column) == (1, 5)
