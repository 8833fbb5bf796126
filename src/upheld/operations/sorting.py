"""Sort: the samples of a folder of evidence made into telemetry, once, however many there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from upheld.collect.discovery import TELEMETRY
from upheld.collect.folder import FolderReading
from upheld.collect.sample_stream import SampleBatch, stream_samples
from upheld.errors import UsageError
from upheld.telemetry.day_file import LONGEST_RESPONSE, RETRY, Samples, SeriesName
from upheld.telemetry.sorting import Progress, Sorted, Sorter


def sort_samples(folder: Path, output: Path, progress: Progress) -> Sorted | FolderReading:
    """Sort the samples in a folder into `telemetry` of another; what is wrong with them where they can't be.

    Raises UsageError where the output has telemetry already, and for a response time that is too long to be
    one; UnreadableFile where there are no samples, or two of them contradict each other. Then nothing is left
    behind.
    """
    output.mkdir(parents=True, exist_ok=True)
    sorter = Sorter(folder=output / TELEMETRY, progress=progress)
    try:
        trouble = stream_samples(folder, lambda batch: sorter.take(_numbered(sorter, batch)))
        return sorter.finish() if trouble is None else trouble
    finally:
        sorter.abandon()


def _numbered(sorter: Sorter, batch: SampleBatch) -> Samples:
    longest = int(batch.response.max(initial=0))
    if longest > LONGEST_RESPONSE:
        raise UsageError(
            f"a response time of {longest} µs is longer than any check waits; at most {LONGEST_RESPONSE} µs "
            "can be one: give it in microseconds"
        )
    numbers = np.array([sorter.number(SeriesName(*key)) for key in batch.keys], dtype=np.int32)
    return Samples(
        series=numbers[batch.series],
        at=batch.at,
        state=(batch.state + RETRY * batch.retry).astype(np.int8),
        response=batch.response.astype(np.int32),
    )
