"""Shapes: what other systems send becomes rows of evidence, all of it or nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.binding_reader import parse_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.holdings import Holding, read_holdings
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes import SHAPES
from upheld.collect.shapes.metric_rows import rounded
from upheld.collect.shapes.shape import Received, Reception
from upheld.collect.units import UNITS
from upheld.evidence.evidence import Table

NOW = parse_instant("2026-03-14T09:30:00.25Z")
MILLIS = NOW // 1000


def bindings_of(metrics: str) -> Bindings:
    text = f"bindings: 1\nsources:\n  gateway:\n    metrics:\n{metrics}"
    bindings, diagnostics = parse_bindings("bindings.yaml", text.encode())
    assert bindings is not None, diagnostics
    return bindings


def take(shape: str, body: Any, metrics: str = "", **parameters: str) -> Received | ParcelProblems:
    reception = Reception(
        source="gateway",
        now=NOW,
        bindings=bindings_of(metrics) if metrics else Bindings(),
        parameters=parameters,
    )
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SHAPES[shape].read(data, reception)


def rows(received: Received | ParcelProblems) -> list[dict[str, str]]:
    """The rows of measurements, without what is the same in all of them."""
    assert isinstance(received, Received), received
    assert received.parcel is not None
    evidence = read_holdings(
        {Table.MEASUREMENTS: [Holding(rows=[row.content for row in received.parcel.rows])]}
    )
    assert evidence.problems == ()
    return [
        {name: text for name, text in row.cells.items() if name != "source"} for row in received.parcel.rows
    ]


def said(received: Received | ParcelProblems) -> str:
    assert isinstance(received, ParcelProblems)
    return str(received.problems[0])


# Web vitals.

LCP = {"name": "LCP", "value": 2345.1000000001, "id": f"v4-{MILLIS - 61_000}-1234567890123"}


def test_a_beacon_of_web_vitals() -> None:
    """A page loaded 61 s ago; the microseconds are the last three digits of its identity."""
    beacon = LCP | {
        "rating": "good",
        "delta": 2345.1,
        "navigationType": "navigate",
        "entries": [],
        "attribution": {},
    }
    assert rows(take("web-vitals", beacon)) == [
        {"series": "LCP", "at": "2026-03-14T09:28:59.250123Z", "value": "2345.1", "unit": "ms"}
    ]


def test_a_beacon_sent_again_is_the_same_row_and_its_last_word_holds() -> None:
    cls = {"name": "CLS", "value": 0.01, "id": LCP["id"]}
    first = take("web-vitals", [LCP, cls])
    again = take("web-vitals", [cls, LCP, cls | {"value": 0.0123456}])
    assert isinstance(first, Received)
    assert isinstance(again, Received)
    assert first.parcel is not None
    assert again.parcel is not None
    assert {row.identity for row in first.parcel.rows} == {row.identity for row in again.parcel.rows}
    assert [row["value"] for row in rows(again)] == ["0.012346", "2345.1"]


def test_the_report_of_app_bridge() -> None:
    metrics = """
      LCP: {series: largest contentful paint, unit: ms, labels: {country: country}}
      INP: {series: interaction to next paint}
"""
    report = {
        "country": "BE",
        "appLoadId": "1",
        "metrics": [LCP, LCP | {"name": "TTFB"}, {"name": "INP", "value": 80, "id": "x"}],
    }
    received = take("web-vitals", report, metrics)
    first, second = rows(received)
    assert (first["series"], first["labels"]) == ("largest contentful paint", "country=BE")
    assert (second["series"], second["value"]) == ("interaction to next paint", "80")
    assert isinstance(received, Received)
    assert received.left_out == {"not among the metrics of its source in bindings.yaml": 1}


def test_pages_of_one_instant_stand_side_by_side() -> None:
    pages = [
        LCP,
        LCP | {"id": LCP["id"].replace("v4-", "v5-")},
        LCP | {"value": 3, "id": str(LCP["id"])[:-3] + "4123"},
    ]
    times = [row["at"] for row in rows(take("web-vitals", pages))]
    assert times == [f"2026-03-14T09:28:59.25012{n}Z" for n in (3, 4, 5)]


def test_a_page_whose_clock_is_off_is_left_out() -> None:
    early = LCP | {"id": f"v4-{MILLIS - 86_400_001}-1000"}
    late = LCP | {"id": f"v4-{MILLIS + 300_001}-1000"}
    kept = LCP | {"id": f"v4-{MILLIS - 86_400_000}-1000"}
    received = take("web-vitals", [early, late, kept])
    assert len(rows(received)) == 1
    assert isinstance(received, Received)
    assert received.left_out == {"the clock of the page is off, or it was open for more than a day": 2}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body: the body is not JSON"),
        (b"[1]", "the body: there is no object at `/0`; send an object there"),
        (b'{"name":"LCP","value":NaN}', "the body: `NaN` is not JSON and no number"),
        (b'{"name":"LCP","value":"5"}', "the body: there is no number that is not negative at `/value`"),
        (b'{"name":"LCP","value":-5}', "the body: there is no number that is not negative at `/value`"),
        (b'{"metrics":[{"value":5}]}', "the body: there is no text at `/metrics/0/name`"),
        (b'{"name":"LCP","name":"INP","value":5}', "the body: the key `name` stands twice"),
        (b'{"name":"LCP","value":1e400}', "row 0 (/): `value`:"),
        (b'{"name":"LCP","value":1e-400}', ""),
        (b'{"name":"LCP","value":1e999999999}', "the body: `1e999999999` is out of any range"),
        (b"[" * 60_000, "the body: the body is nested too deeply"),
        (b'"\xff"', "the body: the body is not UTF-8"),
    ],
)
def test_what_is_no_beacon(body: bytes, reason: str) -> None:
    received = take("web-vitals", body)
    if reason:
        assert said(received).startswith(reason)
    else:
        assert rows(received)[0]["value"] == "0"


def test_a_body_is_no_longer_than_its_shape_needs() -> None:
    for shape, most in (("web-vitals", 64), ("otlp", 4096), ("prometheus", 4096)):
        assert said(take(shape, b" " * (most * 1024 + 1))) == (
            f"the body: the body is longer than {most} KiB; send it in several"
        )
        assert "not JSON" in said(take(shape, b" " * (most * 1024)))


# Prometheus.


def matrix(*result: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"status": "success", "data": {"resultType": "matrix", "result": list(result)} | data}


def test_the_answer_of_a_range_query() -> None:
    answer = matrix(
        {
            "metric": {"__name__": "latency_seconds", "handler": "/api;v1", "pod": "a"},
            "values": [[1773480000, "0.25"], [1773480060.781, "1.5e-1"], [1773480120, "NaN"]],
        }
    )
    metrics = "      latency_seconds: {series: api, unit: s, labels: {route: handler}, over: 1 min}\n"
    received = take("prometheus", answer, metrics)
    assert rows(received) == [
        {
            "series": "api",
            "labels": "route=/api,v1",
            "at": "2026-03-14T09:19:00Z",
            "until": "2026-03-14T09:20:00Z",
            "value": "0.25",
            "unit": "s",
        },
        {
            "series": "api",
            "labels": "route=/api,v1",
            "at": "2026-03-14T09:20:00.781Z",
            "until": "2026-03-14T09:21:00.781Z",
            "value": "0.15",
            "unit": "s",
        },
    ]
    assert isinstance(received, Received)
    assert received.left_out == {"no number was measured": 1}


def test_probes_of_prometheus_become_samples() -> None:
    answer = matrix(
        {"metric": {"instance": "shop", "region": "eu"}, "values": [[1773480000, "1"], [1773480060, "0"]]},
        {"metric": {"instance": "app"}, "values": [[1773480000, "1"]]},
    )
    metrics = "      probe_success: {site: instance, location: region}\n"
    received = take("prometheus", answer, metrics, metric="probe_success")
    assert isinstance(received, Received)
    assert received.samples is not None
    batch = received.samples.batch
    keys = [batch.keys[place] for place in batch.series.tolist()]
    assert keys == [("gateway", "shop", "eu"), ("gateway", "shop", "eu"), ("gateway", "app", "")]
    assert batch.state.tolist() == [0, 2, 0]
    assert batch.at.tolist() == [1773480000_000000, 1773480060_000000, 1773480000_000000]


REFUSED_ANSWERS = [
    ({"status": "error", "error": "too many"}, "the answer is no success: `too many`"),
    (
        {"status": "success", "data": {"resultType": "vector"}},
        "the answer is a vector, and a range query gives",
    ),
    (matrix({"metric": {}, "values": []}), "the series at `/data/result/0` has no name"),
    (matrix({"metric": {"__name__": "m"}, "values": [[1, 2]]}), "there is no time and a value at"),
    (
        matrix({"metric": {"__name__": "m"}, "values": [[1, "+Inf"]]}),
        "`+Inf` at `/data/result/0/values/0` is no",
    ),
    (
        matrix({"metric": {"__name__": "m"}, "values": [[1e30, "1"]]}),
        "the time at `/data/result/0/values/0` lies",
    ),
    (matrix({"metric": {"__name__": "m"}, "histograms": []}), "the series at `/data/result/0` has native"),
    (
        matrix({"metric": {"__name__": "up"}, "values": [[1, "1"]]}),
        "the point at `/data/result/0/values/0` has no",
    ),
    (
        matrix({"metric": {"__name__": "up", "instance": "a"}, "values": [[1, "0.5"]]}),
        "the value at `/data/result/0/values/0` is neither 1 (up) nor 0 (down)",
    ),
]


@pytest.mark.parametrize(("answer", "reason"), REFUSED_ANSWERS, ids=[reason for _, reason in REFUSED_ANSWERS])
def test_an_answer_that_is_refused(answer: dict[str, Any], reason: str) -> None:
    metrics = "      m: {unit: ms}\n      up: {site: instance}\n"
    assert said(take("prometheus", answer, metrics)).startswith(f"the body: {reason}")


def test_series_that_nothing_tells_apart_are_named() -> None:
    answer = matrix(
        {"metric": {"__name__": "m", "pod": "a"}, "values": [[1773480000, "1"]]},
        {"metric": {"__name__": "m", "pod": "b"}, "values": [[1773480000, "2"]]},
    )
    assert said(take("prometheus", answer, "      m: {unit: ms}\n")) == (
        "row 1 (/data/result/1/values/0): `value`: row 0 is the same record, and there it is `1`; "
        "name a label that tells them apart in `labels`"
    )
    assert len(rows(take("prometheus", answer, "      m: {unit: ms, labels: [pod]}\n"))) == 2


# OTLP.


def export(metric: dict[str, Any]) -> dict[str, Any]:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
    return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"scope": {}, "metrics": [metric]}]}]}


def point(**cells: Any) -> dict[str, Any]:
    attributes = [
        {"key": key, "value": {"stringValue": text}} for key, text in cells.pop("labels", {}).items()
    ]
    return {
        "attributes": attributes,
        "startTimeUnixNano": "1773480000000000123",
        "timeUnixNano": 1773480060000000123,
    } | cells


REQUESTS = "      http.server.request.duration: {series: requests, labels: {route: http.route}}\n"


def histogram(*points: dict[str, Any], **data: Any) -> dict[str, Any]:
    return export(
        {
            "name": "http.server.request.duration",
            "unit": "s",
            "histogram": {"aggregationTemporality": 1, "dataPoints": list(points)} | data,
        }
    )


def test_a_histogram_of_otlp_adds_up_over_attributes_that_nobody_asked_for() -> None:
    """Of /cart 3 and 2 requests, by method: 2 + 1 up to 0.1 s, 1 + 0 up to 0.5 s, 0 + 1 beyond."""
    first = {"count": "3", "sum": 0.4000004, "explicitBounds": [0.1, 0.5], "bucketCounts": ["2", "1", "0"]}
    second = {"count": 2, "sum": 1.25, "explicitBounds": [0.1, 0.5], "bucketCounts": [1, 0, 1]}
    body = histogram(
        point(labels={"http.route": "/cart", "method": "GET"}, **first),
        point(labels={"http.route": "/cart", "method": "POST"}, **second),
        point(labels={"http.route": "/"}, **second),
        point(count=0, sum=0, explicitBounds=[0.1], bucketCounts=["0", "0"]),
        point(flags=1),
        aggregationTemporality="AGGREGATION_TEMPORALITY_DELTA",
    )
    received = take("otlp", body, REQUESTS)
    cart, home = rows(received)
    assert cart == {
        "series": "requests",
        "labels": "route=/cart",
        "at": "2026-03-14T09:20:00Z",
        "until": "2026-03-14T09:21:00Z",
        "sum": "1.65",
        "count": "5",
        "histogram": "0.1:3;0.5:4;+Inf:5",
        "unit": "s",
    }
    assert home["histogram"] == "0.1:1;0.5:1;+Inf:2"
    assert isinstance(received, Received)
    assert received.left_out == {"no number was measured": 2}


def test_figures_that_can_not_be_added_are_named() -> None:
    one = {"count": 1, "sum": 1, "explicitBounds": [1], "bucketCounts": [1, 0]}
    for other in (one | {"explicitBounds": [2]}, {"count": 1, "sum": 1}, {"count": 1, "bucketCounts": [1]}):
        received = take("otlp", histogram(point(**one), point(**other)), REQUESTS)
        assert "row 0 is the same record" in said(received)
    both = histogram(point(**one), point(**one))
    both["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].append(
        {"name": "other", "sum": {"aggregationTemporality": 1, "dataPoints": [point(asInt=1)]}}
    )
    assert "row 0 is the same record" in said(
        take("otlp", both, REQUESTS + "      other: {series: requests}\n")
    )


def test_gauges_and_sums_of_otlp() -> None:
    gauge = export({"name": "queue", "unit": "{item}", "gauge": {"dataPoints": [point(asInt="7")]}})
    assert rows(take("otlp", gauge, "      queue: {labels: [service.name]}\n")) == [
        {"series": "queue", "labels": "service.name=shop", "at": "2026-03-14T09:21:00Z", "value": "7"}
    ]
    points = [point(asDouble=1.5, labels={"a": "1"}), point(asDouble=2.25, labels={"a": "2"})]
    counted = export(
        {"name": "n", "sum": {"aggregationTemporality": 1, "isMonotonic": True, "dataPoints": points}}
    )
    assert rows(take("otlp", counted, "      n: {unit: number}\n")) == [
        {
            "series": "n",
            "at": "2026-03-14T09:20:00Z",
            "until": "2026-03-14T09:21:00Z",
            "value": "3.75",
            "unit": "number",
        }
    ]
    level = export({"name": "n", "sum": {"aggregationTemporality": 2, "dataPoints": [point(asInt=-4)]}})
    assert rows(take("otlp", level, "      n: {}\n"))[0]["value"] == "-4"


def test_metrics_that_nobody_asked_for_are_left_out_whatever_they_are() -> None:
    received = take("otlp", export({"name": "cpu", "exponentialHistogram": {}}), REQUESTS)
    assert received == Received(left_out={"not among the metrics of its source in bindings.yaml": 1})
    assert take("otlp", {}, REQUESTS) == Received()


NAME = "http.server.request.duration"
REFUSED_EXPORTS = [
    ([], "there is no object at `/`"),
    ({"resourceMetrics": {}}, "there is no list at `/resourceMetrics`"),
    (export({}), "there is no text at `/resourceMetrics/0/scopeMetrics/0/metrics/0/name`"),
    (export({"name": NAME, "summary": {}}), f"the metric `{NAME}` at"),
    (export({"name": NAME, "unit": "ns", "gauge": {"dataPoints": []}}), f"the metric `{NAME}` at"),
    (histogram(point(count=1), aggregationTemporality=2), f"the metric `{NAME}` at"),
    (histogram(point(count=1.5)), "there is no whole number at"),
    (histogram(point(count=2, explicitBounds=[1], bucketCounts=[1, 0])), "the buckets at"),
    (histogram(point(count=2, explicitBounds=[1, 2], bucketCounts=[1, 1])), "the buckets at"),
    (histogram(point(count=1, sum=1, startTimeUnixNano="0")), "the point at"),
    (histogram(point(count=1, sum=1, timeUnixNano=None)), "there is no whole number at"),
    (histogram(point(count=1, sum=1, timeUnixNano=10**30)), "the time at"),
    (histogram(point(count=1, sum=True)), "there is no finite number at"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED_EXPORTS)
def test_an_export_that_is_refused(body: Any, reason: str) -> None:
    assert said(take("otlp", body, REQUESTS)).startswith(f"the body: {reason}")


def test_what_is_wrong_with_a_point_is_told_with_its_place() -> None:
    good = point(count=1, sum=0.5, labels={"http.route": "/a"})
    backwards = point(count=1, sum=0.5, startTimeUnixNano="1773480060000000999")
    place = "/resourceMetrics/0/scopeMetrics/0/metrics/0/histogram/dataPoints/1"
    assert said(take("otlp", histogram(good, backwards), REQUESTS)).startswith(f"row 1 ({place}): `until`: ")


def test_a_unit_that_two_say_differently() -> None:
    body = histogram(point(count=1, sum=0.5))
    assert "is in s, and bindings.yaml says ms" in said(take("otlp", body, f"      {NAME}: {{unit: ms}}\n"))


# Heartbeats.


def test_a_heartbeat_is_a_sample_of_the_time_it_came() -> None:
    received = take("heartbeat", b"whatever", site="nightly copy", response_us="250")
    assert isinstance(received, Received)
    assert received.samples is not None
    batch = received.samples.batch
    assert batch.keys == (("gateway", "nightly copy", ""),)
    assert (batch.at.tolist(), batch.state.tolist(), batch.response.tolist()) == ([NOW], [0], [250])
    failed = take("heartbeat", b"", site="nightly copy", location="eu", state="down")
    assert isinstance(failed, Received)
    assert failed.samples is not None
    assert failed.samples.batch.state.tolist() == [2]


def test_a_heartbeat_that_is_refused() -> None:
    assert said(take("heartbeat", b"")).startswith("row 0: `site`: the cell is empty")
    assert said(take("heartbeat", b"", site="a", state="alive")).startswith(
        "row 0: `state`: `alive` is none of"
    )
    assert (
        said(take("heartbeat", b"", sit="a"))
        == "the body: `sit`: unknown parameter `sit`; did you mean `site`?"
    )


# Rounding.


@given(st.decimals(-(10**9), 10**9, places=15), st.sampled_from(sorted(UNITS)))
def test_figures_are_rounded_to_whole_smallest_parts(figure: Decimal, unit: str) -> None:
    factor = UNITS[unit].factor
    times = {"min": 60, "h": 3600}.get(unit, 1)
    written = rounded(figure, factor, times)
    parts = Fraction(written) / times * factor
    assert parts.denominator == 1
    assert abs(parts - Fraction(figure) * factor) <= Fraction(1, 2)


BAD_BINDINGS = [
    ("      m: {unit: parsec}\n", "`parsec` is no unit"),
    ("      m: {over: soon}\n", ""),
    ("      m: {over: 0 s}\n", "a value over no time is none"),
    ("      m: {site: a, unit: s}\n", "metric `m` tells the state of sites, and of no series"),
    ("      m: {location: a}\n", "metric `m` has a location without a site"),
    ("      m: {sit: a}\n", "`sit` has no meaning in metric `m`"),
]


@pytest.mark.parametrize(("metrics", "message"), BAD_BINDINGS)
def test_bindings_of_metrics_that_are_refused(metrics: str, message: str) -> None:
    text = f"bindings: 1\nsources:\n  gateway:\n    metrics:\n{metrics}"
    bindings, diagnostics = parse_bindings("bindings.yaml", text.encode())
    assert bindings is None
    assert message in diagnostics[0].message


def test_the_clock_of_a_test_reads_as_it_should() -> None:
    assert format_instant(Instant(1773480000_000000)) == "2026-03-14T09:20:00Z"
