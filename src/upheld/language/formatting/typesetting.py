"""Typesetting: the events of the YAML reader into a sheet, each entry with its position."""

from __future__ import annotations

import re
from typing import Protocol

from msgspec import Struct, field
from yaml.cyaml import CBaseLoader
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from upheld.language.formatting.sheet import Entry, Group, Sheet, Value, Words

_KEEPS = re.compile(r"[|>][0-9]?\+")
"""The head of a block to which the free lines at its end belong."""


class Mark(Protocol):
    """A position, counted from 0."""

    index: int
    line: int
    column: int


def typeset(text: str) -> Sheet:
    """The sheet of a text that the reader takes without complaint, and whose root is a mapping."""
    setting = _Setting(text)
    parser = CBaseLoader(text)
    while (event := parser.get_event()) is not None:
        setting.take(event)
    return Sheet(text, setting.groups[0], setting.entries, setting.words)


class _Setting(Struct):
    text: str
    groups: list[Group] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    words: list[tuple[int, int, bool]] = field(default_factory=list)
    _open: list[Group] = field(default_factory=list)
    _key: list[Words | None] = field(default_factory=list)
    """For each open group the key that awaits its value."""
    _key_start: list[tuple[int, int]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take the next event."""
        match event:
            case ScalarEvent():
                self._take_words(event)
            case MappingStartEvent() | SequenceStartEvent():
                self._begin(event)
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop().end = _marks(event)[1].index
                self._key.pop()
                self._key_start.pop()

    def _take_words(self, event: ScalarEvent) -> None:
        start, end = _marks(event)
        typed = self.text[start.index : end.index]
        is_block = event.style in {"|", ">"}
        keeps = is_block and _KEEPS.match(typed) is not None
        self.words.append((start.index, end.index, keeps))
        words = Words(event.value, typed if keeps else typed.rstrip("\n") if is_block else typed, is_block)
        group = self._open[-1]
        if group.is_mapping and self._key[-1] is None:
            self._key[-1], self._key_start[-1] = words, (start.index, start.column)
        else:
            words.parent_column = self._put(words, start.index, start.line).column

    def _begin(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        mark, _ = _marks(event)
        is_mapping = isinstance(event, MappingStartEvent)
        group = Group(is_mapping, mark.index, mark.column, None, is_flow=bool(event.flow_style))
        if self._open:
            group.holder = self._put(group, mark.index, mark.line)
        self.groups.append(group)
        self._open.append(group)
        self._key.append(None)
        self._key_start.append((0, 0))

    def _put(self, value: Value, at: int, line: int) -> Entry:
        """Put a value into the group that is open."""
        group = self._open[-1]
        key, self._key[-1] = self._key[-1], None
        if key is not None:
            start, column = self._key_start[-1]
        elif group.is_flow:
            start, column = at, 0
        else:
            start, column = self._dash(group, at), group.column
        entry = Entry(start, column, group, key, value)
        group.entries.append(entry)
        self.entries.append(entry)
        return entry

    def _dash(self, group: Group, at: int) -> int:
        """Where the dash of an item stands: in the column of the list, on its value's line or above."""
        if not group.entries:
            return group.start
        while True:
            line = self.text.rfind("\n", 0, at) + 1
            dash = line + group.column
            if self.text[line:dash].strip(" ") == "" and self.text[dash : dash + 1] == "-":
                return dash
            at = line - 1


def _marks(event: Event) -> tuple[Mark, Mark]:
    """Where an event begins and ends; the reader always says so."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        raise LookupError(f"{event} has no position")
    return start, end
