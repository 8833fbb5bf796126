"""A backup is of one moment, says nothing to others, and makes a whole service somewhere else."""

from __future__ import annotations

import gzip
import os
import signal
from collections.abc import Callable
from pathlib import Path

from places import Place, until

from upheld.chrono.instant import DAY, Instant, parse_instant
from upheld.operations.backup.nightly import name_of, remove_old
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import open_holdings

KEY = {"UPHELD_BACKUP_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
OTHER = {"UPHELD_BACKUP_KEY": "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}


def samples(place: Place) -> dict[str, int]:
    """How many samples each series has."""
    counted = {}
    with open_holdings(place.data / "telemetry" / "hosting") as holdings:
        for day in holdings.days:
            for part in samples_in(index_day(day), range(len(holdings.names))):
                for number in part.series:
                    name = holdings.names[number].site
                    counted[name] = counted.get(name, 0) + 1
    return counted


def checked(place: Place) -> str:
    ran = place.run("ledger", "check")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1].split(" ", 1)[1]


def test_a_service_is_made_from_a_backup_on_a_fresh_machine(
    place: Place, fresh: Callable[[], Place], tmp_path: Path
) -> None:
    assert place.run("filling.py", "once").returncode == 0
    probes = (
        tmp_path / "probes.yaml"
    )  # encrypted with a key of the data folder, and vouched for by the ledger
    probes.write_text("probes: 1\npoints:\n  home: {http: https://example.net/, locations: elsewhere}\n")
    assert place.run("probes", "define", str(probes), "--dossier", "hosting").returncode == 0
    file = tmp_path / "kept" / "one.backup"
    made = place.run("backup", str(file), **KEY)
    assert made.returncode == 0, made.stderr
    assert "with 22 entries of the ledger" in made.stdout
    assert file.stat().st_mode & 0o077 == 0
    for plain in (b"somebody@example.net", b"SQLite", b"PAR1", b"notices", b"elsewhere"):
        assert plain not in file.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["one.backup"]
    assert "is there already" in place.run("backup", str(file), **KEY).stderr

    other = fresh()
    restored = other.run("restore", str(file), **KEY)
    assert restored.returncode == 0, restored.stderr
    assert "2 deliveries wait" in restored.stdout
    assert checked(other) == checked(place)
    assert samples(other) == samples(place) == {"sorted": 1000, "in the log": 1000}
    assert other.count("record") == 100
    assert other.rows("SELECT email FROM user_account") == [("somebody@example.net",)]
    assert (other.data / "signing.key").read_bytes() == (place.data / "signing.key").read_bytes()
    assert all(path.stat().st_mode & 0o077 == 0 for path in other.data.rglob("*") if path.is_file())
    # what was under way waits for somebody's look, or is done again; nobody is left who would do it
    assert other.work() == ["deliver sent set aside 0", "deliver lost set aside 0", "tidy held waiting 1"]
    assert other.count("worker") == 0
    other.start("worker", UPHELD_LEASE="2")
    until(lambda: "tidy held done 2" in other.work())
    assert other.run("recorder.py", "tidy", "1").returncode == 0
    assert checked(other) != ""

    # not over a service, and not with another key
    other.end()
    again = other.run("restore", str(file), **KEY)
    assert (again.returncode, "already" in again.stderr) == (1, True)
    third = fresh()
    assert "another key" in third.run("restore", str(file), **OTHER).stderr


def test_a_backup_that_was_changed_or_cut_off_is_refused(
    place: Place, fresh: Callable[[], Place], tmp_path: Path
) -> None:
    place.run("filling.py", "once")
    whole = tmp_path / "whole.backup"
    assert place.run("backup", str(whole)).returncode == 0
    bytes_ = bytearray(whole.read_bytes())
    changed, cut = tmp_path / "changed.backup", tmp_path / "cut.backup"
    bytes_[len(bytes_) // 2] ^= 1
    changed.write_bytes(bytes_)
    cut.write_bytes(whole.read_bytes()[:-100])
    for file in (changed, cut):
        other = fresh()
        refused = other.run("restore", str(file), "--key-file", str(place.data / "backup.key"))
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        # what was not restored whole is never started
        assert other.run("worker").returncode == 2
    assert fresh().run("restore", str(whole)).stderr.startswith("upheld: the key of the backup is needed")


def test_a_backup_while_everything_is_written_to_is_of_one_moment(
    place: Place, fresh: Callable[[], Place], tmp_path: Path
) -> None:
    place.run("filling.py", "once")
    writer = place.start("filling.py", "on and on")
    until(lambda: len(place.log(0).read_text().splitlines()) > 3)
    file = tmp_path / "one.backup"
    assert place.run("backup", str(file), **KEY).returncode == 0
    assert writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    other = fresh()
    assert other.run("restore", str(file), **KEY).returncode == 0
    assert int(checked(other).split()[0]) > 21
    found = samples(other)
    entries = int(checked(other).split()[0])
    # samples are handed in after their entry was recorded: those of the last one may be missing, no others
    assert {f"more {number}" for number in range(entries - 22)} <= set(found)
    assert set(found.values()) == {1000}


def test_the_worker_makes_one_each_night_and_keeps_seven(place: Place, tmp_path: Path) -> None:
    noon = parse_instant("2026-03-20T12:00:00Z")
    folder = tmp_path / "backups"
    folder.mkdir()
    for days in range(12):
        (folder / name_of(Instant(noon - days * DAY))).touch()
    (folder / "upheld-of-mine.backup").touch()
    remove_old(folder, noon)
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "upheld-2026-03-13T120000Z.backup"
    assert len(left) == 9
    remove_old(folder, Instant(noon + 100 * DAY))
    assert sorted(path.name for path in folder.iterdir()) == [
        "upheld-2026-03-20T120000Z.backup",
        "upheld-of-mine.backup",
    ]
    place.start("worker", UPHELD_BACKUPS=str(folder), UPHELD_LEASE="2")
    until(lambda: place.rows("SELECT 1 FROM slot WHERE kind = 'backup'"))
    place.rows_changed("UPDATE slot SET number = number - 1 WHERE kind = 'backup'")
    until(lambda: any(line.startswith("backup ") and " done " in line for line in place.work()))
    (made,) = set(folder.glob("upheld-2*.backup")) - {folder / "upheld-2026-03-20T120000Z.backup"}
    assert made.stat().st_size > 1000


def test_an_older_database_is_brought_up_to_date_after_a_backup(
    tmp_path: Path, fresh: Callable[[], Place]
) -> None:
    place = Place(tmp_path / "old", None)
    place.data.mkdir()
    older = (Path(__file__).parent / "first-form.sqlite3.gz").read_bytes()
    (place.data / "upheld.sqlite3").write_bytes(gzip.decompress(older))
    assert "run `upheld migrate` first" in place.run("worker").stderr
    ran = place.run("migrate", **KEY)
    assert ran.returncode == 0, ran.stderr
    assert "ledger of 3 entries" in place.run("ledger", "check").stdout
    (kept,) = (place.data / "backups").iterdir()
    assert kept.name.startswith("before-upgrade-from-0001_records-")
    assert place.run("migrate").stdout == "the records are up to date\n"
    if os.environ.get("DATABASE_URL") is None:
        other = fresh()
        assert other.run("restore", str(kept), **KEY).returncode == 0
        assert checked(other) == checked(place)


def test_a_folder_in_use_is_not_restored_into(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    assert place.run("backup", str(file), **KEY).returncode == 0
    place.start("worker")
    until(lambda: place.count("worker") == 1)
    refused = place.run("restore", str(file), **KEY)
    assert (refused.returncode, "stop it before" in refused.stderr) == (2, True)
