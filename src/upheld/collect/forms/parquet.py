"""Parquet files: columns of text, or with times, whole numbers and booleans in types of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from upheld.collect.batch import Batch, DataFile, Form, with_constants
from upheld.collect.column import Kind
from upheld.collect.columns import column_named
from upheld.collect.layout import columns_in
from upheld.collect.problem import Problems

_RECORDS = 100_000


def batches(file: DataFile, problems: Problems) -> Iterator[Batch]:
    """Read the records, some ten thousand at a time."""
    import pyarrow.parquet as pq  # it takes longer to load than a small folder takes to be read

    try:
        with pq.ParquetFile(file.path) as parquet:
            before = problems.found
            matched = columns_in(file.name, parquet.schema_arrow.names, file.layout, problems)
            if problems.found == before:
                _check_types(file, parquet.schema_arrow, matched, problems)
            if problems.found > before:
                return
            wanted = list(matched.values())
            yield from _read(file, parquet.iter_batches(batch_size=_RECORDS, columns=wanted), matched)
    except (pa.ArrowException, OSError) as error:
        said = str(error).splitlines()[0]
        problems.of_file(
            file.name, f"the Parquet file is damaged, cut short or none ({said})", "copy or export it again"
        )


def lines(file: DataFile, rows: frozenset[int]) -> Mapping[int, int]:
    """A Parquet file has no lines: records are counted from 1."""
    return {row: row + 1 for row in rows}


FORM = Form(batches=batches, lines=lines)


def _read(file: DataFile, records: Iterable[pa.RecordBatch], matched: Mapping[str, str]) -> Iterator[Batch]:
    first = 0
    for record in records:
        cells = {ours: _plain(record.column(theirs)) for ours, theirs in matched.items()}
        cells = with_constants(cells, record.num_rows, file.layout)
        yield Batch(file=file.name, first=first, size=record.num_rows, cells=cells)
        first += record.num_rows


def _plain(cells: pa.Array) -> pa.Array:
    """Give text as plain text, empty text as null, and anything else as it is."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if _is_text(cells.type) or pa.types.is_null(cells.type):
        cells = cells.cast(pa.string())
        return pc.if_else(pc.match_substring_regex(cells, "^$"), pa.nulls(len(cells), pa.string()), cells)
    return cells


def _check_types(file: DataFile, schema: pa.Schema, matched: Mapping[str, str], problems: Problems) -> None:
    for ours, theirs in matched.items():
        kind = column_named(file.layout.table, ours).kind
        found = schema.field(theirs).type
        if pa.types.is_dictionary(found):
            found = found.value_type
        if not (_is_text(found) or pa.types.is_null(found) or _fits(kind, found)):
            problems.of_file(
                file.name, f"the column has the type {found}", f"write it as {_EXPECTED[kind]}", column=theirs
            )


_EXPECTED = {
    Kind.TEXT: "text",
    Kind.WORD: "text",
    Kind.NAMES: "text with semicolons",
    Kind.TIME: "timestamp[us, UTC], int64 microseconds since 1970, or RFC 3339 text",
    Kind.COUNT: "an integer or text",
    Kind.NUMBER: "a decimal, whole or floating-point number, or text",
    Kind.YES_NO: "a boolean, or text: yes or no",
    Kind.LABELS: "text: name=value;name=value",
    Kind.BUCKETS: "text: 0.1:5;0.5:12;+Inf:12",
}


def _fits(kind: Kind, found: pa.DataType) -> bool:
    match kind:
        case Kind.TIME:
            return bool(pa.types.is_timestamp(found) or pa.types.is_int64(found))
        case Kind.COUNT:
            return bool(pa.types.is_integer(found))
        case Kind.NUMBER:
            return bool(
                pa.types.is_integer(found) or pa.types.is_floating(found) or pa.types.is_decimal(found)
            )
        case Kind.YES_NO:
            return bool(pa.types.is_boolean(found))
    return False


def _is_text(found: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_string_view(found)
    )
