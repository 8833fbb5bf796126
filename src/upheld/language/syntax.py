"""Advice on YAML syntax: the reader's complaint in words that say what to do."""

from __future__ import annotations

from yaml.error import MarkedYAMLError, YAMLError

_QUOTE = "put the whole value in quotation marks"

_ADVICE = (
    (
        "scanning a block scalar",
        "a value begins with `>` or `|`, which in YAML begin a longer text",
        f'{_QUOTE}, as in `key: ">= 99.9 %"`',
    ),
    (
        "mapping values are not allowed",
        "a second colon stands in this value",
        f"{_QUOTE}, or correct the indentation",
    ),
    (
        "cannot start any token",
        "a value can't begin with this character (`@`, `%` or a back quote)",
        _QUOTE,
    ),
    ("scanning an anchor", "`&` begins an anchor in YAML", _QUOTE),
    ("scanning an alias", "`*` begins an alias in YAML", _QUOTE),
    ("parsing a tag", "`!` begins a tag in YAML", _QUOTE),
    ("scanning a tag", "`!` begins a tag in YAML", _QUOTE),
    (
        "scanning a quoted scalar",
        "a quotation mark is not closed",
        "close it, or use '…'",
    ),
    (
        "parsing a flow sequence",
        "a list is not closed, or a comma is missing",
        "separate with commas, close with `]`",
    ),
    (
        "parsing a flow mapping",
        "a mapping is not closed, or a comma is missing",
        "separate with commas, close with `}`",
    ),
    ("could not find expected ':'", "a key has no colon", "write `key: value`; check the indentation"),
    (
        "parsing a block mapping",
        "this line does not fit the keys above it",
        "indent it as they are, and write `key: value`",
    ),
    (
        "parsing a block collection",
        "this line does not fit the list above it",
        "indent it as the lines with `-`",
    ),
    (
        "sequence entries are not allowed",
        "a list can't begin here",
        "begin it on a line of its own, with `- `",
    ),
    ("found unexpected end of stream", "the text ends too soon", "close what was opened"),
)


_BEGUN = ("scanning a quoted scalar", "parsing a flow sequence", "parsing a flow mapping")
"""What is best shown where it begins, since the reader notices only later that it does not end."""


def advice(error: YAMLError) -> tuple[int, int, str, str]:
    """Say where something is wrong (line and column from 0), what, and what to do about it.

    In the reader's own words where nothing better is known.
    """
    if not isinstance(error, MarkedYAMLError):
        return 0, 0, f"this is not YAML: {error}", "correct or delete it"
    said = f"{error.context or ''}; {error.problem or ''}"
    message, remedy = next(
        ((message, remedy) for sign, message, remedy in _ADVICE if sign in said),
        (f"this is not YAML: {error.problem}", "correct or quote it"),
    )
    mark, begun = error.problem_mark, error.context_mark
    if begun is not None and (mark is None or any(sign in said for sign in _BEGUN)):
        mark = begun
    return (0, 0, message, remedy) if mark is None else (mark.line, mark.column, message, remedy)
