"""The data of a customer taken away: nothing of it is left, the chain is whole, what was judged is judged."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.apps import apps

from closed_months import NOW, closed, enrolled, write_files
from upheld.collect.parcel.parcel import BodyForm
from upheld.errors import ConflictError
from upheld.evidence.evidence import Table
from upheld.operations.erasing import erase
from upheld.operations.month_end.release import release
from upheld.operations.standing import evidence_in_store
from upheld.operations.taking_in import Delivery, TakenIn, take_in
from upheld.store.closings import Statement
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry
from upheld.store.records import Record
from upheld.store.retention import LegalHold, hold, lift
from upheld.store.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(tmp_path: Path) -> Customer:
    version = enrolled(write_files(tmp_path))
    release(closed(version), "user 1", NOW)
    dossier = version.agreement.dossier
    ticket = {
        "source": "desk",
        "ticket": "T-1",
        "customer": "customer 07",
        "opened_at": "2026-03-02T10:00:00Z",
    }
    send(dossier, Table.TICKETS, ticket)
    event = {
        "source": "desk",
        "ticket": "T-1",
        "at": "2026-03-02T11:00:00Z",
        "event": "reply",
        "actor": "agent",
    }
    send(dossier, Table.TICKET_EVENTS, event)
    return Customer.objects.select_related("dossier").get(name="customer 07")


def send(dossier: Dossier, table: Table, row: dict[str, str]) -> None:
    delivery = Delivery(table=table, body=orjson.dumps([row]), form=BodyForm.JSON, key="a", actor="token 1")
    assert isinstance(take_in(dossier, delivery, NOW), TakenIn)


def left(name: str) -> list[str]:
    """Where a name, or rows about it, still stand in the records."""
    found = []
    for kind in apps.get_app_config("store").get_models():
        for row in kind._default_manager.values():
            document = kind is Statement
            said = (
                b""
                if document
                else b" ".join(
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row.values()
                )
            )
            if name.encode() in said:
                found.append(kind.__name__)
    return found


def test_nothing_of_them_is_left_and_the_chain_is_whole(customer: Customer) -> None:
    assert left("customer 07") != []
    erased = erase(customer, "user 1", "asked for", NOW)
    assert (erased.rows, erased.statements) == (3, 0)
    assert left("customer 07") == []
    assert left("T-1") == []
    verified = verify()
    assert (verified.erased, verified.faults) == (3, ())
    entry = LedgerEntry.objects.get(pk=erased.sequence)
    assert (entry.kind, entry.subject) == ("erasure", "3 rows and 0 statements of hosting")
    evidence = evidence_in_store(customer.dossier).evidence
    assert evidence is not None
    assert evidence.tickets == ()


def test_what_was_judged_stays_judged_and_its_document_unless_asked(customer: Customer) -> None:
    statement = Statement.objects.get(customer=customer)
    document = statement.document()
    erase(customer, "user 1", "asked for", NOW)
    statement.refresh_from_db()
    assert statement.document() == document
    again = Customer.objects.select_related("dossier").get(pk=customer.pk)
    assert erase(again, "user 1", "all of it", NOW, statements=True).statements == 1
    statement.refresh_from_db()
    assert statement.document() is None
    assert (statement.number, statement.owed, statement.breaches) == (8, "0.70 EUR", 1)
    assert verify().faults == ()


def test_a_hold_prevents_it(customer: Customer) -> None:
    held = hold(
        LegalHold(dossier=customer.dossier, customer=customer.name, since=0, until=1), "user 1", "x", NOW
    )
    with pytest.raises(ConflictError, match=f"legal hold {held.pk} keeps this evidence"):
        erase(customer, "user 1", "asked for", NOW)
    assert Record.objects.filter(customer="customer 07").exists()
    lift(held, "user 1", NOW)
    assert erase(customer, "user 1", "asked for", NOW).rows == 3


def test_what_is_gone_without_a_word_is_a_fault(customer: Customer) -> None:
    gone = Record.objects.filter(customer="customer 07").earliest("pk")
    gone.erase()
    gone.save()
    assert [each.says for each in verify().faults] == [f"record {gone.pk} is gone, and no entry says so"]
