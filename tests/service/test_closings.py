"""Months closed by real workers, while samples come in, while workers are killed, and with a full disk."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from places import SECONDS, Place, Server, fill, until

from closed_months import AGREEMENT

CUSTOMERS = 600
MANY = 1200
"""So many that a closing is not over before the disk is full."""
FEW = 250
"""Statements of two parts."""
LEASE = "2"


def write_files(folder: Path, customers: int = CUSTOMERS) -> Path:
    """A service that samples are taken of, and customers who pay for it."""
    service = "web: {points: [web], down_when: any point fails, sampled_every: 1 h, stale_after: 800 h}"
    agreement = AGREEMENT.replace("web: {points: [web], down_when: any point fails}", service)
    evidence = folder / "evidence"
    evidence.mkdir(parents=True)
    (folder / "agreement.yaml").write_text(agreement)
    (evidence / "bindings.yaml").write_text("bindings: 1\npoints:\n  web: {source: probe, site: web}\n")
    fees = "".join(
        f"billing,{number},customer {number:04},small,10.00,EUR,2026-01-01T00:00:00Z\n"
        for number in range(customers)
    )
    (evidence / "fees.csv").write_text("source,fee,customer,plan,amount,currency,since\n" + fees)
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path / "files")


def enrol(place: Place, files: Path) -> None:
    agreement, evidence = str(files / "agreement.yaml"), str(files / "evidence")
    ran = place.run("enrol", agreement, "--evidence", evidence, "--slug", "hosting")
    assert ran.returncode == 0, ran.stderr


def stages(place: Place) -> list[str]:
    return [str(row[0]) for row in place.rows("SELECT stage FROM closing ORDER BY id")]


def check(place: Place, customers: int = CUSTOMERS) -> None:
    """Every customer has one statement, and everything is as it was recorded."""
    (row,) = place.rows("SELECT count(*), count(DISTINCT customer_id) FROM statement")
    assert row == (customers, customers)
    checked = place.run("ledger", "check")
    assert checked.returncode == 0, checked.stderr


def test_samples_that_come_while_a_month_is_closed_are_in_no_statement_or_in_all(
    place: Place, files: Path
) -> None:
    enrol(place, files)
    assert place.run("sender.py", "0", "20").returncode == 0
    workers = [place.start("worker", UPHELD_LEASE=LEASE) for _ in range(2)]
    assert place.run("closing", "begin", "hosting", "2026-03").returncode == 0
    until(lambda: place.count("seen_samples"))
    sender = place.start("sender.py", "20", "600")
    # one is killed in the midst of it, and starts anew with nothing in mind
    until(lambda: place.count("statement"))
    workers[0].kill()
    place.start("worker", UPHELD_LEASE=LEASE)
    until(lambda: stages(place) == ["ready"])
    assert sender.wait(300) == 0
    check(place)
    figures = place.run("figures.py")
    assert figures.returncode == 0, figures.stderr
    # 20 quarters of an hour, and the last of them until the end of the month: the same for everybody
    assert len(figures.stdout.splitlines()) == 1, figures.stdout
    assert place.count("seen_samples_part") == 0


def test_workers_that_race_and_are_killed_make_each_statement_once(place: Place, files: Path) -> None:
    enrol(place, files)
    assert place.run("sender.py", "0", "3").returncode == 0
    chance = random.Random(1)
    workers = [place.start("worker", UPHELD_LEASE=LEASE) for _ in range(3)]
    for _ in range(2):  # both ask for the same month: one closing comes of it
        place.run("closing", "begin", "hosting", "2026-03")
    for part in range(2):
        until(lambda part=part: place.count("statement") >= part * 125 or stages(place) == ["ready"])  # type: ignore[misc]
        workers.pop(chance.randrange(len(workers))).kill()
        workers.append(place.start("worker", UPHELD_LEASE=LEASE))
    until(lambda: stages(place) == ["ready"])
    check(place)
    assert place.run("closing", "release", "1").returncode == 0
    numbers = place.rows("SELECT number FROM statement ORDER BY number")
    assert [row[0] for row in numbers] == list(range(1, CUSTOMERS + 1))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the disk of SQLite is meant")
def test_a_closing_goes_on_once_a_full_disk_has_room(
    template: Place, small_disk: Path, tmp_path: Path
) -> None:
    place = Place(small_disk / "data", None)
    place.data.mkdir()
    shutil.copy(template.data / "upheld.sqlite3", place.data)
    told = small_disk.parent / "told.log"
    place.log = lambda number: told.with_suffix(f".{number}")  # type: ignore[method-assign] not on the full disk
    try:
        enrol(place, write_files(tmp_path / "files", MANY))
        assert place.run("sender.py", "0", "3").returncode == 0
        assert place.run("closing", "begin", "hosting", "2026-03").returncode == 0
        worker = place.start("worker", UPHELD_LEASE=LEASE)
        until(lambda: place.count("seen_samples"))
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            fill(ballast)
        until(lambda: any(line["event"] == "database out of reach" for line in place.lines()))
        assert place.count("statement") < MANY
        assert worker.poll() is None
        ballast.unlink()
        until(lambda: stages(place) == ["ready"], 2 * SECONDS)  # it was put off a few times
        check(place, MANY)
        assert place.rows("PRAGMA integrity_check") == [("ok",)]
    finally:
        place.end()


def test_a_closing_goes_on_after_its_database_broke_down(tmp_path: Path, server: Server) -> None:
    place = Place(tmp_path / "place" / "data", server.url)
    place.data.parent.mkdir()
    try:
        assert place.run("migrate").returncode == 0
        enrol(place, write_files(tmp_path / "files", FEW))
        assert place.run("closing", "begin", "hosting", "2026-03").returncode == 0
        # no statement can be set down meanwhile: the database goes while parts are in the midst of it
        with suppress(psycopg.OperationalError), psycopg.connect(server.url) as other:
            other.execute("LOCK TABLE statement IN SHARE MODE")
            workers = [place.start("worker", UPHELD_LEASE=LEASE) for _ in range(2)]
            until(lambda: place.count("pg_locks WHERE NOT granted AND relation = 'statement'::regclass"))
            server.control("stop", "-m", "immediate")
        server.control("start")
        # and once more, whatever they are at by then: what was committed a moment ago may be lost as well
        until(lambda: place.count("statement"))
        server.control("stop", "-m", "immediate")
        server.control("start")
        until(lambda: stages(place) == ["ready"])
        assert [worker.poll() for worker in workers] == [None, None]
        assert place.count("statement") == FEW
        assert place.run("closing", "release", "1").returncode == 0
        # a revision holds what says otherwise when it is worked out with nothing in the way
        assert place.run("closing", "begin", "hosting", "2026-03").returncode == 0
        until(lambda: stages(place) in (["released", "ready"], ["released", "released"]))
        check(place, FEW)
    finally:
        place.end()


def test_a_removal_killed_after_the_ledger_was_told_is_done_again(place: Place, files: Path) -> None:
    enrol(place, files)
    assert place.run("sender.py", "0", "48").returncode == 0
    place.rows_changed("UPDATE agreement SET retention_days = 30")
    # sealed long after the month: nothing has to be closed
    killed = place.run("remover.py", "dies")
    assert killed.returncode == -9, killed.stderr
    assert place.count("removed_days") == 1
    checked = place.run("ledger", "check")
    assert checked.returncode == 0, checked.stderr
    done = place.run("remover.py")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
    assert place.count("removed_days") == 1
    assert place.run("remover.py").stdout.strip() == "0"
    checked = place.run("ledger", "check")
    assert checked.returncode == 0, checked.stderr
