"""Measures: series of measurements and aggregates handed to the measures of the agreement they feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from upheld.collect.bindings import Bindings, MeasureBinding
from upheld.collect.measured_series import GatheredMeasurements, MeasuredRun, SeriesKey
from upheld.collect.problem import nearest
from upheld.evidence.evidence import Flag
from upheld.evidence.measurement import Aggregate, Measurements

Named = tuple[str, str]
"""Source and series."""


class UnboundSeries(Struct, frozen=True, kw_only=True):
    """A series in the evidence that feeds no measure; nothing is judged by it."""

    source: str
    series: str
    records: int


class BoundMeasures(Struct, frozen=True, kw_only=True):
    """What feeds the measures, what feeds none, and what is odd about it."""

    measurements: tuple[Measurements, ...]
    aggregates: tuple[Aggregate, ...]
    unbound: tuple[UnboundSeries, ...]
    flags: tuple[Flag, ...]


def bind_measures(
    bindings: Bindings, gathered: GatheredMeasurements, figures: Iterable[Aggregate]
) -> BoundMeasures:
    """Give each measure the series bound to it; a binding to a series without a record is flagged.

    A measure of which the bindings say nothing is fed by the series of its own name, of every source.
    """
    figures = tuple(figures)
    records = Counter(gathered.records)
    records.update((each.source, each.series) for each in figures)
    fed = _fed(bindings, records)
    measurements = (
        _measurements(measure, key, run)
        for key, run in sorted(gathered.runs.items())
        for measure in fed[key[:2]]
    )
    return BoundMeasures(
        measurements=tuple(measurements),
        aggregates=tuple(
            replace(each, measure=measure) for each in figures for measure in fed[each.source, each.series]
        ),
        unbound=tuple(
            UnboundSeries(source=source, series=series, records=records[source, series])
            for (source, series), measures in sorted(fed.items())
            if not measures
        ),
        flags=tuple(_without_evidence(bindings.measures, records)),
    )


def _fed(bindings: Bindings, present: Iterable[Named]) -> dict[Named, tuple[str, ...]]:
    """Name the measures that each series feeds."""
    bound: dict[Named, list[str]] = {}
    for binding in bindings.measures:
        bound.setdefault((binding.source, binding.series), []).append(binding.measure)
    spoken_for = {binding.measure for binding in bindings.measures}
    return {
        named: tuple(bound.get(named, () if named[1] in spoken_for else (named[1],))) for named in present
    }


def _measurements(measure: str, key: SeriesKey, run: MeasuredRun) -> Measurements:
    source, series, labels = key
    return Measurements(
        measure=measure,
        source=source,
        series=series,
        labels=labels,
        scale=run.scale,
        times=run.times,
        ends=run.ends,
        totals=run.totals,
        counts=run.counts,
        histograms=run.histograms,
    )


def _without_evidence(bindings: Iterable[MeasureBinding], present: Mapping[Named, int]) -> Iterator[Flag]:
    for binding in bindings:
        if (binding.source, binding.series) not in present:
            yield Flag(
                code="no-evidence",
                source=binding.source,
                says=f"measure `{binding.measure}` is bound to `{binding.series}`, of which there is no "
                f"record; {_hint(binding, present)}",
            )


def _hint(binding: MeasureBinding, present: Iterable[Named]) -> str:
    named = tuple(present)
    series = {series for source, series in named if source == binding.source}
    if series:
        return nearest(binding.series, series, f"`{binding.source}` has {len(series)} other series")
    return nearest(
        binding.source, {source for source, _ in named}, "there are no measurements of this source"
    )
