"""Folders of tables unpacked into parcels: each batch of a file as rows as they are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from upheld.collect.binding_reader import read_bindings
from upheld.collect.discovery import BINDINGS, data_files
from upheld.collect.folder import FolderReading, refused
from upheld.collect.parcel.parcel import Parcel
from upheld.collect.parcel.rows import refuse_long_customers, rows_of
from upheld.collect.problem import Problems
from upheld.collect.record_reader import read_records
from upheld.errors import UnreadableFile
from upheld.evidence.evidence import Table


def unpack_folder(
    folder: Path, take: Callable[[Parcel], None], leave_out: frozenset[Table] = frozenset()
) -> FolderReading | None:
    """Hand over all rows of a folder, file by file; what is wrong comes back, and then some went over.

    A row said twice is handed over twice, and rows are not held against each other: `read_folder` does that.
    Words and local times are written as the folder's bindings say. A table without rows is handed over too.
    Raises `UnreadableFile` where there is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder} is not a folder; evidence is a folder of tables")
    bindings, diagnostics = read_bindings(folder / BINDINGS)
    if bindings is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    problems = Problems()
    files = data_files(folder, bindings, problems)
    for file in files:
        table = file.layout.table
        if table in leave_out:
            continue
        is_empty = True
        for batch in file.form.batches(file, problems):
            before = problems.found
            records = read_records(batch, file.layout, bindings, problems)
            refuse_long_customers(records, problems)
            if problems.found == before and batch.size:
                is_empty = False
                take(Parcel(table=table, rows=tuple(rows_of(table, records)), name=file.name))
        if is_empty and not problems:
            take(Parcel(table=table, rows=(), name=file.name))
    return refused(files, diagnostics, problems) if problems else None
