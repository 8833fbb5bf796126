"""Measured series: records of measurements from all files, one run for each source, series and label set."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.collect.histograms import Buckets
from upheld.collect.labels import read_labels
from upheld.collect.measured_columns import (
    NO_HISTOGRAM,
    SCALES,
    MeasuredColumns,
    Pairs,
    contradictions,
    in_order,
    joined,
    mixed_scales,
    overlaps,
    sizes,
)
from upheld.collect.measured_rows import Measured, read_measured
from upheld.collect.problem import Problems
from upheld.collect.records import Records
from upheld.collect.vocabulary import Vocabulary
from upheld.collect.whereabouts import Whereabouts
from upheld.evidence.measurement import Histogram, LabelSet, Scale

SeriesKey = tuple[str, str, LabelSet]
"""Source, series, labels."""

_Sorted = tuple[Buckets, int | None]
"""Values in buckets, and their sum where it is known."""


class MeasuredRun(Struct, frozen=True, kw_only=True, eq=False):
    """What one source recorded of one series under one set of labels, in order of time, read-only arrays."""

    scale: Scale
    times: NDArray[np.int64]
    ends: NDArray[np.int64]
    totals: NDArray[np.int64]
    counts: NDArray[np.int64]
    histograms: tuple[Histogram, ...]


class GatheredMeasurements(Struct, frozen=True, kw_only=True):
    """All records of the table."""

    runs: dict[SeriesKey, MeasuredRun]
    records: dict[tuple[str, str], int]
    """Records as read, by source and series, repeated ones counted."""
    repeated: int


class MeasurementGatherer(Struct):
    """Takes the batches of `measurements`, and sorts them into runs when all are there."""

    _sources: Vocabulary = field(default_factory=Vocabulary)
    _series: Vocabulary = field(default_factory=Vocabulary)
    _labels: Vocabulary = field(default_factory=Vocabulary)
    _histograms: dict[_Sorted, int] = field(default_factory=dict)
    _parts: list[dict[str, Any]] = field(default_factory=list)
    """Columns of each batch."""
    _where: Whereabouts = field(default_factory=Whereabouts)

    def take(self, records: Records, problems: Problems) -> None:
        """Add a batch; a record that is neither value, sum nor histogram, or negative, is a problem."""
        measured = read_measured(records, problems)
        if measured is None:
            return
        self._parts.append(
            {
                "source": self._sources.number(records.texts["source"]),
                "series": self._series.number(records.texts["series"]),
                "labels": self._labels.number(measured.labels),
                "scale": measured.scale,
                "time": measured.times,
                "end": measured.ends,
                "total": measured.totals,
                "count": measured.counts,
                "histogram": self._numbered(measured),
            }
        )
        self._where.add(records)

    def gather(self, problems: Problems) -> GatheredMeasurements:
        """Sort the records into runs; records that contradict or overlap each other are problems."""
        if not self._parts:
            return GatheredMeasurements(runs={}, records={}, repeated=0)
        columns = joined(self._parts)
        sorted_ = in_order(columns)
        self._refuse(
            contradictions(columns, sorted_),
            "the record contradicts {other}, which has the same source, series, labels and time",
            "keep the one that is right, tell them apart by a label, or write their sum and count",
            problems,
        )
        self._refuse(
            overlaps(columns, sorted_),
            "the record overlaps {other}, of the same source, series and labels: its values count twice",
            "let one stretch end where the next begins, or tell them apart by a label",
            problems,
        )
        self._refuse_mixed_scales(columns, problems)
        sources, series = self._sources.words(), self._series.words()
        return GatheredMeasurements(
            runs=self._runs(columns, sorted_.kept()),
            records={(sources[source], series[name]): size for source, name, size in sizes(columns)},
            repeated=int(sorted_.repeated.sum()),
        )

    def _runs(self, columns: MeasuredColumns, runs: list[NDArray[np.intp]]) -> dict[SeriesKey, MeasuredRun]:
        sources, series, labels = self._sources.words(), self._series.words(), self._labels.words()
        histograms = list(self._histograms)
        found = {}
        for rows in runs:
            first = rows[0]
            key = (
                sources[columns.source[first]],
                series[columns.series[first]],
                read_labels(labels[columns.labels[first]]),
            )
            found[key] = _run(columns, rows, key, histograms)
        return found

    def _numbered(self, measured: Measured) -> NDArray[np.int32]:
        """Give each row the number of its histogram; the same ones have the same number."""
        numbers = np.full(len(measured.times), NO_HISTOGRAM, dtype=np.int32)
        for index, histogram in measured.histograms.items():
            numbers[index] = self._histograms.setdefault(histogram, len(self._histograms))
        return numbers

    def _refuse(self, pairs: Pairs, reason: str, remedy: str, problems: Problems) -> None:
        problems.of_pairs(
            len(pairs),
            lambda place: (self._where.row(pairs[place][1]), self._where.row(pairs[place][0])),
            reason,
            remedy,
        )

    def _refuse_mixed_scales(self, columns: MeasuredColumns, problems: Problems) -> None:
        """Refuse a series that is measured in units that can't be turned into each other."""
        for first, other in mixed_scales(columns):
            here, there = SCALES[columns.scale[other]].value, SCALES[columns.scale[first]].value
            name = self._series.words()[columns.series[other]]
            problems.of_pair(
                self._where.row(other),
                self._where.row(first),
                f"`{name}` is counted in {here} here, and in {there} in {{other}}",
                "give all values of a series in units of one kind",
            )


def _run(
    columns: MeasuredColumns, rows: NDArray[np.intp], key: SeriesKey, histograms: list[_Sorted]
) -> MeasuredRun:
    is_plain = columns.histogram[rows] == NO_HISTOGRAM
    plain = rows[is_plain]
    arrays = [each[plain] for each in (columns.time, columns.end, columns.total, columns.count)]
    for values in arrays:
        values.flags.writeable = False
    times, ends, totals, counts = arrays
    return MeasuredRun(
        scale=SCALES[columns.scale[rows[0]]],
        times=times,
        ends=ends,
        totals=totals,
        counts=counts,
        histograms=tuple(_histogram(columns, row, key, histograms) for row in rows[~is_plain].tolist()),
    )


def _histogram(columns: MeasuredColumns, row: int, key: SeriesKey, histograms: list[_Sorted]) -> Histogram:
    buckets, total = histograms[columns.histogram[row]]
    start, end = Instant(int(columns.time[row])), Instant(int(columns.end[row]))
    return Histogram(
        interval=Interval(start, end),
        bounds=buckets.bounds,
        counts=buckets.counts,
        total=total,
        evidence=f"measurement:{_spoken(key)}/{start}",
    )


def _spoken(key: SeriesKey) -> str:
    source, series, labels = key
    written = ",".join(f"{name}={value}" for name, value in labels)
    return f"{source}/{series}{{{written}}}" if labels else f"{source}/{series}"
