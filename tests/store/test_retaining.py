"""Samples kept as long as agreements say; what is not out, claimable, claimed or held stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from closed_months import NOW, closed, enrolled, write_files
from upheld.chrono.instant import DAY, Instant, parse_instant
from upheld.evidence.observation import State
from upheld.operations.compacting import Compactors, telemetry_of
from upheld.operations.month_end.release import release
from upheld.operations.retaining import Supposed, keeps_of, remove_old_days, what_would_go
from upheld.operations.verifying import verify_all
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.ledger import LedgerEntry
from upheld.store.retention import LegalHold, RemovedDays, hold, lift
from upheld.telemetry import retention
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.manifest import read_manifest
from upheld.telemetry.room import Room

pytestmark = pytest.mark.django_db
FIRST = parse_instant("2026-03-01T00:00:00Z")
YEARS_LATER = parse_instant("2027-12-01T00:00:00Z")


@pytest.fixture
def dossier(tmp_path: Path, db: None) -> Dossier:
    """A dossier with samples of ten days, a file each."""
    dossier = Dossier.objects.create(slug="hosting", name="Hosting")
    fill(dossier, tmp_path)
    return dossier


def fill(dossier: Dossier, data: Path) -> None:
    folder = telemetry_of(data, dossier.slug)
    folder.mkdir(parents=True)
    at = np.array([FIRST + number * DAY for number in range(10)], dtype=np.int64)
    samples = Samples(
        series=np.zeros(10, dtype=np.int32),
        at=at,
        state=np.full(10, State.UP, dtype=np.int8),
        response=np.full(10, NO_VALUE, dtype=np.int32),
    )
    with Intake(folder, Room(floor=0)) as intake:
        intake.append([SeriesName("probe", "web")], samples, "a")
    Compactors(data).compact_all(NOW)


def kept(data: Path) -> list[int]:
    """The days that are left, counted from the first."""
    segments = read_manifest(telemetry_of(data, "hosting")).segments
    return sorted((each.day or 0) - FIRST // DAY for each in segments)


def faults(data: Path) -> list[str]:
    return [fault.says for fault in verify_all(data).faults]


def test_nothing_goes_unless_every_agreement_says_when(dossier: Dossier, tmp_path: Path) -> None:
    for slug, days in (("a", 30), ("b", None)):
        Agreement.objects.create(dossier=dossier, slug=slug, name=slug, retention_days=days)
    assert remove_old_days(dossier, tmp_path, YEARS_LATER) is None
    Agreement.objects.filter(slug="b").update(retention_days=635)
    # 635 days before 2027-12-01 it is 2026-03-06: of days 0 to 9 the first five had ended
    assert len(what_would_go(dossier, tmp_path, YEARS_LATER).files) == 5
    assert kept(tmp_path) == list(range(10))
    removed = remove_old_days(dossier, tmp_path, YEARS_LATER)
    assert removed is not None
    assert (len(removed.files), removed.rows) == (5, 5)
    assert kept(tmp_path) == [5, 6, 7, 8, 9]
    assert LedgerEntry.objects.filter(kind="removal").count() == 1
    assert faults(tmp_path) == []


def test_a_file_that_went_without_a_word_is_a_fault(dossier: Dossier, tmp_path: Path) -> None:
    Agreement.objects.create(dossier=dossier, slug="a", name="a", retention_days=635)
    remove_old_days(dossier, tmp_path, YEARS_LATER)
    folder = telemetry_of(tmp_path, "hosting")
    manifest = read_manifest(folder)
    lost = manifest.segments[0].file
    retention.publish(folder, retention._without(manifest, manifest.segments[:1]))
    assert faults(tmp_path) == [f"{folder / lost} counts no more, and nothing took its place"]


def test_what_is_held_stays_until_it_is_lifted(dossier: Dossier, tmp_path: Path) -> None:
    Agreement.objects.create(dossier=dossier, slug="a", name="a", retention_days=30)
    since, until = FIRST + 3 * DAY, FIRST + 5 * DAY
    held = hold(LegalHold(dossier=dossier, since=since, until=until), "user 1", "dispute", NOW)
    remove_old_days(dossier, tmp_path, YEARS_LATER)
    # the day before stays too: its last samples hold on
    assert kept(tmp_path) == [2, 3, 4]
    stays = what_would_go(dossier, tmp_path, YEARS_LATER).stays
    assert {each.why for each in stays} == {(f"legal hold {held.pk} of everybody",)}
    assert lift(held, "user 1", NOW)
    assert not lift(held, "user 1", NOW)
    remove_old_days(dossier, tmp_path, YEARS_LATER)
    assert kept(tmp_path) == []
    assert faults(tmp_path) == []


def test_a_removal_that_was_killed_is_told_once_and_done_again(dossier: Dossier, tmp_path: Path) -> None:
    Agreement.objects.create(dossier=dossier, slug="a", name="a", retention_days=30)
    publish = retention.publish

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    retention.publish = killed  # type: ignore[assignment]
    try:
        with pytest.raises(KeyboardInterrupt):
            remove_old_days(dossier, tmp_path, YEARS_LATER)
    finally:
        retention.publish = publish
    assert RemovedDays.objects.count() == 1
    assert kept(tmp_path) == list(range(10))
    assert faults(tmp_path) == []
    remove_old_days(dossier, tmp_path, YEARS_LATER)
    assert kept(tmp_path) == []
    assert RemovedDays.objects.count() == 1
    assert faults(tmp_path) == []


@pytest.fixture
def version(tmp_path: Path) -> AgreementVersion:
    version = enrolled(write_files(tmp_path))
    # sealed in January, so that March has to be closed
    LedgerEntry.objects.filter(pk=version.entry_id).update(recorded_at=parse_instant("2026-01-05T00:00:00Z"))
    Agreement.objects.update(retention_days=30)
    return AgreementVersion.objects.select_related("agreement__dossier", "entry").get(pk=version.pk)


def why(version: AgreementVersion, day: Instant, now: Instant) -> set[str]:
    keeps = keeps_of(version.agreement.dossier, Instant(now - 30 * DAY), now)
    return {each.why for each in keeps if each.holds(day // DAY, now)}


def test_a_month_that_is_not_out_keeps_its_days(version: AgreementVersion) -> None:
    assert why(version, FIRST, NOW) == {"2026-03 of hosting is not out"}
    closing = closed(version)
    assert why(version, FIRST, NOW) == {"2026-03 of hosting is not out"}
    release(closing, "user 1", NOW)
    # nobody has to claim by this text
    assert why(version, FIRST, Instant(NOW + DAY)) == set()


def test_what_can_be_claimed_outlives_the_limit(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    agreement = files / "agreement.yaml"
    claims = "claims: {by: customer, within: 60 days, from: end of the month}\n"
    agreement.write_text(agreement.read_text() + claims)
    version = enrolled(files)
    LedgerEntry.objects.filter(pk=version.entry_id).update(recorded_at=parse_instant("2026-01-05T00:00:00Z"))
    version = AgreementVersion.objects.select_related("agreement__dossier", "entry").get(pk=version.pk)
    release(closed(version), "user 1", NOW)
    said = {"credits of hosting for 2026-03 can be claimed"}
    # out on 1 May: 60 days from then, and a day
    assert why(version, FIRST, parse_instant("2026-06-30T00:00:00Z")) == said
    assert why(version, FIRST, parse_instant("2026-07-02T00:00:00Z")) == set()


def test_the_word_in_the_ledger_names_files_rows_and_hashes(dossier: Dossier, tmp_path: Path) -> None:
    Agreement.objects.create(dossier=dossier, slug="a", name="a", retention_days=30)
    before = {each.file: each for each in read_manifest(telemetry_of(tmp_path, "hosting")).segments}
    remove_old_days(dossier, tmp_path, YEARS_LATER)
    said = orjson.loads(bytes(RemovedDays.objects.get().content or b""))
    assert {each["file"]: (each["rows"], each["sha256"]) for each in said["files"]} == {
        file: (each.rows, each.sha256) for file, each in before.items()
    }
    assert not any((telemetry_of(tmp_path, "hosting") / file).exists() for file in before)


def test_what_would_go_is_told_before_anything_is_changed(dossier: Dossier, tmp_path: Path) -> None:
    agreement = Agreement.objects.create(dossier=dossier, slug="a", name="a")
    since, until = FIRST + 3 * DAY, FIRST + 5 * DAY
    held = hold(LegalHold(dossier=dossier, since=since, until=until), "user 1", "dispute", NOW)

    def going(**supposed: object) -> int:
        return len(what_would_go(dossier, tmp_path, YEARS_LATER, Supposed(**supposed)).files)  # type: ignore[arg-type]

    kept_shortly = {agreement.pk: 30}
    assert [going(), going(days=kept_shortly)] == [0, 7]
    assert going(days=kept_shortly, lifted=held.pk) == 10
    agreement.refresh_from_db()
    assert agreement.retention_days is None
    assert kept(tmp_path) == list(range(10))
