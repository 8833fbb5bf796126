"""Probes that stand in every way, with what came back, to be looked at."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from opening import opened

service = opened()
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros  # noqa: E402 once the service is open
from upheld.collect.probes.exchange import Beat, Ran  # noqa: E402
from upheld.collect.probes.outcome import Certificate, Outcome, Phases, Received  # noqa: E402
from upheld.collect.probes.probe import Probe, SecretRef  # noqa: E402
from upheld.collect.probes.targets.http import Bearer, Http  # noqa: E402
from upheld.collect.probes.targets.tcp import Tcp  # noqa: E402
from upheld.evidence.observation import State  # noqa: E402
from upheld.operations.accounts.grant import Wish, grant  # noqa: E402
from upheld.operations.probing.defining import define  # noqa: E402
from upheld.operations.probing.dispatching import Seat, enlisted  # noqa: E402
from upheld.operations.probing.errands import ask_of, errands_for, take_in  # noqa: E402
from upheld.operations.probing.reporting import Place, file_own  # noqa: E402
from upheld.runtime.intakes import Intakes  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.roles import Role, Scope  # noqa: E402
from upheld.store.tokens import Token  # noqa: E402
from upheld.store.viewer import Viewer  # noqa: E402

now = service.now
dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
PLACES = ("amsterdam", "frankfurt", "a-place-with-a-rather-long-name", "singapore")
shop = Probe(
    name="shop",
    site="shop/checkout",
    what=Http(url="https://shop.example.net/checkout?x=1", sign_in=Bearer(SecretRef("shop-token"))),
    witness="anchor",
    retries=2,
)
others = [
    Probe(name=f"point-{number:03}", site=f"site {number}", what=Tcp(host="192.0.2.1", port=22))
    for number in range(120)
]
anchor = Probe(name="anchor", site="anchor", what=Tcp(host="192.0.2.9", port=53), locations=("mars",))
define(dossier, [shop, anchor, *others], "user 1", now)
intakes = Intakes(Path(service.environment.data), floor=0)
place = Place(dossier, intakes.of(dossier.slug))
broken = Received(
    address="192.0.2.7:443",
    status=502,
    headers=(("server", "nginx"), ("content-type", "text/html"), ("x-words", "<b>bold</b>" * 30)),
    start="<html><body><h1>502 Bad Gateway</h1>" + "long" * 200,
    size=9_000_000,
    is_cut=True,
    chain=("https://shop.example.net/login",),
    certificate=Certificate(
        subject="shop.example.net",
        issuer="An authority of this test",
        not_before=Instant(now - 80 * DAY),
        not_after=Instant(now + 10 * DAY),
        names=("shop.example.net", "www.shop.example.net"),
        key="EC secp256r1",
        sha256="ab" * 32,
    ),
)
for index, name in enumerate(PLACES):
    sign = f"{index + 1:032x}"
    beat = Beat(location=name, instance=sign, run=sign, clock_offset=0, clock_bound=0)
    agent = enlisted(Seat(dossier=dossier, location=name), beat, now)[0]
    seen = []
    for past in range(1440, 0, -1):
        state = State.UP
        if name == "amsterdam" and 300 < past < 360:
            state = State.DOWN
        elif name == "singapore" and past < 400:
            state = State.UNKNOWN if past > 200 else State.DOWN
        elif name == "frankfurt" and past % 200 < 12:
            state = State.DEGRADED
        if name == "frankfurt" and 700 < past < 800:
            continue
        took = 40_000 + (past * 7919 % 997) ** 2 // 20 + 30_000 * index
        at = Instant(now - past * MINUTE)
        phases = Phases(
            dns=Micros(900),
            connect=Micros(9_000),
            tls=Micros(14_000),
            first_byte=Micros(took - 30_000),
            total=Micros(took),
        )
        seen.append(
            Outcome(
                probe="shop",
                site="shop/checkout",
                source="probe",
                location=name,
                due_at=at,
                at=at,
                state=state,
                method="https",
                phases=phases,
                trouble="" if state is State.UP else "status: 502 where one of 2xx was expected",
                received=None if state is State.UP else broken,
            )
        )
    file_own(place, agent, seen, now)
# an agent with a token, which lives for as long as anybody looks, and what it saw when it was asked to test
owner = Viewer(user=1, roles=frozenset({Role.OWNER}))
wish = Wish(name="agent", scopes=[Scope.PROBES_RUN], days=1, dossier=dossier.pk, location="frankfurt")
grant(owner, wish, now)
elsewhere = Seat(dossier=dossier, location="frankfurt", token=Token.objects.latest("pk").pk)
enlisted(elsewhere, Beat(location="frankfurt", instance="e" * 32, run="e" * 32), Instant(now + DAY))
ask_of(owner, dossier.slug, "shop", "frankfurt", Instant(now + HOUR))
(errand,) = errands_for(elsewhere, now)
take_in(
    elsewhere, [Ran(number=errand.number, outcome=replace(seen[0], state=State.DOWN, received=broken))], now
)
for number in range(90):
    sign = "f" * 32
    agent = enlisted(
        Seat(dossier=dossier, location="here"), Beat(location="here", instance=sign, run=sign), now
    )[0]
    at = Instant(now - (HOUR if number % 9 == 0 else SECOND))
    file_own(
        place,
        agent,
        [
            Outcome(
                probe=f"point-{number:03}",
                site=f"site {number}",
                source="probe",
                location="here",
                due_at=at,
                at=at,
                state=State(number % 4),
                method="tcp",
                phases=Phases(total=Micros(1_000 * number)),
                trouble="" if number % 4 == 0 else "connect: refused",
            )
        ],
        now,
    )
intakes.close()
