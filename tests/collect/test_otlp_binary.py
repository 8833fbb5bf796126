"""OTLP in its binary encoding: read as the same in JSON would be."""

from __future__ import annotations

import base64
import struct
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_shapes import NOW, bindings_of, rows, said

from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes import SHAPES
from upheld.collect.shapes.shape import PROTOBUF, Received, Reception

REQUEST = base64.b64decode(
    "Co8GCikKFgoMc2VydmljZS5uYW1lEgYKBHNob3AKDwoEdGFncxIHKgUKAwoBeBLhBQoMCgppby5leGFtcGxlEtEDChxodHRw"
    "LnNlcnZlci5yZXF1ZXN0LmR1cmF0aW9uEghEdXJhdGlvbhoBc0qjAwrNARF7gELoqaqcGBl72Ingt6qcGCEDAAAAAAAAAClF"
    "wxhHm5nZPzIYAgAAAAAAAAABAAAAAAAAAAAAAAAAAAAAOhCamZmZmZm5PwAAAAAAAOA/QhIRACxm5LCqnBgZMzMzMzMz0z9K"
    "FQoKaHR0cC5yb3V0ZRIHCgUvY2FydEocChNodHRwLnJlcXVlc3QubWV0aG9kEgUKA0dFVEogChlodHRwLnJlc3BvbnNlLnN0"
    "YXR1c19jb2RlEgMYyAFZexSuR+F6hD9hZmZmZmZm5j8KzgERe4BC6KmqnBgZe9iJ4LeqnBghAgAAAAAAAAApAAAAAAAA9D8y"
    "GAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAADoQmpmZmZmZuT8AAAAAAADgP0ISEQAsZuSwqpwYGTMzMzMzM9M/ShUKCmh0dHAu"
    "cm91dGUSBwoFL2NhcnRKHQoTaHR0cC5yZXF1ZXN0Lm1ldGhvZBIGCgRQT1NUSiAKGWh0dHAucmVzcG9uc2Uuc3RhdHVzX2Nv"
    "ZGUSAxjIAVl7FK5H4XqEP2FmZmZmZmbmPxABEn8KBXF1ZXVlGgZ7aXRlbX0qbgpLGQDYieC3qpwYMfn/////////Og0KB2R1"
    "cmFibGUSAhABOhEKBGxvYWQSCSGamZmZmZm5PzoVCgZvZmZzZXQSCxj7//////////8BChIZAKIkHLiqnBghAAAAAAAA+H8K"
    "CxkAbL9XuKqcGEABEikKBGpvYnM6IQobEQCAQuipqpwYGQDYieC3qpwYIQAAAAAAAClAEAIYARIUCgNleHBSDQoLIQEAAAAA"
    "AAAAMAYSEgoDc3VtWgsKCSEBAAAAAAAAABonaHR0cHM6Ly9vcGVudGVsZW1ldHJ5LmlvL3NjaGVtYXMvMS4yNy4w"
)
"""A request as the library opentelemetry-proto 1.45 wrote it, with protobuf 7: a histogram of two points with
exemplars, a gauge of three (-7, NaN, none recorded), a cumulative counter, an exponential histogram and
a summary."""

ROUTES = (
    "      http.server.request.duration:\n"
    "        {series: requests, labels: {route: http.route, code: http.response.status_code}}\n"
)


def take(body: bytes, metrics: str = ROUTES) -> Received | ParcelProblems:
    reception = Reception(source="gateway", now=NOW, bindings=bindings_of(metrics), media_type=PROTOBUF)
    return SHAPES["otlp"].read(body, reception)


def test_a_request_of_the_library_is_read() -> None:
    """3 + 2 requests: 2 + 1 up to 0.1 s, 1 + 0 up to 0.5 s, 0 + 1 beyond; 0.4000004 + 1.25 s in all."""
    received = take(REQUEST, ROUTES + "      queue: {labels: [durable, load, offset, service.name, tags]}\n")
    queue, requests = rows(received)
    assert requests == {
        "series": "requests",
        "labels": "code=200;route=/cart",
        "at": "2026-03-14T09:20:00Z",
        "until": "2026-03-14T09:21:00Z",
        "sum": "1.65",
        "count": "5",
        "histogram": "0.1:3;0.5:4;+Inf:5",
        "unit": "s",
    }
    assert queue == {
        "series": "queue",
        "labels": "durable=true;load=0.1;offset=-5;service.name=shop",
        "at": "2026-03-14T09:21:00Z",
        "value": "-7",
    }
    assert isinstance(received, Received)
    assert received.left_out == {
        "no number was measured": 2,
        "not among the metrics of its source in bindings.yaml": 3,
    }


METRICS = "/resourceMetrics/0/scopeMetrics/0/metrics"


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ("jobs", f"`{METRICS}/2/sum/dataPoints/0` counts since its sender began"),
        ("exp", f"`{METRICS}/3` is no gauge, sum or histogram"),
        ("sum", f"`{METRICS}/4` is no gauge, sum or histogram"),
    ],
)
def test_metrics_of_the_library_that_are_refused(metric: str, reason: str) -> None:
    assert said(take(REQUEST, f"      {metric}: {{}}\n")).startswith(
        f"the body: the metric `{metric}` at {reason}"
    )


def field(number: int, data: bytes) -> bytes:
    """A field of bytes, of a length that fits in one."""
    return bytes([number << 3 | 2, len(data)]) + data


def test_fields_that_are_not_known_are_skipped() -> None:
    unknown = (
        bytes([15 << 3 | 1])
        + bytes(8)
        + bytes([15 << 3 | 5])
        + bytes(4)
        + bytes([15 << 3, 0xFF, 1])
        + field(14, b"x")
    )
    assert take(unknown + REQUEST + unknown) == take(REQUEST)


def gauge(value: float) -> bytes:
    when = bytes([3 << 3 | 1]) + struct.pack("<Q", 1773480060000000000)
    point = when + bytes([4 << 3 | 1]) + struct.pack("<d", value)
    metric = field(1, b"level") + field(5, field(1, point))
    return field(1, field(2, field(2, metric)))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(10.0**9), max_value=10.0**9))
def test_a_double_is_the_decimal_it_is_printed_as(value: float) -> None:
    (row,) = rows(take(gauge(value), "      level: {}\n"))
    assert abs(Decimal(row["value"]) - Decimal(repr(value))) <= Decimal("0.0000005")


def test_what_is_not_finite() -> None:
    assert take(gauge(float("nan")), "      level: {}\n") == Received(left_out={"no number was measured": 1})
    assert "there is no finite number at" in said(take(gauge(float("-inf")), "      level: {}\n"))


DAMAGED = [
    b"\x0a",
    b"\x0a\x05ab",
    b"\xff" * 11,
    b"\x0b",
    b"\x00\x00",
    b"\x08\x01",
    field(1, field(2, field(2, field(1, b"\xff")))),
    field(1, field(2, field(2, bytes([1 << 3, 1])))),
]


@pytest.mark.parametrize("body", DAMAGED)
def test_a_body_that_is_none(body: bytes) -> None:
    assert said(take(body)) == (
        "the body: the body is not protocol buffers; send it as application/x-protobuf says, or in JSON"
    )


@settings(max_examples=500, deadline=None)
@given(
    place=st.integers(0, len(REQUEST) - 1),
    scrap=st.binary(max_size=12),
    gone=st.integers(0, 40),
    end=st.integers(0, 3),
)
def test_a_damaged_body_is_read_or_refused(place: int, scrap: bytes, gone: int, end: int) -> None:
    damaged = REQUEST[:place] + scrap + REQUEST[place + gone :]
    metrics = ROUTES + "      queue: {}\n      level: {site: a}\n"
    assert isinstance(take(damaged[: len(damaged) - end], metrics), Received | ParcelProblems)
