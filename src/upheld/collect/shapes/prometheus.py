"""Prometheus: the answer of a range query (`/api/v1/query_range`), a matrix of series.

Shape: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.problem import quoted
from upheld.collect.shapes.json_body import Object, bounded, misshapen, object_at, objects, read_json, refusal
from upheld.collect.shapes.points import NOT_MEASURED, Figures, Point, instant
from upheld.collect.shapes.receiving import received
from upheld.collect.shapes.shape import Received, Reception, Shape

_NAME = "__name__"
_METRIC = "metric"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SECOND = Decimal(10) ** 6


def _read(body: bytes, reception: Reception) -> Received | ParcelProblems:
    left: Counter[str] = Counter()
    try:
        points = list(_points(read_json(bounded(body)), reception, left))
        return received(points, left, reception)
    except UnfitError as unfit:
        return refusal(unfit)


def _points(answer: object, reception: Reception, left: Counter[str]) -> Iterator[Point]:
    whole = object_at(answer, "")
    if whole.get("status") != "success":
        said = whole.get("error") or whole.get("status") or "nothing"
        raise UnfitError(
            f"the answer is no success: {quoted(str(said))}", "send the answer of a query that worked"
        )
    data = object_at(whole.get("data"), "/data")
    if data.get("resultType") != "matrix":
        raise UnfitError(
            f"the answer is a {data.get('resultType')}, and a range query gives a matrix",
            "ask /api/v1/query_range",
        )
    for place, series in objects(data.get("result"), "/data/result"):
        metric = object_at(series.get("metric"), f"{place}/metric")
        labels = {name: text for name, text in metric.items() if isinstance(text, str)}
        name = labels.pop(_NAME, None) or reception.parameters.get(_METRIC)
        if name is None:
            raise UnfitError(
                f"the series at {quoted(place)} has no name, as results of functions have none",
                f"say what it is in the parameter `{_METRIC}`",
            )
        if "histograms" in series:
            raise UnfitError(
                f"the series at {quoted(place)} has native histograms",
                "ask for a quantile, or for a sum and count",
            )
        yield from _values(series, name, labels, place, left)


def _values(
    series: Object, name: str, labels: dict[str, str], place: str, left: Counter[str]
) -> Iterator[Point]:
    values = series.get("values")
    if not isinstance(values, list):
        raise misshapen(f"{place}/values", "a list")
    for n, pair in enumerate(values):
        here = f"{place}/values/{n}"
        match pair:
            case [int() | Decimal() as at, str() as text] if not isinstance(at, bool):
                value = _value(text, here)
            case _:
                raise misshapen(here, "a time and a value")
        if value is None:
            left[NOT_MEASURED] += 1
            continue
        yield Point(
            place=here,
            metric=name,
            labels=labels,
            at=instant(Decimal(at) * _SECOND, here),
            figures=Figures(value=value),
        )


def _value(text: str, place: str) -> Decimal | None:
    if text in ("NaN", "+NaN", "-NaN"):
        return None
    if not _NUMBER.fullmatch(text):
        raise UnfitError(
            f"{quoted(text)} at {quoted(place)} is no finite number", "ask for what can be measured"
        )
    return Decimal(text)


SHAPE = Shape(
    takes="the answer of a range query: a matrix",
    parameters={_METRIC: "the name of series that have none, as results of functions have none"},
    read=_read,
)
