"""Measurements: values of a measure as a source recorded them, one by one, summed up, or in histograms."""

from __future__ import annotations

from enum import Enum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval

LabelSet = tuple[tuple[str, str], ...]
"""Names and values of labels, such as route, region and load, in order of the names."""


class Scale(Enum):
    """In which smallest unit the whole numbers of a measurement count."""

    MICROSECONDS = "microseconds"
    MILLIONTHS = "millionths"
    """Of a whole for shares, of one for plain numbers."""
    BITS_PER_SECOND = "bits per second"
    PIECES = "pieces"
    """Of a count: requests, packets, bytes."""


class Histogram(Struct, frozen=True, kw_only=True):
    """Values sorted into buckets over a stretch of time, as monitoring systems keep them."""

    interval: Interval
    bounds: tuple[int | None, ...]
    """Upper bounds of the buckets, rising, each bound belonging to its bucket; `None`, last, is no bound."""
    counts: tuple[int, ...]
    """How many values lie in each bucket alone."""
    total: int | None = None
    """The sum of all values, where the source keeps it."""
    evidence: str
    """Its natural key."""


class Measurements(Struct, frozen=True, kw_only=True, eq=False):
    """All that one source recorded of one measure under one set of labels; arrays have one length.

    A record stands for `counts` values whose sum is `totals`: one value where the count is 1. It was taken at
    `times`, or over the time from there to `ends` where the two differ.
    """

    measure: str
    """The measure of the agreement these records are bound to."""
    source: str
    series: str
    """What the source calls it."""
    labels: LabelSet
    scale: Scale
    times: NDArray[np.int64]
    """Instants, microseconds, rising."""
    ends: NDArray[np.int64]
    totals: NDArray[np.int64]
    counts: NDArray[np.int64]
    histograms: tuple[Histogram, ...] = ()

    def identity(self, index: int) -> str:
        """The natural key of one record; the same whatever file or store it is kept in."""
        return f"measurement:{self.key}/{int(self.times[index])}"

    @property
    def key(self) -> str:
        """The natural key of the series: source, name and labels."""
        labels = ",".join(f"{name}={value}" for name, value in self.labels)
        return f"{self.source}/{self.series}{{{labels}}}" if labels else f"{self.source}/{self.series}"


class Aggregate(Struct, frozen=True, kw_only=True):
    """A figure the source worked out itself over a stretch of time, by a definition of its own."""

    measure: str
    source: str
    series: str
    labels: LabelSet
    statistic: str
    """What it is, as the source names it: `mean`, `p75`, `ratio`, `minimum`, `maximum`, `total`."""
    definition: str | None
    """The vendor's definition, in its words."""
    interval: Interval
    scale: Scale
    value: int
    count: int | None = None
    """Of how many values, where the source says so."""
    published_at: Instant | None = None

    @property
    def identity(self) -> str:
        """The natural key; the same whatever file or store it is kept in."""
        labels = ",".join(f"{name}={value}" for name, value in self.labels)
        of = f"{self.source}/{self.series}" + (f"{{{labels}}}" if labels else "")
        return f"aggregate:{of}/{self.statistic}/{self.interval.start}/{self.interval.end}"
