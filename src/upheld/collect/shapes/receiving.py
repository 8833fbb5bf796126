"""Receiving: points of metrics made into rows, as far as the bindings of their source ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from upheld.collect.parcel.parcel import Parcel, ParcelProblems
from upheld.collect.parcel.reader import Cells, parcel_of_cells, records_of_cells
from upheld.collect.parcel.samples import Samples
from upheld.collect.sample_stream import batch_of
from upheld.collect.shapes.metric_rows import measured, named, state
from upheld.collect.shapes.points import NOT_ASKED_FOR, Figures, Point, together
from upheld.collect.shapes.shape import Received, Reception
from upheld.evidence.evidence import Table

_Rows = Sequence[tuple[Point, Mapping[str, str]]]
_SERIES_APART = "name a label that tells them apart in `labels`"
_SITES_APART = "name what tells them apart in `site` or `location`"


def received(
    points: Iterable[Point], left_out: Mapping[str, int], reception: Reception
) -> Received | ParcelProblems:
    """Make rows of points as the bindings of their source say; of all others it is only counted how many."""
    bound = {each.metric: each for each in reception.bindings.source(reception.source).metrics}
    left = dict(left_out)
    series: dict[tuple[object, ...], tuple[Point, dict[str, str]]] = {}
    alone: list[tuple[Point, dict[str, str]]] = []
    states: list[tuple[Point, dict[str, str]]] = []
    for point in points:
        binding = bound.get(point.metric)
        if binding is None:
            left[NOT_ASKED_FOR] = left.get(NOT_ASKED_FOR, 0) + 1
        elif binding.site is not None:
            states.append((point, state(point, binding, reception.source)))
        elif point.figures.add_up:
            cells = named(point, binding, reception.source)
            key = (point.metric, *cells.items(), point.since, point.at, *_form(point.figures))
            known = series.get(key)
            series[key] = (point if known is None else together(known[0], point), cells)
        else:
            alone.append((point, named(point, binding, reception.source)))
    rows = [
        (point, cells | measured(point, bound[point.metric])) for point, cells in (*alone, *series.values())
    ]
    return _taken(rows, states, dict(sorted(left.items())))


def _form(figures: Figures) -> tuple[object, ...]:
    """What two figures must have in common to be added."""
    is_there = (figures.value is not None, figures.total is not None, figures.count is not None)
    return *is_there, figures.bounds, len(figures.buckets)


def _taken(
    rows: _Rows,
    states: _Rows,
    left: Mapping[str, int],
) -> Received | ParcelProblems:
    problems = []
    parcel: Parcel | None = None
    samples: Samples | None = None
    if rows:
        read = parcel_of_cells(Table.MEASUREMENTS, _cells(rows, _SERIES_APART))
        parcel = read if isinstance(read, Parcel) else None
        problems += [read] if isinstance(read, ParcelProblems) else []
    if states:
        taken = records_of_cells(Table.SAMPLES, _cells(states, _SITES_APART))
        if isinstance(taken, ParcelProblems):
            problems.append(taken)
        else:
            samples = Samples(batch=batch_of(taken.records), repeated=taken.repeated)
    if problems:
        return ParcelProblems(
            problems=tuple(problem for each in problems for problem in each.problems),
            unlisted=sum(each.unlisted for each in problems),
        )
    return Received(parcel=parcel, samples=samples, left_out=left)


def _cells(rows: _Rows, told_apart_by: str) -> Cells:
    return Cells(
        rows=[row for _, row in rows], places=[point.place for point, _ in rows], told_apart_by=told_apart_by
    )
