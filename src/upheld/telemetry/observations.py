"""Observations from telemetry: the runs of each series, as the law takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from upheld.chrono.instant import Micros
from upheld.evidence.observation import Grain, Observations
from upheld.telemetry.day_file import RETRY, SeriesName
from upheld.telemetry.kernel import Runs

PointOf = Callable[[SeriesName], str | None]
"""The measurement point a series is bound to; nothing where it is bound to none."""


def observations_of(runs: Runs, names: tuple[SeriesName, ...], point_of: PointOf) -> tuple[Observations, ...]:
    """Give the observations of every series that is bound to a point, in order of the names.

    They stand for all samples: those left out of a run repeated what the one before them says.
    """
    numbers = np.arange(len(names) + 1, dtype=np.int32)
    edges = np.searchsorted(runs.series, numbers)
    return tuple(_observed(runs, names, edges.tolist(), point_of))


def _observed(
    runs: Runs, names: tuple[SeriesName, ...], edges: list[int], point_of: PointOf
) -> Iterator[Observations]:
    for number, name in sorted(enumerate(names), key=lambda pair: pair[1]):
        point, rows = point_of(name), slice(edges[number], edges[number + 1])
        if point is not None and rows.start < rows.stop:
            yield Observations(
                point=point,
                source=name.source,
                site=name.site,
                location=name.location,
                grain=Grain.SAMPLE,
                times=runs.at[rows],
                ends=runs.until[rows],
                states=(runs.state[rows] & (RETRY - 1)).astype(np.int8),
                retries=runs.state[rows] >= RETRY,
                hold=Micros(0),
            )
