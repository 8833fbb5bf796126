"""Measured series: records of measurements from all files, one run for each source, series and label set."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.collect.histograms import Buckets
from upheld.collect.labels import read_labels
from upheld.collect.measured_rows import Measured, read_measured
from upheld.collect.problem import Problems, Row
from upheld.collect.records import Records
from upheld.collect.vocabulary import Vocabulary
from upheld.evidence.measurement import Histogram, LabelSet, Scale

SeriesKey = tuple[str, str, LabelSet]
"""Source, series, labels."""

SCALES = tuple(Scale)
_NO_HISTOGRAM = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredRun:
    """What one source recorded of one series under one set of labels, in order of time, read-only arrays."""

    scale: Scale
    times: NDArray[np.int64]
    ends: NDArray[np.int64]
    totals: NDArray[np.int64]
    counts: NDArray[np.int64]
    histograms: tuple[Histogram, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredMeasurements:
    """All records of the table."""

    runs: dict[SeriesKey, MeasuredRun]
    records: dict[tuple[str, str], int]
    """Records as read, by source and series, repeated ones counted."""
    repeated: int


@dataclass(slots=True)
class MeasurementGatherer:
    """Takes the batches of `measurements`, and sorts them into runs when all are there."""

    _sources: Vocabulary = field(default_factory=Vocabulary)
    _series: Vocabulary = field(default_factory=Vocabulary)
    _labels: Vocabulary = field(default_factory=Vocabulary)
    _histograms: dict[tuple[Buckets, int | None], int] = field(default_factory=dict)
    _parts: list[_Columns] = field(default_factory=list)
    _files: list[tuple[str, int, int]] = field(default_factory=list)
    """File, its record at which a part begins, and how many it has."""

    def take(self, records: Records, problems: Problems) -> None:
        """Add a batch; a record that is neither value, sum nor histogram, or negative, is a problem."""
        measured = read_measured(records, problems)
        if measured is None:
            return
        self._parts.append(
            _Columns(
                source=self._sources.number(records.texts["source"]),
                series=self._series.number(records.texts["series"]),
                labels=self._labels.number(measured.labels),
                scale=measured.scale,
                time=measured.times,
                end=measured.ends,
                total=measured.totals,
                count=measured.counts,
                histogram=self._numbered(measured),
            )
        )
        self._files.append((records.file, records.first, records.size))

    def gather(self, problems: Problems) -> GatheredMeasurements:
        """Sort the records into runs; records that contradict or overlap each other are problems."""
        if not self._parts:
            return GatheredMeasurements(runs={}, records={}, repeated=0)
        columns = _joined(self._parts)
        self._parts.clear()
        self._refuse_mixed_scales(columns, problems)
        series = _numbered(columns.source, columns.series, columns.labels)
        order = np.lexsort((columns.time, series))
        repeated = self._repeated(columns, series, order, problems)
        kept = order[~repeated]
        self._refuse_overlaps(columns, series, kept, problems)
        return GatheredMeasurements(
            runs=self._runs(columns, series, kept),
            records=self._counted(columns),
            repeated=int(repeated.sum()),
        )

    def _runs(
        self, columns: _Columns, series: NDArray[np.int64], kept: NDArray[np.intp]
    ) -> dict[SeriesKey, MeasuredRun]:
        sources, names = self._sources.words(), self._series.words()
        labels, histograms = self._labels.words(), list(self._histograms)
        runs = {}
        for rows in np.split(kept, np.flatnonzero(np.diff(series[kept])) + 1):
            first = rows[0]
            key = (
                sources[columns.source[first]],
                names[columns.series[first]],
                read_labels(labels[columns.labels[first]]),
            )
            runs[key] = _run(columns, rows, key, histograms)
        return runs

    def _numbered(self, measured: Measured) -> NDArray[np.int32]:
        """Give each row the number of its histogram; the same ones have the same number."""
        numbers = np.full(len(measured.times), _NO_HISTOGRAM, dtype=np.int32)
        for index, histogram in measured.histograms.items():
            numbers[index] = self._histograms.setdefault(histogram, len(self._histograms))
        return numbers

    def _repeated(
        self, columns: _Columns, series: NDArray[np.int64], order: NDArray[np.intp], problems: Problems
    ) -> NDArray[np.bool_]:
        """Mark, in the order of series and time, what was said before; refuse what contradicts it."""
        same = np.zeros(len(order), dtype=np.bool_)
        same[1:] = (np.diff(series[order]) == 0) & (np.diff(columns.time[order]) == 0)
        here = np.flatnonzero(same)
        earlier, later = order[here - 1], order[here]
        differ = np.zeros(len(here), dtype=np.bool_)
        for values in (columns.end, columns.total, columns.count, columns.histogram):
            differ |= values[earlier] != values[later]
        for first, second in zip(earlier[differ].tolist(), later[differ].tolist(), strict=True):
            problems.of_pair(
                self._row(second),
                self._row(first),
                "the record contradicts {other}, which has the same source, series, labels and time",
                "keep the one that is right, tell them apart by a label, or write their sum and count",
            )
        return same

    def _refuse_overlaps(
        self, columns: _Columns, series: NDArray[np.int64], kept: NDArray[np.intp], problems: Problems
    ) -> None:
        """Refuse records of one series whose times overlap: their values would count twice."""
        same = np.diff(series[kept]) == 0
        overlap = np.flatnonzero(same & (columns.end[kept[:-1]] > columns.time[kept[1:]]))
        for place in overlap.tolist():
            problems.of_pair(
                self._row(int(kept[place + 1])),
                self._row(int(kept[place])),
                "the record overlaps {other}, of the same source, series and labels: its values count twice",
                "let one stretch end where the next begins, or tell them apart by a label",
            )

    def _refuse_mixed_scales(self, columns: _Columns, problems: Problems) -> None:
        """Refuse a series that is measured in units that can't be turned into each other."""
        series = _numbered(columns.source, columns.series)
        _, firsts, places = np.unique(series, return_index=True, return_inverse=True)
        differ = np.flatnonzero(columns.scale != columns.scale[firsts[places]])
        for row in differ[np.unique(series[differ], return_index=True)[1]].tolist():
            first = int(firsts[places[row]])
            here, there = SCALES[columns.scale[row]].value, SCALES[columns.scale[first]].value
            name = self._series.words()[columns.series[row]]
            problems.of_pair(
                self._row(row),
                self._row(first),
                f"`{name}` is counted in {here} here, and in {there} in {{other}}",
                "give all values of a series in units of one kind",
            )

    def _counted(self, columns: _Columns) -> dict[tuple[str, str], int]:
        sources, names = self._sources.words(), self._series.words()
        _, firsts, sizes = np.unique(
            _numbered(columns.source, columns.series), return_index=True, return_counts=True
        )
        return {
            (sources[columns.source[first]], names[columns.series[first]]): size
            for first, size in zip(firsts.tolist(), sizes.tolist(), strict=True)
        }

    def _row(self, position: int) -> Row:
        """Find the file and record at a position among all records."""
        for file, first, size in self._files:
            if position < size:
                return Row(file=file, index=first + position)
            position -= size
        raise IndexError(position)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Records side by side, in the order of the files."""

    source: NDArray[np.int32]
    series: NDArray[np.int32]
    labels: NDArray[np.int32]
    scale: NDArray[np.int8]
    time: NDArray[np.int64]
    end: NDArray[np.int64]
    total: NDArray[np.int64]
    count: NDArray[np.int64]
    histogram: NDArray[np.int32]


def _joined(parts: list[_Columns]) -> _Columns:
    return _Columns(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in _Columns.__dataclass_fields__)
    )


def _numbered(*keys: NDArray[np.int32]) -> NDArray[np.int64]:
    """Number the combinations of some keys; two records have one number exactly if all keys are the same."""
    number = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        number = number * (int(key.max()) + 1) + key
    return number


def _run(
    columns: _Columns,
    rows: NDArray[np.intp],
    key: SeriesKey,
    histograms: list[tuple[Buckets, int | None]],
) -> MeasuredRun:
    plain = rows[columns.histogram[rows] == _NO_HISTOGRAM]
    arrays = [each[plain] for each in (columns.time, columns.end, columns.total, columns.count)]
    for values in arrays:
        values.flags.writeable = False
    times, ends, totals, counts = arrays
    sorted_ones = rows[columns.histogram[rows] != _NO_HISTOGRAM].tolist()
    return MeasuredRun(
        scale=SCALES[columns.scale[rows[0]]],
        times=times,
        ends=ends,
        totals=totals,
        counts=counts,
        histograms=tuple(_histogram(columns, row, key, histograms) for row in sorted_ones),
    )


def _histogram(
    columns: _Columns, row: int, key: SeriesKey, histograms: list[tuple[Buckets, int | None]]
) -> Histogram:
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
