"""Agreements and evidence in the store are judged as those on files: the same statements, byte for byte."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.period import parse_period
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.evidence import Table
from upheld.evidence.ticket import Ticket
from upheld.operations.courtroom import Courtroom, Terms
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.filing import file_parcel
from upheld.operations.grounds import InvalidAgreement, InvalidEvidence, Known, Whose, known_by
from upheld.operations.parting import hear, text_of
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.report.document import document_bytes, make_document
from upheld.store.agreements import AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry
from upheld.store.recording import Origin
from upheld.store.records import Record
from upheld.store.verification import verify

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = parse_instant("2026-11-01T00:00:00Z")
NAMES = ["cloud-apim", "infopromo", "managed-hosting", "optizio", "pimlayer", "upheld"]

pytestmark = pytest.mark.django_db


def enrolment(name: str, **more: Path) -> Enrolment:
    folder = EXAMPLES / name
    given = {"agreement": folder / "agreement.yaml", "evidence": folder / "evidence"} | more
    return Enrolment(**given, slug=name, actor="test", now=NOW)


def enrolled(name: str) -> Enrolled:
    outcome = enrol(enrolment(name))
    assert isinstance(outcome, Enrolled)
    return outcome


def from_store(version: AgreementVersion, period: str, plan: str | None, now: Instant) -> dict[str, object]:
    grounds = grounds_in_store(version, Whose(plan=plan, plan_by_fees=True))
    reading = evidence_in_store(version.agreement.dossier)
    facts = known_by(grounds, reading, parse_period(period, grounds.zone).interval.end, None, now)
    assert isinstance(facts, Known)
    courtroom = Courtroom(
        terms=Terms(period=period), evidence=facts.evidence, almanac=grounds.almanac, now=facts.now
    )
    heard = hear(courtroom, grounds.agreement, text_of(grounds.read), grounds.subscription)
    return make_document(*heard, grounds.zone, grounds.envelope)


@pytest.mark.parametrize("name", NAMES)
def test_the_store_judges_as_files_do(name: str) -> None:
    version = enrolled(name).version
    plans = grounds_in_store(version).agreement.plans
    plan = plans[-1] if plans else None
    for period in ("2026-02", "2026-03"):
        folder = EXAMPLES / name
        request = Request(
            agreement=folder / "agreement.yaml", evidence=folder / "evidence", period=period, plan=plan
        )
        judged = evaluate(request, NOW)
        assert isinstance(judged, Judged)
        stored = from_store(version, period, plan, NOW)
        assert stored["digest"] == judged.document["digest"]
        assert document_bytes(stored["statement"]) == document_bytes(judged.document["statement"])
    assert verify().faults == ()


def test_an_agreement_taken_in_again_changes_nothing() -> None:
    first = enrolled("pimlayer")
    entries = LedgerEntry.objects.count()
    again = enrolled("pimlayer")
    assert (again.version, again.rows) == (first.version, 0)
    assert first.rows > 100
    assert LedgerEntry.objects.count() == entries


def test_the_calendars_of_the_libraries_are_frozen_with_it() -> None:
    assert not (EXAMPLES / "optizio" / "agreement.lock").exists()
    grounds = grounds_in_store(enrolled("optizio").version)
    assert grounds.envelope.lock is not None
    assert grounds.almanac.zones


def test_evidence_with_something_wrong_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(
        "source,ticket,opened_at\ndesk,1,2026-03-01T10:00:00Z\ndesk,2,soon\n"
    )
    outcome = enrol(enrolment("optizio", evidence=tmp_path))
    assert isinstance(outcome, InvalidEvidence)
    assert "tickets.csv:3" in str(outcome.reading.problems[0])
    assert not Dossier.objects.exists()
    assert not Record.objects.exists()
    assert verify().entries == 0


def test_an_agreement_that_is_not_valid_is_not_taken_in(tmp_path: Path) -> None:
    written = (EXAMPLES / "optizio" / "agreement.yaml").read_text()
    (tmp_path / "agreement.yaml").write_text(written.replace("objectives:", "objectivs:"))
    outcome = enrol(enrolment("optizio", agreement=tmp_path / "agreement.yaml"))
    assert isinstance(outcome, InvalidAgreement)
    assert not AgreementVersion.objects.exists()


def test_what_was_known_at_an_entry_is_read_as_it_was_known() -> None:
    version = enrolled("optizio").version
    dossier = version.agreement.dossier
    last = LedgerEntry.objects.latest("sequence").sequence
    before = tickets(dossier)
    record = Record.objects.filter(dossier=dossier, table="tickets").latest("pk")
    body = orjson.dumps([{**orjson.loads(bytes(record.content or b"")), "channel": "pager"}])
    parcel = read_parcel(Table.TICKETS, body, BodyForm.JSON)
    assert isinstance(parcel, Parcel)
    assert file_parcel(dossier, parcel, Origin(key="correction", actor="test", now=NOW)).corrected == 1
    assert [ticket.channel for ticket in tickets(dossier)].count("pager") == 1
    assert tickets(dossier, last) == before


def tickets(dossier: Dossier, sequence: int | None = None) -> tuple[Ticket, ...]:
    evidence = evidence_in_store(dossier, sequence).evidence
    assert evidence is not None
    return evidence.tickets
