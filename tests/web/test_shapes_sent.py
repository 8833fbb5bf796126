"""What other systems send in shapes of their own, over HTTP, and what they are answered."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from visitors import token

from upheld.chrono.instant import parse_instant
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.records import Record
from upheld.store.roles import Scope
from upheld.store.sealing import seal_bindings
from upheld.web.api import shapes

BINDINGS = b"""
bindings: 1
sources:
  gateway:
    metrics:
      latency: {unit: s}
      probe_success: {site: instance}
"""
PROTOBUF = "application/x-protobuf"
NANOS = 1_773_480_000_000_000_000


@pytest.fixture
def writer(dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    intakes = Intakes(tmp_path, floor=0)
    monkeypatch.setattr(shapes, "INTAKES", intakes)
    seal_bindings(dossier, BINDINGS, parse_instant("2026-03-14T09:30:00Z"))
    yield token(Scope.EVIDENCE_WRITE, dossier=dossier)
    intakes.close()


def post(
    secret: str, address: str, body: object, form: str = "application/json", **headers: str
) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    return Client(HTTP_HOST="127.0.0.1").post(
        address, content, content_type=form, HTTP_AUTHORIZATION=f"Bearer {secret}", **given
    )


def matrix(*values: tuple[str, str]) -> dict[str, object]:
    result = [
        {"metric": {"__name__": name, "instance": "shop"}, "values": [[1773480000, value]]}
        for name, value in values
    ]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}}


def test_the_answer_of_a_range_query_is_taken(writer: str) -> None:
    body = matrix(("latency", "0.25"), ("probe_success", "1"), ("cpu", "3"))
    answer = post(writer, "/api/v1/from/prometheus?source=gateway", body)
    assert answer.status_code == 201
    said = orjson.loads(answer.content)
    assert (said["added"], said["left_out"]) == (
        2,
        {"not among the metrics of its source in bindings.yaml": 1},
    )
    again = post(writer, "/api/v1/from/prometheus?source=gateway", body)
    assert (again.status_code, orjson.loads(again.content)["is_repetition"]) == (200, True)


def test_a_key_makes_a_body_known(writer: str) -> None:
    address = "/api/v1/from/heartbeat?source=cron&site=copy"
    answers = [post(writer, address, b"", idempotency_key="march").status_code for _ in range(2)]
    assert answers == [201, 200]


@pytest.mark.parametrize(
    ("address", "form", "status", "words"),
    [
        ("prometheus", "application/json", 400, "say who sends it"),
        ("prometheus?source=gateway&colour=red", "application/json", 400, "there is no parameter `colour`"),
        ("prometheus?source=gateway&metrics=x", "application/json", 400, "did you mean `metric`"),
        ("prometheus?source=gateway", "text/csv", 415, "application/json"),
        ("prometheus?source=gateway&dossier=other", "application/json", 400, "there is no dossier"),
        ("web-vitals?source=gateway", "application/x-protobuf", 415, "text/plain or application/json"),
        ("prometheus?source=gateway", "application/json", 422, "nothing was recorded"),
    ],
)
def test_what_can_not_be_read_is_refused(
    writer: str, address: str, form: str, status: int, words: str
) -> None:
    answer = post(writer, f"/api/v1/from/{address}", b"{}", form)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert words in orjson.loads(answer.content)["detail"]
    assert not Record.objects.exists()


def export(*names: str, points: int = 1) -> dict[str, object]:
    metrics = [
        {
            "name": name,
            "unit": "s",
            "gauge": {
                "dataPoints": [
                    {"timeUnixNano": str(NANOS + n * 10**9), "asDouble": 0.25} for n in range(points)
                ]
            },
        }
        for name in names
    ]
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": metrics}]}]}


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def binary(*names: str) -> bytes:
    point = b"\x19" + struct.pack("<Q", NANOS) + b"\x21" + struct.pack("<d", 0.25)
    metrics = b"".join(
        field(2, field(1, name.encode()) + field(3, b"s") + field(5, field(1, point))) for name in names
    )
    return field(1, field(2, metrics))


def test_an_export_in_json_is_answered_in_json(writer: str) -> None:
    answer = post(writer, "/v1/metrics?source=gateway", export("latency"))
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/json", b"{}")
    assert Record.objects.count() == 1
    again = post(writer, "/v1/metrics?source=gateway", export("latency"))
    assert (again.status_code, again.content) == (200, b"{}")
    part = post(writer, "/v1/metrics?source=gateway", export("latency", "cpu", points=3))
    said = orjson.loads(part.content)["partialSuccess"]
    assert said["rejectedDataPoints"] == "3"
    assert said["errorMessage"] == "3 left out: not among the metrics of its source in bindings.yaml"


def test_an_export_in_protobuf_is_answered_in_protobuf(writer: str) -> None:
    packed = gzip.compress(binary("latency"))
    answer = post(writer, "/v1/metrics?source=gateway", packed, PROTOBUF, content_encoding="gzip")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, PROTOBUF, b"")
    assert Record.objects.count() == 1
    part = post(writer, "/v1/metrics?source=gateway", binary("latency", "cpu"), PROTOBUF)
    words = b"1 left out: not among the metrics of its source in bindings.yaml"
    assert part.content == field(1, b"\x08\x01" + field(2, words))


def test_an_export_that_can_not_be_read_is_refused_as_its_protocol_has_it(writer: str) -> None:
    refused = post(writer, "/v1/metrics?source=gateway", b"\xff\xff", PROTOBUF)
    assert (refused.status_code, refused["Content-Type"]) == (400, PROTOBUF)
    assert refused.content.startswith(b"\x08\x03\x12")
    said = orjson.loads(post(writer, "/v1/metrics?source=gateway", b"[]").content)
    assert said["code"] == 3
    assert "there is no object" in said["message"]
    assert post(writer, "/v1/metrics", export("latency")).status_code == 400
    assert post(writer, "/v1/metrics?source=gateway", b"x", "text/plain").status_code == 415
    reader = token(Scope.EVIDENCE_READ)
    assert post(reader, "/v1/metrics?source=gateway", export("latency")).status_code == 403
