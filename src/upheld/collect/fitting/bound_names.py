"""Bound names: what `bindings.yaml` names that neither the agreement nor the evidence has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from upheld.agreement.agreement import Agreement
from upheld.agreement.control import Control
from upheld.agreement.objective import Objective
from upheld.agreement.provenance import Place
from upheld.collect.bindings import Bindings
from upheld.collect.folder import FolderReading
from upheld.collect.measures import UnboundSeries
from upheld.collect.problem import nearest
from upheld.evidence.evidence import Evidence
from upheld.language.diagnostic import Code, Diagnostic, in_order
from upheld.language.lines import Lines


def points_of(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """Name the measurement points of an agreement, given on all its plans, in its order.

    Those of its services come first, then those whose probes prove a control.
    """
    all_plans = tuple(agreements)
    named = [point.name for each in all_plans for service in each.services for point in service.points]
    named += [point for each in all_plans for objective in each.objectives for point in _probed(objective)]
    return tuple(dict.fromkeys(named))


def _probed(objective: Objective) -> tuple[str, ...]:
    return objective.indicator.points if isinstance(objective.indicator, Control) else ()


def measures_of(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """Name the measures of an agreement, given on all its plans, in its order."""
    return tuple(dict.fromkeys(measure.name for each in agreements for measure in each.measures))


def unknown_to_agreement(
    bindings: Bindings, agreements: tuple[Agreement, ...], lines: Lines
) -> tuple[Diagnostic, ...]:
    """Report points and measures that the agreement does not have: what is bound to them is not judged.

    A service that takes its points as recorded may have any.
    """
    named_there = any(service.as_recorded for each in agreements for service in each.services)
    points = [] if named_there else [(each.point, each.named_at) for each in bindings.points]
    measures = [(each.measure, each.named_at) for each in bindings.measures]
    return in_order(
        [
            *_unknown("point", points, points_of(agreements), lines),
            *_unknown("measure", measures, measures_of(agreements), lines),
        ]
    )


def without_records(reading: FolderReading, lines: Lines) -> tuple[Diagnostic, ...]:
    """Report bindings to sites and series of which there is no record: they have no effect."""
    evidence, bindings = reading.evidence or Evidence(), reading.bindings
    sites = {(each.source, each.site) for each in evidence.observations if len(each.times)}
    sites |= {(each.source, each.site) for each in reading.unbound}
    series = {(each.source, each.series) for each in evidence.measurements}
    series |= {(each.source, each.series) for each in evidence.aggregates}
    series |= {(each.source, each.series) for each in reading.unbound_series}
    points = ((each.source, each.site, each.place) for each in bindings.points)
    measures = ((each.source, each.series, each.place) for each in bindings.measures)
    return in_order([*_idle("site", points, sites, lines), *_idle("series", measures, series, lines)])


def series_of_no_measure(
    evidence: Evidence, bindings: Bindings, agreements: Iterable[Agreement]
) -> tuple[UnboundSeries, ...]:
    """List the series that are bound to nothing and bear the name of no measure of the agreement."""
    named = {*measures_of(agreements), *(each.measure for each in bindings.measures)}
    records: Counter[tuple[str, str]] = Counter()
    for run in evidence.measurements:
        if run.measure not in named:
            records[run.source, run.series] += len(run.times) + len(run.histograms)
    for figure in evidence.aggregates:
        if figure.measure not in named:
            records[figure.source, figure.series] += 1
    return tuple(
        UnboundSeries(source=source, series=series, records=count)
        for (source, series), count in sorted(records.items())
    )


def _unknown(
    what: str, named: Iterable[tuple[str, Place]], known: tuple[str, ...], lines: Lines
) -> Iterator[Diagnostic]:
    for name, at in named:
        if name not in known:
            message = f"the agreement has no {what} `{name}`"
            remedy = nearest(name, known, f"it has {', '.join(known) or 'none'}")
            yield lines.diagnose(Code.UNKNOWN_NAME, at, message, remedy, width=len(name))


def _idle(
    what: str, bound: Iterable[tuple[str, str, Place]], present: set[tuple[str, str]], lines: Lines
) -> Iterator[Diagnostic]:
    for source, name, at in bound:
        if (source, name) in present:
            continue
        of_source = [known for other, known in present if other == source]
        if of_source:
            message = f"`{source}` has no record of the {what} `{name}`"
            remedy = nearest(name, of_source, f"it has {', '.join(sorted(of_source))}")
        else:
            message = f"there is no record of the source `{source}` bound here"
            remedy = nearest(
                source, {other for other, _ in present}, "add its records, or take the binding out"
            )
        yield lines.diagnose(Code.UNUSED_NAME, at, message, remedy)
