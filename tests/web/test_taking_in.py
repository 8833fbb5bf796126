"""Evidence sent by programs: taken all or not at all, once however often it is sent, by tokens for that."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from msgspec.structs import replace
from visitors import token

from upheld.operations.compacting import Compactors, telemetry_of
from upheld.operations.verifying import verify_all
from upheld.runtime.intakes import Intakes
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.holding import rows_known
from upheld.store.ledger import LedgerEntry
from upheld.store.records import Batch, Record
from upheld.store.roles import Scope
from upheld.store.verification import Fault
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.manifest import MANIFEST, publish, read_manifest
from upheld.web.api import body as bodies
from upheld.web.api import evidence

NDJSON = "application/x-ndjson"
NOTICE = {"source": "desk", "notice": "1", "kind": "report", "sent_at": "2026-03-01T10:00:00Z"}
SAMPLE = {"source": "probe", "site": "web", "at": "2026-03-01T10:00:00Z", "state": "up"}


@pytest.fixture
def writer(dossier: Dossier) -> str:
    return token(Scope.EVIDENCE_WRITE, dossier=dossier)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    intakes = Intakes(tmp_path, floor=0)
    monkeypatch.setattr(evidence, "INTAKES", intakes)
    yield tmp_path
    intakes.close()


def send(
    secret: str, table: str, content: object, *, form: str = "application/json", **headers: str
) -> HttpResponse:
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    given = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    client = Client(HTTP_HOST="127.0.0.1")
    return client.post(
        f"/api/v1/{table}", body, content_type=form, HTTP_AUTHORIZATION=f"Bearer {secret}", **given
    )


def said(answer: HttpResponse) -> dict[str, object]:
    content: dict[str, object] = orjson.loads(answer.content)
    return content


def test_rows_are_recorded_and_told_of(dossier: Dossier, writer: str) -> None:
    answer = send(writer, "notices", [NOTICE, {**NOTICE, "notice": "2"}])
    assert answer.status_code == 201
    assert said(answer) == {"added": 2, "corrected": 0, "repeated": 0, "ledger": 2, "is_repetition": False}
    assert [len(held.rows) for held in rows_known(dossier)] == [2]
    batch = Batch.objects.get()
    assert batch.actor.startswith("token ")


def test_a_batch_sent_again_changes_nothing(writer: str) -> None:
    first = send(writer, "notices", [NOTICE], idempotency_key="march")
    again = send(writer, "notices", [NOTICE], idempotency_key="march")
    assert (first.status_code, again.status_code) == (201, 200)
    assert said(again)["ledger"] == said(first)["ledger"]
    other = send(writer, "notices", [{**NOTICE, "notice": "2"}], idempotency_key="march")
    assert other.status_code == 409
    assert "stands for another batch" in str(said(other)["detail"])
    assert Record.objects.count() == 1


def test_a_correction_is_told_as_one(writer: str) -> None:
    send(writer, "notices", [NOTICE])
    answer = send(writer, "notices", [{**NOTICE, "kind": "incident"}])
    assert (said(answer)["added"], said(answer)["corrected"]) == (0, 1)


def test_every_bad_row_is_named_and_none_is_kept(writer: str) -> None:
    rows = [NOTICE, {**NOTICE, "notice": "2", "sent_at": "2026-03-01 10:00"}, {**NOTICE, "colour": "red"}]
    answer = send(writer, "notices", rows)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    errors = said(answer)["errors"]
    assert isinstance(errors, list)
    assert [(each["row"], each["field"]) for each in errors] == [(1, "sent_at"), (2, None)]
    assert "colour" in errors[1]["reason"]
    assert not Record.objects.exists()
    assert not LedgerEntry.objects.exists()


TICKET = {"source": "desk", "ticket": "T-1", "opened_at": "2026-03-01T10:00:00Z"}
EVENT = {
    "source": "desk",
    "ticket": "T-1",
    "actor": "agent",
    "event": "resolved",
    "at": "2026-03-01T11:00:00Z",
}
FEE = {
    "source": "bank",
    "fee": "1",
    "customer": "Ada",
    "amount": "5",
    "currency": "EUR",
    "since": TICKET["opened_at"],
}


def test_rows_that_can_not_be_beside_what_is_kept_are_refused(writer: str) -> None:
    assert send(writer, "ticket-events", [EVENT]).status_code == 422
    assert send(writer, "tickets", [TICKET]).status_code == 201
    assert send(writer, "ticket-events", [EVENT]).status_code == 201
    paused = {**EVENT, "event": "paused", "at": "2026-03-01T12:00:00Z"}
    refused = send(writer, "ticket-events", [paused])
    assert refused.status_code == 422
    errors = said(refused)["errors"]
    assert isinstance(errors, list)
    assert "ticket T-1 waits from 2026-03-01T12:00:00Z on, and was resolved at" in errors[0]["reason"]
    assert errors[0]["row"] == 0
    assert send(writer, "tickets", [{**TICKET, "opened_at": "2026-03-01T11:30:00Z"}]).status_code == 422
    assert send(writer, "fees", [FEE]).status_code == 201
    assert send(writer, "fees", [{**FEE, "fee": "2"}]).status_code == 422
    assert send(writer, "fees", [{**FEE, "fee": "2", "customer": "Bob"}]).status_code == 201
    assert Record.objects.count() == 4


def test_states_of_another_time_are_no_neighbours(writer: str) -> None:
    state = {"source": "m", "site": "s", "at": "2026-03-01T10:00:00Z", "until": "2026-03-01T12:00:00Z"}
    assert send(writer, "states", [{**state, "state": "up"}]).status_code == 201
    later = {**state, "at": "2026-03-01T12:00:00Z", "until": "2026-03-01T13:00:00Z", "state": "down"}
    assert send(writer, "states", [later]).status_code == 201
    within = {**state, "at": "2026-03-01T11:00:00Z", "state": "down"}
    assert send(writer, "states", [within]).status_code == 422


def test_a_batch_sent_again_is_not_held_against_what_corrected_it(writer: str) -> None:
    first = send(writer, "fees", [FEE], idempotency_key="first")
    ended = {**FEE, "until": "2026-03-02T00:00:00Z"}
    assert send(writer, "fees", [ended, {**FEE, "fee": "2", "since": ended["until"]}]).status_code == 201
    again = send(writer, "fees", [FEE], idempotency_key="first")
    assert (first.status_code, again.status_code) == (201, 200)


def test_lines_and_gzip_are_read(writer: str) -> None:
    lines = b"\n".join(orjson.dumps({**NOTICE, "notice": str(number)}) for number in range(3))
    answer = send(writer, "notices", gzip.compress(lines), form=NDJSON, content_encoding="gzip")
    assert (answer.status_code, said(answer)["added"]) == (201, 3)


def test_no_rows_say_that_a_table_is_kept(dossier: Dossier, writer: str) -> None:
    assert send(writer, "ticket-events", []).status_code == 201
    assert list(dossier.tables.values_list("table", flat=True)) == ["ticket_events"]


@pytest.mark.parametrize(
    ("content", "headers", "form", "status", "words"),
    [
        (b"[]", {}, "text/csv", 415, "application/x-ndjson or application/json"),
        (b"[]", {"content_encoding": "br"}, "application/json", 415, "gzip"),
        (b"[]", {"content_encoding": "gzip"}, "application/json", 400, "is not"),
        (
            gzip.compress(b"[]", mtime=0)[:-4],
            {"content_encoding": "gzip"},
            "application/json",
            400,
            "not all",
        ),
        (
            gzip.compress(b"[]", mtime=0) + b"x",
            {"content_encoding": "gzip"},
            "application/json",
            400,
            "not all",
        ),
        (b"[]", {"idempotency_key": "x" * 151}, "application/json", 400, "1 to 150 characters"),
        (b"{", {}, "application/json", 422, "nothing was recorded"),
        (b"\xff", {}, NDJSON, 422, "nothing was recorded"),
    ],
)
def test_what_can_not_be_read_is_refused(
    writer: str, content: bytes, headers: dict[str, str], form: str, status: int, words: str
) -> None:
    answer = send(writer, "notices", content, form=form, **headers)
    assert answer.status_code == status
    assert words in str(said(answer)["detail"])


def test_a_small_body_that_unpacks_to_a_large_one_is_refused(
    writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_BYTES", 1000)
    packed = gzip.compress(b" " * 100_000)
    assert len(packed) < 1000
    assert send(writer, "notices", packed, content_encoding="gzip").status_code == 413
    assert send(writer, "notices", b" " * 1001).status_code == 413


def test_tokens_open_what_they_are_for(dossier: Dossier, customer: Customer) -> None:
    other = Dossier.objects.create(slug="other", name="Other")
    reader = token(Scope.EVIDENCE_READ, dossier=dossier)
    expired = token(Scope.EVIDENCE_WRITE, dossier=dossier, expires_at=1)
    assert send(reader, "notices", [NOTICE]).status_code == 403
    assert send(expired, "notices", [NOTICE]).status_code == 401
    assert send("upheld_unknown", "notices", [NOTICE]).status_code == 401
    for_one = token(Scope.EVIDENCE_WRITE, dossier=dossier)
    assert send(for_one, f"notices?dossier={other.slug}", [NOTICE]).status_code == 400
    for_all = token(Scope.EVIDENCE_WRITE)
    refused = send(for_all, "notices", [NOTICE])
    assert "name the one that is meant" in str(said(refused)["detail"])
    assert send(for_all, f"notices?dossier={other.slug}", [NOTICE]).status_code == 201
    assert not Record.objects.filter(dossier=dossier).exists()


def test_a_session_opens_nothing_here(client: Client, dossier: Dossier) -> None:
    assert client.post("/api/v1/notices", b"[]", content_type="application/json").status_code == 401
    assert client.get("/api/v1/notices").status_code == 401


def test_samples_are_on_disk_and_enter_the_ledger_sorted(dossier: Dossier, writer: str, data: Path) -> None:
    samples = [{**SAMPLE, "at": f"2026-03-01T10:{minute:02}:00Z"} for minute in range(30)]
    answer = send(writer, "samples", samples, idempotency_key="a")
    assert (answer.status_code, said(answer)["added"]) == (201, 30)
    again = send(writer, "samples", samples, idempotency_key="a")
    assert (again.status_code, said(again)["added"], said(again)["repeated"]) == (200, 0, 30)
    assert send(writer, "samples", samples[:2], idempotency_key="a").status_code == 409
    with open_holdings(telemetry_of(data, dossier.slug)) as holdings:
        assert sum(len(day.late or ()) for day in holdings.days) == 30


def test_bad_samples_are_named(writer: str, data: Path) -> None:
    answer = send(writer, "samples", [SAMPLE, {**SAMPLE, "state": "sideways"}])
    assert answer.status_code == 422
    assert said(answer)["errors"][0]["row"] == 1  # type: ignore[index]


def test_compaction_puts_segments_into_the_ledger_once(dossier: Dossier, writer: str, data: Path) -> None:
    send(writer, "samples", [SAMPLE])
    compactors = Compactors(data)
    for _ in range(2):
        compactors.compact_all(1_000_000)
    entries = LedgerEntry.objects.filter(kind="segment")
    assert [entry.subject for entry in entries] == ["1 samples in hosting"]


def test_files_of_samples_are_held_against_the_ledger(dossier: Dossier, writer: str, data: Path) -> None:
    folder = telemetry_of(data, dossier.slug)
    compactors = Compactors(data)
    for minute in range(5):
        send(writer, "samples", [{**SAMPLE, "at": f"2026-03-01T10:{minute:02}:00Z"}])
        compactors.compact_all(1_000_000 + minute)
    manifest = read_manifest(folder)
    assert len(manifest.segments) < 5
    assert verify_all(data).faults == ()
    file = folder / manifest.segments[-1].file
    data_of_file = file.read_bytes()
    file.write_bytes(data_of_file[:-1] + b"?")
    last = LedgerEntry.objects.filter(kind="segment").order_by("sequence").last()
    assert last is not None
    assert verify_all(data).faults == (Fault(last.sequence, f"{file} is not what was recorded"),)
    file.write_bytes(data_of_file)
    publish(folder, replace(manifest, segments=manifest.segments[:-1]))
    (fault,) = verify_all(data).faults
    assert fault.says == f"{file} counts no more, and nothing took its place"
    publish(folder, replace(manifest, segments=(replace(manifest.segments[0], file="segments/x"),)))
    says = [fault.says for fault in verify_all(data).faults]
    assert f"{folder / 'segments/x'} counts, and stands in no entry" in says
    (folder / MANIFEST).write_text("{")
    (fault,) = verify_all(data).faults
    assert "is damaged" in fault.says
