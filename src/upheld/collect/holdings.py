"""Holdings: rows of evidence as they are kept, read the same way as a folder of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import pyarrow as pa
import pyarrow.json
from msgspec import Struct
from msgspec.structs import replace

from upheld.collect.arrow_arrays import texts
from upheld.collect.batch import Batch
from upheld.collect.binding_reader import parse_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.clock_steps import Key
from upheld.collect.columns import COLUMNS
from upheld.collect.discovery import BINDINGS
from upheld.collect.folder import FolderReading, Intake
from upheld.collect.forms.json_rows import UnfitError, names_in, read_row
from upheld.collect.layout import Layout
from upheld.collect.problem import Problems, Row
from upheld.collect.series import Run
from upheld.evidence.evidence import Table
from upheld.language.diagnostic import Diagnostic

_AT_ONCE = 50_000
_FEW = 16
"""Up to so many rows are read one by one: to set Arrow's reader up, and hand it to threads, takes longer."""
_ROOM = 64
"""Bytes that a block has beyond its rows."""


class Holding(Struct, frozen=True, kw_only=True):
    """Rows of one table that were recorded one after the other."""

    rows: Iterable[bytes]
    """The content of each, as `upheld.collect.parcel.parcel.content_of` writes it."""
    recorded_with: str | None = None
    """Names what they were recorded with, as the name of a file would: within one name they stand in the
    order they were recorded in, and times that step back are flagged. None where order tells nothing."""


Held = Mapping[Table, Iterable[Holding]]
"""Rows by table, each table in as many holdings as is convenient."""


def read_holdings(
    held: Held,
    bindings: bytes | None = None,
    present: frozenset[Table] = frozenset(),
    telemetry: Mapping[Key, Run] | None = None,
    states: Mapping[Key, Run] | None = None,
) -> FolderReading:
    """Make evidence of rows that are kept; the same rows in a folder make the same evidence.

    `bindings` are those of the folder, of which what is said of files does not matter here; `present` names
    tables that are there though they may have no rows, which is to say that nothing happened. `telemetry` are
    samples that are sorted, and `states` states. Rows are read as they come, and not kept. With any problem
    there is no evidence; the row of a problem is its place, from 1, among the rows of its name.
    """
    known, diagnostics = _bindings(bindings)
    if known is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    intake = Intake(known)
    if telemetry is not None:
        intake.take_sorted(telemetry)
    if states is not None:
        intake.take_states(states)
    for table in sorted({*held, *present}, key=lambda each: each.value):
        intake.census.found(table)
        _take(table, held.get(table, ()), intake)
    return intake.reading(diagnostics) or _refused(intake, diagnostics)


@lru_cache(maxsize=4)
def _bindings(data: bytes | None) -> tuple[Bindings | None, tuple[Diagnostic, ...]]:
    """Read bindings, which are asked for again and again: many points take longer than their samples."""
    return (Bindings(), ()) if data is None else parse_bindings(BINDINGS, data)


class SortedRuns(Struct, frozen=True, kw_only=True, eq=False):
    """What rows of samples and states come to, sorted once to be taken many times."""

    samples: Mapping[Key, Run]
    states: Mapping[Key, Run]


def sort_holdings(held: Held, bindings: bytes | None = None) -> SortedRuns | FolderReading:
    """Sort rows of samples and states; what is wrong with them where they can't be."""
    known, diagnostics = _bindings(bindings)
    if known is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    intake = Intake(known)
    for table in (Table.SAMPLES, Table.STATES):
        intake.census.found(table)
        _take(table, held.get(table, ()), intake)
    samples, states = intake.runs()
    if intake.problems:
        return _refused(intake, diagnostics)
    return SortedRuns(samples=samples, states=states)


def _refused(intake: Intake, diagnostics: tuple[Diagnostic, ...]) -> FolderReading:
    listed = intake.problems.listed(_counted_from_1)
    return FolderReading(
        evidence=None,
        diagnostics=diagnostics,
        problems=listed,
        unlisted=intake.problems.found - len(listed),
    )


def _counted_from_1(_: str, rows: frozenset[int]) -> Mapping[int, int]:
    return {row: row + 1 for row in rows}


def _take(table: Table, holdings: Iterable[Holding], intake: Intake) -> None:
    layout, counts = Layout(table=table), dict[str, int]()
    for holding in holdings:
        name = holding.recorded_with or table.value
        rows = iter(holding.rows)
        while part := list(islice(rows, _AT_ONCE)):
            first = counts.get(name, 0)
            counts[name] = first + len(part)
            batch = batch_of_rows(table, name, first, part, intake.problems)
            intake.take(replace(batch, is_in_order=holding.recorded_with is not None), layout)


def batch_of_rows(table: Table, name: str, first: int, rows: Sequence[bytes], problems: Problems) -> Batch:
    """Make a batch of rows that are kept; problems name them by `name` and their place from `first` on."""
    if len(rows) <= _FEW:
        return _examined(table, name, first, rows, problems)
    columns = [column.name for column in COLUMNS[table]]
    data = b"\n".join(rows)
    schema = pa.schema([(column, pa.string()) for column in columns])
    try:
        read = pa.json.read_json(
            pa.BufferReader(data),
            pa.json.ReadOptions(block_size=len(data) + _ROOM),
            pa.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        )
    except pa.ArrowInvalid:
        return _examined(table, name, first, rows, problems)
    if read.num_rows != len(rows):
        return _examined(table, name, first, rows, problems)
    cells = {column: read.column(column).combine_chunks() for column in columns}
    return Batch(file=name, first=first, size=len(rows), cells=cells)


def _examined(table: Table, name: str, first: int, rows: Sequence[bytes], problems: Problems) -> Batch:
    """Read rows one by one, to name those that are not what is kept."""
    names = names_in(Layout(table=table))
    found: list[Mapping[str, str]] = []
    for index, written in enumerate(rows, start=first):
        try:
            found.append(read_row(written, names, "row"))
        except UnfitError as unfit:
            reason, remedy = unfit.why
            problems.of_row(Row(file=name, index=index), reason, remedy, column=unfit.column)
            found.append({})
    cells = {column.name: texts([row.get(column.name) for row in found]) for column in COLUMNS[table]}
    return Batch(file=name, first=first, size=len(rows), cells=cells)
