"""CSV files (RFC 4180): a header, then one record a line; quotes may hold commas and line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice

import pyarrow as pa
import pyarrow.csv

from upheld.collect.batch import Batch, DataFile, Form, with_constants
from upheld.collect.forms.survey import Survey, TextFault, opened, survey
from upheld.collect.layout import columns_in
from upheld.collect.problem import Problems

_BLOCK = 1 << 23


def batches(file: DataFile, problems: Problems) -> Iterator[Batch]:
    """Read the records, some megabytes at a time."""
    try:
        surveyed = survey(file.path)
        header, header_ends = _header(file)
    except TextFault as fault:
        problems.of_file(file.name, fault.reason, fault.remedy, line=fault.line)
        return
    before = problems.found
    matched = columns_in(file.name, header, file.layout, problems)
    # Arrow reads "so"called as socalled: what is quoted is looked at closely before it is believed
    if problems.found == before and surveyed.has_quotes:
        _refuse_malformed(file, len(header), problems)
    if problems.found > before:
        return
    try:
        yield from _read(file, header, header_ends, matched, surveyed)
    except pa.ArrowInvalid as error:
        found = problems.found
        _refuse_malformed(file, len(header), problems)
        if problems.found == found:
            problems.of_file(file.name, f"the file can't be read ({error})", "write it as RFC 4180 says")


def lines(file: DataFile, rows: frozenset[int]) -> Mapping[int, int]:
    """Find the lines on which records begin or end; a record in several lines is named by its last."""
    found: dict[int, int] = {}
    with _text(file) as text:
        reader = csv.reader(text)
        numbers = (reader.line_num for cells in reader if cells)
        for index, line in enumerate(islice(numbers, 1, max(rows) + 2)):
            if index in rows:
                found[index] = line
    return found


FORM = Form(batches=batches, lines=lines)


def _read(
    file: DataFile, header: list[str], header_ends: int, matched: Mapping[str, str], surveyed: Survey
) -> Iterator[Batch]:
    first = 0
    # no file of Python: Arrow reads ahead in a thread, which must not ask for an interpreter that has ended
    with pa.input_stream(str(file.path), "gzip" if file.path.name.endswith(".gz") else None) as stream:
        reader = pa.csv.open_csv(
            stream,
            pa.csv.ReadOptions(block_size=_BLOCK, column_names=header, skip_rows=header_ends),
            pa.csv.ParseOptions(newlines_in_values=surveyed.has_quotes),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in header},
                include_columns=list(matched.values()) or None,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        for record in reader:
            if record.num_rows == 0:
                continue
            cells = {ours: record.column(theirs) for ours, theirs in matched.items()}
            cells = with_constants(cells, record.num_rows, file.layout)
            yield Batch(file=file.name, first=first, size=record.num_rows, cells=cells)
            first += record.num_rows


def _header(file: DataFile) -> tuple[list[str], int]:
    """Read the names of the columns, and on which line they end."""
    with _text(file) as text:
        reader = csv.reader(text, strict=True)
        try:
            header = next((cells for cells in reader if cells), None)
        except csv.Error as error:
            raise TextFault(
                f"the header can't be read ({error})", "write column names with commas", 1
            ) from error
    if header is None:
        raise TextFault("the file is empty", "a table without records has its header all the same")
    return [name.strip() for name in header], reader.line_num


def _refuse_malformed(file: DataFile, width: int, problems: Problems) -> None:
    """Go through a file record by record, to name the lines that are not as they must be."""
    with _text(file) as text:
        reader = csv.reader(text, strict=True)
        try:
            for cells in reader:
                if cells and len(cells) != width:
                    problems.of_file(
                        file.name,
                        f"the record has {len(cells)} cells where the header has {width}",
                        "write a cell for every column, and quote cells that hold commas",
                        line=reader.line_num,
                    )
        except csv.Error as error:
            problems.of_file(
                file.name,
                f"the record can't be read ({error})",
                'quote a whole cell or none of it, and double quotes inside: "so ""called"""',
                line=reader.line_num,
            )


def _text(file: DataFile) -> io.TextIOWrapper:
    return io.TextIOWrapper(opened(file.path), encoding="utf-8-sig", newline="")
