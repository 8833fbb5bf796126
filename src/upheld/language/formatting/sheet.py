"""The sheet: a file as it was typed, entry by entry, each with the comments that belong to it."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field


class Words(Struct, eq=False):
    """A single value as it was typed."""

    text: str
    """What it says."""
    typed: str
    """How it says it: plain, in quotation marks, or as a block after `|` or `>`; it may run over lines."""
    is_block: bool = False
    parent_column: int = 0
    """Where the key or dash stands, from 0; blocks are indented from there."""


class Entry(Struct, eq=False):
    """A key with its value, or an item of a list."""

    start: int
    """Characters of the file before it."""
    column: int
    group: Group
    key: Words | None
    value: Value
    above: list[str] = field(default_factory=list)
    """Comments on lines of their own, as they stand above it; empty where a line is left free."""
    beside: list[str] = field(default_factory=list)
    """The comment at its line's end; more than one where it goes on in the same column below."""
    beside_column: int = 0
    spaced: bool = False
    """Whether a free line stands before it."""


class Group(Struct, eq=False):
    """A mapping or a list."""

    is_mapping: bool
    start: int
    column: int
    holder: Entry | None
    """The entry whose value it is."""
    is_flow: bool
    """Whether it was typed in braces or brackets."""
    end: int = 0
    """Where its bracket closes."""
    entries: list[Entry] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    """Comments that stand after its last entry."""
    holds_comment: bool = False
    """Whether a comment stands between its brackets."""


Value: TypeAlias = Words | Group


class Sheet(Struct, eq=False):
    """A whole file."""

    text: str
    root: Group
    entries: list[Entry]
    """All of them, in the order of the file."""
    words: list[tuple[int, int, bool]]
    """Start and end of every single value and key, and whether free lines at its end belong to it."""
    header: list[str] = field(default_factory=list)
    """Comments at the top of the file, before anything else."""
