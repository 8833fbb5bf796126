"""A month closed in the service, and writes beside it: `python -m benchmarks closings`.

The evidence of `benchmarks.statements` in the records, and two real workers, whose live state is as evidence
has it when the closing begins. It is closed twice, by itself and while the web process is sent a ticket five
times a second; how long each took is told by the records, from when it was asked for until all statements
were set down. On SQLite, and on PostgreSQL where `DATABASE_URL` names one
(`tools/with-postgresql .venv/bin/python -m benchmarks closings`).
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from benchmarks.row import Row, show
from benchmarks.statements import CUSTOMERS, make

PORT = 18_081
WORKERS = 2
BETWEEN_WRITES = 0.2
_OPEN = "from upheld.runtime.opened import open_service\nopen_service()\n"
_TOKEN = f"""{_OPEN}
from upheld.store.dossiers import Dossier
from upheld.store.tokens import Token, digest_of, new_token
secret = new_token()
Token.objects.create(name="bench", digest=digest_of(secret), hint=secret[:12], scopes=["evidence:write"],
    dossier=Dossier.objects.get(slug="bench"), made_by="bench", made_at=0, expires_at=2**53)
print(secret)
"""
_SETTLED = f"""{_OPEN}
import time
from upheld.store.ledger import LedgerHead
from upheld.store.live import LiveBook
while not LiveBook.objects.filter(known_at__gte=LedgerHead.objects.get().sequence).exists():
    time.sleep(0.5)
"""
_WAIT = f"""{_OPEN}
import time
from upheld.store.closings import Closing
while (closing := Closing.objects.latest("pk")).stage == "judging":
    time.sleep(0.2)
print(closing.stage, closing.judged, (closing.ready_at - closing.begun_at) / 1e6)
"""


def main(customers: int = CUSTOMERS) -> list[Row]:
    """Measure, print and return the rows."""
    kind, asked = ("PostgreSQL", 50) if os.environ.get("DATABASE_URL") else ("SQLite", 250)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        make(folder, customers)
        environment = os.environ | {
            "UPHELD_DATA": f"{folder}/data",
            "UPHELD_LISTEN": f"127.0.0.1:{PORT}",
            "UPHELD_ADDRESS": f"http://127.0.0.1:{PORT}",
            "UPHELD_DISK_FLOOR": "0",
        }
        (folder / "data").mkdir()
        _upheld(environment, "migrate")
        evidence = ["--evidence", f"{folder}/evidence", "--slug", "bench"]
        _upheld(environment, "enrol", f"{folder}/agreement.yaml", *evidence)
        secret = _program(environment, _TOKEN).strip()
        commands = [["web"], *[["worker"]] * WORKERS]
        processes = [_started(environment, folder, number, each) for number, each in enumerate(commands)]
        try:
            _until_it_answers()
            settling = time.perf_counter()
            _program(environment, _SETTLED)
            settled = time.perf_counter() - settling
            alone, used_alone = _closed(environment, processes, customers)
            _upheld(environment, "closing", "decline", "1", "--why", "measured")
            waits: list[float] = []
            over = threading.Event()
            writer = threading.Thread(target=_write, args=(secret, customers, waits, over))
            writer.start()
            beside, used_beside = _closed(environment, processes, customers)
            over.set()
            writer.join()
        finally:
            for each in processes:
                each.terminate()
            for each in processes:
                each.wait()
    rows = [
        Row(what="live state from nothing, before it", figure=settled, unit="s"),
        Row(what=f"{customers:,} statements, {kind}", figure=alone, unit="s", asked="<= 60 s"),
        Row(what="seconds of processor they took", figure=used_alone, unit="s"),
        Row(what=f"the same beside writes, {kind}", figure=beside, unit="s", asked="<= 60 s"),
        Row(what="seconds of processor of it all", figure=used_beside, unit="s"),
        Row(what=f"writes beside it, median, {kind}", figure=float(np.median(waits)) * 1000, unit="ms"),
        Row(
            what=f"writes beside it, 99th percentile, {kind}",
            figure=float(np.percentile(waits, 99)) * 1000,
            unit="ms",
            asked=f"<= {asked} ms",
        ),
    ]
    show("A month closed in the service", rows)
    return rows


def _closed(
    environment: dict[str, str], processes: list[subprocess.Popen[bytes]], customers: int
) -> tuple[float, float]:
    """Close the month: seconds by the clock, and of processor."""
    before = sum(_cpu(each.pid) for each in processes)
    _upheld(environment, "closing", "begin", "bench", "2026-03")
    stage, judged, took = _program(environment, _WAIT).split()
    if (stage, judged) != ("ready", str(customers)):
        raise SystemExit(f"the closing is {stage}, with {judged} judged")
    return float(took), sum(_cpu(each.pid) for each in processes) - before


def _upheld(environment: dict[str, str], *words: str) -> None:
    done = [sys.executable, "-m", "upheld", *words]
    subprocess.run(done, env=environment, check=True, stdout=subprocess.DEVNULL)


def _program(environment: dict[str, str], text: str) -> str:
    asked = [sys.executable, "-c", text]
    return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout


def _started(
    environment: dict[str, str], folder: Path, number: int, words: list[str]
) -> subprocess.Popen[bytes]:
    with (folder / f"told-{number}").open("w") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "upheld", *words], env=environment, stdout=told, stderr=told
        )


def _until_it_answers() -> None:
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)


def _write(secret: str, customers: int, waits: list[float], over: threading.Event) -> None:
    """Send tickets of one customer after the other until it is over."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson"}
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    number = 0
    while not over.wait(BETWEEN_WRITES):
        number += 1
        whose = f"customer {number % customers}"
        row = (
            f'{{"source":"desk","ticket":"bench {number}","customer":"{whose}",'
            '"opened_at":"2026-04-02T10:00:00Z"}'
        )
        started = time.perf_counter()
        connection.request("POST", "/api/v1/tickets", row.encode(), headers)
        answer = connection.getresponse()
        said = answer.read()
        waits.append(time.perf_counter() - started)
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {said.decode()}")


def _cpu(pid: int) -> float:
    """Seconds of processor that a process and those below it have taken."""
    pids, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        pids.append(each)
        tasks = Path(f"/proc/{each}/task").glob("*/children")
        waiting += [int(child) for task in tasks for child in task.read_text().split()]
    ticks = 0
    for each in pids:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
