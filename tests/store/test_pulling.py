"""A Prometheus is asked for a span, piece by piece; broken off it goes on, and again it changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import orjson
import pytest
from click.testing import CliRunner, Result

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros, parse_instant
from upheld.cli import program
from upheld.collect.range_query import RangeQuery, ask
from upheld.errors import UnreadableFile, UsageError
from upheld.operations import pulling
from upheld.operations.pulling import Pull, pull, pulled_until
from upheld.operations.receiving import Receipt
from upheld.operations.taking_in import Place
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.records import Record
from upheld.store.sealing import seal_bindings

pytestmark = pytest.mark.django_db
FIRST = parse_instant("2026-03-14T00:00:00Z")
BINDINGS = b"""
bindings: 1
sources:
  prometheus:
    metrics:
      latency: {unit: s, labels: [handler]}
      up: {site: instance}
"""


class Prometheus:
    """What speaks the interface of a Prometheus: each value is the minutes since the beginning."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.tokens: list[str | None] = []
        self.address = ""
        self.fails_at: float | None = None
        self.metric: dict[str, str] = {"__name__": "latency", "handler": "/cart"}

    def answer(self, said: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(said)
        start, end, step = (float(said[name]) for name in ("start", "end", "step"))
        if self.fails_at is not None and start <= self.fails_at <= end:
            return 503, {"status": "error", "error": "query processing is\n overloaded"}
        count = int((end - start) // step) + 1
        if count > 11_000:
            return 400, {"status": "error", "error": "exceeded maximum resolution of 11,000 points"}
        times = [start + number * step for number in range(count)]
        up = self.metric.get("__name__") == "up"
        values = [[at, "1" if up else str((at - FIRST / SECOND) / 60)] for at in times]
        result = [{"metric": self.metric, "values": values}]
        return 200, {"status": "success", "data": {"resultType": "matrix", "result": result}}


@contextmanager
def serving() -> Iterator[Prometheus]:
    prometheus = Prometheus()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            prometheus.tokens.append(self.headers["Authorization"])
            said = {name: each[0] for name, each in parse_qs(body).items()}
            status, content = prometheus.answer(said)
            if self.path != "/under/api/v1/query_range":
                status, content = 302, {}
            sent = orjson.dumps(content)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{prometheus.address}/under/api/v1/query_range")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    prometheus.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield prometheus
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def prometheus() -> Iterator[Prometheus]:
    with serving() as prometheus:
        yield prometheus


@pytest.fixture
def place(dossier: Dossier, tmp_path: Path) -> Iterator[Place]:
    seal_bindings(dossier, BINDINGS, Instant(0))
    intakes = Intakes(tmp_path, floor=0)
    yield Place(dossier, intakes.of(dossier.slug))
    intakes.close()


def wish(prometheus: Prometheus, step: int = MINUTE) -> Pull:
    asked = RangeQuery(address=f"{prometheus.address}/under/", query="latency", step=Micros(step))
    return Pull(asked=asked, source="prometheus", actor="command line")


def pulled(
    place: Place, wanted: Pull, since: int, until: int, each: Callable[[Instant], None] = lambda _: None
) -> list[tuple[int, int, int]]:
    """How many rows each piece added, corrected and repeated."""
    counts = []
    now = Instant(FIRST + DAY)
    pieces = pull(place, wanted, Instant(since), Instant(until), now, lambda *span: ask(wanted.asked, *span))
    for piece in pieces:
        assert isinstance(piece.outcome, Receipt), piece.outcome
        taken = piece.outcome.taken
        counts.append((taken.added, taken.corrected, taken.repeated))
        each(piece.last)
    return counts


def test_a_span_is_taken_in_pieces_at_whole_steps(place: Place, prometheus: Prometheus) -> None:
    # from half past the first minute until noon: 720 minutes, of which the first is left out
    counts = pulled(place, wish(prometheus), FIRST + 30 * SECOND, FIRST + 12 * HOUR)
    assert counts == [(500, 0, 0), (219, 0, 0)]
    start = FIRST // SECOND
    asked = [(each["start"], each["end"], each["step"]) for each in prometheus.asked]
    assert asked == [
        (str(start + 60), str(start + 500 * 60), "60"),
        (str(start + 501 * 60), str(start + 719 * 60), "60"),
    ]
    row = orjson.loads(bytes(Record.objects.order_by("pk")[0].content or b""))
    assert (row["series"], row["value"], row["labels"]) == ("latency", "1", "handler=/cart")


def test_the_same_again_changes_nothing_and_what_became_otherwise_is_a_correction(
    place: Place, prometheus: Prometheus
) -> None:
    span = (FIRST, FIRST + HOUR)
    assert pulled(place, wish(prometheus), *span) == [(60, 0, 0)]
    assert pulled(place, wish(prometheus), *span) == [(0, 0, 60)]
    # by other pieces, too
    assert pulled(place, wish(prometheus), FIRST + 30 * MINUTE, FIRST + 90 * MINUTE) == [(30, 0, 30)]
    assert Record.objects.filter(superseded_by=None).count() == 90


def test_what_is_broken_off_keeps_what_was_taken(place: Place, prometheus: Prometheus) -> None:
    wanted = wish(prometheus)
    prometheus.fails_at = FIRST / SECOND + 600 * 60
    with pytest.raises(UnreadableFile, match="answered 503: query processing is overloaded"):
        pulled(place, wanted, FIRST, FIRST + 12 * HOUR)
    assert Record.objects.count() == 500
    prometheus.fails_at = None
    assert pulled(place, wanted, FIRST + 500 * MINUTE, FIRST + 12 * HOUR) == [(220, 0, 0)]


def test_an_answer_that_is_too_long_is_asked_for_in_smaller_pieces(
    place: Place, prometheus: Prometheus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_ROWS", 16)
    assert pulled(place, wish(prometheus), FIRST, FIRST + HOUR) == [(15, 0, 0)] * 4


def test_probes_become_samples(place: Place, prometheus: Prometheus) -> None:
    prometheus.metric = {"__name__": "up", "instance": "web-1", "job": "node"}
    assert pulled(place, wish(prometheus), FIRST, FIRST + HOUR) == [(60, 0, 0)]
    assert pulled(place, wish(prometheus), FIRST, FIRST + HOUR) == [(0, 0, 60)]
    assert not Record.objects.exists()


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(prometheus: Prometheus) -> None:
    asked = RangeQuery(address=prometheus.address, query="up", step=Micros(MINUTE), token="secret")
    with pytest.raises(UnreadableFile, match="answered 302"):
        ask(asked, FIRST, FIRST)
    assert prometheus.tokens == ["Bearer secret"]


def test_nobody_who_answers_is_told_of() -> None:
    with serving() as gone:
        address = gone.address
    with pytest.raises(UnreadableFile, match="gives no answer"):
        ask(RangeQuery(address=address, query="up", step=Micros(MINUTE)), FIRST, FIRST)


@pytest.mark.parametrize(
    "address", ["host:9090", "ftp://host", "http://", "http://me:word@host", "http://host/?a=b"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        RangeQuery(address=address, query="up", step=Micros(MINUTE))


def test_the_command_goes_on_where_it_was(
    place: Place, prometheus: Prometheus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "upheld.sqlite3").touch()  # where records are embedded, that there are some
    (tmp_path / "token").write_text("secret\n")
    monkeypatch.setenv("UPHELD_DATA", str(tmp_path))
    monkeypatch.setenv("UPHELD_DISK_FLOOR", "1")

    def run(*more: str) -> Result:
        words = [
            "pull",
            "prometheus",
            f"{prometheus.address}/under",
            "--query",
            "latency",
            "--into",
            "hosting",
        ]
        return CliRunner().invoke(program, [*words, "--source", "prometheus", *more])

    assert isinstance(run().exception, UsageError)  # from when on is not known yet
    prometheus.fails_at = FIRST / SECOND + 600 * 60
    span = ("--from", "2026-03-14T00:00:00Z", "--until", "2026-03-14T12:00:00Z")
    broken = run(*span)
    assert isinstance(broken.exception, UnreadableFile)
    assert "2026-03-14T00:00:00Z to 2026-03-14T08:19:00Z: 500 added, 0 corrected, 0 repeated" in broken.output
    prometheus.fails_at = None
    went_on = run(*span, "--token-file", str(tmp_path / "token"))
    assert went_on.exit_code == 0, went_on.output
    assert "220 added in 1 pieces, until 2026-03-14T12:00:00Z" in went_on.output
    assert prometheus.tokens[-1] == "Bearer secret"
    asked = RangeQuery(address=f"{prometheus.address}/under", query="latency", step=Micros(MINUTE))
    known = Pull(asked=asked, source="prometheus", actor="command line")
    assert pulled_until(tmp_path, "hosting", known) == FIRST + 12 * HOUR
    assert "0 added in 0 pieces" in run(*span).output
    assert "0 added in 2 pieces" in run(*span, "--again").output
    assert isinstance(run("--from", "2026-03-14T00:00:00Z", "--into", "none").exception, UsageError)
