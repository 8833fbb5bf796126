"""The census of a folder: how many records each table has, of which sources, and of which time."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.collect.column import Kind
from upheld.collect.columns import COLUMNS
from upheld.collect.records import NEVER, Records
from upheld.evidence.evidence import Table


class TableCensus(Struct, frozen=True, kw_only=True):
    """What was found in one table."""

    records: int = 0
    sources: frozenset[str] = frozenset()
    first: Instant | None = None
    """The earliest time in its records; absent without any."""
    last: Instant | None = None


class Census(Struct):
    """Counts records as they are read."""

    tables: dict[Table, TableCensus] = field(default_factory=dict)

    def found(self, table: Table) -> None:
        """Note that a table is there, though it may have no records."""
        self.tables.setdefault(table, TableCensus())

    def take(self, table: Table, records: Records) -> None:
        """Count a batch."""
        known = self.tables[table]
        times = [int(at) for name in _telling(table) for at in _span(records.times[name]) if records.size]
        earliest = [*times, *([] if known.first is None else [known.first])]
        latest = [*times, *([] if known.last is None else [known.last])]
        self.tables[table] = replace(
            known,
            records=known.records + records.size,
            sources=known.sources | frozenset(records.texts["source"].words),
            first=Instant(min(earliest)) if earliest else None,
            last=Instant(max(latest)) if latest else None,
        )


def _telling(table: Table) -> list[str]:
    """The columns that tell when a record was: those that every record has, or all times without such."""
    times = [column for column in COLUMNS[table] if column.kind is Kind.TIME]
    return [column.name for column in times if column.required] or [column.name for column in times]


def _span(times: np.ndarray) -> list[int]:
    known = times[times != NEVER]
    return [int(known.min()), int(known.max())] if len(known) else []
