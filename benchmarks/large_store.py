"""A large store filled, and the addresses of what is in it; run within the environment of a service.

`python -m benchmarks.large_store fill TICKETS` fills an empty store, `... addresses` tells what there is to
ask for, and `... settled` how much is there that a worker makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import orjson

from upheld.runtime.opened import Opened, open_service

CUSTOMERS = 5_000
POINTS = 10_000
LOCATIONS = ("asia", "eu", "us")
OF_EACH = 12
"""So many things of each kind are asked for where there are as many."""
ROWS = 10_000
"""Recorded at once."""
EVERY = 3
"""Minutes from one check of a point to the next, from a location; each minute one of them asks."""
SORTED_EVERY = 5
"""Minutes after which samples are sorted, as the service does it."""
SLUG = "large"


def fill(opened: Opened, tickets: int) -> None:
    """Fill a store, and tell the secrets by which it can be asked."""
    from upheld.store.agreements import Agreement
    from upheld.store.customers import Subscription, customers_named
    from upheld.store.dossiers import Dossier
    from upheld.store.recording import Origin, record

    dossier = Dossier.objects.create(slug=SLUG, name="Large")
    agreement = Agreement.objects.create(dossier=dossier, slug=SLUG, name="Large")
    names = [f"customer {n}" for n in range(CUSTOMERS)]
    numbers = customers_named(dossier, names)
    Subscription.objects.bulk_create(
        Subscription(agreement=agreement, plan="standard", starts_at=0, customer_id=each)
        for each in numbers.values()
    )
    for kind, rows in (("states", _states()), ("tickets", _tickets(names, tickets))):
        part = 0
        while several := list(islice(rows, ROWS)):
            record(dossier, several, Origin(key=f"{kind} {part}", actor="bench", now=opened.now))
            part += 1
    _probed(opened, dossier)
    _sampled(opened)
    print(orjson.dumps(_let_in(opened, dossier, min(numbers.values()))).decode())


def _row(table: str, identity: str, moment: int, subject: str, whose: str = "", **cells: str) -> object:
    from upheld.store.recording import Row

    content = orjson.dumps(cells, option=orjson.OPT_SORT_KEYS)
    return Row(
        table=table, identity=identity, content=content, valid_from=moment, customer=whose, subject=subject
    )


def _site(number: int) -> str:
    return f"https://example.com/{number}"


def _states() -> Iterator[object]:
    from upheld.chrono.instant import DAY, Instant, format_instant

    at = 20_500 * DAY
    for n in range(POINTS):
        cells = {"source": "probe", "site": _site(n), "at": format_instant(Instant(at)), "state": "up"}
        yield _row("states", f"state:probe/{_site(n)}@/{at}", at, _site(n), **cells)


def _tickets(names: list[str], tickets: int) -> Iterator[object]:
    from upheld.chrono.instant import DAY, MINUTE, Instant, format_instant

    for n in range(tickets):
        at, name = 20_000 * DAY + n * MINUTE // 2, names[n * 7919 % CUSTOMERS]
        cells = {"source": "desk", "ticket": str(n), "customer": name, "priority": "high"}
        cells["opened_at"] = format_instant(Instant(at))
        yield _row("tickets", f"ticket:desk/{n}", at, str(n), name, **cells)


def _probed(opened: Opened, dossier: object) -> None:
    from upheld.chrono.instant import DAY, MINUTE
    from upheld.collect.probes.kinds.asked import Http
    from upheld.collect.probes.probe import Probe
    from upheld.operations.probing.defining import define
    from upheld.store.probing import ProbeStanding

    def probe(n: int) -> Probe:
        return Probe(
            name=f"page-{n}",
            site=_site(n),
            every=EVERY * MINUTE,
            locations=LOCATIONS,
            what=Http(url=_site(n)),
        )

    define(dossier, [probe(n) for n in range(POINTS)], "bench", opened.now)
    same = {"dossier": dossier, "at": opened.now, "since": opened.now - DAY, "method": "https"}
    ProbeStanding.objects.bulk_create(
        (
            ProbeStanding(
                probe=f"page-{n}", location=each, state=2 * (n % 997 == 0), took=120_000, trouble="", **same
            )
            for n in range(POINTS)
            for each in LOCATIONS
        ),
        batch_size=5_000,
    )


def _sampled(opened: Opened) -> None:
    """A day of checks: each minute of every point, from one location after the other."""
    from upheld.chrono.instant import MINUTE
    from upheld.operations.compacting import Compactors, telemetry_of
    from upheld.telemetry.day_file import Samples, SeriesName
    from upheld.telemetry.intake import Intake

    data, chance = opened.environment.data, np.random.default_rng(7)
    names = {each: [SeriesName("probe", _site(n), each) for n in range(POINTS)] for each in LOCATIONS}
    series, end = np.arange(POINTS, dtype=np.int32), opened.now // MINUTE
    compactors = Compactors(data)
    with Intake(telemetry_of(data, SLUG)) as intake:
        for minute in range(end - 24 * 60, end):
            samples = Samples(
                series=series,
                at=minute * MINUTE + chance.integers(0, MINUTE, POINTS),
                state=((chance.random(POINTS) < 0.0005) * 2).astype(np.int8),
                response=chance.gamma(4, 30_000, POINTS).astype(np.int32),
            )
            intake.append(names[LOCATIONS[minute % EVERY]], samples, str(minute))
            if minute % SORTED_EVERY == 0:
                compactors.compact_all(opened.now)
    compactors.compact_all(opened.now)


def _let_in(opened: Opened, dossier: object, customer: int) -> dict[str, object]:
    """An owner who has signed in, a token for all, one of an agent; a hold and somebody who is told."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from upheld.store.hearers import Channel, Hearer, Secret, Topic, conceal, new_secret
    from upheld.store.people import Membership, User
    from upheld.store.retention import LegalHold, hold
    from upheld.store.roles import Role, Scope
    from upheld.store.tokens import Token, digest_of, new_token

    def token(scopes: list[Scope], **other: object) -> str:
        secret = new_token()
        kept = {"digest": digest_of(secret), "hint": secret[:12], "scopes": scopes, "made_by": "bench"}
        Token.objects.create(name="bench", made_at=0, expires_at=2**53, **kept, **other)
        return secret

    user = User.objects.create_user("owner@example.net", "three green bicycles")
    Membership.objects.create(user=user, role=Role.OWNER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.create()
    hold(LegalHold(dossier=dossier, since=0, until=1), f"user {user.pk}", "dispute", opened.now)
    Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name="ours",
        address="https://hooks.example.net/path",
        secrets=conceal([Secret(new_secret())]),
        topics=[Topic.STATEMENTS],
        made_by=f"user {user.pk}",
        made_at=0,
    )
    every = [each for each in Scope if each is not Scope.PROBES_RUN]
    return {
        "token": token(every),
        "agent": token([Scope.PROBES_RUN], dossier=dossier, location="eu"),
        "session": session.session_key,
        "customer": customer,
    }


def _some(numbers: list[object]) -> list[object]:
    """Some of them, from the first to the last."""
    return numbers[:: max(len(numbers) // OF_EACH, 1)][:OF_EACH]


def _things() -> dict[str, Callable[[], list[dict[str, object]]]]:
    """By route what its pages are about."""
    from django.db.models import Model

    from upheld.store.agreements import Agreement
    from upheld.store.alarms import Alarm
    from upheld.store.closings import Closing, Statement
    from upheld.store.customers import Customer
    from upheld.store.dossiers import Dossier
    from upheld.store.hearers import Hearer
    from upheld.store.live import LiveBook
    from upheld.store.records import Batch
    from upheld.store.retention import LegalHold

    def of(model: type[Model], parameter: str = "number", field: str = "pk") -> Callable[[], object]:
        names = model.objects.order_by("pk").values_list(field, flat=True)
        return lambda: [{parameter: each} for each in _some(list(names))]

    points = [{"dossier": SLUG, "name": f"page-{n}"} for n in _some(list(range(POINTS)))]
    return {
        "state_of": of(LiveBook, field="agreement"),
        "statement": of(Statement, "key"),
        "statement_document": of(Statement, "key"),
        "api_statement_document": of(Statement),
        "closing": of(Closing),
        "erasure": of(Customer),
        "lift_hold": of(LegalHold),
        "retention_of": of(Dossier, "slug", "slug"),
        "batch": of(Batch),
        "alarm": of(Alarm),
        "hearer": of(Hearer),
        "point": lambda: points,
        "api_one_agreements": of(Agreement),
    }


def addresses() -> None:
    """Tell every address of a page or an answer that is read, each with its route and who may ask.

    SystemExit where a route is about something that is not known here: none is left out in silence.
    """
    from django.urls import reverse

    from upheld.evidence.evidence import Table
    from upheld.store.records import Record
    from upheld.store.roles import Scope
    from upheld.web.api.lists import LISTS
    from upheld.web.routes import ROUTES

    things, told = _things(), []
    lists = {f"api_list_{each.name.replace('-', '_')}": each for each in LISTS}
    tables = {each.value.replace("-", "_"): each for each in Table}
    for route in ROUTES:
        may = route.may
        if "GET" not in route.methods or route.name.startswith(OF_ANY_SIZE) or may.anybody:
            continue
        if not (may.somebody or may.scope):
            continue
        who = "agent" if may.scope is Scope.PROBES_RUN else "token" if may.scope else "session"
        whats: list[dict[str, object]] = [{}]
        if "<" in route.path:
            kept = things.get(route.name)
            if kept is not None:
                whats = kept()
            elif route.name.startswith("api_one_"):
                whats = _numbered(route.name.removeprefix("api_one_"), tables, Record)
            else:
                raise SystemExit(f"benchmarks/large_store.py knows nothing that {route.name} is about")
        for what in whats:
            plain = reverse(route.name, kwargs=what)
            queries = ["", *QUERIES.get(route.name, ())]
            if route.name in lists:
                queries = list(_queries(lists[route.name]))
            told += [(route.name, f"{plain}?{each}" if each else plain, who) for each in queries]
    print(orjson.dumps(told).decode())


OF_ANY_SIZE = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_", "invitation")
"""Pages of one's own account: they are the same in any store."""
QUERIES = {
    "start": ("find=customer+77", "from=4000"),
    "state_of": ("from=4000", "find=customer+77", "verdict=missed"),
    "clocks": ("from=10000", "find=customer+77"),
    "statements": ("before=5000", "find=customer+77"),
    "closing": ("before=2500", "find=customer+77"),
    "batches": ("find=tickets",),
    "alarms": ("open=5000",),
    "points": ("state=down", "state=up", "find=page-77", "find=99&state=down", "after=large/page-5000"),
    "trail": ("find=bench",),
}
"""What is looked for on pages besides."""


def _queries(listed: object) -> Iterator[str]:
    """The most of a list, and less by each of its parameters."""
    from upheld.web.api.asking import MOST_AT_ONCE, Ask

    same = f"dossier={SLUG}&" if listed.of_a_dossier else ""
    yield same.rstrip("&")
    yield f"{same}limit={MOST_AT_ONCE}"
    values = {
        Ask.DOSSIER: SLUG,
        Ask.AGREEMENT: "closed",
        Ask.CUSTOMER: "77",
        Ask.NAME: "customer+77",
        Ask.CLOSING: "1",
        Ask.PERIOD: "2026-03",
        Ask.SUBJECT: "770",
        Ask.SINCE: "2025-06-01T00:00:00Z",
        Ask.UNTIL: "2025-07-01T00:00:00Z",
        Ask.KNOWN_AT: "20",
    }
    for ask in listed.asks:
        if not (same and ask is Ask.DOSSIER):
            yield f"{same}limit={MOST_AT_ONCE}&{ask.value}={values[ask]}"


def _numbered(name: str, tables: dict[str, object], records: type) -> list[dict[str, object]]:
    """Numbers of single things of a list."""
    from upheld.store.alarms import Alarm
    from upheld.store.closings import Closing, Statement
    from upheld.store.customers import Customer, Subscription
    from upheld.store.live import LiveClock, LiveFinding
    from upheld.store.probing import ProbeVersion

    models = {
        "customers": Customer,
        "subscriptions": Subscription,
        "statements": Statement,
        "closings": Closing,
        "alarms": Alarm,
        "state": LiveFinding,
        "clocks": LiveClock,
        "points": ProbeVersion,
    }
    if name in tables:
        rows = records.objects.filter(table=tables[name].value).order_by("pk")
        first = rows.values_list("pk", flat=True).first()
        last = rows.values_list("pk", flat=True).last()
        return [{"number": each} for each in {first, last} if each is not None]
    if name == "alarm_rules":
        return [{"number": 0}]  # those that hold where nobody said any
    numbers = models[name].objects.order_by("pk").values_list("pk", flat=True)
    return [{"number": each} for each in _some(list(numbers))]


def settled() -> None:
    """Tell how many clocks, findings to date and alarms there are."""
    from upheld.store.alarms import Alarm
    from upheld.store.live import LiveClock, LiveFinding

    print(LiveClock.objects.count(), LiveFinding.objects.count(), Alarm.objects.count())


if __name__ == "__main__":
    _opened = open_service()
    match sys.argv[1:]:
        case ["fill", many]:
            fill(_opened, int(many))
        case ["addresses"]:
            addresses()
        case ["settled"]:
            settled()
