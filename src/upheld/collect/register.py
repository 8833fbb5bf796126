"""Registers: tables in which each row is a record by itself, known by its natural key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field

from upheld.collect.problem import Problems, Row
from upheld.collect.records import Entry, Records


class Identified(Protocol):
    """A record with a natural key."""

    @property
    def identity(self) -> str:
        """The key."""


Value = TypeVar("Value", bound=Identified)
Placed = tuple[Value, Row]
"""A record, and the row it was first told in."""


def _no_check(placed: Iterable[Placed[Value]], problems: Problems) -> None:
    """Find nothing."""


def _no_merger(one: Value, other: Value) -> Value | None:
    """Find that two records that differ can't be one."""


class RecordTable(Struct, Generic[Value], frozen=True, kw_only=True):
    """How the rows of a table are read, one by one, and held against each other."""

    read: Callable[[Entry], Value | None]
    """Gives nothing where the row is a problem."""
    spoken: Callable[[Value], str]
    """What a record is called in messages, such as `claim C-7`."""
    merge: Callable[[Value, Value], Value | None] = _no_merger
    """Makes one of two records of one key that differ; nothing where they contradict each other."""
    check: Callable[[Iterable[Placed[Value]], Problems], None] = _no_check
    """Looks at records together, in order of their keys: which of them can't hold beside each other?"""
    whole: Callable[[Iterable[Placed[Value]], Problems], None] = _no_check
    """Looks at all records there are: which need others that are not there?"""


class Register(Struct, Generic[Value]):
    """Takes the batches of one table; a record said twice is harmless, told in two ways it is a problem."""

    table: RecordTable[Value]
    repeated: int = 0
    _placed: dict[str, Placed[Value]] = field(default_factory=dict)

    def take(self, records: Records, problems: Problems) -> None:
        """Add a batch."""
        for entry in records.entries(problems):
            value = self.table.read(entry)
            if value is not None:
                self._add(value, entry.row, problems)

    def gather(self, problems: Problems) -> tuple[Value, ...]:
        """Give all records, in order of their keys."""
        placed = self.placed()
        self.table.check(placed, problems)
        self.table.whole(placed, problems)
        return tuple(value for value, _ in placed)

    def hold_together(self, problems: Problems) -> None:
        """Hold records against each other that are not all there are."""
        self.table.check(self.placed(), problems)

    def placed(self) -> list[Placed[Value]]:
        """Give all records with the rows they were first told in, in order of their keys."""
        return [self._placed[key] for key in sorted(self._placed)]

    def _add(self, value: Value, row: Row, problems: Problems) -> None:
        known, first = self._placed.setdefault(value.identity, (value, row))
        if first is row:
            return
        if known == value:
            self.repeated += 1
            return
        merged = self.table.merge(known, value)
        if merged is None:
            problems.of_pair(
                row, first, f"{self.table.spoken(value)} is told differently in {{other}}", _KEEP
            )
        else:
            self._placed[value.identity] = merged, first


_KEEP = "keep the row that is right"
