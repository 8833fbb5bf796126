"""Web vitals: beacons of pages, as Google's `web-vitals` and Shopify's App Bridge send them.

A beacon is one metric (`{name, value, id, …}`), a list of them, or an object with a list `metrics` and what
holds for all of them. Shapes: https://github.com/GoogleChrome/web-vitals#metric,
https://shopify.dev/docs/api/app-home/apis/device-and-platform-integration/web-vitals-api
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

from msgspec.structs import replace

from upheld.chrono.instant import DAY, MINUTE, SECOND, Instant
from upheld.collect.bindings import MetricBinding
from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.parcel.parcel import ParcelProblems
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
from upheld.collect.shapes.points import Figures, Point
from upheld.collect.shapes.receiving import received
from upheld.collect.shapes.shape import JSON, TEXT, Received, Reception, Shape

VITALS: Mapping[str, str] = {
    "LCP": "ms",
    "INP": "ms",
    "CLS": "number",
    "FCP": "ms",
    "TTFB": "ms",
    "FID": "ms",
}
"""The metrics there are, and their units."""

MOST_BYTES = 64 * 1024
"""Of a beacon: browsers send no longer ones."""
CLOCK_OFF = "the clock of the page is off, or it was open for more than a day"
_EARLIER, _LATER = DAY, 5 * MINUTE
_ID = re.compile(r"v\d+-(?P<millis>\d{13})-(?P<random>\d{1,20})", re.ASCII)
_METRICS = "metrics"


def _read(body: bytes, reception: Reception) -> Received | ParcelProblems:
    left: Counter[str] = Counter()
    try:
        points = _side_by_side(_points(read_json(bounded(body, MOST_BYTES)), reception, left))
        return received(points, left, _as_bound(reception))
    except UnfitError as unfit:
        return refusal(unfit)


def _points(beacon: object, reception: Reception, left: Counter[str]) -> Iterator[tuple[object, Point]]:
    of_all: Object = {}
    listed, place = beacon, ""
    if isinstance(beacon, dict) and _METRICS in beacon:
        of_all, listed, place = beacon, beacon[_METRICS], f"/{_METRICS}"
    metrics = objects(listed, place) if isinstance(listed, list) else [(place, object_at(listed, place))]
    for here, metric in metrics:
        value = metric.get("value")
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            raise misshapen(f"{here}/value", "a number that is not negative")
        at = _when(metric.get("id"), reception.now)
        if not reception.now - _EARLIER <= at <= reception.now + _LATER:
            left[CLOCK_OFF] += 1
            continue
        name = text_at(metric.get("name"), f"{here}/name")
        labels = {key: text for key, text in {**of_all, **metric}.items() if isinstance(text, str)}
        yield (
            metric.get("id"),
            Point(
                place=here or "/",
                metric=name,
                unit=VITALS.get(name),
                labels=labels,
                at=at,
                figures=Figures(value=Decimal(value)),
            ),
        )


def _when(identity: object, now: Instant) -> Instant:
    """When the page was loaded, which its identity says; it makes the same time each time it is sent.

    Of pages that began in one millisecond it tells most apart, as no two values of a series are of one
    instant.
    """
    text = identity if isinstance(identity, str) else ""
    match = _ID.fullmatch(text)
    if match is not None:
        return Instant(int(match["millis"]) * 1000 + int(match["random"]) % 1000)
    spread = int.from_bytes(sha256(text.encode()).digest()[:8]) % SECOND if text else now % SECOND
    return Instant(now // SECOND * SECOND + spread)


def _side_by_side(told: Iterable[tuple[object, Point]]) -> list[Point]:
    """Keep the last word of each page, and move pages of one instant a microsecond apart."""
    last: dict[tuple[object, ...], Point] = {}
    for number, (identity, point) in enumerate(told):
        last[point.metric, identity if isinstance(identity, str) and identity else number] = point
    taken: set[tuple[str, Instant]] = set()
    points = []
    for point in last.values():
        at = point.at
        while (point.metric, at) in taken:
            at = Instant(at + 1)
        taken.add((point.metric, at))
        points.append(replace(point, at=at))
    return points


def _as_bound(reception: Reception) -> Reception:
    """Take all vitals under their own names, where the bindings of the source name no metrics."""
    source = reception.bindings.source(reception.source)
    if source.metrics:
        return reception
    metrics = tuple(MetricBinding(metric=name, series=name) for name in VITALS)
    sources = {**reception.bindings.sources, source.name: replace(source, metrics=metrics)}
    return replace(reception, bindings=replace(reception.bindings, sources=sources))


SHAPE = Shape(
    takes="web vitals of pages, as `web-vitals` and Shopify App Bridge send them",
    media_types=(TEXT, JSON),
    is_of_its_time=True,
    read=_read,
)
