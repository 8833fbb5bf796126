"""Publication: tables written beside their place, and moved there only when all of them are whole."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from msgspec import Struct, field

from upheld.collect.columns import COLUMNS
from upheld.errors import UnreadableFile
from upheld.evidence.evidence import Table


class _Draft(Struct):
    """A table being written under a hidden name."""

    path: Path
    stream: TextIO
    writer: csv.DictWriter[str]
    rows: int = 0


class Publication(Struct):
    """Tables of one import, named `<table>.<import>.csv`; as a context it sweeps up what is unfinished.

    Tables are moved into place in the order given: with `ticket_events` before `tickets`, a power cut between
    the two leaves events of unknown tickets, which the reader refuses, never tickets without their events.
    """

    folder: Path
    name: str
    tables: tuple[Table, ...]
    _drafts: dict[Table, _Draft] = field(default_factory=dict)
    _made_folder: bool = False

    def __enter__(self) -> Self:
        self._made_folder = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._begin()
        except OSError as error:
            self._sweep()
            raise _unwritable(self.folder, error) from error
        return self

    def _begin(self) -> None:
        for table in self.tables:
            path = self.folder / f".{self.file(table)}.part"
            stream = path.open("w", encoding="utf-8", newline="")
            names = [column.name for column in COLUMNS[table]]
            writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
            writer.writeheader()
            self._drafts[table] = _Draft(path, stream, writer)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sweep()

    def _sweep(self) -> None:
        """Take away what is unfinished, and the folder if there was none before and nothing came into it."""
        for draft in self._drafts.values():
            draft.stream.close()
            draft.path.unlink(missing_ok=True)
        if self._made_folder and self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()

    def write(self, table: Table, row: Mapping[str, str]) -> None:
        """Write a row; columns that are not given stay empty."""
        draft = self._drafts[table]
        draft.writer.writerow(row)
        draft.rows += 1

    def publish(self) -> tuple[dict[str, int], tuple[str, ...]]:
        """Move the tables into place: their files with their rows, and those that were there before."""
        try:
            return self._moved()
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def _moved(self) -> tuple[dict[str, int], tuple[str, ...]]:
        for draft in self._drafts.values():
            draft.stream.flush()
            os.fsync(draft.stream.fileno())
        replaced = tuple(
            self.file(table) for table in self.tables if (self.folder / self.file(table)).exists()
        )
        for table in self.tables:
            self._drafts[table].path.replace(self.folder / self.file(table))
        return {self.file(table): self._drafts[table].rows for table in self.tables}, replaced

    def file(self, table: Table) -> str:
        """Name the file of a table."""
        return f"{table.value}.{self.name}.csv"


def _unwritable(folder: Path, error: OSError) -> UnreadableFile:
    reason = error.strerror or str(error)
    return UnreadableFile(
        f"nothing can be written to {folder} ({reason}); name a folder, and check its permissions"
    )


def publication_name(source: str, path: Path) -> str:
    """Name an import after its source and its file: importing that file again replaces what it brought."""
    stem = re.sub(r"(\.(csv|gz|jsonl|parquet|txt))+$", "", path.name)
    return "-".join(re.sub(r"[^\w-]+", "-", part).strip("-") for part in (source, stem))
