"""Dockets: the records of a measure that count for a figure, those in doubt, and why others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.agreement.measure import Measure
from upheld.chrono.interval import IntervalSet
from upheld.chrono.stamps import Stamps
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.scale import scale_of
from upheld.evaluation.measures.series import fault_of, region_of
from upheld.evaluation.measures.standing import Standing, TimeLimit, standing_in
from upheld.evaluation.measures.values import Values, all_of
from upheld.evidence.measurement import Histogram, Measurements

Rows = NDArray[np.intp]


class Entry(Struct, frozen=True, kw_only=True, eq=False):
    """The records of one series in the time judged: those that count, and those in doubt."""

    series: Measurements
    region: str | None = None
    """The region it stands for, where it says so."""
    counted: Rows
    in_doubt: Rows
    histograms: tuple[Histogram, ...]
    histograms_in_doubt: tuple[Histogram, ...]
    seen: int
    """How many records there are in all."""
    left_out: Counter[str]
    """Why records do not count, and how many."""
    doubts: Counter[str]
    """Why nobody knows whether some do, and how many."""

    @property
    def values(self) -> Values:
        """The values that count."""
        return _values(self.series, self.counted, self.histograms)

    @property
    def doubtful(self) -> Values:
        """The values that may count."""
        return _values(self.series, self.in_doubt, self.histograms_in_doubt)

    @property
    def records(self) -> int:
        """How many records count."""
        return len(self.counted) + len(self.histograms)

    @property
    def may_count(self) -> bool:
        """Whether any record counts, or may."""
        return self.records > 0 or bool(self.doubts)


class Docket(Struct, frozen=True, kw_only=True, eq=False):
    """All records of one measure in the time judged, by series."""

    measure: Measure
    entries: tuple[Entry, ...]
    values: Values
    """The values that count."""
    doubtful: Values
    """The values that may count."""

    @classmethod
    def of(cls, measure: Measure, entries: Iterable[Entry]) -> Docket:
        """Put the records of several series together."""
        held = tuple(entries)
        return cls(
            measure=measure,
            entries=held,
            values=all_of(entry.values for entry in held),
            doubtful=all_of(entry.doubtful for entry in held),
        )

    @property
    def records(self) -> int:
        """How many records count."""
        return sum(entry.records for entry in self.entries)

    @property
    def seen(self) -> int:
        """How many records there are, whether they count or not."""
        return sum(entry.seen for entry in self.entries)

    @property
    def left_out(self) -> Counter[str]:
        """Why records do not count, and how many."""
        return sum((entry.left_out for entry in self.entries), Counter())

    @property
    def doubts(self) -> Counter[str]:
        """Why nobody knows whether some do, and how many."""
        return sum((entry.doubts for entry in self.entries), Counter())

    def of_region(self, region: str) -> Docket:
        """Give the docket of the series that stand for one region."""
        return Docket.of(self.measure, (entry for entry in self.entries if entry.region == region))


def docket_of(inquiry: Inquiry, measure: Measure) -> Docket:
    """Sort what is known at the hearing's `as_of` of a measure in the time judged.

    A record is known once its own time is over. UsageError where a series counts in a unit that does not fit
    the measure.
    """
    found = [each for each in inquiry.hearing.evidence.measurements if each.measure == measure.name]
    limits = inquiry.limits
    entries = (_enter(inquiry, measure, limits, series) for series in sorted(found, key=_key))
    return Docket.of(measure, (entry for entry in entries if entry.seen))


def _key(series: Measurements) -> str:
    return series.key


def _enter(inquiry: Inquiry, measure: Measure, limits: tuple[TimeLimit, ...], series: Measurements) -> Entry:
    scale_of(series, measure)
    why = fault_of(series, measure, inquiry.promise.where)
    standing = Standing.LEFT_OUT if why else Standing.COUNTS
    if not why and inquiry.load is not None:
        standing, why = inquiry.load.standing_of(series.labels)
    rows = _sort(inquiry, limits, series.times, series.ends, standing, why)
    times = np.array([each.interval.start for each in series.histograms], dtype=np.int64)
    ends = np.array([each.interval.end for each in series.histograms], dtype=np.int64)
    buckets = _sort(inquiry, limits, times, ends, standing, why)
    return Entry(
        series=series,
        region=region_of(series.labels, inquiry.promise.regions),
        counted=rows.counted,
        in_doubt=rows.in_doubt,
        histograms=tuple(series.histograms[place] for place in buckets.counted),
        histograms_in_doubt=tuple(series.histograms[place] for place in buckets.in_doubt),
        seen=rows.seen + buckets.seen,
        left_out=rows.left_out + buckets.left_out,
        doubts=rows.doubts + buckets.doubts,
    )


class _Sorted(Struct, frozen=True, eq=False):
    counted: Rows
    in_doubt: Rows
    seen: int
    left_out: Counter[str]
    doubts: Counter[str]


def _sort(
    inquiry: Inquiry, limits: tuple[TimeLimit, ...], times: Stamps, ends: Stamps, standing: Standing, why: str
) -> _Sorted:
    """Sort records in the window, whose labels give all one standing; of several reasons the first counts."""
    rows = _known_in(inquiry, times, ends)
    if standing is Standing.LEFT_OUT:
        return _Sorted(rows[:0], rows[:0], len(rows), +Counter({why: len(rows)}), Counter())
    found = np.full(len(rows), standing, dtype=np.int8)
    reason = np.zeros(len(rows), dtype=np.intp)
    for number, limit in enumerate(limits, start=1):
        here = standing_in(times[rows], ends[rows], limit)
        reason[here > found] = number
        found = np.maximum(found, here)
    in_doubt, left_out = found == Standing.IN_DOUBT, found == Standing.LEFT_OUT
    return _Sorted(
        counted=rows[found == Standing.COUNTS],
        in_doubt=rows[in_doubt],
        seen=len(rows),
        left_out=_told(reason[left_out], [why, *(limit.otherwise for limit in limits)]),
        doubts=_told(reason[in_doubt], [why, *(limit.in_doubt for limit in limits)]),
    )


def _told(reason: Rows, whys: Sequence[str]) -> Counter[str]:
    """How many records there are for each reason, which is told by its place among all."""
    numbers = np.bincount(reason, minlength=len(whys)).tolist()
    told: Counter[str] = Counter()
    for why, number in zip(whys, numbers, strict=True):
        told[why] += number
    return +told


def _known_in(inquiry: Inquiry, times: Stamps, ends: Stamps) -> Rows:
    """The records known at `as_of` of which any part lies in the window."""
    window = IntervalSet.of(inquiry.window)
    limit = TimeLimit(certain=window, possible=window, otherwise="", in_doubt="")
    known = (ends <= inquiry.hearing.as_of) & (standing_in(times, ends, limit) != Standing.LEFT_OUT)
    return np.flatnonzero(known)


def _values(series: Measurements, rows: Rows, histograms: tuple[Histogram, ...]) -> Values:
    held = rows[series.counts[rows] > 0]
    return Values(totals=series.totals[held], counts=series.counts[held], histograms=histograms)
