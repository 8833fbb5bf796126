"""A wrong batch taken back: what holds again, what is refused with reasons, who may."""

from __future__ import annotations

import orjson
import pytest

from closed_months import NOW
from upheld.collect.parcel.parcel import BodyForm
from upheld.errors import ConflictError
from upheld.evidence.evidence import Table
from upheld.operations.standing import evidence_in_store
from upheld.operations.taking_in import Delivery, TakenIn, take_in
from upheld.operations.undoing import Refused, Undone, undo
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry
from upheld.store.records import Batch
from upheld.store.verification import verify

pytestmark = pytest.mark.django_db


def sent(dossier: Dossier, table: Table, key: str, *rows: dict[str, str]) -> Batch:
    delivery = Delivery(table=table, body=orjson.dumps(rows), form=BodyForm.JSON, key=key, actor="token 1")
    taken = take_in(dossier, delivery, NOW)
    assert isinstance(taken, TakenIn), taken
    return Batch.objects.get(pk=taken.ledger)


def ticket(number: str, opened_at: str = "2026-03-02T10:00:00Z") -> dict[str, str]:
    return {"source": "desk", "ticket": number, "opened_at": opened_at}


def fee(number: str, amount: str, since: str, until: str = "") -> dict[str, str]:
    said = {"source": "books", "fee": number, "customer": "Example Ltd", "amount": amount, "currency": "EUR"}
    return {**said, "since": since, **({"until": until} if until else {})}


def known(dossier: Dossier) -> list[str]:
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    return sorted(f"{each.number} {each.amount}" for each in evidence.fees)


def test_what_was_replaced_holds_again_and_the_rest_is_withdrawn(dossier: Dossier) -> None:
    sent(dossier, Table.FEES, "a", fee("1", "10", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"))
    wrong = sent(
        dossier,
        Table.FEES,
        "b",
        fee("1", "99", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        fee("2", "98", "2026-06-01T00:00:00Z"),
    )
    undone = undo(wrong, "user 1", NOW)
    assert isinstance(undone, Undone)
    assert (undone.restored, undone.withdrawn, undone.left) == (1, 1, 0)
    assert known(dossier) == ["1 10.00 EUR"]
    entry = LedgerEntry.objects.get(pk=undone.sequence)
    assert (entry.kind, entry.subject) == ("batch", "2 rows in hosting")
    assert Batch.objects.get(pk=undone.sequence).actor == "user 1"
    with pytest.raises(ConflictError, match="taken back already"):
        undo(wrong, "user 1", NOW)
    # taking back is a batch too: taken back itself, all is as it was sent
    assert isinstance(undo(Batch.objects.get(pk=undone.sequence), "user 1", NOW), Undone)
    assert known(dossier) == ["1 99.00 EUR", "2 98.00 EUR"]
    assert verify().faults == ()


def test_rows_that_were_corrected_since_are_left_on_request_only(dossier: Dossier) -> None:
    wrong = sent(
        dossier,
        Table.FEES,
        "a",
        fee("1", "99", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        fee("2", "98", "2026-06-01T00:00:00Z"),
    )
    later = sent(dossier, Table.FEES, "b", fee("2", "12", "2026-06-01T00:00:00Z"))
    before = LedgerEntry.objects.count()
    refused = undo(wrong, "user 1", NOW)
    assert isinstance(refused, Refused)
    assert refused.is_for_want_of_a_word
    assert refused.why == (
        f"1 of its rows was corrected since, by batch {later.pk}: take that back first, or say that what was "
        "corrected is to stay",
    )
    assert LedgerEntry.objects.count() == before
    undone = undo(wrong, "user 1", NOW, leave_corrected=True)
    assert isinstance(undone, Undone)
    assert (undone.restored, undone.withdrawn, undone.left) == (0, 1, 1)
    assert known(dossier) == ["2 12.00 EUR"]


def test_tickets_that_others_tell_of_are_not_taken_back(dossier: Dossier) -> None:
    wrong = sent(dossier, Table.TICKETS, "a", ticket("7"), ticket("8"))
    event = {
        "source": "desk",
        "ticket": "7",
        "at": "2026-03-02T11:00:00Z",
        "event": "reply",
        "actor": "agent",
    }
    events = sent(dossier, Table.TICKET_EVENTS, "b", event)
    refused = undo(wrong, "user 1", NOW)
    assert isinstance(refused, Refused)
    assert not refused.is_for_want_of_a_word
    (why,) = refused.why
    assert why.startswith("`ticket:desk/7/")
    assert evidence_in_store(dossier).evidence is not None
    assert isinstance(undo(events, "user 1", NOW), Undone)
    assert isinstance(undo(wrong, "user 1", NOW), Undone)
    evidence = evidence_in_store(dossier).evidence
    assert evidence is not None
    assert evidence.tickets == ()


def test_what_comes_back_must_fit_what_came_since(dossier: Dossier) -> None:
    sent(dossier, Table.FEES, "a", fee("1", "10", "2026-01-01T00:00:00Z"))
    shortened = sent(dossier, Table.FEES, "b", fee("1", "10", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"))
    sent(dossier, Table.FEES, "c", fee("2", "12", "2026-06-01T00:00:00Z"))
    refused = undo(shortened, "user 1", NOW)
    assert isinstance(refused, Refused)
    assert "begins while fee 1 for the same thing lasts" in " ".join(refused.why)
    assert known(dossier) == ["1 10.00 EUR", "2 12.00 EUR"]
    assert verify().faults == ()
