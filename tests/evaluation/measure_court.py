"""A court for measured values: measures, records and judgements in a few words, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec.structs import replace
from uptime_court import HERE, agreement, finding, objective, period

from upheld.agreement.agreement import Agreement
from upheld.agreement.measure import Measure, MeasureUnit
from upheld.agreement.objective import FigureTarget, Objective
from upheld.agreement.statistic import Statistic, Summary
from upheld.chrono.instant import MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Measured, NoData, Reason, Share
from upheld.evaluation.statement import Finding, StatisticRecord
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.measurement import Aggregate, Histogram, Measurements, Scale
from upheld.quantity import Operator, Target, parse_duration, parse_rate, parse_share

MARCH = period("2026-03")
START = MARCH.interval.start
MS = 1000
"""Microseconds in a millisecond."""


def measure(name: str = "latency", **terms: Any) -> Measure:
    defaults: dict[str, Any] = {"name": name, "unit": MeasureUnit.DURATION, "place": HERE}
    return Measure(**(defaults | terms))


def target(text: str) -> FigureTarget:
    """The target of `<= 600 ms`, `< 0.1 %`, `>= 100 Mbps`, `< 0.1`."""
    sign, _, bound = text.partition(" ")
    operator = Operator(sign)
    if bound.endswith("%"):
        return Target(operator, parse_share(bound))
    if "/s" in bound or "bps" in bound:
        return Target(operator, parse_rate(bound))
    if bound[-1].isalpha():
        return Target(operator, parse_duration(bound))
    return Target(operator, Decimal(bound))


def series(
    values: Iterable[int],
    *,
    name: str = "latency",
    every: int = MINUTE,
    start: int = START,
    counts: Sequence[int] | None = None,
    lasting: int = 0,
    scale: Scale = Scale.MICROSECONDS,
    source: str = "monitor",
    labels: dict[str, str] | None = None,
    times: Sequence[int] | None = None,
    histograms: Iterable[Histogram] = (),
) -> Measurements:
    """Records in smallest units, one every so often, each taken at an instant unless it lasts."""
    totals = np.array(list(values), dtype=np.int64)
    at = start + np.arange(len(totals), dtype=np.int64) * every
    if times is not None:
        at = np.array(times, dtype=np.int64)
    return Measurements(
        measure=name,
        source=source,
        series=name,
        labels=tuple(sorted((labels or {}).items())),
        scale=scale,
        times=at,
        ends=at + lasting,
        totals=totals,
        counts=np.ones_like(totals) if counts is None else np.array(counts, dtype=np.int64),
        histograms=tuple(histograms),
    )


def histogram(
    buckets: dict[int | None, int], *, start: int = START, lasting: int = MINUTE, total: int | None = None
) -> Histogram:
    """Upper bounds and how many values lie in each bucket alone."""
    return Histogram(
        interval=Interval(Instant(start), Instant(start + lasting)),
        bounds=tuple(buckets),
        counts=tuple(buckets.values()),
        total=total,
        evidence=f"histogram:{start}",
    )


def aggregate(value: int, statistic: str = "p75", **terms: Any) -> Aggregate:
    defaults: dict[str, Any] = {
        "measure": "latency",
        "source": "monitor",
        "series": "latency",
        "labels": (),
        "statistic": statistic,
        "definition": None,
        "interval": MARCH.interval,
        "scale": Scale.MICROSECONDS,
        "value": value,
    }
    return Aggregate(**(defaults | terms))


def known(*records: Measurements | Aggregate, **more: Any) -> Evidence:
    defaults: dict[str, Any] = {
        "tables": frozenset({Table.MEASUREMENTS, Table.AGGREGATES}),
        "measurements": tuple(each for each in records if isinstance(each, Measurements)),
        "aggregates": tuple(each for each in records if isinstance(each, Aggregate)),
    }
    return Evidence(**(defaults | more))


def promised(
    promise: Statistic, aim: str | None = "<= 600 ms", *, excluding: tuple[str, ...] = (), **terms: Any
) -> Objective:
    """An objective about a statistic."""
    made = objective(name="speed", indicator=promise, target=None, **terms)
    return replace(made, target=None if aim is None else target(aim), excluding=excluding)


def mean(**terms: Any) -> Statistic:
    return Statistic(of="latency", summary=Summary.MEAN, **terms)


def agreed(one: Objective, *measures: Measure, **terms: Any) -> Agreement:
    return agreement(one, measures=measures or (measure(),), **terms)


def judged(promise: Statistic, aim: str | None, *records: Measurements | Aggregate, **terms: Any) -> Finding:
    """The finding on one promise about the plain measure `latency`, in March."""
    return finding(agreed(promised(promise, aim, **terms)), known(*records), MARCH)


def record(found: Finding) -> StatisticRecord:
    assert isinstance(found.record, StatisticRecord)
    return found.record


def value(figure: Any) -> Fraction | str:
    """The figure in smallest units, or why there is none."""
    match figure:
        case Share(share):
            return share
        case Measured(exact, _):
            return exact
        case NoData(why):
            return why
        case other:
            return str(other.value)


def sentences(reason: Reason) -> list[str]:
    """All that a tree of reasons says, from the root on."""
    return [reason.says, *(line for step in reason.because for line in sentences(step))]
