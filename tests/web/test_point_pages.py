"""Points on pages: how each stands, its last day, a test at this moment, and what is probed from a file."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace
from visitors import SignIn, person, token

from upheld.chrono.instant import HOUR, MINUTE, SECOND, Instant, Micros
from upheld.collect.probes.exchange import Beat, Ran
from upheld.collect.probes.outcome import Certificate, Outcome, Phases, Received
from upheld.collect.probes.probe import Probe, SecretRef
from upheld.collect.probes.targets.http import Bearer, Http
from upheld.collect.probes.targets.tcp import Tcp
from upheld.evidence.observation import State
from upheld.operations.probing import present
from upheld.operations.probing.defining import define, probes_of
from upheld.operations.probing.dispatching import Seat, enlisted
from upheld.operations.probing.errands import errands_for, take_in
from upheld.operations.probing.reporting import Place, file_own
from upheld.report.picture.definitions import STYLE
from upheld.runtime.intakes import Intakes
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.probing import ProbeSecret, ProbeStanding, ProbeTest, ProbeVersion
from upheld.store.roles import PROBE_READERS, PROBE_WRITERS, Role, Scope
from upheld.store.tokens import Token
from upheld.store.trail import Step
from upheld.web.console import points

HOSTILE = "<script>alert(1)</script>"


def now() -> Instant:
    return Instant(int(timezone.now().timestamp() * 1_000_000))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, data=tmp_path))
    present._written.clear()
    return tmp_path


@pytest.fixture
def probed(dossier: Dossier, data: Path) -> Dossier:
    """A page that was down for an hour of the last three, with hostile words in what came back."""
    page = Probe(
        name="page",
        site="sign-in page",
        every=Micros(MINUTE),
        what=Http(url="https://example.net/?key=hush", sign_in=Bearer(SecretRef("page-token"))),
    )
    never = Probe(name="never", site="far away", what=Tcp(host="192.0.2.1", port=1), locations=("mars",))
    define(dossier, [page, never], "test", now())
    seat = Seat(dossier=dossier, location="here")
    beat = Beat(location="here", instance="1" * 32, run="2" * 32, clock_offset=0, clock_bound=0)
    at = now()
    agent = enlisted(seat, beat, at)[0]
    intakes = Intakes(data, floor=0)
    outcomes = [
        _seen(Instant(at - number * MINUTE), is_down=60 <= number < 120) for number in range(180, 0, -1)
    ]
    file_own(Place(dossier, intakes.of(dossier.slug)), agent, outcomes, at)
    intakes.close()
    return dossier


def _seen(at: Instant, *, is_down: bool) -> Outcome:
    took = Phases(dns=Micros(500), connect=Micros(900), first_byte=Micros(3_000), total=Micros(5_000))
    got = Received(
        address="192.0.2.7:443",
        status=500,
        headers=(("server", HOSTILE),),
        start=f"{HOSTILE} it broke",
        certificate=Certificate(
            subject="example.net",
            issuer="An authority",
            not_before=Instant(at - HOUR),
            not_after=Instant(at + HOUR),
        ),
    )
    return Outcome(
        probe="page",
        site="sign-in page",
        source="probe",
        location="here",
        due_at=at,
        at=at,
        state=State.DOWN if is_down else State.UP,
        method="https",
        phases=took,
        trouble="status: the answer is 500" if is_down else "",
        received=got if is_down else None,
    )


def test_points_are_listed_with_how_they_stand(probed: Dossier, sign_in: SignIn) -> None:
    client = sign_in(person(Role.OPERATOR))
    page = client.get("/points").content.decode()
    for said in ("sign-in page", "http, every 1 min", "state-up", "never seen", "1 up"):
        assert said in page, said
    assert "hush" not in page
    assert "sign-in page" in client.get("/points?state=up").content.decode()
    assert "No probe is down" in client.get("/points?state=down").content.decode()


def test_the_last_day_is_drawn_with_what_was_not_good(probed: Dossier, sign_in: SignIn) -> None:
    page = sign_in(person(Role.OPERATOR)).get("/points/hosting/page").content.decode()
    assert "from here down for 1 h, up for 2 h" in page
    assert "50 %" in page
    assert "5.0 ms" in page
    assert "status: the answer is 500" in page
    assert "&lt;script&gt;alert(1)" in page
    assert HOSTILE not in page
    assert "An authority" in page


@pytest.mark.parametrize("role", sorted(PROBE_READERS))
def test_definitions_are_for_those_who_make_them(probed: Dossier, sign_in: SignIn, role: Role) -> None:
    page = sign_in(person(role)).get("/points/hosting/page").content.decode()
    assert ("key=hush" in page) == (role in PROBE_WRITERS)
    assert ("Test it now" in page) == (role in PROBE_WRITERS)


def test_customers_see_no_points(probed: Dossier, customer: Customer, sign_in: SignIn) -> None:
    for role in (Role.CUSTOMER_ADMIN, Role.CUSTOMER_MEMBER):
        client = sign_in(person(role, customer, email=f"{role.value.replace(' ', '')}@example.net"))
        for path in ("/points", "/points/hosting/page", "/probes"):
            assert client.get(path).status_code in (403, 404), path


def test_programs_read_points_without_addresses(probed: Dossier, customer: Customer) -> None:
    client = Client(HTTP_HOST="127.0.0.1")

    def read(path: str, secret: str) -> Any:
        return client.get(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Bearer {secret}")

    ProbeStanding.objects.update(
        trouble="header: location is https://example.net/?key=hush", state=State.DOWN
    )
    reader = token(Scope.STATE_READ, dossier=probed)
    first = read("points?limit=1", reader).json()
    second = read(f"points?limit=1&cursor={first['next']}", reader).json()
    (page,), (never,) = first["items"], second["items"]
    assert (page["name"], page["site"], page["kind"], page["every"]) == (
        "page",
        "sign-in page",
        "http",
        60_000_000,
    )
    (standing,) = page["standings"]
    assert (standing["location"], standing["state"], standing["trouble"]) == ("here", "down", "header")
    assert standing["took"] == 5_000
    assert (never["name"], never["locations"], never["standings"]) == ("never", ["mars"], [])
    assert second["next"] is None
    alone = read(f"points/{page['number']}", reader)
    assert alone.json() == page
    for secret in ("hush", "example.net", "page-token"):
        assert secret not in alone.content.decode()
    # its number stays when it is defined anew, and is gone when it ends
    slower = next(each for each in probes_of(probed) if each.name == "page")
    define(probed, [replace(slower, every=Micros(2 * MINUTE))], "test", now())
    again = read(f"points/{page['number']}", reader).json()
    assert (again["every"], again["version"]) == (120_000_000, 2)
    assert [each["number"] for each in read("points", reader).json()["items"]] == [page["number"]]
    assert read(f"points/{never['number']}", reader).status_code == 404
    theirs = token(Scope.STATE_READ, customer=customer)
    assert read("points", theirs).json()["items"] == []
    assert read(f"points/{page['number']}", theirs).status_code == 404
    other = token(Scope.STATE_READ, dossier=Dossier.objects.create(slug="other", name="Other"))
    assert read("points", other).json()["items"] == []


def test_how_a_probe_stands_is_written_when_it_changes(probed: Dossier) -> None:
    standing = ProbeStanding.objects.get(probe="page")
    assert State(standing.state) is State.UP
    assert standing.took == 5_000
    agent = probed.agents.get()
    intakes = Intakes(settings.ENVIRONMENT.data, floor=0)
    at = Instant(standing.at + SECOND)
    file_own(Place(probed, intakes.of(probed.slug)), agent, [_seen(at, is_down=True)], Instant(at + SECOND))
    intakes.close()
    standing.refresh_from_db()
    assert (State(standing.state), standing.since, standing.at) == (State.DOWN, at, at)


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=greet, daemon=True).start()
        yield server.getsockname()[1]


def test_a_probe_is_tested_at_this_moment(
    dossier: Dossier, data: Path, sign_in: SignIn, listening: int
) -> None:
    what = Tcp(host="127.0.0.1", port=listening)
    near = Probe(name="near", site="near", what=what, may_be_private=True)
    define(dossier, [near, Probe(name="refused", site="near", what=what)], "test", now())
    client = sign_in(person(Role.OPERATOR))
    page = client.post("/points/hosting/near/test").content.decode()
    assert "Tested just now" in page
    assert '<span class="state state-up">up</span> by tcp' in page
    assert not ProbeStanding.objects.exists()
    refused = client.post("/points/hosting/refused/test").content.decode()
    assert "state-up" not in refused
    assert Step.objects.filter(action="test_point").count() == 2


def test_a_probe_is_tested_from_where_an_agent_is(probed: Dossier, sign_in: SignIn) -> None:
    operator = sign_in(person(Role.OPERATOR))
    assert 'name="from"' not in operator.get("/points/hosting/page").content.decode()
    token(Scope.PROBES_RUN, dossier=probed)
    seat = Seat(dossier=probed, location="frankfurt", token=Token.objects.latest("pk").pk)
    enlisted(seat, Beat(location="frankfurt", instance="3" * 32, run="4" * 32), now())
    assert '<option value="frankfurt">' in operator.get("/points/hosting/page").content.decode()
    # what is asked from elsewhere alone is not tested from there
    assert '<option value="frankfurt">' not in operator.get("/points/hosting/never").content.decode()
    for name, place in (("page", "rome"), ("never", "frankfurt")):
        assert operator.post(f"/points/hosting/{name}/test", {"from": place}).status_code == 404
    asked = operator.post("/points/hosting/page/test", {"from": "frankfurt"})
    assert asked["Location"] == "/points/hosting/page"
    waiting = operator.get("/points/hosting/page")
    assert "takes it up when it is heard next" in waiting.content.decode()
    assert waiting["Refresh"] == "2"
    again = operator.post("/points/hosting/page/test", {"from": "frankfurt"}).content.decode()
    assert "a test from frankfurt is waited for already" in again
    (errand,) = errands_for(seat, now())
    assert "has taken it up" in operator.get("/points/hosting/page").content.decode()
    seen = replace(_seen(now(), is_down=True), location="frankfurt")
    take_in(seat, [Ran(number=errand.number, outcome=seen)], now())
    done = operator.get("/points/hosting/page")
    assert "Refresh" not in done.headers
    page = done.content.decode()
    assert "Tested from frankfurt" in page
    assert "A test is no evidence" in page
    assert HOSTILE not in page
    ProbeTest.objects.update(seen_at=None, asked_at=now() - 2 * MINUTE)
    late = operator.get("/points/hosting/page")
    assert "the agent there took it up, and has not told what it saw" in late.content.decode()
    assert "Refresh" not in late.headers
    ProbeTest.objects.update(is_given=False)
    assert (
        "no agent there took it up in the minute after"
        in operator.get("/points/hosting/page").content.decode()
    )
    ProbeTest.objects.update(asked_at=now() - HOUR)
    assert "Tested from" not in operator.get("/points/hosting/page").content.decode()


def test_only_those_who_define_probes_test_them(probed: Dossier, sign_in: SignIn) -> None:
    client = sign_in(person(Role.AUDITOR))
    assert client.post("/points/hosting/page/test").status_code in (403, 404)
    assert client.get("/probes").status_code in (403, 404)


def _post(client: Client, text: str, **more: str) -> str:
    file = SimpleUploadedFile("probes.yaml", text.encode())
    form = {"dossier": "hosting", "form": "probes", "others": "end", "list": file} | more
    return client.post("/probes", form).content.decode()


FILE = """\
probes: 1
points:
  shop:
    site: shop
    http: https://example.net/shop
"""


def _digest(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def test_a_file_is_looked_at_and_then_defined(probed: Dossier, sign_in: SignIn) -> None:
    client = sign_in(person(Role.OWNER))
    page = _post(client, FILE)
    assert "1 new, 0 changed, 2 ended" in page
    assert {probe.name for probe in probes_of(probed)} == {"page", "never"}
    sent = {"dossier": "hosting", "form": "probes", "others": "end", "text": FILE, "digest": _digest(page)}
    assert client.post("/probes", sent | {"digest": "0" * 64}).status_code == 200
    assert client.post("/probes", sent).status_code == 302
    assert {probe.name for probe in probes_of(probed)} == {"shop"}
    assert ProbeVersion.objects.get(name="page", is_newest=True).is_ended
    assert "nothing" not in _post(client, FILE)
    assert "It says what is probed already" in _post(client, FILE)


def test_a_wrong_file_changes_nothing_and_says_where_it_is_wrong(probed: Dossier, sign_in: SignIn) -> None:
    client = sign_in(person(Role.OPERATOR))
    page = _post(client, FILE.replace("site:", "sight:"))
    assert "probes.yaml:4" in page
    assert "site" in page
    page = _post(client, "endpoints: [", form="gatus")
    assert "can" in page
    assert {probe.name for probe in probes_of(probed)} == {"page", "never"}


def test_files_of_the_server_are_not_read_for_whoever_sends_one(probed: Dossier, sign_in: SignIn) -> None:
    text = FILE.replace(
        "http: https://example.net/shop",
        "http:\n      url: https://example.net/shop\n      authorities: /etc/ssl/certs/ca-certificates.crt",
    )
    page = _post(sign_in(person(Role.OPERATOR)), text)
    assert "Define it so" not in page


def test_a_secret_is_kept_encrypted_and_never_shown(probed: Dossier, sign_in: SignIn) -> None:
    client = sign_in(person(Role.OPERATOR))
    given = {"dossier": "hosting", "name": "page-token", "value": "open sesame"}
    assert client.post("/probes/secret", given).status_code == 302
    assert "sesame" not in ProbeSecret.objects.get(name="page-token").value
    for path in ("/points/hosting/page", "/probes", "/trail"):
        assert "sesame" not in client.get(path).content.decode(), path


def test_ten_thousand_points_are_shown_in_parts(dossier: Dossier, data: Path, sign_in: SignIn) -> None:
    define(
        dossier,
        [Probe(name=f"p{number:05}", site="s", what=Tcp(host="192.0.2.1", port=1)) for number in range(120)],
        "test",
        now(),
    )
    client = sign_in(person(Role.OPERATOR))
    page = client.get("/points").content.decode()
    assert "p00049" in page
    assert "p00050" not in page
    later = client.get("/points?after=hosting/p00049").content.decode()
    assert "p00050" in later
    assert "p00049" not in later


def test_shapes_on_pages_look_as_those_in_statements() -> None:
    sheet = Path(points.__file__).parents[1] / "static" / "upheld" / "pictures.css"
    assert sheet.read_text() == STYLE.lstrip()
