"""OTLP/HTTP metrics: an export of OpenTelemetry, in either of its encodings.

Shape: https://opentelemetry.io/docs/specs/otlp/#otlphttp, `ExportMetricsServiceRequest` of
opentelemetry-proto 1. Keys and fields that are not named here are left alone, as the specification asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from upheld.chrono.instant import Instant
from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.problem import quoted
from upheld.collect.shapes.json_body import (
    Object,
    bounded,
    misshapen,
    object_at,
    objects,
    read_json,
    refusal,
    text_at,
)
from upheld.collect.shapes.otlp_messages import REQUEST
from upheld.collect.shapes.points import NOT_ASKED_FOR, NOT_MEASURED, Figures, Point, instant
from upheld.collect.shapes.receiving import received
from upheld.collect.shapes.shape import JSON, PROTOBUF, Received, Reception, Shape
from upheld.collect.shapes.wire import read_message

_UNITS = {
    "us": "us",
    "ms": "ms",
    "s": "s",
    "min": "min",
    "h": "h",
    "%": "%",
    "1": "number",
    "bit/s": "bit/s",
    "By/s": "B/s",
    "kBy/s": "kB/s",
    "MBy/s": "MB/s",
    "GBy/s": "GB/s",
}
"""UCUM -> our word."""

_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_NO_VALUE = 1
"""Bit of `flags`: no value was recorded."""
_DELTA = (1, "AGGREGATION_TEMPORALITY_DELTA")
_TO_DELTA = (
    "let the sender export deltas: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta, or the processor "
    "`cumulativetodelta` of the collector"
)


def _read(body: bytes, reception: Reception) -> Received | ParcelProblems:
    try:
        is_binary = reception.media_type == PROTOBUF
        return _request(
            read_message(bounded(body), REQUEST) if is_binary else read_json(bounded(body)), reception
        )
    except UnfitError as unfit:
        return refusal(unfit)


def _request(request: object, reception: Reception) -> Received | ParcelProblems:
    left: Counter[str] = Counter()
    asked_for = frozenset(each.metric for each in reception.bindings.source(reception.source).metrics)
    points: list[Point] = []
    for place, metric, attributes in _metrics(object_at(request, "")):
        name = text_at(metric.get("name"), f"{place}/name")
        if name in asked_for:
            points += _points(metric, name, attributes, place, left)
        else:
            left[NOT_ASKED_FOR] += _how_many(metric)
    return received(points, left, reception)


def _metrics(request: Object) -> Iterator[tuple[str, Object, Mapping[str, str]]]:
    for place, resource in objects(request.get("resourceMetrics"), "/resourceMetrics"):
        of = object_at(resource.get("resource") or {}, f"{place}/resource")
        attributes = _attributes(of, f"{place}/resource")
        for within, scope in objects(resource.get("scopeMetrics"), f"{place}/scopeMetrics"):
            for here, metric in objects(scope.get("metrics"), f"{within}/metrics"):
                yield here, metric, attributes


def _how_many(metric: Object) -> int:
    """How many points a metric has that nobody asked for; whether they can be read plays no part."""
    kinds = (metric.get(kind) for kind in (*_KINDS, "exponentialHistogram", "summary"))
    points = (kind.get("dataPoints") for kind in kinds if isinstance(kind, dict))
    return sum(len(each) for each in points if isinstance(each, list)) or 1


def _points(
    metric: Object, name: str, attributes: Mapping[str, str], place: str, left: Counter[str]
) -> Iterator[Point]:
    kind = next((kind for kind in _KINDS if kind in metric), None)
    if kind is None:
        raise UnfitError(
            f"the metric `{name}` at {quoted(place)} is no gauge, sum or histogram",
            "leave it out of the `metrics` of its source in bindings.yaml, or export it as one of these",
        )
    data = object_at(metric[kind], f"{place}/{kind}")
    reader, unit = _KINDS[kind], _unit(metric, name, place)
    for here, point in objects(data.get("dataPoints"), f"{place}/{kind}/dataPoints"):
        if _integer(point.get("flags", 0), f"{here}/flags") & _NO_VALUE:
            left[NOT_MEASURED] += 1
            continue
        figures, lasts = reader(data, point, name, here)
        if figures is None:
            left[NOT_MEASURED] += 1
            continue
        yield Point(
            place=here,
            metric=name,
            unit=unit,
            labels={**attributes, **_attributes(point, here)},
            since=_since(point, here) if lasts else None,
            at=_time(point, "timeUnixNano", here),
            figures=figures,
        )


_Read = tuple[Figures | None, bool]
"""Figures, nothing where there are none; and whether they are of a stretch of time."""


def _gauge(data: Object, point: Object, name: str, place: str) -> _Read:
    value = _number(point, place)
    return (None if value is None else Figures(value=value)), False


def _sum(data: Object, point: Object, name: str, place: str) -> _Read:
    value = _number(point, place)
    if data.get("aggregationTemporality") in _DELTA:
        return (None if value is None else Figures(value=value, add_up=True)), True
    if data.get("isMonotonic"):
        raise UnfitError(f"the metric `{name}` at {quoted(place)} counts since its sender began", _TO_DELTA)
    return (None if value is None else Figures(value=value)), False


def _histogram(data: Object, point: Object, name: str, place: str) -> _Read:
    if data.get("aggregationTemporality") not in _DELTA:
        raise UnfitError(f"the metric `{name}` at {quoted(place)} counts since its sender began", _TO_DELTA)
    count = _integer(point.get("count", 0), f"{place}/count")
    if count == 0:
        return None, True
    bounds = [_decimal(each, f"{place}/explicitBounds") for each in _listed(point, "explicitBounds", place)]
    buckets = [_integer(each, f"{place}/bucketCounts") for each in _listed(point, "bucketCounts", place)]
    if buckets and (len(buckets) != len(bounds) + 1 or sum(buckets) != count):
        raise UnfitError(
            f"the buckets at {quoted(place)} do not go with their bounds or count",
            "send as many bounds as buckets, less one, and counts that add up",
        )
    total = _decimal(point["sum"], f"{place}/sum") if "sum" in point else None
    if total is None and not buckets:
        return None, True
    figures = Figures(total=total, count=count, bounds=tuple(bounds), buckets=tuple(buckets), add_up=True)
    return figures, True


_KINDS: Mapping[str, Callable[[Object, Object, str, str], _Read]] = {
    "gauge": _gauge,
    "sum": _sum,
    "histogram": _histogram,
}


def _number(point: Object, place: str) -> Decimal | None:
    if "asInt" in point:
        return Decimal(_integer(point["asInt"], f"{place}/asInt"))
    if point.get("asDouble") == "NaN":
        return None
    return _decimal(point.get("asDouble"), f"{place}/asDouble")


def _decimal(value: object, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise misshapen(place, "a finite number")
    return Decimal(value)


def _integer(value: object, place: str) -> int:
    """Read a whole number, which may be written as text, as numbers of 64 bits are."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise misshapen(place, "a whole number")
    return value


def _listed(point: Object, key: str, place: str) -> Sequence[object]:
    values = point.get(key) or []
    if not isinstance(values, list):
        raise misshapen(f"{place}/{key}", "a list")
    return values


def _time(point: Object, key: str, place: str) -> Instant:
    nanos = _integer(point.get(key), f"{place}/{key}")
    return instant(Decimal(nanos) / 1000, f"{place}/{key}")


def _since(point: Object, place: str) -> Instant:
    since = _time(point, "startTimeUnixNano", place)
    if since == 0:
        raise UnfitError(f"the point at {quoted(place)} does not say since when it counts", _TO_DELTA)
    return since


def _unit(metric: Object, name: str, place: str) -> str | None:
    """Our word for the unit of a metric; absent where it has none, or counts things (`{request}`)."""
    written = metric.get("unit") or ""
    if not isinstance(written, str):
        raise misshapen(f"{place}/unit", "a text")
    if written and not written.startswith("{") and written not in _UNITS:
        raise UnfitError(
            f"the metric `{name}` at {quoted(place)} is in {quoted(written)}, and that is none of "
            f"{', '.join(_UNITS)}",
            "let the sender export it in one of these",
        )
    return _UNITS.get(written)


def _attributes(of: Object, place: str) -> dict[str, str]:
    """Attributes as labels; those that hold lists or mappings are none."""
    found = {}
    for here, attribute in objects(of.get("attributes"), f"{place}/attributes"):
        key = text_at(attribute.get("key"), f"{here}/key")
        text = _label(object_at(attribute.get("value") or {}, f"{here}/value"))
        if text is not None:
            found[key] = text
    return found


def _label(value: Object) -> str | None:
    match value:
        case {"stringValue": str() as text}:
            return text
        case {"boolValue": bool() as truth}:
            return "true" if truth else "false"
        case {"intValue": int() | str() as number}:
            return str(number)
        case {"doubleValue": int() | Decimal() as number}:
            return str(number)
    return None


SHAPE = Shape(
    takes="metrics of OpenTelemetry over OTLP/HTTP: gauges, sums and histograms",
    media_types=(PROTOBUF, JSON),
    read=_read,
)
