"""Reading over the interface: part by part, what is theirs and nothing else, and not again what is known."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client
from visitors import released, token

from upheld.chrono.instant import parse_instant
from upheld.collect.parcel.parcel import BodyForm
from upheld.evidence.evidence import Table
from upheld.operations.taking_in import Delivery, TakenIn, take_in
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.roles import Scope
from upheld.store.trail import Step
from upheld.web.api.lists import LISTS

NOW = parse_instant("2026-04-01T00:00:00Z")


def get(secret: str, address: str, **headers: str) -> tuple[int, dict[str, object], dict[str, str]]:
    given = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    client = Client(HTTP_HOST="127.0.0.1")
    answer = client.get(f"/api/v1/{address}", HTTP_AUTHORIZATION=f"Bearer {secret}", **given)
    said = orjson.loads(answer.content) if answer.content else {}
    return answer.status_code, said, dict(answer.headers)


def record(dossier: Dossier, table: Table, *rows: dict[str, object]) -> TakenIn:
    delivery = Delivery(table=table, body=orjson.dumps(rows), form=BodyForm.JSON, key=None, actor="token 1")
    taken = take_in(dossier, delivery, NOW)
    assert isinstance(taken, TakenIn), taken
    return taken


def ticket(number: int, customer: str = "", **more: object) -> dict[str, object]:
    opened = f"2026-03-{number % 28 + 1:02}T10:00:00Z"
    return {"source": "desk", "ticket": str(number), "opened_at": opened, "customer": customer, **more}


def numbers(said: dict[str, object]) -> list[str]:
    items = said["items"]
    assert isinstance(items, list)
    return [each["row"]["ticket"] for each in items]


@pytest.fixture
def reader(dossier: Dossier) -> str:
    return token(Scope.EVIDENCE_READ, dossier=dossier)


def test_a_list_is_read_part_by_part_to_its_end(dossier: Dossier, reader: str) -> None:
    record(dossier, Table.TICKETS, *(ticket(n) for n in range(25)))
    found, address, parts = [], "tickets?limit=10", 0
    while address:
        status, said, headers = get(reader, address)
        assert status == 200
        found += numbers(said)
        parts += 1
        link = headers.get("Link", "")
        assert (said["next"] is None) == (not link)
        address = link.removeprefix("<http://127.0.0.1/api/v1/").partition(">")[0]
    assert (parts, found) == (3, [str(n) for n in range(25)])


def test_a_part_goes_on_where_it_ended_though_rows_came_meanwhile(dossier: Dossier, reader: str) -> None:
    record(dossier, Table.TICKETS, *(ticket(n) for n in range(4)))
    _, first, _ = get(reader, "tickets?limit=2")
    record(dossier, Table.TICKETS, ticket(0, priority="high"), ticket(9))
    _, second, _ = get(reader, f"tickets?limit=10&cursor={first['next']}")
    # the corrected row stands last: it was recorded last
    assert numbers(second) == ["2", "3", "0", "9"]


def test_what_was_known_at_an_entry_is_read_again(dossier: Dossier, reader: str) -> None:
    before = record(dossier, Table.TICKETS, ticket(1, priority="low"))
    record(dossier, Table.TICKETS, ticket(1, priority="high"), ticket(2))
    _, then, _ = get(reader, f"tickets?known_at={before.ledger}")
    _, now, _ = get(reader, "tickets")
    assert [each["row"]["priority"] for each in then["items"]] == ["low"]  # type: ignore[attr-defined]
    assert numbers(now) == ["1", "2"]
    (old,) = then["items"]  # type: ignore[misc]
    assert old["holds"] is False
    status, one, _ = get(reader, f"tickets/{old['number']}")
    assert (status, one["holds"], one["ledger"]) == (200, False, before.ledger)
    assert get(reader, f"states/{old['number']}")[0] == 404


def test_rows_of_a_time_come_in_its_order(dossier: Dossier, reader: str) -> None:
    record(dossier, Table.TICKETS, *(ticket(n) for n in (20, 5, 11, 33)))  # 33 is of 6 March, as 5 is
    found, cursor = [], ""
    while cursor is not None:
        query = "tickets?since=2026-03-06T00:00:00Z&until=2026-03-21T00:00:00Z&limit=1"
        _, said, _ = get(reader, query + (f"&cursor={cursor}" if cursor else ""))
        found += numbers(said)
        cursor = said["next"]  # type: ignore[assignment]
    assert found == ["5", "33", "11"]


def test_what_is_known_is_not_sent_again(dossier: Dossier, reader: str) -> None:
    record(dossier, Table.TICKETS, ticket(1))
    _, _, headers = get(reader, "tickets")
    mark = headers["ETag"]
    status, said, again = get(reader, "tickets", if_none_match=f'"other", W/{mark}')
    assert (status, said, again["ETag"]) == (304, {}, mark)
    record(dossier, Table.TICKETS, ticket(2))
    assert get(reader, "tickets", if_none_match=mark)[0] == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "write 1 to 500"),
        ("limit=501", "`limit` is no number from 0 to 500"),
        ("limit=x", "`limit` is no number"),
        ("sincee=2026-03-01T00:00:00Z", "did you mean `since`"),
        ("since=2026-03-01T00:00:00", "names no offset"),
        ("subject=", "`subject` is empty"),
        ("known_at=9007199254740993", "`known_at` is no number"),
        ("cursor=abc", "send it as it was given"),
        ("dossier=other", "there is no dossier"),
    ],
)
def test_parameters_are_read_strictly(dossier: Dossier, reader: str, query: str, words: str) -> None:
    status, said, headers = get(reader, f"tickets?{query}")
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert words in str(said["detail"])


def test_a_cursor_is_of_one_list_and_choice(dossier: Dossier, reader: str) -> None:
    record(dossier, Table.TICKETS, *(ticket(n) for n in range(3)))
    cursor = get(reader, "tickets?limit=1&subject=1&limit=1")[1]["next"]
    assert cursor is None
    cursor = get(reader, "tickets?limit=1")[1]["next"]
    assert get(reader, f"tickets?limit=2&cursor={cursor}")[0] == 200
    assert get(reader, f"states?cursor={cursor}")[0] == 400
    assert get(reader, f"tickets?cursor={cursor}&subject=1")[0] == 400
    assert get(reader, f"tickets?cursor=x{cursor}")[0] == 400


def test_a_token_for_several_dossiers_names_the_one_it_means(dossier: Dossier) -> None:
    Dossier.objects.create(slug="other", name="Other")
    record(dossier, Table.TICKETS, ticket(1))
    whole = token(Scope.EVIDENCE_READ)
    assert get(whole, "tickets")[0] == 400
    assert numbers(get(whole, "tickets?dossier=hosting")[1]) == ["1"]
    assert numbers(get(whole, "tickets?dossier=other")[1]) == []


EVERYTHING = (Scope.AGREEMENTS_READ, Scope.STATEMENTS_READ, Scope.EVIDENCE_READ)


def test_customers_read_what_is_theirs_and_strangers_nothing_of_it(
    dossier: Dossier, agreement: Agreement, customer: Customer, other_customer: Customer
) -> None:
    record(dossier, Table.TICKETS, ticket(1, customer.name), ticket(2, other_customer.name), ticket(3))
    statement = released(customer)
    owner = token(*EVERYTHING)
    member, stranger = (token(*EVERYTHING, customer=each) for each in (customer, other_customer))
    _, tickets, _ = get(member, "tickets")
    assert numbers(tickets) == ["1"]
    assert numbers(get(stranger, "tickets")[1]) == ["2"]
    assert numbers(get(owner, "tickets")[1]) == ["1", "2", "3"]
    assert numbers(get(owner, f"tickets?customer={customer.pk}")[1]) == ["1"]
    assert numbers(get(stranger, f"tickets?customer={customer.pk}")[1]) == []
    (row,) = tickets["items"]  # type: ignore[misc]
    subscription = customer.subscriptions.get().pk
    theirs = {
        f"tickets/{row['number']}": 404,
        f"customers/{customer.pk}": 404,
        f"subscriptions/{subscription}": 404,
        f"statements/{statement.pk}": 404,
        f"statements/{statement.pk}/document": 404,
        f"agreements/{agreement.pk}": 200,  # both subscribed to it
    }
    for address, for_stranger in theirs.items():
        asked = [get(each, address)[0] for each in (owner, member, stranger, "nobody")]
        assert asked == [200, 200, for_stranger, 401], address
    for name in ("customers", "subscriptions", "statements"):
        lengths = [len(get(each, name)[1]["items"]) for each in (owner, member, stranger)]  # type: ignore[arg-type]
        assert lengths == ([1, 1, 0] if name == "statements" else [2, 1, 1]), name
    # closings are the provider's own
    assert len(get(owner, "closings")[1]["items"]) == 1  # type: ignore[arg-type]
    assert get(member, "closings")[1]["items"] == []
    assert get(member, f"closings/{statement.closing_id}")[0] == 404
    assert get(owner, f"closings/{statement.closing_id}")[0] == 200
    assert get(member, f"statements/{statement.pk}/document")[1]["statement"]


def test_lists_are_narrowed(dossier: Dossier, agreement: Agreement, customer: Customer) -> None:
    statement = released(customer)
    owner = token(*EVERYTHING)
    for query, found in {
        "agreements?dossier=hosting": 1,
        "agreements?dossier=other": 0,
        "customers?name=Example Ltd": 1,
        "customers?name=Nobody": 0,
        f"subscriptions?customer={customer.pk}&agreement=hosting": 1,
        "subscriptions?agreement=other": 0,
        f"statements?closing={statement.closing_id}&period=2026-03": 1,
        "statements?period=2026-04": 0,
        f"statements?customer={customer.pk + 1}": 0,
        "closings?agreement=hosting&period=2026-03": 1,
    }.items():
        assert len(get(owner, query)[1]["items"]) == found, query  # type: ignore[arg-type]
    (shown,) = get(owner, "agreements")[1]["items"]  # type: ignore[misc]
    assert [each["version"] for each in shown["versions"]] == ["1"]


def test_every_list_is_read_by_its_scope_alone(dossier: Dossier) -> None:
    for listed in LISTS:
        right = token(listed.scope, dossier=dossier)
        wrong = token(*(scope for scope in Scope if scope is not listed.scope), dossier=dossier)
        assert [get(each, listed.name)[0] for each in (right, wrong, "x")] == [200, 403, 401], listed.name


def test_staff_who_look_at_rows_of_customers_are_on_the_trail(dossier: Dossier, customer: Customer) -> None:
    record(dossier, Table.TICKETS, ticket(1, customer.name), ticket(2))
    get(token(Scope.EVIDENCE_READ, customer=customer), "tickets")
    assert not Step.objects.exists()
    get(token(Scope.EVIDENCE_READ), "tickets")
    assert Step.objects.get().subject == f"customer {customer.pk}"


def test_both_methods_of_a_path_are_told_of(dossier: Dossier, reader: str) -> None:
    client = Client(HTTP_HOST="127.0.0.1")
    answer = client.delete("/api/v1/tickets", HTTP_AUTHORIZATION=f"Bearer {reader}")
    assert answer.status_code in (403, 405)
    writer = token(Scope.EVIDENCE_WRITE, Scope.EVIDENCE_READ, dossier=dossier)
    answer = client.delete("/api/v1/tickets", HTTP_AUTHORIZATION=f"Bearer {writer}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert client.get("/api/v1/samples", HTTP_AUTHORIZATION=f"Bearer {writer}").status_code == 405
