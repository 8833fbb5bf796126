"""A large store: pages, answers and writes where there is much: `python -m benchmarks large`.

10,000 points probed from three locations, 5,000 customers, 1,000,000 tickets, 20,000 clocks that go on, and
the live state and the statements of a month of another 5,000 subscriptions. An owner looks at pages and a
program reads, together a request for each of two web processes at a time; times are the server's own, as its
log tells them. Then rows are recorded one by one, by themselves and beside a closing of those 5,000.
`DATABASE_URL` names a PostgreSQL database; SQLite otherwise
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.row import Row, show
from benchmarks.service import PORT, Up
from benchmarks.statements import make

TICKETS = int(os.environ.get("TICKETS", 1_000_000))
CUSTOMERS = 5_000
POINTS = 10_000
ASKED = 150
"""How often each page and answer is asked for."""
AT_ONCE = 2
"""Requests, and web processes."""
WRITTEN = 120
FILL = """
import sys
from upheld.runtime.opened import open_service
opened = open_service()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from upheld.chrono.instant import DAY, MINUTE, Instant, format_instant
from upheld.chrono.instant import HOUR
from upheld.collect.probes.kinds.asked import Http
from upheld.collect.probes.probe import Probe
from upheld.operations.probing.defining import define
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer, Subscription, customers_named
from upheld.store.dossiers import Dossier
from upheld.store.live import LiveClock
from upheld.store.people import Membership, User
from upheld.store.probing import ProbeStanding
from upheld.store.recording import Origin, Row, record
from upheld.store.roles import Role, Scope
from upheld.store.tokens import Token, digest_of, new_token
import orjson
tickets, customers, points = map(int, sys.argv[1:4])
dossier = Dossier.objects.create(slug="large", name="Large")
agreement = Agreement.objects.create(dossier=dossier, slug="large", name="Large")
names = [f"customer {n}" for n in range(customers)]
numbers = customers_named(dossier, names)
same = {"agreement": agreement, "plan": "standard", "starts_at": 0}
Subscription.objects.bulk_create([Subscription(customer_id=each, **same) for each in numbers.values()])
def row(table, identity, moment, subject, whose="", **cells):
    return Row(table=table, identity=identity, content=orjson.dumps(cells, option=orjson.OPT_SORT_KEYS),
        valid_from=moment, customer=whose, subject=subject)
def states(n):
    at = 20_500 * DAY
    return row("states", f"state:probe/https://example.com/{n}@/{at}", at, f"https://example.com/{n}",
        source="probe", site=f"https://example.com/{n}", at=format_instant(Instant(at)), state="up")
def ticket(n):
    at = 20_000 * DAY + n * MINUTE // 2
    name = names[n * 7919 % customers]
    return row("tickets", f"ticket:desk/{n}", at, str(n), whose=name, source="desk", ticket=str(n),
        customer=name, opened_at=format_instant(Instant(at)), priority="high")
for kind, of, many in (("states", states, points), ("tickets", ticket, tickets)):
    for first in range(0, many, 10_000):
        rows = [of(n) for n in range(first, min(first + 10_000, many))]
        record(dossier, rows, Origin(key=f"{kind} {first}", actor="bench", now=opened.now))
def probe(n):
    return Probe(name=f"page-{n}", site=f"https://example.com/{n}", what=Http(url=f"https://example.com/{n}"))
define(dossier, [probe(n) for n in range(points)], "bench", opened.now)
now = int(opened.now)
ProbeStanding.objects.bulk_create([
    ProbeStanding(dossier=dossier, probe=f"page-{n}", location=where, at=now, state=2 if n % 997 == 0 else 0,
        since=now - DAY, method="https", took=120_000, trouble="")
    for n in range(points) for where in ("eu", "us", "asia")], batch_size=5_000)
def clock(n):
    return LiveClock(agreement=agreement, customer_id=numbers[names[n * 37 % customers]], plan="standard",
        objective="response", ticket=str(n), started_at=now - HOUR, priority="high", state="running",
        is_paused=False, budget=4 * HOUR, spent=HOUR, turned_at=now, due_at=now + 3 * HOUR + n,
        last_compliant_at=now + 3 * HOUR + n, said={"windows": [[now, now + 5 * HOUR]]}, digest="0" * 64,
        as_of=now, known_at=1, changed_at=now)
LiveClock.objects.bulk_create([clock(n) for n in range(20_000)], batch_size=2_000)
secret = new_token()
Token.objects.create(name="bench", digest=digest_of(secret), hint=secret[:12], scopes=list(Scope),
    made_by="bench", made_at=0, expires_at=2**53)
user = User.objects.create_user("owner@example.net", "three green bicycles")
Membership.objects.create(user=user, role=Role.OWNER)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session["second_factor"] = True
session.create()
from upheld.store.records import Batch
print(secret, session.session_key, min(numbers.values()), Batch.objects.latest("pk").pk)
"""
PAGES = (
    "/",
    "/state",
    "/state/2",
    "/clocks",
    "/points",
    "/points?state=down",
    "/points?state=up",
    "/points?find=page-77",
    "/points?find=99&state=down",
    "/points/large/page-5000",
    "/statements",
    "/closings",
    "/closings/1",
    "/customers/lists",
    "/evidence",
    "/alarms",
    "/alarms/rules",
    "/maintenance/calendars",
    "/retention",
    "/retention/large",
    "/statements?find=customer+77",
    "/?find=customer+77",
    "/telling",
    "/agents",
    "/people",
    "/tokens",
    "/inlets",
    "/trail",
)


def main() -> list[Row]:
    """Measure, print and return the rows."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        environment = os.environ | {
            "UPHELD_DATA": f"{folder}/data",
            "UPHELD_LISTEN": f"127.0.0.1:{PORT}",
            "UPHELD_ADDRESS": f"http://127.0.0.1:{PORT}",
            "UPHELD_LIMITS": "reads=1000000 sent=1000000",
            "UPHELD_WEB_PROCESSES": str(AT_ONCE),
        }
        make(work, CUSTOMERS)
        _run(environment, "-m", "upheld", "migrate")
        begun = time.perf_counter()
        told = _run(environment, "-c", FILL, str(TICKETS), str(CUSTOMERS), str(POINTS))
        secret, session, first, batch = told.split()[-4:]
        filled = time.perf_counter() - begun
        files = ["--evidence", f"{folder}/evidence", "--slug", "closed"]
        _run(environment, "-m", "upheld", "enrol", f"{folder}/agreement.yaml", *files)
        with Up(environment, work, examples=False):
            log = work / "said"
            _closed(environment)
            _judged(environment)
            reads = _p99(log, _ask_all(secret, session, int(first), int(batch)))
            alone = _p99(log, _write(secret, "alone"))
            _run(environment, "-m", "upheld", "closing", "begin", "closed", "2026-04")
            beside = _p99(log, _write(secret, "beside"))
    rows = [Row(what=f"recorded: {TICKETS:,} tickets, in batches of 10,000", figure=filled, unit="s")]
    rows += [
        Row(what=f"{route}, 99th percentile", figure=figure, unit="ms", asked="<= 50 ms")
        for route, figure in sorted(reads.items())
    ]
    most = "<= 50 ms" if environment.get("DATABASE_URL") else "<= 250 ms"
    rows += [
        Row(what=f"{route}: one row, 99th percentile{where}", figure=figure, unit="ms", asked=most)
        for where, times in (("", alone), (", beside a closing", beside))
        for route, figure in sorted(times.items())
    ]
    show("A large store", rows)
    return rows


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _closed(environment: dict[str, str]) -> None:
    """Close a month, and wait until its statements are there."""
    _run(environment, "-m", "upheld", "closing", "begin", "closed", "2026-03")
    while "ready" not in _run(environment, "-m", "upheld", "closing", "list"):
        time.sleep(2)


def _judged(environment: dict[str, str]) -> None:
    """Wait until live state is there, so that it is not built meanwhile."""
    count = "from upheld.runtime.opened import open_service; open_service()\n"
    count += "from upheld.store.live import LiveFinding; print(LiveFinding.objects.count())"
    while int(_run(environment, "-c", count)) < CUSTOMERS:
        time.sleep(2)


def _ask_all(secret: str, session: str, first: int, batch: int) -> Iterator[str]:
    """Ask for every page and answer, again and again and mixed; give the names of their routes."""
    chance = random.Random(7)
    answers = [
        "agreements",
        "customers?limit=500",
        "subscriptions?limit=500",
        "statements?limit=500",
        "statements?agreement=closed&period=2026-03&limit=500",
        "alarm-rules?limit=500",
        "closings",
        "alarms",
        "state?limit=500",
        "points?limit=500",
        "states?dossier=large",
        "tickets?dossier=large",
        "tickets?dossier=large&limit=500",
        "tickets?dossier=large&since=2025-06-01T00:00:00Z&until=2025-07-01T00:00:00Z",
    ]
    asked = [*PAGES, f"/evidence/{batch}", *(f"/api/v1/{each}" for each in answers)] * ASKED
    for _ in range(ASKED):
        asked.append(f"/api/v1/customers/{first + chance.randrange(CUSTOMERS)}")
        asked.append(f"/api/v1/tickets?dossier=large&customer={first + chance.randrange(CUSTOMERS)}")
        asked.append(f"/api/v1/tickets?dossier=large&subject={chance.randrange(TICKETS)}")
        asked.append(f"/customers/{first + chance.randrange(CUSTOMERS)}/erasure")
        asked.append(f"/statements/{1 + chance.randrange(CUSTOMERS)}")
        asked.append(f"/api/v1/statements/{1 + chance.randrange(CUSTOMERS)}/document")
    chance.shuffle(asked)
    headers = {"Authorization": f"Bearer {secret}", "Cookie": f"session={session}"}
    yield from _all("GET", [(each, None) for each in asked], headers)


def _write(secret: str, key: str) -> Iterator[str]:
    """Record a ticket, what happened to it, and a maintenance, again and again."""
    day = "2026-03-01T1{}:00:00Z"
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
            asked.append((f"/api/v1/{table}?dossier=large", json.dumps([row])))
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    yield from _all("POST", asked, headers, at_once=1)


def _all(
    method: str, asked: list[tuple[str, str | None]], headers: dict[str, str], at_once: int = AT_ONCE
) -> Iterable[str]:
    """Send requests, and give the number of each, by which the log knows it."""

    def ask(part: list[tuple[str, str | None]]) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        numbers = []
        for address, body in part:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status >= 300:
                raise SystemExit(f"{address}: {answer.status} {said[:300]!r}")
            numbers.append(answer.headers["X-Request-Id"])
        return numbers

    with ThreadPoolExecutor(at_once) as several:
        for numbers in several.map(ask, [asked[each::at_once] for each in range(at_once)]):
            yield from numbers


def _p99(log: Path, numbers: Iterable[str]) -> dict[str, float]:
    """The 99th percentile of each route, in milliseconds, of some requests."""
    wanted = set(numbers)
    took: dict[str, list[float]] = defaultdict(list)
    time.sleep(0.5)
    for line in log.read_text().splitlines():
        if line.startswith("{"):
            event = json.loads(line)
            if event.get("event") == "request" and event["request"] in wanted:
                took[event["route"]].append(event["milliseconds"])
    return {route: float(np.percentile(times, 99)) for route, times in took.items()}


if __name__ == "__main__":
    main()
