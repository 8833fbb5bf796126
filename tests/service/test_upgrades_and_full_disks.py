"""Work that waits through an upgrade of the program, and a database whose disk is full."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SOURCE, Place, fill, until


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The program as a later version of it may be: with a kind of work more, and a newer form of another."""
    source = tmp_path / "newer"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    table = source / "upheld" / "runtime" / "labour.py"
    text = table.read_text()
    tidy = 'Kind(name="tidy", perform=partial(tidy, days=days, turns=turns))'
    assert tidy in text
    more = 'Kind(name="sing", perform=lambda duty: None, version=2)'
    table.write_text(text.replace(tidy, f"{tidy},\n        {more}"))
    return source


def test_work_waits_for_a_version_that_knows_it(place: Place, newer: Path) -> None:
    # recorded by a newer web process, beside a worker of the older version: as during every upgrade
    assert place.run("recorder.py", "sing", "2").returncode == 0
    place.rows_changed("UPDATE work SET version = 2 WHERE key = '1'")
    assert place.run("recorder.py", "tidy", "1").returncode == 0
    older = place.start("worker", UPHELD_LEASE="5")
    until(lambda: "tidy 0 done 1" in place.work())
    assert [line for line in place.work() if line.startswith("sing")] == [
        "sing 0 waiting 0",
        "sing 1 waiting 0",
    ]
    listed = place.run("work", "list").stdout
    assert listed.count("this version of the program does not know it") == 2
    upgraded = Place(place.data, place.database, newer)
    try:
        upgraded.start("worker", UPHELD_LEASE="5")
        until(lambda: {"sing 0 done 1", "sing 1 done 1"} <= set(place.work()))
    finally:
        upgraded.end()
    assert older.poll() is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the disk of SQLite is meant")
def test_a_full_disk_loses_nothing_and_is_got_over(template: Place, small_disk: Path) -> None:
    place = Place(small_disk / "data", None)
    place.data.mkdir()
    shutil.copy(template.data / "upheld.sqlite3", place.data)
    log = small_disk.parent / "told.log"
    place.log = lambda number: log.with_suffix(f".{number}")  # type: ignore[method-assign] not on the full disk
    try:
        worker = place.start("labourer.py", "30", "0", "turns")
        until(lambda: place.count("ledger_entry") > 0)
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            fill(ballast)
        failed = place.run("recorder.py", "note", "100000")
        assert "OperationalError" in failed.stderr
        told = len(failed.stdout.splitlines())
        until(lambda: any(line["event"] == "database out of reach" for line in place.lines()))
        assert worker.poll() is None
        ballast.unlink()
        until(
            lambda: len([work for work in place.work() if work.startswith("note") and "done" in work]) == told
        )
        turns = place.count("ledger_entry")
        until(lambda: place.count("ledger_entry") > turns)
        assert place.count("dossier") == told
        assert place.rows("PRAGMA integrity_check") == [("ok",)]
    finally:
        place.end()


COUNTING = """
import sys
from pathlib import Path
from upheld.runtime.limiter import Limiter
limiter = Limiter(Path(sys.argv[1]))
print([limiter.count("key", 86400).done for _ in range(3)])
"""


def test_a_process_counts_by_itself_where_the_disk_is_full(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        fill(small_disk / "ballast")
    asked = [sys.executable, "-c", COUNTING, str(small_disk)]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300)
    assert (ran.returncode, ran.stdout) == (0, "[1, 2, 3]\n")
