"""Entries of a list in YAML or JSON: texts with their lines, and which of them were taken."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct, field

from upheld.errors import UnreadableFile

LARGEST = 16 << 20
_MOST_VALUES = 500_000
_QUOTED = ("'", '"', "|", ">")


class Entry(Struct):
    """A mapping of a list: values by key, and which of them were taken."""

    line: int
    values: dict[str, object]
    lines: dict[str, int]
    taken: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        """Whether there is anything under a key."""
        return self.values.get(key, "") not in ("", [])

    def text(self, key: str, usual: str = "") -> str:
        """Take a text; `usual` where there is none, or something else."""
        self.taken.add(key)
        value = self.values.get(key)
        return value if isinstance(value, str) and value else usual

    def number(self, key: str, usual: int) -> int:
        """Take a whole number."""
        text = self.text(key)
        return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() else usual

    def is_true(self, key: str, usual: bool = False) -> bool:
        """Take a truth."""
        text = self.text(key).lower()
        return text in ("true", "yes", "on", "1") if text else usual

    def texts(self, key: str) -> list[str]:
        """Take a list of texts, or one text."""
        self.taken.add(key)
        value = self.values.get(key)
        items = value if isinstance(value, list) else [value]
        return [each for each in items if isinstance(each, str) and each]

    def entry(self, key: str) -> Entry:
        """Take a mapping; an empty one where there is none."""
        self.taken.add(key)
        value = self.values.get(key)
        return value if isinstance(value, Entry) else Entry(self.line_of(key), {}, {})

    def entries(self, key: str) -> list[Entry]:
        """Take a list of mappings."""
        self.taken.add(key)
        value = self.values.get(key)
        return [each for each in value if isinstance(each, Entry)] if isinstance(value, list) else []

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Take everything that is a text."""
        for key, value in self.values.items():
            if isinstance(value, str):
                self.taken.add(key)
                yield key, value

    def line_of(self, key: str) -> int:
        """The line a key stands on."""
        return self.lines.get(key, self.line)

    def untaken(self) -> Iterator[tuple[str, int]]:
        """What nobody took and is not empty, with its line."""
        for key in self.values:
            if key not in self.taken and self.has(key):
                yield key, self.line_of(key)


def read_entry(file: str, data: bytes) -> Entry | list[Entry]:
    """Read YAML or JSON as texts with lines: aliases and merged keys are followed, tags mean nothing.

    Raises UnreadableFile for what is neither, or unfolds into too much.
    """
    if len(data) > LARGEST:
        raise UnreadableFile(f"{file} is {len(data)} bytes; a list may have {LARGEST}")
    try:
        node = yaml.compose(data, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}" if mark is not None else ""
        why = getattr(error, "problem", None) or "not UTF-8"
        raise UnreadableFile(f"{file}{at} can't be read as YAML or JSON: {why}") from error
    value = _Unfolding(file).value(node) if node is not None else ""
    if isinstance(value, Entry):
        return value
    if isinstance(value, list):
        entries = [each for each in value if isinstance(each, Entry)]
        if entries and len(entries) == len(value):
            return entries
    raise UnreadableFile(f"{file} holds no list of points: a mapping, or a list of them, is expected")


class _Unfolding:
    """Turns nodes into values, and counts them: aliases of aliases would fill the memory."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._number = 0

    def value(self, node: yaml.Node, depth: int = 0) -> str | Entry | list[object]:
        self._number += 1
        if self._number > _MOST_VALUES or depth > 50:
            raise UnreadableFile(f"{self._file} unfolds into too much: write it without so many aliases")
        if isinstance(node, yaml.MappingNode):
            return self._entry(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, depth + 1) for each in node.value]
        is_nothing = getattr(node, "style", None) not in _QUOTED and node.value in (
            "null",
            "~",
            "Null",
            "NULL",
        )
        return "" if is_nothing else str(node.value)

    def _entry(self, node: yaml.MappingNode, depth: int) -> Entry:
        found = Entry(node.start_mark.line + 1, {}, {})
        merged: list[Entry] = []
        for key, inner in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            value = self.value(inner, depth + 1)
            if key.value == "<<":
                merged += [
                    each
                    for each in (value if isinstance(value, list) else [value])
                    if isinstance(each, Entry)
                ]
                continue
            found.values[key.value] = value
            found.lines[key.value] = key.start_mark.line + 1
        for other in merged:
            for name, each in other.values.items():
                found.values.setdefault(name, each)
                found.lines.setdefault(name, other.lines[name])
        return found
