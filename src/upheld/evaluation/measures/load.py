"""Loads: whether a record was taken under the load that a figure is promised for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.agreement.measure import Load, LoadWords, Measure
from upheld.agreement.statistic import Statistic
from upheld.chrono.instant import LATEST
from upheld.chrono.interval import EMPTY, IntervalSet
from upheld.chrono.stamps import Stamps
from upheld.errors import PhraseError, UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.scale import in_smallest_units, scale_of
from upheld.evaluation.measures.series import LOAD, fault_of, label_of
from upheld.evaluation.measures.standing import Standing, TimeLimit, spans
from upheld.evidence.measurement import LabelSet, Measurements
from upheld.quantity import Counted, Rate, Target, did_you_mean, parse_rate


class LoadCondition(Struct, frozen=True):
    """A load under which alone records count: by what they say themselves, or by the rate at their time."""

    load: Load
    others: frozenset[str]
    """Names of the agreement's other loads."""
    limit: TimeLimit | None
    """When a measure shows the rate to be right; absent where each record tells by itself."""

    @property
    def under_another(self) -> str:
        """Why a record taken under another load does not count."""
        return f"not taken under {self.load.name}"

    @property
    def unnamed(self) -> str:
        """Why a record that names no load does not count, or is in doubt."""
        return f"naming no load, where {self.load.name} counts"

    def standing_of(self, labels: LabelSet) -> tuple[Standing, str]:
        """Give the standing of records by the load they name, and why they don't count for certain.

        One that names the load itself counts. Where a rate decides, one that names a rate is held against it,
        and one that names nothing of use is in doubt; elsewhere it is not under the load.
        """
        named = label_of(labels, LOAD)
        if self.limit is not None or named == self.load.name:
            return Standing.COUNTS, ""
        if not isinstance(self.load.means, Target):
            return Standing.LEFT_OUT, self.unnamed if named is None else self.under_another
        if named is None:
            return Standing.IN_DOUBT, self.unnamed
        return self._by_rate(named, self.load.means)

    def _by_rate(self, named: str, target: Target[Rate]) -> tuple[Standing, str]:
        if named in self.others:
            return Standing.LEFT_OUT, self.under_another
        try:
            kept = _in_bits(target).kept_by(_in_bits_of(parse_rate(named)))
        except PhraseError:
            return Standing.IN_DOUBT, f"naming a load `{named}` that can't be held against {target}"
        return (Standing.COUNTS, "") if kept else (Standing.LEFT_OUT, self.under_another)


def load_condition(hearing: Hearing, measure: Measure, promise: Statistic) -> LoadCondition | None:
    """Give the load under which alone records of a measure count; none where every load does.

    The measure's own load goes before the promise's. UsageError for a load the agreement does not have.
    """
    name = measure.load or promise.load
    if name is None:
        return None
    loads = {load.name: load for load in hearing.agreement.loads}
    if name not in loads:
        advice = did_you_mean(name, loads, f"it declares {', '.join(loads) or 'none'}")
        raise UsageError(f"the agreement has no load `{name}`: {advice}")
    load = loads[name]
    if load.means is LoadWords.EVERY_LOAD:
        return None
    return LoadCondition(load, frozenset(loads) - {name}, _time_limit(hearing, load))


def _time_limit(hearing: Hearing, load: Load) -> TimeLimit | None:
    if load.measured_by is None or not isinstance(load.means, Target):
        return None
    kept = broken = EMPTY
    for right, wrong in _witnessed(hearing, load.measured_by, load.means):
        kept, broken = kept | right, broken | wrong
    return TimeLimit(
        certain=kept - broken,
        possible=~(broken - kept),
        otherwise=f"not taken under {load.name}",
        in_doubt=f"taken when {load.measured_by} does not tell whether there was {load.name}",
    )


def _witnessed(
    hearing: Hearing, name: str, target: Target[Rate]
) -> Iterator[tuple[IntervalSet, IntervalSet]]:
    """When each series of the measure that tells the rate shows it right, and when wrong."""
    measure = measure_named(hearing, name)
    for series in hearing.evidence.measurements:
        if series.measure == name and not fault_of(series, measure):
            known = (series.ends <= hearing.as_of) & (series.counts > 0)
            until = _until(series, measure)
            kept = _keeping(series, in_smallest_units(target, scale_of(series, measure), measure))
            right, wrong = kept & known, ~kept & known
            yield spans(series.times[right], until[right]), spans(series.times[wrong], until[wrong])


def _keeping(series: Measurements, bound: Target[Fraction]) -> NDArray[np.bool_]:
    """Which records keep a bound, those that add several rates up by their mean."""
    numerator, denominator = bound.bound.as_integer_ratio()
    rates = zip(series.totals.tolist(), series.counts.tolist(), strict=True)
    kept = [bound.operator.holds(total * denominator, count * numerator) for total, count in rates]
    return np.array(kept, dtype=np.bool_)


def _until(series: Measurements, measure: Measure) -> Stamps:
    """Until when each record tells the rate: over its own time, or until the next, at most as often as one
    is expected.
    """
    following = np.append(series.times[1:], LATEST)[: len(series.times)]
    held = np.minimum(following, series.times + (measure.sampled_every or 0))
    return np.where(series.ends > series.times, series.ends, held)


def measure_named(hearing: Hearing, name: str) -> Measure:
    """Give a measure of the agreement; UsageError for a name it does not have."""
    measures = {measure.name: measure for measure in hearing.agreement.measures}
    if name not in measures:
        advice = did_you_mean(name, measures, f"it declares {', '.join(measures) or 'none'}")
        raise UsageError(f"the agreement has no measure `{name}`: {advice}")
    return measures[name]


def _in_bits(target: Target[Rate]) -> Target[Rate]:
    return target.map(_in_bits_of)


def _in_bits_of(rate: Rate) -> Rate:
    return rate.in_bits() if rate.counted is Counted.BYTES else rate
