"""The fold: one pass of the kernel over a folder of telemetry, by ranges of series."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.telemetry.day_reading import IndexedDay, index_day, samples_in
from upheld.telemetry.holdings import Holdings, open_holdings
from upheld.telemetry.kernel import Asked, Kernel, Runs, joined
from upheld.telemetry.ranges import ranges


class Folded(Struct, frozen=True, kw_only=True, eq=False):
    """What the samples of a window come to; arrays are by number of series. Lengths are microseconds."""

    samples: NDArray[np.int64]
    held: NDArray[np.int64]
    """By series and `State`; what is left of the counted time is unknown too, and not in it."""
    values: NDArray[np.int64]
    """How many response times were recorded in counted time."""
    totals: NDArray[np.int64]
    """Their sums, microseconds: over the number of values, the exact mean."""
    percentiles: dict[Fraction, NDArray[np.int64]]
    runs: Runs


def fold(folder: Path, asked: Asked, *, threads: int = 1) -> Folded:
    """Fold a folder of telemetry; memory grows with a range of series, not with the folder.

    Raises UnreadableFile where the folder holds none, or a file of it is damaged.
    """
    with open_holdings(folder) as holdings:
        return fold_holdings(holdings, asked, threads=threads)


def fold_holdings(holdings: Holdings, asked: Asked, *, threads: int = 1) -> Folded:
    """Fold what a folder of telemetry holds. Raises UnreadableFile where a file of it is damaged."""
    days = [index_day(day) for day in holdings.touching(asked.window)]
    parts = ranges([file for day in days for file in day.files], len(holdings.names))
    with ThreadPoolExecutor(threads) as pool:
        kernels = list(pool.map(lambda part: _fold_range(days, part, asked), parts))
    return _put_together(kernels, asked)


def _fold_range(days: Sequence[IndexedDay], part: range, asked: Asked) -> Kernel:
    kernel = Kernel(asked=asked, first=part.start, size=len(part))
    for day in days:
        for samples in samples_in(day, part):
            kernel.take(samples)
    kernel.finish()
    return kernel


def _put_together(kernels: Sequence[Kernel], asked: Asked) -> Folded:
    return Folded(
        samples=_all([kernel.samples for kernel in kernels]),
        held=_all([kernel.held for kernel in kernels]),
        values=_all([kernel.values for kernel in kernels]),
        totals=_all([kernel.totals for kernel in kernels]),
        percentiles={
            each: _all([kernel.percentiles[each] for kernel in kernels]) for each in asked.percentages
        },
        runs=joined([runs for kernel in kernels for runs in kernel.runs]),
    )


def _all(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
