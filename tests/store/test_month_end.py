"""Months closed in the store: the statements of files, made in parts, numbered once, and revised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pytest
from django.db import transaction

from closed_months import CUSTOMERS, NOW, closed, enrolled, labour, write_files
from upheld.chrono.instant import Instant, parse_instant
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.errors import ConflictError, UsageError
from upheld.evidence.evidence import Table
from upheld.evidence.observation import State
from upheld.operations.closing import Closed, Request, close
from upheld.operations.compacting import telemetry_of
from upheld.operations.filing import file_parcel
from upheld.operations.month_end import beginning
from upheld.operations.month_end.beginning import begin_closing, version_for
from upheld.operations.month_end.declining import decline
from upheld.operations.month_end.due import DUE, closings_due
from upheld.operations.month_end.release import release
from upheld.report.document import document_bytes
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.closings import Closing, Stage, Statement
from upheld.store.keeping import keep
from upheld.store.recording import Origin
from upheld.store.verification import verify
from upheld.store.work import Order, enqueue
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

AT_ONCE = 5

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "AT_ONCE", AT_ONCE)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path)


@pytest.fixture
def version(files: Path) -> AgreementVersion:
    return enrolled(files)


def late_outage(version: AgreementVersion, key: str, hours: int) -> None:
    rows = [
        {"source": "monitor", "site": "web", "at": f"2026-03-20T{hour:02}:00:00Z", "state": state}
        for hour, state in ((1, "down"), (1 + hours, "up"))
    ]
    parcel = read_parcel(Table.STATES, orjson.dumps(rows), BodyForm.JSON)
    assert isinstance(parcel, Parcel)
    file_parcel(version.agreement.dossier, parcel, Origin(key=key, actor="test", now=NOW))


def test_the_statements_are_those_of_files(version: AgreementVersion, files: Path) -> None:
    closing = closed(version)
    assert closing.trouble == ""
    assert (closing.stage, closing.subscriptions, closing.judged) == (Stage.READY, CUSTOMERS, CUSTOMERS)
    request = Request(
        agreement=files / "agreement.yaml",
        evidence=files / "evidence",
        folder=files / "out",
        period="2026-03",
    )
    on_files = close(request, NOW, lambda done, of: None)
    assert isinstance(on_files, Closed)
    in_store = {
        (each.customer and each.customer.name, each.plan): (each.says, each.owed, each.breaches)
        for each in Statement.objects.select_related("customer")
    }
    assert in_store == {
        (line.customer, line.plan): (line.digest, line.owed, line.breaches) for line in on_files.lines
    }
    # two hours down in March's 744: 99.73 %, below 99.9 %, one breach: a tenth of 7.00 EUR
    one = Statement.objects.get(customer__name="customer 07")
    assert (one.owed, one.breaches, one.is_owed) == ("0.70 EUR", 1, True)
    document = one.document()
    assert document is not None
    assert document["digest"] == one.says
    assert verify().faults == ()


def test_a_month_is_closed_in_parts_of_which_each_is_set_down_whole(version: AgreementVersion) -> None:
    closing = begin_closing(version, "2026-03", NOW)
    assert labour() == 1 + 3  # twelve statements, five a part
    assert Statement.objects.filter(closing=closing).values("entry").distinct().count() == 3


def test_a_release_numbers_statements_once_in_order_of_names(version: AgreementVersion) -> None:
    first, second = closed(version, "2026-02"), closed(version, "2026-03")
    release(second, "person 1", NOW)
    release(first, "person 1", NOW)
    numbers = (
        Statement.objects.filter(closing=second).order_by("customer__name").values_list("number", flat=True)
    )
    assert list(numbers) == list(range(1, CUSTOMERS + 1))
    assert Statement.objects.get(closing=first, customer__name="customer 00").number == CUSTOMERS + 1
    with pytest.raises(ConflictError, match="is released: only one that is ready"):
        release(first, "person 2", NOW)
    assert verify().faults == ()


def test_late_evidence_makes_a_revision_of_what_it_changes(version: AgreementVersion) -> None:
    release(closed(version), "person 1", NOW)
    late_outage(version, "late", hours=3)
    revision = closed(version)
    assert (revision.revision, revision.judged) == (1, CUSTOMERS)
    revised = Statement.objects.get(closing=revision, customer__name="customer 07")
    assert revised.supersedes is not None
    assert revised.supersedes.number == 8
    assert revised.supersedes.says != revised.says


def test_a_revision_that_changes_nothing_makes_no_statement(version: AgreementVersion) -> None:
    release(closed(version), "person 1", NOW)
    revision = closed(version)
    assert (revision.stage, revision.judged, revision.statements.count()) == (Stage.READY, CUSTOMERS, 0)
    release(revision, "person 1", NOW)
    assert verify().faults == ()


def test_the_first_statements_that_go_out_are_no_revision(version: AgreementVersion) -> None:
    decline(closed(version), "fees were missing")
    first = closed(version)
    assert (first.revision, first.statements.count()) == (0, CUSTOMERS)
    decline(first, "and some more")
    second = closed(version)
    release(second, "person 1", NOW)
    assert second.revision == 0
    assert Statement.objects.get(number=1).supersedes is None
    late_outage(version, "late", hours=3)
    decline(closed(version), "not yet")
    revision = closed(version)
    assert revision.revision == 1
    replaced = [each.supersedes and each.supersedes.number for each in revision.statements.order_by("pk")]
    assert replaced == list(range(1, CUSTOMERS + 1))
    assert verify().faults == ()


def test_a_closing_looks_at_what_was_known_when_it_was_begun(version: AgreementVersion) -> None:
    closing = begin_closing(version, "2026-02", NOW)
    late_outage(version, "late", hours=3)
    late = begin_closing(version, "2026-03", NOW)
    labour()
    assert Statement.objects.filter(closing=closing, breaches=0).count() == CUSTOMERS
    march = Statement.objects.filter(closing=late)[0].document() or {}
    assert late.known_at > closing.known_at
    assert march["statement"]["period"]["label"] == "2026-03"


def test_a_period_is_closed_once_it_is_over_and_one_closing_at_a_time(version: AgreementVersion) -> None:
    with pytest.raises(UsageError, match="2026-05 is not over"):
        begin_closing(version, "2026-05", NOW)
    begin_closing(version, "2026-03", NOW)
    with pytest.raises(ConflictError, match="2026-03 of hosting is being closed"):
        begin_closing(version, "2026-03", NOW)


def test_months_are_due_once_they_have_waited(version: AgreementVersion) -> None:
    # sealed when May began: what was before is closed on demand only; May waits for three days
    june, august = parse_instant("2026-06-03T23:59:59Z"), parse_instant("2026-08-05T00:00:00Z")
    assert list(closings_due(june)) == []
    assert [period for _, period in closings_due(Instant(june + 1_000_000))] == ["2026-05"]
    assert [period for _, period in closings_due(august)] == ["2026-05", "2026-06", "2026-07"]
    begin_closing(version, "2026-06", august)
    assert [period for _, period in closings_due(august)] == ["2026-05", "2026-07"]


def second(files: Path, words: str, since: str) -> AgreementVersion:
    """The first version with other words, and the one that comes into force after it."""
    text = (files / "agreement.yaml").read_text()
    first = text.replace("from: 2026-01-01", f"from: 2026-01-01{words}")
    (files / "first").mkdir()
    for folder in (files, files / "first"):
        (folder / "agreement.yaml").write_text(first)
    enrolled(files)
    later = text.replace('version: "1"', 'version: "2"').replace("from: 2026-01-01", f"from: {since}")
    (files / "agreement.yaml").write_text(later)
    return enrolled(files)


def test_a_month_is_closed_by_the_version_in_force_at_its_end(files: Path) -> None:
    later = second(files, "", "2026-06-15")
    first = AgreementVersion.objects.get(version="1")
    august = parse_instant("2026-08-05T00:00:00Z")
    due = [(version.version, period) for version, period in closings_due(august)]
    assert due == [("1", "2026-05"), ("2", "2026-06"), ("2", "2026-07")]
    with pytest.raises(UsageError, match="2026-06 of hosting is closed by version 2, not by 1"):
        begin_closing(first, "2026-06", august)
    with pytest.raises(UsageError, match="2026-05 of hosting is closed by version 1, not by 2"):
        begin_closing(later, "2026-05", august)
    versions = AgreementVersion.objects.all()
    assert [version_for(versions, each) for each in ("2026-03", "2026-06")] == [first, later]


@pytest.mark.parametrize("words", ["", ", until: 2026-03-15"])
def test_a_month_with_two_versions_has_one_statement_for_each_customer(files: Path, words: str) -> None:
    # two hours on the 10th: the first version promises what they break, the second one comes on the 15th
    later = second(files, words, "2026-03-15")
    made = closed(later)
    assert made.stage == Stage.READY
    assert made.statements.count() == CUSTOMERS
    one = made.statements.get(customer__name="customer 07")
    assert one.breaches == 1
    document = one.document()
    assert document is not None
    parts = document["statement"]["parts"]
    assert [part["version"] for part in parts] == ["1", "2"]
    request = Request(
        agreement=files / "agreement.yaml",
        versions=(files / "first" / "agreement.yaml",),
        evidence=files / "evidence",
        folder=files / "out",
        period="2026-03",
    )
    on_files = close(request, NOW, lambda done, of: None)
    assert isinstance(on_files, Closed)
    digests = {line.customer: line.digest for line in on_files.lines}
    assert {each.customer and each.customer.name: each.says for each in made.statements.all()} == digests
    release(made, "person 1", NOW)
    late_outage(later, "late", hours=3)
    revised = closed(later)
    assert (revised.revision, revised.statements.count()) == (1, CUSTOMERS)
    for each in revised.statements.select_related("supersedes__closing"):
        assert each.supersedes is not None
        assert each.supersedes.closing == made


def test_a_version_sealed_after_a_month_was_closed_makes_a_revision_of_it(files: Path) -> None:
    text = (files / "agreement.yaml").read_text()
    made = closed(enrolled(files))
    release(made, "person 1", NOW)
    words = text.replace('version: "1"', 'version: "2"').replace("from: 2026-01-01", "from: 2026-03-15")
    (files / "agreement.yaml").write_text(words)
    revised = closed(enrolled(files))
    assert revised.revision == 1
    assert {each.supersedes.closing for each in revised.statements.all() if each.supersedes} == {made}


def test_an_agreement_lets_statements_out_at_once_where_it_says_so(version: AgreementVersion) -> None:
    june = parse_instant("2026-06-10T00:00:00Z")
    Agreement.objects.update(is_released_at_once=True)
    for number in range(2):
        with transaction.atomic():
            enqueue(june, Order(kind=DUE, key=str(number)))
        labour(june)
    assert list(Closing.objects.values_list("period", "stage")) == [("2026-05", Stage.RELEASED)]
    assert Statement.objects.filter(number__isnull=False).count() == CUSTOMERS


def test_illustrations_are_known_as_such(files: Path) -> None:
    bindings = files / "evidence" / "bindings.yaml"
    bindings.write_text(f"illustration: Made for a test.\n{bindings.read_text()}")
    assert closed(enrolled(files)).illustration == "Made for a test."


def test_samples_are_judged_with_the_rows(files: Path, tmp_path: Path) -> None:
    written = files / "agreement.yaml"
    service = "web: {points: [web], down_when: any point fails, sampled_every: 1 h, stale_after: 800 h}"
    written.write_text(
        written.read_text().replace("web: {points: [web], down_when: any point fails}", service)
    )
    (files / "evidence" / "states.csv").unlink()
    (files / "evidence" / "bindings.yaml").write_text(
        "bindings: 1\npoints:\n  web: {source: probe, site: web}\n"
    )
    version = enrolled(files)
    keep(version.agreement.dossier, ["samples"], NOW)
    seen = [("2026-02-01T00", State.UP), ("2026-02-05T10", State.DOWN), ("2026-02-05T11", State.UP)]
    samples = Samples(
        series=np.zeros(3, dtype=np.int32),
        at=np.array([parse_instant(f"{hour}:00:00Z") for hour, _ in seen], dtype=np.int64),
        state=np.array([state for _, state in seen], dtype=np.int8),
        response=np.full(3, NO_VALUE, dtype=np.int32),
    )
    folder = telemetry_of(tmp_path, "hosting")
    folder.mkdir(parents=True)
    with Intake(folder, Room(floor=0)) as intake:
        intake.append([SeriesName("probe", "web")], samples, "a")
    # one hour of February's 672: 99.85 %, below 99.9 %
    for compacted in (False, True):
        if compacted:
            Compactor(folder=folder).round(whole=True)
        closing = closed(version, "2026-02", tmp_path)
        assert closing.trouble == ""
        assert set(closing.statements.values_list("breaches", flat=True)) == {1}
        Closing.objects.filter(pk=closing.pk).update(stage=Stage.GIVEN_UP)


def test_a_document_that_an_earlier_version_put_down_is_read_as_it_is(version: AgreementVersion) -> None:
    closed(version)
    one = Statement.objects.earliest("pk")
    document = one.document()
    assert document is not None
    written = document_bytes(document)  # as it stood in the records at first: with indents
    one.size, one.content = len(written), pa.compress(written, codec="zstd", asbytes=True)
    one.seal()
    one.save()
    again = Statement.objects.get(pk=one.pk)
    assert again.is_true()
    assert again.document() == document
