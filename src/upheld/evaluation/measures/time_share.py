"""Shares of time: in how many slices of a period a figure of their own keeps a bound, in millionths."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from fractions import Fraction

import numpy as np
from msgspec import Struct

from upheld.agreement.statistic import Silence, TimeShare
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.measures.docket import Docket, Entry
from upheld.evaluation.measures.extent import NOTHING, Edge, Extent
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.measures.summary import summarise
from upheld.evaluation.measures.values import Values, all_of
from upheld.evidence.measurement import Histogram
from upheld.quantity import Target


class Came(Enum):
    """What a slice came to."""

    KEEPS = "keeps"
    FAILS = "fails"
    OPEN = "open"
    """Some of what the evidence leaves open keeps the bound, and some does not."""
    LEFT_OUT = "left out"


class _Slice(Struct):
    """What is known of one slice: values that count, and that may."""

    counted: list[Values]
    doubtful: list[Values]


def share_of_time(
    docket: Docket,
    terms: TimeShare,
    bound: Target[Fraction],
    counted_time: IntervalSet,
    origin: Instant,
    floor: Edge,
) -> tuple[Extent, int]:
    """Give the share of slices whose figure keeps a bound, and how many slices are decided.

    Each slice of which some time counts weighs the same. A record that reaches beyond its slice is in doubt
    in every slice it touches.
    """
    slices = _slices(docket.entries, origin, terms.of)
    found: Counter[Came] = Counter()
    counting = 0
    held = sorted(slices)
    for first, end in _places(counted_time, origin, terms.of):
        counting += end - first
        for place in held[bisect_left(held, first) : bisect_left(held, end)]:
            found[_came(slices[place], terms, bound, floor)] += 1
    found[_of_silence(terms)] += counting - found.total()
    return _share(found)


def slices_beyond(
    docket: Docket,
    terms: TimeShare,
    bound: Target[Fraction],
    counted_time: IntervalSet,
    origin: Instant,
    floor: Edge,
) -> Iterator[tuple[Interval, Extent]]:
    """Give the slices that are bad for certain, in order, each with its own figure."""
    slices = _slices(docket.entries, origin, terms.of)
    held = sorted(slices)
    bad = Came.KEEPS if terms.is_beyond else Came.FAILS
    for first, end in _places(counted_time, origin, terms.of):
        for place in held[bisect_left(held, first) : bisect_left(held, end)]:
            own = slices[place]
            if all_of(own.counted).number >= terms.at_least and _came(own, terms, bound, floor) is bad:
                start = Instant(origin + place * terms.of)
                extent = summarise(all_of(own.counted), all_of(own.doubtful), terms.summary, floor)
                yield Interval(start, Instant(start + terms.of)), extent


def _share(found: Counter[Came]) -> tuple[Extent, int]:
    keeps, fails, left_open = found[Came.KEEPS], found[Came.FAILS], found[Came.OPEN]
    whole = keeps + fails + left_open
    if not whole:
        return NOTHING, 0
    lowest, highest = Fraction(keeps * WHOLE, whole), Fraction((keeps + left_open) * WHOLE, whole)
    if not keeps + fails:
        return Extent(NOTHING.figure, lowest, highest), 0
    figure = Fraction(keeps * WHOLE, keeps + fails)
    return Extent(figure, lowest, highest), keeps + fails


def _came(held: _Slice, terms: TimeShare, bound: Target[Fraction], floor: Edge) -> Came:
    counted, doubtful = all_of(held.counted), all_of(held.doubtful)
    if counted.number < terms.at_least:
        return Came.OPEN if counted.number + doubtful.number >= terms.at_least else _of_silence(terms)
    extent = summarise(counted, doubtful, terms.summary, floor)
    if extent.keeps(bound):
        return Came.KEEPS
    return Came.FAILS if extent.misses(bound) else Came.OPEN


def _of_silence(terms: TimeShare) -> Came:
    match terms.empty:
        case Silence.UNKNOWN:
            return Came.OPEN
        case Silence.LEFT_OUT:
            return Came.LEFT_OUT
        case Silence.GOOD:
            return Came.FAILS if terms.is_beyond else Came.KEEPS


def _places(counted_time: IntervalSet, origin: Instant, length: int) -> Iterator[tuple[int, int]]:
    """The numbers of the slices that some time lies in, as runs, each slice once."""
    last = None
    for stretch in counted_time:
        first = (stretch.start - origin) // length
        end = (stretch.end - 1 - origin) // length + 1
        first = first if last is None else max(first, last)
        if end > first:
            yield first, end
            last = end


def _slices(entries: Iterable[Entry], origin: Instant, length: int) -> dict[int, _Slice]:
    slices: defaultdict[int, _Slice] = defaultdict(lambda: _Slice([], []))
    for entry in entries:
        for place, values, is_certain in _pieces(entry, origin, length):
            held = slices[place]
            (held.counted if is_certain else held.doubtful).append(values)
    return slices


def _pieces(entry: Entry, origin: Instant, length: int) -> Iterator[tuple[int, Values, bool]]:
    """The values of a series in each slice, and whether they count there for certain."""
    series = entry.series
    for rows, counts in ((entry.counted, True), (entry.in_doubt, False)):
        held = rows[series.counts[rows] > 0]
        first = (series.times[held] - origin) // length
        last = np.maximum(series.ends[held] - 1 - origin, series.times[held] - origin) // length
        fits = first == last
        order = np.argsort(first[fits], kind="stable")
        places, inside = first[fits][order], held[fits][order]
        cuts = np.flatnonzero(np.diff(places)) + 1
        for some in np.split(np.arange(len(places)), cuts) if len(places) else []:
            yield int(places[some[0]]), _values(entry, inside[some]), counts
        for row, since, until in zip(held[~fits], first[~fits], last[~fits], strict=True):
            for place in range(int(since), int(until) + 1):
                yield place, _values(entry, np.array([row], dtype=np.intp)), False
    yield from _of_histograms(entry.histograms, origin, length, counts=True)
    yield from _of_histograms(entry.histograms_in_doubt, origin, length, counts=False)


def _values(entry: Entry, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Values:
    return Values(totals=entry.series.totals[rows], counts=entry.series.counts[rows])


def _of_histograms(
    histograms: Iterable[Histogram], origin: Instant, length: int, *, counts: bool
) -> Iterator[tuple[int, Values, bool]]:
    for each in histograms:
        first = (each.interval.start - origin) // length
        last = (each.interval.end - 1 - origin) // length
        for place in range(first, last + 1):
            yield place, Values(histograms=(each,)), counts and first == last
