"""Tables of measurements and of aggregates: values of measures, and figures the source worked out itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from upheld.chrono.instant import format_instant
from upheld.chrono.interval import Interval
from upheld.collect.column import SOURCE, Column, Kind
from upheld.collect.decimals import MOST
from upheld.collect.labels import read_labels, why_no_labels
from upheld.collect.problem import Reason, quoted
from upheld.collect.records import Entry
from upheld.collect.register import RecordTable
from upheld.collect.units import SMALLEST, UNITS, Unit, unit_named
from upheld.evidence.measurement import Aggregate, LabelSet

_SERIES = Column(
    name="series", kind=Kind.TEXT, required=True, meaning="what was measured, in the words of the source"
)
_LABELS = Column(
    name="labels",
    kind=Kind.LABELS,
    meaning="what tells its values apart: `route=/product;region=eu-west;load=normal`",
)
_UNIT = Column(
    name="unit",
    kind=Kind.WORD,
    words=tuple(UNITS),
    meaning="of the figures; a plain number where empty",
)

MEASUREMENTS = (
    SOURCE,
    _SERIES,
    _LABELS,
    Column(name="at", kind=Kind.TIME, required=True, meaning="when it was measured, or from when on"),
    Column(name="until", kind=Kind.TIME, meaning="until when; empty where it was measured at one instant"),
    Column(name="value", kind=Kind.NUMBER, meaning="one value"),
    Column(name="sum", kind=Kind.NUMBER, meaning="the sum of several values, with their `count`"),
    Column(name="count", kind=Kind.COUNT, meaning="how many values the sum is of"),
    Column(
        name="histogram",
        kind=Kind.BUCKETS,
        meaning="how many values lie up to each bound, in the unit: `0.1:5;0.5:12;+Inf:12`",
    ),
    _UNIT,
)

AGGREGATES = (
    SOURCE,
    _SERIES,
    _LABELS,
    Column(
        name="statistic",
        kind=Kind.TEXT,
        required=True,
        meaning="what the figure is: `mean`, `p75`, `ratio`, `minimum`, `maximum`, `total`",
    ),
    Column(name="definition", kind=Kind.TEXT, meaning="the vendor's definition, in its words"),
    Column(name="since", kind=Kind.TIME, required=True, meaning="start of the time it is of"),
    Column(name="until", kind=Kind.TIME, required=True, meaning="its end"),
    Column(name="value", kind=Kind.NUMBER, required=True, meaning="the figure"),
    _UNIT,
    Column(name="count", kind=Kind.COUNT, meaning="of how many values it is, where the source says so"),
    Column(name="published_at", kind=Kind.TIME, meaning="when the source published it"),
)


def _aggregate(entry: Entry) -> Aggregate | None:
    interval = entry.interval("since", "until", "time")
    unit = unit_named(entry.text("unit"))
    value, labels = _scaled(entry, unit), _labels(entry)
    entry.follows("published_at", "since")
    if interval is None or value is None or labels is None:
        return None
    return Aggregate(
        measure=entry.known("series"),
        source=entry.known("source"),
        series=entry.known("series"),
        labels=labels,
        statistic=entry.known("statistic"),
        definition=entry.text("definition"),
        interval=Interval(interval.start, interval.end),
        scale=unit.scale,
        value=value,
        count=entry.count("count"),
        published_at=entry.time("published_at"),
    )


def _labels(entry: Entry) -> LabelSet | None:
    text = entry.text("labels") or ""
    if why := why_no_labels(text):
        entry.refuse(*why, "labels")
        return None
    return read_labels(text)


def _scaled(entry: Entry, unit: Unit) -> int | None:
    figure = entry.decimal("value")
    if figure is None:
        return None
    scaled = Fraction(figure) * unit.factor
    if scaled.denominator != 1 or scaled >= MOST:
        entry.refuse(*why_uncounted(figure, unit), "value")
        return None
    if scaled < 0 and not unit.may_be_negative:
        entry.refuse(f"{quoted(f'{figure:f}')} is negative", "no such value can be", "value")
        return None
    return int(scaled)


def why_uncounted(figure: Decimal, unit: Unit) -> Reason:
    """Say why a figure can't be counted in whole smallest units."""
    shown = quoted(f"{figure:f}")
    if (Fraction(figure) * unit.factor).denominator == 1:
        return f"{shown} is too large to be counted in {unit.scale.value}", "check its unit"
    return f"{shown} is finer than {SMALLEST[unit.scale]}", f"round it: it is counted in {unit.scale.value}"


def _spoken(figure: Aggregate) -> str:
    start = format_instant(figure.interval.start)
    return f"the {figure.statistic} of {figure.series} from {start} on"


FIGURES: RecordTable[Aggregate] = RecordTable(read=_aggregate, spoken=_spoken)
"""How the table `aggregates` is read."""
