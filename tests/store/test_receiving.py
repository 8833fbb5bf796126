"""What other systems send is recorded as rows and samples, once however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from upheld.chrono.instant import MINUTE, Instant, parse_instant
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes import SHAPES
from upheld.operations.receiving import Posting, Receipt, receive
from upheld.operations.standing import evidence_in_store
from upheld.operations.taking_in import Place
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.keeping import tables_kept
from upheld.store.sealing import seal_bindings

NOW = parse_instant("2026-03-14T09:30:00Z")
BINDINGS = b"""
bindings: 1
sources:
  gateway:
    metrics:
      latency: {unit: s}
      probe_success: {site: instance}
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(dossier: Dossier, tmp_path: Path) -> Iterator[Place]:
    intakes = Intakes(tmp_path, floor=0)
    yield Place(dossier, intakes.of(dossier.slug))
    intakes.close()


def post(
    place: Place, shape: str, body: object, *, now: int = NOW, key: str | None = None, **asked: str
) -> Receipt:
    posting = Posting(
        shape=SHAPES[shape],
        source="gateway",
        body=orjson.dumps(body),
        media_type="application/json",
        parameters=asked,
        key=key,
        actor="token 1",
    )
    received = receive(place, posting, Instant(now))
    assert isinstance(received, Receipt), received
    return received


def answer(*values: tuple[str, str]) -> dict[str, object]:
    result = [
        {"metric": {"__name__": name, "instance": "shop"}, "values": [[1773480000, value]]}
        for name, value in values
    ]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}}


def test_rows_and_samples_of_one_body(place: Place) -> None:
    seal_bindings(place.dossier, BINDINGS, NOW)
    body = answer(("latency", "0.25"), ("probe_success", "1"), ("cpu", "3"))
    first = post(place, "prometheus", body)
    assert (first.taken.added, first.taken.repeated) == (2, 0)
    assert first.left_out == {"not among the metrics of its source in bindings.yaml": 1}
    assert tables_kept(place.dossier) == {"measurements", "samples"}
    again = post(place, "prometheus", body)
    assert (again.taken.added, again.taken.repeated, again.taken.is_repetition) == (0, 2, True)
    evidence = evidence_in_store(place.dossier).evidence
    assert evidence is not None
    (latency,) = evidence.measurements
    assert latency.totals.tolist() == [250_000]


def test_without_bindings_nothing_is_asked_for_but_web_vitals(place: Place) -> None:
    assert post(place, "prometheus", answer(("latency", "1"))).taken.added == 0
    page = {"name": "LCP", "value": 1200, "id": f"v4-{NOW // 1000}-1234567890123"}
    assert post(place, "web-vitals", page).taken.added == 1
    again = post(place, "web-vitals", page, now=NOW + MINUTE)
    assert (again.taken.added, again.taken.repeated) == (0, 1)
    corrected = post(place, "web-vitals", page | {"value": 1300})
    assert (corrected.taken.added, corrected.taken.corrected) == (0, 1)


def test_heartbeats_are_told_apart_by_their_time(place: Place) -> None:
    beats = [post(place, "heartbeat", None, now=NOW + n * MINUTE, site="copy").taken.added for n in (0, 1, 1)]
    assert beats == [1, 1, 0]


def test_a_key_makes_a_body_known(place: Place) -> None:
    assert post(place, "heartbeat", None, key="a", site="copy").taken.added == 1
    assert post(place, "heartbeat", None, key="a", site="copy").taken.is_repetition


def test_what_can_not_be_read_is_refused(place: Place) -> None:
    posting = Posting(
        shape=SHAPES["otlp"], source="gateway", body=b"[]", media_type="application/json", actor="token 1"
    )
    assert isinstance(receive(place, posting, NOW), ParcelProblems)
    assert tables_kept(place.dossier) == set()
