"""Inlets: heartbeats and pages come in by addresses of their own, each for one thing, until it is ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from visitors import SignIn, person, token

from upheld.operations.compacting import telemetry_of
from upheld.runtime.intakes import Intakes
from upheld.runtime.logs import Lines
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.inlets import Inlet
from upheld.store.records import Record
from upheld.store.roles import Role, Scope
from upheld.store.trail import Step
from upheld.telemetry.holdings import open_holdings
from upheld.web.inlets import coming_in

ORIGIN = "https://shop.example.com"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    intakes = Intakes(tmp_path, floor=0)
    monkeypatch.setattr(coming_in, "INTAKES", intakes)
    yield tmp_path
    intakes.close()


def make(secret: str, **wish: object) -> HttpResponse:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    return Client(HTTP_HOST="127.0.0.1").post(
        "/api/v1/inlets", orjson.dumps(wish), content_type="application/json", **headers
    )


def opened(secret: str, **wish: object) -> dict[str, str]:
    answer = make(secret, **wish)
    assert answer.status_code == 201, answer.content
    made: dict[str, str] = orjson.loads(answer.content)
    return {name: str(text).removeprefix("http://127.0.0.1:8080") for name, text in made.items()}


@pytest.fixture
def writer(dossier: Dossier) -> str:
    return token(Scope.EVIDENCE_WRITE, dossier=dossier)


@pytest.fixture
def heartbeat(writer: str, data: Path) -> dict[str, str]:
    return opened(writer, kind="heartbeat", name="nightly copy", source="cron", site="copy", location="lab")


@pytest.fixture
def vitals(writer: str, data: Path) -> dict[str, str]:
    return opened(writer, kind="web vitals", name="shop", source="pages", origins=[ORIGIN + "/"])


def test_a_heartbeat_is_a_sample_of_the_time_it_came(
    heartbeat: dict[str, str], client: Client, data: Path, dossier: Dossier
) -> None:
    first, second = client.get(heartbeat["address"]), client.post(heartbeat["address"] + "?state=down")
    third = client.head(heartbeat["address"] + "?state=degraded")
    assert (first.status_code, first.content) == (200, b"heard\n")
    assert first["Cache-Control"] == "no-store"
    assert second.status_code == 200
    assert (third.status_code, third.content) == (200, b"")
    with open_holdings(telemetry_of(data, dossier.slug)) as holdings:
        late = [day.late for day in holdings.days if day.late is not None]
    assert sum(map(len, late)) == 3
    assert sorted(state for each in late for state in each.state.tolist()) == [0, 1, 2]
    inlet = Inlet.objects.get()
    assert inlet.last_used_at is not None


def test_a_heartbeat_is_of_its_own_thing_alone(heartbeat: dict[str, str], client: Client) -> None:
    for query in ("site=other", "location=x", "colour=red"):
        refused = client.get(f"{heartbeat['address']}?{query}")
        assert refused.status_code == 400
        assert "`state` and `response_us`" in orjson.loads(refused.content)["detail"]
    assert client.get(f"{heartbeat['address']}?state=sideways").status_code == 422
    assert client.put(heartbeat["address"]).status_code == 405


def test_only_a_digest_of_its_address_is_kept(heartbeat: dict[str, str]) -> None:
    ending = heartbeat["address"].rpartition("/")[2]
    assert len(ending) == 32
    kept = repr(list(Inlet.objects.values())) + repr(list(Step.objects.values()))
    assert ending not in kept
    assert Step.objects.get().subject == "inlet nightly copy"


def test_nothing_of_its_address_is_logged(
    heartbeat: dict[str, str], client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", "django.request")  # which is otherwise heard of failures only
    ending = heartbeat["address"].rpartition("/")[2]
    for address in (heartbeat["address"], heartbeat["address"] + "?x=y"):
        client.get(address)
    told = [record for record in caplog.records if record.name.startswith("upheld")]
    assert {record.__dict__["route"] for record in told} == {"heartbeat"}
    # as they are written: libraries hand over more than that
    Inlet.objects.update(revoked_at=1)
    assert client.get(heartbeat["address"]).status_code == 404
    lines = [Lines().format(record) for record in caplog.records]
    assert any('"django.request"' in line for line in lines)
    assert ending not in "".join(lines)


def test_an_inlet_that_was_ended_takes_nothing(
    heartbeat: dict[str, str], writer: str, client: Client, data: Path
) -> None:
    end = f"/api/v1/inlets/{heartbeat['number']}/end"
    headers = {"HTTP_AUTHORIZATION": f"Bearer {writer}"}
    assert client.post(end, **headers).status_code == 204
    assert client.post(end, **headers).status_code == 404
    answer = client.get(heartbeat["address"])
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_tokens_make_and_end_inlets_of_their_dossier_only(
    heartbeat: dict[str, str], client: Client, customer: Customer
) -> None:
    other = Dossier.objects.create(slug="other", name="Other")
    stranger = token(Scope.EVIDENCE_WRITE, dossier=other)
    reader = token(Scope.EVIDENCE_READ)
    end = f"/api/v1/inlets/{heartbeat['number']}/end"
    asked = [
        client.post(end, HTTP_AUTHORIZATION=f"Bearer {each}").status_code for each in (stranger, reader, "x")
    ]
    assert asked == [404, 403, 401]
    assert make(reader, kind="heartbeat", name="n", source="s", site="x").status_code == 403
    assert Inlet.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"kind": "heartbeat"}, "name its site"),
        ({"kind": "web vitals"}, "name their origins"),
        ({"kind": "web vitals", "origins": ["https://shop.example.com/cart"]}, "without a path"),
        ({"kind": "web vitals", "origins": ["*"]}, "is no origin"),
        ({"kind": "sideways"}, "it is no inlet"),
        ({"kind": "heartbeat", "site": "x" * 101}, "the site is no name"),
        ({"kind": "heartbeat", "colour": "red"}, "it is no inlet"),
    ],
)
def test_what_can_not_be_meant_is_refused(writer: str, wish: dict[str, object], words: str) -> None:
    answer = make(writer, **{"name": "n", "source": "s", **wish})
    assert answer.status_code == 400
    assert words in orjson.loads(answer.content)["detail"]
    assert not Inlet.objects.exists()


def page(client: Client, address: str, content: object, **headers: str) -> HttpResponse:
    given = {"HTTP_ORIGIN": ORIGIN} | {"HTTP_" + name.upper(): text for name, text in headers.items()}
    return client.post(address, orjson.dumps(content), content_type="text/plain;charset=UTF-8", **given)


LCP = {"name": "LCP", "value": 1200.5, "id": "v6-{}-1234567890123", "rating": "good"}


def test_a_page_tells_what_it_measured(vitals: dict[str, str], client: Client) -> None:
    answer = page(client, vitals["address"], {"route": "/cart", "metrics": [LCP]})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == ORIGIN
    row = orjson.loads(bytes(Record.objects.get().content or b""))
    assert (row["source"], row["series"], row["value"], row["unit"]) == ("pages", "LCP", "1200.5", "ms")


def test_pages_of_other_origins_may_say_nothing(vitals: dict[str, str], client: Client) -> None:
    for origin in ("https://evil.example.com", "null", "", ORIGIN + ":8443"):
        answer = page(client, vitals["address"], LCP, origin=origin)
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer
    asked = client.options(vitals["address"], HTTP_ORIGIN=ORIGIN)
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "POST")
    assert client.options(vitals["address"], HTTP_ORIGIN="https://evil.example.com").status_code == 403
    assert not Record.objects.exists()


def test_beacons_are_small(vitals: dict[str, str], client: Client) -> None:
    assert page(client, vitals["address"], [LCP] * 2000).status_code == 413
    assert page(client, vitals["address"], {"name": "LCP", "value": "fast"}).status_code == 422
    binary = client.post(vitals["address"], b"x", content_type="image/png", HTTP_ORIGIN=ORIGIN)
    assert binary.status_code == 415


def test_the_script_is_everybodys_while_its_inlet_is_open(vitals: dict[str, str], client: Client) -> None:
    answer = client.get(vitals["script"])
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    text = answer.content.decode()
    assert "web-vitals 6.2.3" in text
    assert "sendBeacon" in text
    assert "sourceMappingURL" not in text
    Inlet.objects.update(revoked_at=1)
    assert client.get(vitals["script"]).status_code == 404


def test_inlets_are_made_and_ended_on_a_page(dossier: Dossier, sign_in: SignIn, data: Path) -> None:
    operator = sign_in(person(Role.OPERATOR))
    form = {"kind": "heartbeat", "name": "copy", "source": "cron", "site": "copy", "dossier": dossier.pk}
    shown = operator.post("/inlets", form).content.decode()
    (address,) = re.findall(r"http://127.0.0.1:8080(/beat/[\w-]{32})<", shown)
    assert operator.get(address).status_code == 200
    again = operator.get("/inlets")
    assert address not in again.content.decode()
    assert again["Cache-Control"] == "private, no-store"
    inlet = Inlet.objects.get()
    auditor = sign_in(person(Role.AUDITOR))
    assert "copy" in auditor.get("/inlets").content.decode()
    assert auditor.post("/inlets", form).status_code in (200, 404)
    assert Inlet.objects.count() == 1
    assert auditor.post(f"/inlets/{inlet.pk}/end").status_code == 404
    assert operator.post(f"/inlets/{inlet.pk}/end").status_code == 302
    assert operator.get(address).status_code == 404
    refused = operator.post("/inlets", {**form, "kind": "web vitals"}).content.decode()
    assert "name their origins" in refused


WISH = {"kind": "heartbeat", "name": "nightly copy", "source": "cron", "site": "copy"}


def make_under(secret: str, key: str, **wish: object) -> HttpResponse:
    return Client(HTTP_HOST="127.0.0.1").post(
        "/api/v1/inlets",
        orjson.dumps(wish),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key},
    )


def test_an_inlet_that_is_asked_for_again_under_its_key_is_the_same(writer: str, dossier: Dossier) -> None:
    first, again = (make_under(writer, "copy of 3 May", **WISH) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert again["Cache-Control"] == "private, no-store"
    inlet = Inlet.objects.get()
    ending = first.json()["address"].rpartition("/")[2]
    # kept as a digest, as any other
    assert inlet.public == ""
    assert ending not in str(list(Inlet.objects.values()))
    assert Client(HTTP_HOST="127.0.0.1").get(f"/beat/{ending}").status_code in (200, 201)
    # another key, and the same key of another token, are other inlets
    others = [
        make_under(writer, "copy of 4 May", **WISH),
        make_under(token(Scope.EVIDENCE_WRITE), "copy of 3 May", **WISH),
    ]
    assert len({each.json()["address"] for each in (first, *others)}) == 3


def test_a_key_stands_for_one_inlet(writer: str) -> None:
    number = make_under(writer, "a", **WISH).json()["number"]
    other = make_under(writer, "a", **WISH | {"site": "other"})
    assert other.status_code == 409
    assert "stands for another inlet" in other.json()["detail"]
    headers = {"Authorization": f"Bearer {writer}"}
    assert (
        Client(HTTP_HOST="127.0.0.1").post(f"/api/v1/inlets/{number}/end", headers=headers).status_code == 204
    )
    ended = make_under(writer, "a", **WISH)
    assert ended.status_code == 409
    assert "was ended" in ended.json()["detail"]
    assert make_under(writer, "x" * 151, **WISH).status_code == 400
    assert Inlet.objects.count() == 1


def test_addresses_of_web_vitals_are_told_again_too(writer: str) -> None:
    wish = {"kind": "web vitals", "name": "shop", "source": "pages", "origins": [ORIGIN]}
    first, again = (make_under(writer, "shop", **wish).json() for _ in range(2))
    assert first == again
    assert set(first) == {"number", "address", "script"}
