"""Rows recorded, corrected, withdrawn and taken back; what was known stays known."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import NOON, cells, origin, row

from upheld.errors import ConflictError, LedgerError
from upheld.store.dossiers import Dossier
from upheld.store.keeping import keep, tables_kept
from upheld.store.ledger import EntryKind, LedgerEntry, append
from upheld.store.recording import Recorded, record, reverse
from upheld.store.records import Batch, Record
from upheld.store.roles import Role
from upheld.store.sight import Sight
from upheld.store.verification import verify
from upheld.store.viewer import Viewer

OWNER = Viewer(user=1, roles=frozenset({Role.OWNER}))


def test_rows_are_recorded_once_however_often_they_are_sent(dossier: Dossier) -> None:
    rows = [row("n:1", notice="1", kind="report"), row("n:2", notice="2", kind="report")]
    assert record(dossier, rows, origin("a")) == Recorded(sequence=2, added=2, corrected=0, repeated=0)
    again = record(dossier, rows, origin("a"))
    assert again == Recorded(sequence=2, added=0, corrected=0, repeated=2, is_repetition=True)
    assert record(dossier, rows, origin("b")) == Recorded(sequence=3, added=0, corrected=0, repeated=2)
    assert Record.objects.count() == 2


def test_a_key_stands_for_one_batch(dossier: Dossier) -> None:
    record(dossier, [row("n:1", notice="1")], origin("a"))
    with pytest.raises(ConflictError, match="'a' stands for another batch"):
        record(dossier, [row("n:2", notice="2")], origin("a"))
    assert cells(dossier) == {"notices": [{"notice": "1"}]}


def test_a_correction_holds_and_what_was_known_before_is_known(dossier: Dossier) -> None:
    first = record(dossier, [row("n:1", kind="report")], origin("a"))
    second = record(dossier, [row("n:1", kind="incident")], origin("b"))
    assert (second.added, second.corrected) == (0, 1)
    assert cells(dossier) == {"notices": [{"kind": "incident"}]}
    assert cells(dossier, first.sequence) == {"notices": [{"kind": "report"}]}
    assert cells(dossier, first.sequence - 1) == {}


def test_a_withdrawal_is_recorded_and_leaves_the_row_readable(dossier: Dossier) -> None:
    first = record(dossier, [row("n:1", kind="report")], origin("a"))
    assert record(dossier, [row("n:1"), row("n:9")], origin("b")).corrected == 1
    assert cells(dossier) == {}
    assert cells(dossier, first.sequence) == {"notices": [{"kind": "report"}]}
    record(dossier, [row("n:1", kind="report")], origin("c"))
    assert cells(dossier) == {"notices": [{"kind": "report"}]}


def test_a_wrong_batch_is_taken_back_as_an_entry_of_its_own(dossier: Dossier) -> None:
    record(dossier, [row("n:1", kind="report")], origin("a"))
    wrong = record(
        dossier, [row("n:1", kind="wrong"), row("n:2", kind="wrong"), row("n:3", kind="w")], origin("b")
    )
    record(dossier, [row("n:3", kind="right")], origin("c"))
    batch = Batch.objects.get(pk=wrong.sequence)
    undone = reverse(batch, origin("undo b"))
    assert (undone.corrected, undone.repeated) == (2, 1)
    assert cells(dossier) == {"notices": [{"kind": "right"}, {"kind": "report"}]}
    assert {"kind": "wrong"} in cells(dossier, wrong.sequence)["notices"]
    with pytest.raises(ConflictError, match="taken back already"):
        reverse(batch, origin("undo b again"))
    assert verify().faults == ()


def test_batches_keep_how_many_rows_of_which_table_they_have(dossier: Dossier) -> None:
    several = [row("n:1", kind="report"), row("n:2", kind="report"), row("c:1", table="claims", claim="1")]
    numbers = [
        record(dossier, several, origin("a")).sequence,
        record(dossier, several[:1], origin("b")).sequence,
        record(dossier, [row("c:1", table="claims", claim="2")], origin("c")).sequence,
    ]
    # 3 rows that are new, then one that says nothing new, then a correction
    counts = [{"notices": 2, "claims": 1}, {}, {"claims": 1}]
    assert [Batch.objects.get(pk=each).tables for each in numbers] == counts
    seen = Sight(OWNER).batches()
    # as batches are that were written before counts were kept: told all the same, and kept by the migration
    Batch.objects.update(tables=None)
    assert [dict(each.tables) for each in reversed(Sight(OWNER).batches())] == counts
    import_module("upheld.store.migrations.0023_batch_tables").keep_counts(apps, None)
    assert [Batch.objects.get(pk=each).tables for each in numbers] == counts
    assert Sight(OWNER).batches() == seen


def test_batches_are_listed_without_counting_their_rows(
    dossier: Dossier, django_assert_num_queries: Any
) -> None:
    record(dossier, [row("n:1", kind="report")], origin("a"))
    with django_assert_num_queries(1) as asked:
        assert [each.rows for each in Sight(OWNER).batches()] == [1]
    assert '"record"' not in asked.captured_queries[0]["sql"]


def test_dossiers_know_nothing_of_each_other(dossier: Dossier) -> None:
    other = Dossier.objects.create(slug="other", name="Other")
    record(dossier, [row("n:1", kind="report")], origin("a"))
    record(other, [row("n:1", kind="incident")], origin("a"))
    assert cells(dossier) == {"notices": [{"kind": "report"}]}
    assert cells(other) == {"notices": [{"kind": "incident"}]}


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_written_to_in_a_transaction_only() -> None:
    with pytest.raises(LedgerError, match="outside a transaction"):
        append(EntryKind.BATCH, "rows", [], NOON)
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_writers_at_one_time_make_one_chain() -> None:
    dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
    start = threading.Barrier(6)

    def write(writer: int) -> None:
        start.wait()
        for number in range(5):
            record(dossier, [row("n:shared", kind=f"{writer}/{number}")], origin(f"{writer}/{number}"))
        connection.close()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    verified = verify()
    assert (verified.entries, verified.exhibits, verified.faults) == (31, 31, ())
    assert Record.objects.filter(superseded_by=None).count() == 1


CELLS = st.one_of(st.none(), st.sampled_from("xyz"))
BATCHES = st.lists(st.dictionaries(st.sampled_from("abcd"), CELLS, max_size=4), max_size=8)


@given(batches=BATCHES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_known_is_what_was_said_last_at_every_entry(
    dossier: Dossier, batches: list[dict[str, str | None]]
) -> None:
    slate = Dossier.objects.create(slug=f"d{Dossier.objects.count()}", name="A slate")
    said: dict[str, str] = {}
    known = []
    for number, batch in enumerate(batches):
        rows = [row(f"n:{name}", **({} if cell is None else {"kind": cell})) for name, cell in batch.items()]
        sequence = record(slate, rows, origin(str(number))).sequence
        said = {name: cell for name, cell in {**said, **batch}.items() if cell is not None}
        known.append((sequence, sorted(said.values())))
    for sequence, values in known:
        assert sorted(each["kind"] for each in cells(slate, sequence).get("notices", [])) == values
    assert verify().faults == ()


def test_a_table_is_kept_from_its_first_batch_on(dossier: Dossier) -> None:
    keep(dossier, ["outages", "changes"], NOON)
    before = LedgerEntry.objects.latest("sequence").sequence
    recorded = record(dossier, [row("n:1", kind="report")], origin("a"))
    assert tables_kept(dossier) == {"outages", "changes", "notices"}
    assert tables_kept(dossier, before) == {"outages", "changes"}
    assert recorded.sequence == before + 2
    keep(dossier, ["outages"], NOON)
    record(dossier, [row("n:1")], origin("b"))
    assert tables_kept(dossier) == {"outages", "changes", "notices"}
    assert verify().entries == recorded.sequence + 1
