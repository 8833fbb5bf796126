"""A stream of samples: the tables of samples in a folder, batch by batch, for whoever sorts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.binding_reader import read_bindings
from upheld.collect.clock_steps import Key
from upheld.collect.discovery import BINDINGS, data_files
from upheld.collect.folder import FolderReading, refused
from upheld.collect.problem import Problems
from upheld.collect.record_reader import read_records
from upheld.collect.records import Records
from upheld.errors import UnreadableFile
from upheld.evidence.evidence import Table


class SampleBatch(Struct, frozen=True, kw_only=True, eq=False):
    """Some samples, in the order of their file; arrays have one length."""

    keys: tuple[Key, ...]
    """Source, site and location of each series among them."""
    series: NDArray[np.intp]
    """For each sample, the place of its key."""
    at: NDArray[np.int64]
    state: NDArray[np.int8]
    retry: NDArray[np.bool_]
    response: NDArray[np.int64]
    """Microseconds, -1 where there is none."""


def stream_samples(folder: Path, take: Callable[[SampleBatch], None]) -> FolderReading | None:
    """Hand over all samples of a folder; what is wrong with them comes back, and then some went over.

    Raises `UnreadableFile` where there is no such folder, or no table of samples in it.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder} is not a folder; evidence is a folder of tables")
    bindings, diagnostics = read_bindings(folder / BINDINGS)
    if bindings is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    problems = Problems()
    files = tuple(
        file for file in data_files(folder, bindings, problems) if file.layout.table is Table.SAMPLES
    )
    if not files and not problems:
        raise UnreadableFile(f"{folder} has no table of samples: there is nothing to sort")
    for file in files:
        for batch in file.form.batches(file, problems):
            before = problems.found
            records = read_records(batch, file.layout, bindings, problems)
            if problems.found == before and batch.size:
                take(batch_of(records))
    return refused(files, diagnostics, problems) if problems else None


def batch_of(records: Records) -> SampleBatch:
    """Give the samples of a batch of their table."""
    texts = [records.texts[name] for name in ("source", "site", "location")]
    codes = np.stack([text.codes for text in texts], axis=1)
    unique, series = np.unique(codes, axis=0, return_inverse=True)
    keys = []
    for row in unique.tolist():
        source, site, location = (
            text.words[code] if code >= 0 else "" for text, code in zip(texts, row, strict=True)
        )
        keys.append((source, site, location))
    return SampleBatch(
        keys=tuple(keys),
        series=series.reshape(-1),
        at=records.times["at"],
        state=records.texts["state"].codes.astype(np.int8),
        retry=records.texts["retry"].codes == 1,
        response=records.counts["response_us"],
    )
