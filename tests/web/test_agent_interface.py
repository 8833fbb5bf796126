"""The interface of agents: let in by their token, for their location, and for nothing else."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import orjson
import pytest
from django.test import Client
from visitors import SignIn, person, token

from upheld.chrono.instant import MINUTE, SECOND, Instant, Micros
from upheld.collect.probes.exchange import (
    BEAT,
    OUTCOMES,
    PROBES,
    Batch,
    Beat,
    Delivery,
    Orders,
    Ran,
    Record,
)
from upheld.collect.probes.outcome import Outcome, Phases, Received
from upheld.collect.probes.probe import Probe, SecretRef
from upheld.collect.probes.targets.http import Bearer, Http
from upheld.errors import ConflictError
from upheld.evidence.observation import State
from upheld.operations.probing.defining import define, give_secret
from upheld.operations.probing.errands import ask_of
from upheld.operations.probing.failures import said_of
from upheld.runtime.intakes import Intakes
from upheld.store.dossiers import Dossier
from upheld.store.probing import ProbeStanding, ProbeTest
from upheld.store.roles import Role, Scope
from upheld.store.tokens import Token
from upheld.store.viewer import Viewer
from upheld.telemetry.holdings import open_holdings
from upheld.web.api import agents

SIGN, RUN = "1" * 32, "a" * 32
TOOK = Phases(total=Micros(5))
PAGE = Probe(
    name="page",
    site="sign-in page",
    what=Http(url="https://example.net/", sign_in=Bearer(SecretRef("page token"))),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> Iterator[Path]:
    before, agents.INTAKES = agents.INTAKES, Intakes(tmp_path, floor=0)
    yield tmp_path
    agents.INTAKES.close()
    agents.INTAKES = before


@pytest.fixture
def shown(dossier: Dossier) -> dict[str, str]:
    secret = token(Scope.PROBES_RUN, dossier=dossier)
    Token.objects.update(location="frankfurt")
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def post(
    client: Client, path: str, body: object, shown: dict[str, str], packed: bool = False
) -> tuple[int, dict]:
    data = msgspec.json.encode(body)
    more = {**shown, "HTTP_CONTENT_ENCODING": "gzip"} if packed else shown
    sent = gzip.compress(data) if packed else data
    answer = client.post(path, sent, content_type="application/json", **more)
    return answer.status_code, orjson.loads(answer.content)


def said(**more: object) -> Beat:
    return Beat(**({"location": "frankfurt", "instance": SIGN, "run": RUN} | more))  # type: ignore[arg-type]


def test_an_agent_hears_what_to_do_and_what_time_it_is(client: Client, shown: dict[str, str]) -> None:
    status, answer = post(client, BEAT, said(clock_offset=5, clock_bound=3), shown)
    assert status == 200
    assert answer["standing"] == "on duty"
    assert answer["again_after"] == 10 * SECOND
    assert answer["received"] <= answer["sent"] < answer["received"] + 5 * SECOND


def test_turns_passed_over_are_shown_on_the_page_of_agents(
    client: Client, shown: dict[str, str], sign_in: SignIn
) -> None:
    post(client, BEAT, said(passed_over=1204), shown)
    page = sign_in(person(Role.OPERATOR)).get("/agents").content.decode()
    assert '<td data-label="passed over">1 204<br>' in page


def test_definitions_come_with_their_secrets_and_once(
    client: Client, dossier: Dossier, shown: dict[str, str]
) -> None:
    define(dossier, [PAGE], "user 1", Instant(0))
    give_secret(dossier, "page token", "s3cret", "user 1", Instant(0))
    first = client.get(PROBES, **shown)
    orders = msgspec.json.decode(first.content, type=Orders)
    assert orders == Orders(location="frankfurt", probes=(PAGE,), secrets={"page token": "s3cret"})
    assert first["Cache-Control"] == "no-store"
    again = client.get(PROBES, HTTP_IF_NONE_MATCH=first["ETag"], **shown)
    assert (again.status_code, again.content) == (304, b"")
    assert post(client, BEAT, said(), shown)[1]["probes"] == first["ETag"].strip('"')
    define(dossier, [], "user 1", Instant(0))
    changed = client.get(PROBES, HTTP_IF_NONE_MATCH=first["ETag"], **shown)
    assert msgspec.json.decode(changed.content, type=Orders).probes == ()


def test_outcomes_packed_are_taken_in_once_however_often_they_are_sent(
    client: Client, dossier: Dossier, shown: dict[str, str], data: Path
) -> None:
    define(dossier, [PAGE], "user 1", Instant(0))
    now = post(client, BEAT, said(), shown)[1]["received"]
    outcomes = tuple(
        Outcome(
            probe="page", site="sign-in page", source="probe", location="frankfurt", method="https",
            due_at=Instant(now), at=Instant(now - number * SECOND), state=State.UP, phases=TOOK,
        )
        for number in range(100)
    )  # fmt: skip
    records = (
        Record(sequence=1, seen=Batch(outcomes=outcomes[:50])),
        Record(sequence=2, seen=Batch(outcomes=outcomes[50:])),
    )
    delivery = Delivery(location="frankfurt", instance=SIGN, run=RUN, records=records)
    assert post(client, OUTCOMES, delivery, shown, packed=True) == (
        200,
        {"delivered": 2, "taken": 100, "left_out": 0},
    )
    assert post(client, OUTCOMES, delivery, shown, packed=True) == (
        200,
        {"delivered": 2, "taken": 0, "left_out": 0},
    )
    with open_holdings(data / "telemetry" / dossier.slug) as held:
        assert sum(len(day.late or ()) for day in held.days) == 100


def test_a_test_is_made_by_the_agent_on_duty_once_and_what_it_saw_is_kept(
    client: Client, dossier: Dossier, shown: dict[str, str]
) -> None:
    define(dossier, [PAGE], "user 1", Instant(0))
    owner, asked_at = Viewer(user=1, roles=frozenset({Role.OWNER})), Instant(time.time_ns() // 1000)
    assert ask_of(owner, dossier.slug, "page", "frankfurt", asked_at)
    with pytest.raises(ConflictError, match="is waited for already"):
        ask_of(owner, dossier.slug, "page", "frankfurt", asked_at)
    assert ask_of(owner, dossier.slug, "page", "london", asked_at)
    assert not ask_of(owner, dossier.slug, "other", "frankfurt", asked_at)
    assert not ask_of(
        Viewer(user=1, roles=frozenset({Role.AUDITOR})), dossier.slug, "page", "frankfurt", asked_at
    )
    post(client, BEAT, said(), shown)
    assert ProbeTest.objects.get(location="frankfurt").is_given
    ask_of(owner, dossier.slug, "page", "frankfurt", Instant(asked_at + 2 * MINUTE))
    standing_by = post(client, BEAT, said(instance="2" * 32, run="b" * 32), shown)[1]
    assert standing_by["errands"] == []
    mine = post(client, BEAT, said(), shown)[1]["errands"]
    assert mine == [{"number": ProbeTest.objects.get(location="frankfurt").pk, "probe": "page"}]
    assert post(client, BEAT, said(), shown)[1]["errands"] == []
    seen = Outcome(
        probe="page",
        site="sign-in page",
        source="probe",
        location="frankfurt",
        due_at=asked_at,
        at=asked_at,
        state=State.DOWN,
        method="https",
        phases=TOOK,
        trouble="status: 500 is not 200-299",
        received=Received(status=500, start="\0" + "x" * 9000),
    )
    # of another place, and of a test that was not given: neither is taken
    of_london = ProbeTest.objects.get(location="london").pk
    ran = (Ran(number=of_london, outcome=seen), Ran(number=mine[0]["number"], outcome=seen))
    post(client, BEAT, said(ran=ran), shown)
    assert ProbeTest.objects.get(location="london").seen_at is None
    kept = ProbeTest.objects.get(location="frankfurt")
    assert (kept.state, kept.trouble) == (State.DOWN, "status: 500 is not 200-299")
    assert len(said_of(kept.said.encode()).received.start) == 2048  # type: ignore[union-attr]
    # what came once stays
    again = Ran(number=kept.pk, outcome=msgspec.structs.replace(seen, state=State.UP))
    post(client, BEAT, said(ran=(again,)), shown)
    assert ProbeTest.objects.get(location="frankfurt").state == State.DOWN
    assert not ProbeStanding.objects.exists()


def test_a_token_is_for_its_location_and_says_which_that_is(client: Client, shown: dict[str, str]) -> None:
    status, answer = post(client, BEAT, said(location="london"), shown)
    assert status == 400
    assert "for the location 'frankfurt', not for 'london'" in answer["detail"]


@pytest.mark.parametrize("path", [BEAT, PROBES, OUTCOMES])
def test_no_other_token_and_nobody_who_is_signed_in_is_let_in(
    path: str, client: Client, dossier: Dossier, sign_in: SignIn
) -> None:
    def asked(who: Client, **shown: str) -> int:
        sent = (
            who.get(path, **shown)
            if path == PROBES
            else who.post(path, b"{}", content_type="application/json", **shown)
        )
        return sent.status_code

    other = token(*(scope for scope in Scope if scope is not Scope.PROBES_RUN), dossier=dossier)
    assert asked(client) == 401
    assert asked(client, HTTP_AUTHORIZATION="Bearer upheld_x") == 401
    assert asked(client, HTTP_AUTHORIZATION=f"Bearer {other}") == 403
    assert asked(sign_in(person(Role.OWNER))) == 401


def test_a_token_of_an_agent_is_for_nothing_else(client: Client, shown: dict[str, str]) -> None:
    for path in ("/api/v1/tickets", "/api/v1/agreements", "/api/v1/customers"):
        assert client.get(path, **shown).status_code in (403, 405), path
    assert client.post("/api/v1/samples", b"[]", content_type="application/json", **shown).status_code == 403


def test_a_token_that_is_for_probing_but_for_no_location_is_told_so(client: Client, dossier: Dossier) -> None:
    shown = {"HTTP_AUTHORIZATION": f"Bearer {token(Scope.PROBES_RUN, dossier=dossier)}"}
    status, answer = post(client, BEAT, said(), shown)
    assert status == 400
    assert "for no location" in answer["detail"]


@pytest.mark.parametrize("body", [b" ", b"[]", b"{}", b'{"location": 1}', b"\xff"])
def test_bodies_that_make_no_sense_are_refused(body: bytes, client: Client, shown: dict[str, str]) -> None:
    for path in (BEAT, OUTCOMES):
        answer = client.post(path, body, content_type="application/json", **shown)
        assert answer.status_code == 400
        assert orjson.loads(answer.content)["title"]
