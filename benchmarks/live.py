"""Live state: from new evidence to refreshed findings, and pages of it: `python -m benchmarks live`.

A hundred services of ten points each are checked every minute, and each point is down for five minutes a
week. A minute's samples of all points come in and the findings are brought up to them; beside it the same by
a recomputation from raw evidence. Pages and answers are asked for in the process, on SQLite, with 10,000
findings that are the same for all on a plan, 5,000 customers with four of their own each, and 20,000 clocks.
"""

from __future__ import annotations

import logging
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.row import Row, show
from upheld.chrono.instant import DAY, MINUTE, Instant, parse_instant

SERVICES, POINTS = 100, 10
BEGINS = parse_instant("2026-03-01T00:00:00Z")
TURNS = 7


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UPHELD_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.runtime.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rows = _rows(Path(folder))
    show("Live state", rows)
    return rows


def _rows(folder: Path) -> list[Row]:
    from upheld.operations.live.keeping import Keepers

    stage = Stage(folder)
    stage.days(0, 1)
    early, early_down = stage.refreshed(Keepers(folder), 1)
    stage.days(1, 30)
    keepers = Keepers(folder)
    started = time.perf_counter()
    keepers.keep_all(Instant(BEGINS + 30 * DAY))
    built = time.perf_counter() - started
    late, late_down = stage.refreshed(keepers, 30)
    again = stage.recomputed(Instant(BEGINS + 30 * DAY + 2 * TURNS * MINUTE))
    return [
        Row(what="a minute's samples, after one day", figure=early * 1000, unit="ms"),
        _beside("a minute's samples, after thirty days", late, early, "about as long"),
        Row(what="a point goes down, after one day", figure=early_down * 1000, unit="ms"),
        _beside("a point goes down, after thirty days", late_down, early_down, "about as long"),
        Row(
            what="a point goes down, beside a recomputation",
            figure=late_down * 1000,
            unit="ms",
            beside=f"{again * 1000:,.0f} ms",
            ratio=again / late_down,
        ),
        Row(what="a process that has just started, thirty days", figure=built, unit="s"),
        *_pages(),
    ]


def _beside(what: str, figure: float, other: float, asked: str) -> Row:
    beside = f"{other * 1000:.0f} ms after one"
    return Row(what=what, figure=figure * 1000, unit="ms", asked=asked, beside=beside, ratio=figure / other)


PATHS = ("/state", "/state/1?verdict=MET", "/clocks", "/api/v1/state", "/api/v1/clocks")
ASKED = 120


def _pages() -> list[Row]:
    """How long pages and answers take, the 99th percentile, for staff and for a customer."""
    from django.conf import settings
    from django.test import Client

    from upheld.runtime.limiter import Limiter
    from upheld.store.customers import Customer
    from upheld.store.people import Membership, User
    from upheld.store.roles import Role, Scope
    from upheld.store.tokens import Token, digest_of, new_token
    from upheld.web import limits

    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["*"]
    limits.LIMITER = Limiter(Path(tempfile.mkdtemp()))
    _fill()
    secret = new_token()
    Token.objects.create(
        name="bench",
        digest=digest_of(secret),
        hint="",
        scopes=[Scope.STATE_READ],
        made_by="bench",
        made_at=0,
        expires_at=2**53,
    )
    rows = []
    for who, customer in (("staff", None), ("a customer", Customer.objects.order_by("pk")[2500])):
        user = User.objects.create_user(f"{who.replace(' ', '.')}@example.net")
        role = Role.OPERATOR if customer is None else Role.CUSTOMER_MEMBER
        Membership.objects.create(user=user, role=role, customer=customer)
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["second_factor"] = True
        session.save()
        for path in PATHS[: 3 if customer else None]:
            headers = {"Authorization": f"Bearer {secret}"} if path.startswith("/api") else {}
            took = [_asked(client, path, headers) for _ in range(ASKED)][5:]
            figure = float(np.percentile(took, 99)) * 1000
            what = f"{path.partition('?')[0]}, for {who}" if not headers else path
            rows.append(Row(what=f"{what}, 99th percentile", figure=figure, unit="ms", asked="<= 50 ms"))
    return rows


def _asked(client: object, path: str, headers: dict[str, str]) -> float:
    started = time.perf_counter()
    answer = client.get(path, headers=headers)  # type: ignore[attr-defined]
    took = time.perf_counter() - started
    assert answer.status_code == 200, answer.content
    return took


def _fill() -> None:
    """Many findings and clocks, copies of one each."""
    from upheld.store.agreements import Agreement
    from upheld.store.customers import Customer, Subscription
    from upheld.store.live import LiveClock, LiveFinding

    agreement = Agreement.objects.get()
    names = (Customer(dossier=agreement.dossier, name=f"customer {number:04}") for number in range(5000))
    Customer.objects.bulk_create(names)
    customers = list(Customer.objects.order_by("pk"))
    Subscription.objects.bulk_create(
        Subscription(agreement=agreement, customer=each, plan="", starts_at=0) for each in customers
    )
    one = LiveFinding.objects.filter(agreement=agreement)[0]
    common = {
        field.attname: getattr(one, field.attname)
        for field in LiveFinding._meta.fields
        if field.attname not in ("id", "customer_id", "objective", "subscription", "verdict", "place")
    }
    verdicts = ("MET", "MET", "MET", "MISSED")
    LiveFinding.objects.bulk_create(
        (
            LiveFinding(**common, objective=f"up {number}", verdict="MET", place=number)
            for number in range(100, 10_000)
        ),
        batch_size=500,
    )
    LiveFinding.objects.bulk_create(
        (
            LiveFinding(**common, customer=each, objective=f"own {number}", verdict=verdict, place=number)
            for each in customers
            for number, verdict in enumerate(verdicts)
        ),
        batch_size=500,
    )
    said = {
        "promise": "within 4 business hours",
        "basis": "business hours",
        "windows": [[0, 1]],
        "cell": "high",
    }
    LiveClock.objects.bulk_create(
        (
            LiveClock(
                agreement=agreement,
                customer=customers[number % 5000],
                objective="answer",
                ticket=f"T-{number}",
                started_at=number,
                state="running",
                is_paused=False,
                budget=1,
                spent=0,
                turned_at=0,
                due_at=BEGINS + number * MINUTE,
                last_compliant_at=BEGINS + number * MINUTE,
                said=said,
                digest="",
                as_of=0,
                known_at=0,
                changed_at=0,
            )
            for number in range(20_000)
        ),
        batch_size=500,
    )


class Stage:
    """A service with its telemetry."""

    def __init__(self, folder: Path) -> None:
        from upheld.operations.compacting import telemetry_of
        from upheld.operations.enrolling import Enrolment, enrol

        self.data = folder
        (folder / "evidence").mkdir()
        (folder / "evidence" / "bindings.yaml").write_text(_bindings())
        (folder / "agreement.yaml").write_text(_agreement())
        self.enrolled = enrol(
            Enrolment(
                agreement=folder / "agreement.yaml",
                evidence=folder / "evidence",
                slug="live",
                actor="bench",
                now=BEGINS,
            )
        )
        self.folder = telemetry_of(folder, "live")
        self.folder.mkdir(parents=True)

    def days(self, first: int, last: int) -> None:
        """Take some days in, and sort them."""
        from upheld.telemetry.compaction import Compactor

        for day in range(first, last):
            minutes = np.arange(1440, dtype=np.int64) + day * 1440
            for part in np.array_split(minutes, 12):
                self._take(part)
            compactor = Compactor(folder=self.folder)
            while (done := compactor.round(whole=True)) is not None and done.more:
                pass  # one round takes less than a day; a service sorts all the while

    def refreshed(self, keepers: object, days: int) -> tuple[float, float]:
        """Seconds from samples to refreshed findings, medians: all points up, and one going down."""
        keepers.keep_all(Instant(BEGINS + days * DAY))  # type: ignore[attr-defined]
        took: tuple[list[float], list[float]] = ([], [])
        for turn in range(2 * TURNS):
            self._take(np.array([days * 1440 + turn], dtype=np.int64), down=turn if turn % 2 else None)
            started = time.perf_counter()
            looked = keepers.keep_all(Instant(BEGINS + days * DAY + (turn + 1) * MINUTE))  # type: ignore[attr-defined]
            took[turn % 2].append(time.perf_counter() - started)
            assert looked == 1
        return statistics.median(took[0]), statistics.median(took[1])

    def recomputed(self, as_of: Instant) -> float:
        """Seconds for the same from raw evidence."""
        from upheld.operations.live.audit import recomputed
        from upheld.operations.live.docket import Docket
        from upheld.operations.live.judging import findings_of
        from upheld.operations.live.keeping import head_of_ledger
        from upheld.operations.live.writing import told_finding
        from upheld.operations.standing import grounds_in_store
        from upheld.store.agreements import Agreement

        docket = Docket(grounds_in_store(self.enrolled.version))  # type: ignore[union-attr]
        started = time.perf_counter()
        agreement = Agreement.objects.select_related("dossier").get()
        sitting = recomputed(agreement, docket, self.data, head_of_ledger(), as_of)
        for party in sitting.parties():
            for each in findings_of(sitting, party, party.objectives):
                told_finding(each)
        return time.perf_counter() - started

    def _take(self, minutes: np.ndarray, down: int | None = None) -> None:
        from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
        from upheld.telemetry.intake import Intake
        from upheld.telemetry.room import Room

        sites = np.arange(SERVICES * POINTS)
        at = np.repeat(minutes, len(sites))
        series = np.tile(sites, len(minutes))
        week = 7 * 1440
        is_down = (at + series * 97) % week < 5 if len(minutes) > 1 else series == down
        samples = Samples(
            series=series.astype(np.int32),
            at=BEGINS + at * MINUTE + series * 37_000,
            state=np.where(is_down, 2, 0).astype(np.int8),
            response=np.full(len(at), NO_VALUE, dtype=np.int32),
        )
        with Intake(self.folder, Room(floor=0)) as intake:
            intake.append(
                [SeriesName("probe", f"site-{site}") for site in sites],
                samples,
                f"{minutes[0]} {len(minutes)}",
            )


def _each() -> Iterator[tuple[str, list[str]]]:
    for service in range(SERVICES):
        yield f"s{service}", [f"p{service * POINTS + point}" for point in range(POINTS)]


def _agreement() -> str:
    services = "".join(
        f"  {name}: {{points: [{', '.join(points)}], down_when: any point fails, stale_after: 3 min}}\n"
        for name, points in _each()
    )
    objectives = "".join(
        f'  up {name}: {{availability: {{of: {name}}}, target: ">= 99.9 %", period: calendar month}}\n'
        for name, _ in _each()
    )
    return (
        'upheld: 1\nagreement: Many points\nprovider: A host\nversion: "1"\nin_force: {from: 2026-01-01}\n'
        f"time_zone: UTC\nservices:\n{services}objectives:\n{objectives}"
    )


def _bindings() -> str:
    points = "".join(
        f"  p{number}: {{source: probe, site: site-{number}}}\n" for number in range(SERVICES * POINTS)
    )
    return f"bindings: 1\npoints:\n{points}"


if __name__ == "__main__":
    main()
