"""The service: samples sent over HTTP, answers, start and memory: `python -m benchmarks service`.

`upheld up` on a new folder with the examples, and two web processes. Two senders with six connections each
send batches of 1,000 samples as NDJSON, made beforehand, and wait for each answer, while the worker sorts: a
check of each of a thousand sites, with a time and a response time of its own. Senders and service share the
two cores. In the end all samples that were acknowledged are sorted, and counted.
"""

from __future__ import annotations

import math
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.row import Row, show
from upheld.chrono.instant import DAY, SECOND, Instant, format_instant
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.manifest import read_manifest

with socket.socket() as _free:
    _free.bind(("127.0.0.1", 0))
    PORT = _free.getsockname()[1]
SENDERS = 2
CONNECTIONS = 6
BATCHES = 240
"""Of each connection."""
SITES = 1000
MILLISECOND = SECOND // 1000
EXAMPLES = Path(__file__).parents[1] / "examples"
MAKE_TOKEN = """
import os, sys
from upheld.runtime.opened import open_service
open_service()
from upheld.store.dossiers import Dossier
from upheld.store.tokens import Token, digest_of, new_token
secret = new_token()
Token.objects.create(name="bench", digest=digest_of(secret), hint=secret[:12], scopes=["evidence:write"],
    dossier=Dossier.objects.create(slug="bench", name="Bench"), made_by="bench", made_at=0, expires_at=2**53)
print(secret)
"""


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "UPHELD_DATA": f"{folder}/data",
            "UPHELD_LISTEN": f"127.0.0.1:{PORT}",
            "UPHELD_ADDRESS": f"http://127.0.0.1:{PORT}",
            "UPHELD_WEB_PROCESSES": "2",
        }
        started = time.perf_counter()
        with Up(environment, Path(folder)) as service:
            usable = time.perf_counter() - started
            time.sleep(20)
            idle, alone = _memory(service.pid), _memory_alone(service.pid)
            secret = subprocess.run(
                [sys.executable, "-c", MAKE_TOKEN],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            before = _processor_time(service.pid)
            sent = _send_all(secret)
            spent = _processor_time(service.pid) - before
            telemetry = Path(folder) / "data" / "telemetry" / "bench"
            sorted_beside = _sorted(telemetry)
            time.sleep(20)
            idle_later, alone_later = _memory(service.pid), _memory_alone(service.pid)
            service.terminate()
            service.wait()
        _sort_all(telemetry)
        if _sorted(telemetry) != len(sent.waits) * SITES:
            raise SystemExit(f"{_sorted(telemetry)} samples are there of {len(sent.waits) * SITES}")
    rows = [
        Row(what="usable, a new folder with the examples", figure=usable, unit="s", asked="<= 30 s"),
        Row(what="memory of all processes when idle (PSS)", figure=idle, unit="MB", asked="<= 300 MB"),
        Row(
            what="the same, each page in full that others use too", figure=alone, unit="MB", asked="<= 300 MB"
        ),
        Row(what="memory 20 s after samples were sent (PSS)", figure=idle_later, unit="MB"),
        Row(what="the same, each page in full that others use too", figure=alone_later, unit="MB"),
        Row(what="samples over HTTP, on disk", figure=sent.rate, unit="samples/s", asked=">= 300,000/s"),
        Row(what="a batch waits, median", figure=float(np.median(sent.waits)) * 1000, unit="ms"),
        Row(
            what="a batch waits, 99th percentile",
            figure=float(np.percentile(sent.waits, 99)) * 1000,
            unit="ms",
        ),
        Row(what="processor time of a batch: the service", figure=spent / len(sent.waits) * 1000, unit="ms"),
        Row(
            what="processor time of a batch: its sender",
            figure=sent.processor_time / len(sent.waits) * 1000,
            unit="ms",
        ),
        Row(
            what="one core of the service takes in",
            figure=len(sent.waits) * SITES / spent,
            unit="samples/s",
        ),
        Row(
            what="sorted by the end of sending, of all that was sent",
            figure=100 * sorted_beside / (len(sent.waits) * SITES),
            unit="%",
        ),
    ]
    show("The service", rows)
    return rows


class Up:
    """`upheld up`, until it is told to stop."""

    def __init__(self, environment: dict[str, str], folder: Path, *, examples: bool = True) -> None:
        self._said = folder / "said"
        with self._said.open("w") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "upheld", "up", *(["--examples", str(EXAMPLES)] if examples else [])],
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> subprocess.Popen[bytes]:
        while "Upheld is at" not in self._said.read_text():
            if self._process.poll() is not None:
                raise SystemExit(self._said.read_text())
            time.sleep(0.05)
        return self._process

    def __exit__(self, *trouble: object) -> None:
        self._process.terminate()
        self._process.wait()


def _memory(parent: int) -> float:
    """Megabytes of a process and all below it, shared pages counted in parts."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in _tree(parent))
    return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) for text in rollups) / 1000  # type: ignore[index]


def _memory_alone(parent: int) -> float:
    """Megabytes of a process and all below it as on a machine that runs nothing else: each page once.

    Needs the right to see where pages lie (root); not a number without it.
    """
    pages = np.unique(np.concatenate([_pages(pid) for pid in _tree(parent)]))
    return len(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6 if len(pages) > 1 else math.nan


def _pages(pid: int) -> np.ndarray:
    """Where the pages of a process lie, as the pagemap of Linux says."""
    size, present, where = os.sysconf("SC_PAGE_SIZE"), np.uint64(1 << 63), np.uint64((1 << 55) - 1)
    found = []
    with Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as entries:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            if line.endswith(("[vsyscall]", "[vvar]", "[vdso]", "[vvar_vclock]")):
                continue
            first, end = (int(each, 16) for each in line.split(" ", 1)[0].split("-"))
            entries.seek(first // size * 8)
            held = np.frombuffer(entries.read((end - first) // size * 8), np.uint64)
            found.append(held[held & present != 0] & where)
    return np.concatenate(found)


def _tree(parent: int) -> list[int]:
    pids, waiting = [], [parent]
    while waiting:
        pid = waiting.pop()
        pids.append(pid)
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        waiting += [int(child) for task in tasks for child in task.read_text().split()]
    return pids


def _processor_time(parent: int) -> float:
    """Seconds that a process and all below it have spent on a processor."""
    ticks = 0
    for pid in _tree(parent):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending."""

    rate: float
    waits: np.ndarray
    processor_time: float
    """Of the senders, seconds."""


def _send_all(secret: str) -> Sent:
    context = get_context("fork")
    ready, results = context.Barrier(SENDERS + 1), context.Queue()
    senders = [context.Process(target=_send, args=(each, secret, ready, results)) for each in range(SENDERS)]
    for each in senders:
        each.start()
    ready.wait()
    started = time.perf_counter()
    told = [results.get() for _ in senders]
    took = time.perf_counter() - started
    for each in senders:
        each.join()
    rate = SENDERS * CONNECTIONS * BATCHES * SITES / took
    return Sent(rate, np.concatenate([waits for waits, _ in told]), sum(spent for _, spent in told))


def _send(sender: int, secret: str, ready: threading.Barrier, results: object) -> None:
    bodies = {
        connection: [_body(sender, connection, number) for number in range(BATCHES)]
        for connection in range(CONNECTIONS)
    }
    waits: list[float] = []
    ready.wait()
    before = time.process_time()
    with ThreadPoolExecutor(CONNECTIONS) as several:
        for each in [several.submit(_through, each, secret) for each in bodies.values()]:
            waits += each.result()
    results.put((np.array(waits), time.process_time() - before))  # type: ignore[attr-defined]


def _through(bodies: list[bytes], secret: str) -> list[float]:
    waits = []
    connection: socket.socket | None = None
    for body in bodies:
        head = (
            f"POST /api/v1/samples HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAuthorization: Bearer {secret}\r\n"
            f"Content-Type: application/x-ndjson\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        if connection is None:
            connection = socket.create_connection(("127.0.0.1", PORT))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(head.encode() + body)
        said = _answer(connection)
        waits.append(time.perf_counter() - started)
        if not said.startswith(b"HTTP/1.1 201 "):
            raise SystemExit(said.decode())
        if b"\r\nconnection: close\r\n" in said.lower():
            connection.close()
            connection = None
    return waits


def _answer(connection: socket.socket) -> bytes:
    """Head and body of an answer."""
    said = b""
    while not (found := re.search(rb"\r\ncontent-length: (\d+)(?=\r\n).*?\r\n\r\n", said, re.I | re.S)) or (
        len(said) < found.end() + int(found[1])
    ):
        more = connection.recv(1 << 16)
        if not more:
            raise SystemExit(f"the service hung up after {said!r}")
        said += more
    return said


def _sorted(folder: Path) -> int:
    return sum(each.rows for each in read_manifest(folder).segments)


def _sort_all(folder: Path) -> None:
    last = Compactor(folder=folder)
    while (done := last.round()) is not None and done.more:
        pass


def _body(sender: int, connection: int, number: int) -> bytes:
    """A check of each site within a second, ten seconds after the last."""
    random = np.random.default_rng([sender, connection, number])
    responses = random.gamma(4, 30_000, SITES).astype(int).tolist()
    moments = (20_513 * DAY + number * 10 * SECOND + random.integers(1, 1000, SITES) * MILLISECOND).tolist()
    states = np.where(random.random(SITES) < 0.0005, "down", "up").tolist()
    return b"\n".join(
        b'{"source":"probe","site":"https://example.com/%d/%d/%d","at":"%s","state":"%s","response_us":%d}'
        % (sender, connection, site, _written(moments[site]), states[site].encode(), responses[site])
        for site in range(SITES)
    )


def _written(moment: int) -> bytes:
    """An instant, to the millisecond."""
    whole = format_instant(Instant(moment - moment % SECOND)).encode().rstrip(b"Z")
    return whole + b".%03dZ" % (moment % SECOND // MILLISECOND)


if __name__ == "__main__":
    main()
