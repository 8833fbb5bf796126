"""Covered time: when a measure was watched, by its records and how often one is expected."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from upheld.agreement.measure import Label, Measure
from upheld.chrono.instant import LATEST, Instant, Micros
from upheld.chrono.interval import EMPTY, IntervalSet
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.series import fault_of
from upheld.evaluation.measures.standing import spans
from upheld.evaluation.reason import NoData, Share
from upheld.evidence.measurement import Measurements

NOT_EXPECTED = NoData("nothing says how often a record is expected")
NOTHING_TO_COVER = NoData("there was no time to watch")


def covered_time(
    hearing: Hearing, measure: Measure, every: Micros, where: Iterable[Label] = ()
) -> IntervalSet:
    """Give the time for which there is evidence of a measure, as known at the hearing's `as_of`.

    A record taken at an instant covers the time until the next one is expected, and no more; a record over
    some time, a histogram or a figure of the source covers that time. Under which load it was taken makes no
    difference: it was watched.
    """
    labels, covered = tuple(where), EMPTY
    for series in hearing.evidence.measurements:
        if series.measure == measure.name and not fault_of(series, measure, labels):
            covered |= _of_records(series, every, hearing.as_of) | _of_histograms(series, hearing.as_of)
    published = (
        each.interval
        for each in hearing.evidence.aggregates
        if each.measure == measure.name and not fault_of(each, measure, labels)
        if each.interval.end <= hearing.as_of
        if each.published_at is None or each.published_at <= hearing.as_of
    )
    return covered | IntervalSet.from_iterable(published)


def share_covered(covered: IntervalSet, region: IntervalSet) -> Share | NoData:
    """Give the share of some time that is covered."""
    if not region:
        return NOTHING_TO_COVER
    return Share(Fraction((covered & region).length, region.length))


def _of_records(series: Measurements, every: Micros, as_of: Instant) -> IntervalSet:
    known = series.ends <= as_of
    times, ends = series.times[known], series.ends[known]
    until = np.where(ends > times, ends, np.minimum(times + every, LATEST))
    return spans(times, until)


def _of_histograms(series: Measurements, as_of: Instant) -> IntervalSet:
    return IntervalSet.from_iterable(
        each.interval for each in series.histograms if each.interval.end <= as_of
    )
