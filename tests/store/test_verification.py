"""The ledger tells of everything that is not as it was recorded."""

from __future__ import annotations

import pytest
from written import NOON, origin, row

from upheld.errors import ConflictError
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry, LedgerHead
from upheld.store.recording import record
from upheld.store.records import Record
from upheld.store.sealing import Text, seal_agreement, seal_bindings
from upheld.store.verification import verify


@pytest.fixture
def written(dossier: Dossier) -> Dossier:
    seal_bindings(dossier, b"upheld_bindings: 1\n", NOON)
    for number in range(3):
        rows = [row(f"n:{number}", kind="report", customer="Acme"), row(f"m:{number}", kind="incident")]
        record(dossier, rows, origin(str(number)))
    return dossier


def said() -> list[str]:
    return [f"{fault.sequence}: {fault.says}" for fault in verify().faults]


def test_a_ledger_as_it_was_written_has_no_faults(written: Dossier) -> None:
    verified = verify()
    assert (verified.entries, verified.exhibits, verified.erased, verified.faults) == (5, 8, 0, ())
    assert verified.chain == bytes(LedgerHead.objects.get().chain)


def test_an_empty_ledger_has_no_faults(db: None) -> None:
    assert (verify().entries, verify().faults) == (0, ())


@pytest.mark.parametrize(
    "change",
    [
        {"content": b'{"kind":"nothing"}'},
        {"identity": "n:other"},
        {"table": "changes"},
        {"customer": "Other"},
        {"valid_from": 1},
        {"is_withdrawal": True},
    ],
)
def test_a_row_that_was_changed_is_told(written: Dossier, change: dict[str, object]) -> None:
    changed = Record.objects.get(identity="n:1")
    Record.objects.filter(pk=changed.pk).update(**change)
    assert said() == [f"4: record {changed.pk} is not what was recorded"]


def test_a_row_that_was_taken_out_or_put_in_is_told(written: Dossier) -> None:
    Record.objects.filter(identity="n:1").delete()
    assert said() == ["4: the 1 digests beside the entry are not those it vouches for"]


def test_a_row_changed_together_with_its_digest_is_told(written: Dossier) -> None:
    changed = Record.objects.get(identity="n:1")
    changed.content = b'{"kind":"nothing"}'
    changed.seal()
    changed.save()
    assert said() == ["4: the 2 digests beside the entry are not those it vouches for"]


@pytest.mark.parametrize(
    "change", [{"recorded_at": 1}, {"subject": "x"}, {"kind": "erasure"}, {"digest": bytes(32)}]
)
def test_an_entry_that_was_changed_is_told(written: Dossier, change: dict[str, object]) -> None:
    LedgerEntry.objects.filter(sequence=2).update(**change)
    assert "2: the entry is not chained to the one before it as it stands" in said()


def test_entries_cut_off_at_the_end_are_told(written: Dossier) -> None:
    Record.objects.filter(entry=5).delete()
    written.batches.filter(entry=5).delete()
    LedgerEntry.objects.filter(sequence=5).delete()
    assert said() == ["4: the ledger ends here, but 5 entries were recorded"]


def test_an_entry_missing_between_others_is_told(written: Dossier) -> None:
    Record.objects.filter(entry=4).delete()
    written.batches.filter(entry=4).delete()
    LedgerEntry.objects.filter(sequence=4).delete()
    assert said() == [
        "5: entries 4 to 4 are missing",
        "5: the entry is not chained to the one before it as it stands",
    ]


def test_content_can_be_erased_and_the_chain_stays_whole(written: Dossier) -> None:
    gone = Record.objects.get(identity="n:1")
    gone.erase()
    gone.save()
    verified = verify()
    assert verified.erased == 1
    # not without a word, though: who takes content away says so in the ledger
    assert said() == [f"4: record {gone.pk} is gone, and no entry says so"]
    left = Record.objects.values().get(pk=gone.pk)
    assert "Acme" not in str(left)
    assert "n:1" not in str(left)


def test_a_version_is_sealed_with_one_text(written: Dossier) -> None:
    agreement = Agreement.objects.create(dossier=written, slug="hosting", name="Hosting")
    text = Text(main="a.yaml", files={"a.yaml": "upheld: 1\n"}, version="1", in_force_from=NOON)
    sealed = seal_agreement(agreement, text, NOON)
    assert seal_agreement(agreement, text, NOON) == sealed
    other = Text(main="a.yaml", files={"a.yaml": "upheld: 2\n"}, version="1", in_force_from=NOON)
    with pytest.raises(ConflictError, match="version 1 of hosting is sealed with another text"):
        seal_agreement(agreement, other, NOON)
    AgreementVersion.objects.update(in_force_from=1)
    assert said() == [f"6: agreement version {sealed.pk} is not what was recorded"]
