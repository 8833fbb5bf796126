"""A large store: pages, answers and writes where there is much: `python -m benchmarks large`.

10,000 points probed from three locations, with a day of samples, a check of each a minute; 5,000 customers
and 1,000,000 tickets; another 5,000 customers with 20,000 open tickets, which come to 40,000 clocks, and to
alarms, and with four months closed. Every page and every answer of the table of routes is asked for, with
what lists can be narrowed by: one request at a time, then 25 a second, as they happen to come, and then as
many as four who ask can get; times are the server's own, by the clock, as its log tells them. Then rows are
recorded one by one, by themselves and beside a closing.
`DATABASE_URL` names a PostgreSQL database, SQLite is used otherwise; `LARGE` a folder that is filled
once and used again
"""

from __future__ import annotations

import csv
import http.client
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.large_store import CUSTOMERS
from benchmarks.row import Row, show
from benchmarks.service import PORT, Up
from benchmarks.statements import make
from upheld.chrono.instant import HOUR, Instant, format_instant

TICKETS = int(os.environ.get("TICKETS", 1_000_000))
OPEN = int(os.environ.get("OPEN_TICKETS", 20_000))
ASKED = int(os.environ.get("ASKED", 100))
"""How often each route is asked for at least, and each of its addresses twice."""
A_SECOND = 25
"""So many requests come, where they come as it happens."""
PROCESSES = 2
WRITTEN = 120
CLOSED = ("2026-01", "2026-02", "2026-03", "2026-05")
BESIDE = "2026-04"
"""The month that is closed beside the writes."""
WORST = 10
SHOWN_ABOVE = 50
"""Milliseconds."""


class Asked(NamedTuple):
    """An address, its route, and with what it is asked for."""

    route: str
    address: str
    headers: dict[str, str]


def main() -> list[Row]:
    """Measure, print and return the rows."""
    kept = os.environ.get("LARGE")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.mkdir(exist_ok=True)
        environment = os.environ | {
            "UPHELD_DATA": f"{folder}/data",
            "UPHELD_LISTEN": f"127.0.0.1:{PORT}",
            "UPHELD_ADDRESS": f"http://127.0.0.1:{PORT}",
            "UPHELD_LIMITS": "reads=1000000 sent=1000000",
            "UPHELD_WEB_PROCESSES": str(PROCESSES),
        }
        begun = time.perf_counter()
        if not (work / "filled").exists():
            _fill(environment, work)
        filled = time.perf_counter() - begun
        said = json.loads((work / "filled").read_text())
        with Up(environment, work, examples=False):
            log = work / "said"
            begun = time.perf_counter()
            _decline_last(environment)
            _settle(environment)
            settled = time.perf_counter() - begun
            every = _addresses(environment, said)
            if os.environ.get("ONLY"):
                every = [each for each in every if each.route in os.environ["ONLY"].split(",")]
            alone = _times(log, _ask_all(_mixed(every), 1))
            apace = _times(log, _ask_at(_mixed(every)[: A_SECOND * 100]))
            together = _times(log, _ask_all(_mixed(every), 4))
            rows = [
                Row(
                    what=f"filled: {TICKETS:,} tickets, a day of samples and the rest",
                    figure=filled,
                    unit="s",
                ),
                Row(what="until clocks and alarms were there, or known anew", figure=settled, unit="s"),
                *_reads(alone, "one request at a time"),
                *_reads(apace, f"{A_SECOND} a second"),
                *_reads(together, "as many as four get", asked=""),
            ]
            if not os.environ.get("ONLY"):
                rows += _writes(environment, log, said["token"])
    show("A large store", rows)
    return rows


def _fill(environment: dict[str, str], work: Path) -> None:
    """Fill a store, and close some months of those whose tickets are open."""
    make(work, CUSTOMERS)
    now = time.time_ns() // 1000
    with (work / "evidence" / "tickets.csv").open("a") as file:
        rows = csv.writer(file, lineterminator="\n")
        for n in range(OPEN):
            at = format_instant(Instant(now - n * 10 * 24 * HOUR // OPEN))
            rows.writerow(("desk", f"O-{n}", f"customer {n * 7919 % CUSTOMERS}", at))
    _run(environment, "-m", "upheld", "migrate")
    told = _run(environment, "-m", "benchmarks.large_store", "fill", str(TICKETS))
    files = ["--evidence", str(work / "evidence"), "--slug", "closed"]
    _run(environment, "-m", "upheld", "enrol", str(work / "agreement.yaml"), *files)
    with Up(environment, work, examples=False):
        for month in CLOSED:
            _run(environment, "-m", "upheld", "closing", "begin", "closed", month)
            while "judging" in _run(environment, "-m", "upheld", "closing", "list"):
                time.sleep(2)
    (work / "filled").write_text(told)


def _settle(environment: dict[str, str]) -> None:
    """Wait until clocks and alarms are there, and no more come."""
    before: list[int] = []
    while True:
        found = [int(each) for each in _run(environment, "-m", "benchmarks.large_store", "settled").split()]
        clocks, _, alarms = found
        if found == before and clocks >= OPEN and alarms:
            return
        before = found
        time.sleep(15)


def _addresses(environment: dict[str, str], said: dict[str, str]) -> list[Asked]:
    headers = {
        "token": {"Authorization": f"Bearer {said['token']}"},
        "agent": {"Authorization": f"Bearer {said['agent']}"},
        "session": {"Cookie": f"session={said['session']}"},
    }
    told = json.loads(_run(environment, "-m", "benchmarks.large_store", "addresses"))
    return [Asked(route, address, headers[who]) for route, address, who in told]


def _reads(times: dict[str, list[float]], how: str, asked: str = f"<= {SHOWN_ABOVE} ms") -> list[Row]:
    """The median and the 99th percentile of all, and of the routes that take longest."""
    every = [each for several in times.values() for each in several]
    p99 = {route: float(np.percentile(several, 99)) for route, several in times.items()}
    slow = sum(each > SHOWN_ABOVE for each in p99.values())
    rows = [
        Row(
            what=f"{how}, {len(every):,} requests of {len(p99)} routes: median",
            figure=np.median(every),
            unit="ms",
        ),
        Row(what=f"{how}: 99th percentile", figure=np.percentile(every, 99), unit="ms", asked=asked),
        Row(
            what=f"{how}: routes with a 99th percentile above {SHOWN_ABOVE} ms",
            figure=slow,
            unit="",
            asked=asked and "0",
        ),
    ]
    for route in sorted(p99, key=p99.__getitem__, reverse=True)[:WORST]:
        median = f"median {np.median(times[route]):.1f}"
        rows.append(
            Row(
                what=f"{how}: {route}, 99th percentile",
                figure=p99[route],
                unit="ms",
                asked=asked,
                beside=median,
            )
        )
    return rows


def _writes(environment: dict[str, str], log: Path, secret: str) -> list[Row]:
    alone = _p99(log, _write(secret, f"alone {time.time_ns()}"))
    _run(environment, "-m", "upheld", "closing", "begin", "closed", BESIDE)
    beside = _p99(log, _write(secret, f"beside {time.time_ns()}"))
    most = "<= 50 ms" if environment.get("DATABASE_URL") else "<= 250 ms"
    return [
        Row(what=f"{route}: one row, 99th percentile{where}", figure=figure, unit="ms", asked=most)
        for where, times in (("", alone), (", beside a closing", beside))
        for route, figure in sorted(times.items())
    ]


def _decline_last(environment: dict[str, str]) -> None:
    """Have the closing of an earlier run out of the way, in a store that is used again."""
    while True:
        listed = _run(environment, "-m", "upheld", "closing", "list").splitlines()
        left = [each.split() for each in listed if each.split()[1:3] == ["closed", BESIDE]]
        if not left or left[0][3] == "given":
            return
        if left[0][3] == "ready":
            _run(environment, "-m", "upheld", "closing", "decline", left[0][0], "--why", "measured")
        time.sleep(2)


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _mixed(every: list[Asked]) -> list[Asked]:
    """Every page and answer, again and again and mixed."""
    by_route: dict[str, list[Asked]] = defaultdict(list)
    for each in every:
        by_route[each.route].append(each)
    asked = [each for several in by_route.values() for each in several * max(2, -(-ASKED // len(several)))]
    random.Random(7).shuffle(asked)
    return asked


def _ask_all(asked: list[Asked], at_once: int) -> Iterable[str]:
    """Ask for one after the other; give the numbers of the requests."""
    yield from _all("GET", [(each.address, None, each.headers) for each in asked], at_once)


def _ask_at(asked: list[Asked]) -> Iterable[str]:
    """Ask by a clock that knows nothing of the answers; give the numbers of the requests."""
    chance = random.Random(8)
    begun = time.perf_counter()
    due = itertools.accumulate(chance.expovariate(A_SECOND) for _ in asked)
    waiting = iter([(begun + at, each) for at, each in zip(due, asked, strict=True)])
    taking = threading.Lock()

    def ask() -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        numbers: list[str] = []
        while True:
            with taking:
                at, each = next(waiting, (0.0, None))
            if each is None:
                return numbers
            time.sleep(max(at - time.perf_counter(), 0))
            numbers.append(_number_of(connection, "GET", each.address, None, each.headers))

    with ThreadPoolExecutor(16) as several:
        for asking in [several.submit(ask) for _ in range(16)]:
            yield from asking.result()


def _write(secret: str, key: str) -> Iterator[str]:
    """Record a ticket, what happened to it, and a maintenance, again and again."""
    day = "2026-03-01T1{}:00:00Z"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    asked = []
    for n in range(WRITTEN):
        ticket = {"source": "desk", "ticket": f"{key}-{n}"}
        opened = {**ticket, "opened_at": day.format(0), "priority": "high", "customer": "customer 7"}
        event = {**ticket, "at": day.format(1), "event": "reply", "actor": "agent", "public": "yes"}
        works = {
            "source": "desk",
            "name": f"{key}-{n}",
            "kind": "planned",
            "starts_at": day.format(2),
            "ends_at": day.format(3),
        }
        for table, row in (("tickets", opened), ("ticket-events", event), ("maintenance", works)):
            asked.append((f"/api/v1/{table}?dossier=large", json.dumps([row]), headers))
    yield from _all("POST", asked, at_once=1)


def _all(method: str, asked: Sequence[tuple[str, str | None, dict[str, str]]], at_once: int) -> Iterable[str]:
    """Send requests, and give the number of each, by which the log knows it."""

    def ask(part: list[tuple[str, str | None, dict[str, str]]]) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        numbers = []
        for address, body, headers in part:
            numbers.append(_number_of(connection, method, address, body, headers))
        return numbers

    with ThreadPoolExecutor(at_once) as several:
        for numbers in several.map(ask, [asked[each::at_once] for each in range(at_once)]):
            yield from numbers


def _number_of(
    connection: http.client.HTTPConnection,
    method: str,
    address: str,
    body: str | None,
    headers: dict[str, str],
) -> str:
    """Send a request, and give its number, by which the log knows it."""
    connection.request(method, address, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{address}: {answer.status} {said[:300]!r}")
    return answer.headers["X-Request-Id"]


def _times(log: Path, numbers: Iterable[str]) -> dict[str, list[float]]:
    """How long some requests took the server, by route, in milliseconds."""
    wanted = set(numbers)
    took: dict[str, list[float]] = defaultdict(list)
    time.sleep(0.5)
    for line in log.read_text().splitlines():
        if line.startswith("{"):
            event = json.loads(line)
            if event.get("event") == "request" and event["request"] in wanted:
                took[event["route"]].append(event["milliseconds"])
    return took


def _p99(log: Path, numbers: Iterable[str]) -> dict[str, float]:
    return {route: float(np.percentile(each, 99)) for route, each in _times(log, numbers).items()}


if __name__ == "__main__":
    main()
