"""Intake: what is acknowledged is in the log, once, whatever the disk does."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pytest
from doomed import IN_MEMORY, ROOMY, batch_rows, started, write_under_limit
from slow_telemetry import Identity, Said, SlowTelemetry, hand_in, held

import upheld.telemetry
from upheld.errors import ConflictError, NoRoom, NotWritten, UsageError
from upheld.telemetry import log_writer, register
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import LONGEST_RESPONSE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.log import Damage, Logged, logs_in, read_log
from upheld.telemetry.manifest import read_manifest
from upheld.telemetry.room import MEBIBYTE, Room


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=IN_MEMORY) as work:
        yield Path(work) / "telemetry"


def samples_of(*numbers: int) -> dict[Identity, Said]:
    slow = SlowTelemetry()
    for number in numbers:
        slow.take(batch_rows(number))
    return slow.samples


def test_many_threads_share_the_disk(folder: Path) -> None:
    with Intake(folder, ROOMY) as intake, ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda n: hand_in(intake, batch_rows(n), str(n)), range(0, 400, 2)))
        again = list(pool.map(lambda n: hand_in(intake, batch_rows(n), str(n)), range(0, 400, 2)))
    assert {(each.rows, each.repeated) for each in receipts} == {(7, False)}
    assert {(each.rows, each.repeated) for each in again} == {(7, True)}
    assert [each.digest for each in receipts] == [each.digest for each in again]
    (log,) = logs_in(folder / "wal")
    found = list(read_log(log, 0, log.stat().st_size))
    assert [each.order for each in found if isinstance(each, Logged)] == list(range(200))


def test_a_key_handed_in_twice_at_once_is_written_once(folder: Path) -> None:
    with Intake(folder, ROOMY) as one, Intake(folder, ROOMY) as other, ThreadPoolExecutor(8) as pool:
        for number in range(20):
            takers = [(one, other)[each % 2] for each in range(8)]
            receipts = list(pool.map(lambda i, n=number: hand_in(i, batch_rows(n), "k" + str(n)), takers))
            assert sorted(each.repeated for each in receipts) == [False] + [True] * 7


def test_a_key_stands_for_one_content_in_every_process_and_after_a_restart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Intake(folder, ROOMY) as one, Intake(folder, ROOMY) as other:
        hand_in(one, batch_rows(1), "key")
        with pytest.raises(ConflictError, match="other samples were recorded under the key `key`"):
            hand_in(other, batch_rows(2), "key")
    compactor = Compactor(folder=folder)
    compactor.round()
    compactor.round()
    assert not logs_in(folder / "wal")
    with Intake(folder, ROOMY) as later:
        assert hand_in(later, batch_rows(1), "key").repeated
        with pytest.raises(ConflictError):
            hand_in(later, batch_rows(2), "key")
        hand_in(later, batch_rows(3), "in a log")
    assert held(folder) == samples_of(1, 3)
    # After a failure of the machine the logs are the only witnesses, but for keys whose logs are gone.
    monkeypatch.setattr(register, "_SINCE_START", folder / "nothing")
    with Intake(folder, ROOMY) as restarted:
        assert hand_in(restarted, batch_rows(3), "in a log").repeated
        assert hand_in(restarted, batch_rows(1), "key").repeated
    (folder / "wal" / "register").unlink()
    with Intake(folder, ROOMY) as restarted:
        assert hand_in(restarted, batch_rows(3), "in a log").repeated
        assert not hand_in(restarted, batch_rows(1), "key").repeated


def test_a_record_of_a_batch_that_the_disk_lost_is_not_believed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Intake(folder, ROOMY) as intake:
        hand_in(intake, batch_rows(0), "0")
        size = logs_in(folder / "wal")[0].stat().st_size
        hand_in(intake, batch_rows(1), "1")
    os.truncate(logs_in(folder / "wal")[0], size)
    monkeypatch.setattr(register, "_SINCE_START", folder / "nothing")
    with Intake(folder, ROOMY) as restarted:
        assert hand_in(restarted, batch_rows(0), "0").repeated
        assert not hand_in(restarted, batch_rows(1), "1").repeated
    assert held(folder) == samples_of(*range(2))


def test_the_latest_keys_are_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "REMEMBERED", 10)
    with Intake(folder, ROOMY) as one, Intake(folder, ROOMY) as other:
        for number in range(100):
            hand_in((one, other)[number % 2], batch_rows(number), str(number))
        assert (folder / "wal" / "register").stat().st_size < 64 * 64
        for intake in (one, other):
            assert all(hand_in(intake, batch_rows(n), str(n)).repeated for n in range(90, 100))
        assert not hand_in(one, batch_rows(3), "3").repeated


def test_a_torn_tail_is_cut_wherever_it_is_torn(folder: Path) -> None:
    with Intake(folder, ROOMY) as intake:
        hand_in(intake, batch_rows(0), "0")
        whole = logs_in(folder / "wal")[0].stat().st_size
        hand_in(intake, batch_rows(1), "1")
    (log,) = logs_in(folder / "wal")
    data = log.read_bytes()
    for size in range(whole, len(data)):
        log.write_bytes(data[:size])
        found = list(read_log(log, 0, size))
        assert [isinstance(each, Logged) and each.key for each in found] == [b"0"]
    log.write_bytes(data[:-1])
    assert held(folder) == samples_of(*range(1))
    done = Compactor(folder=folder).round()
    assert done is not None
    assert (done.batches, done.damages) == (1, ())
    assert not logs_in(folder / "wal")
    assert held(folder) == samples_of(*range(1))


def test_a_damaged_log_loses_what_is_damaged_alone_and_is_kept(folder: Path) -> None:
    ends = []
    with Intake(folder, ROOMY) as intake:
        for number in range(3):
            hand_in(intake, batch_rows(number), str(number))
            ends.append(logs_in(folder / "wal")[0].stat().st_size)
    (log,) = logs_in(folder / "wal")
    data = bytearray(log.read_bytes())
    for place in (*range(ends[0], ends[0] + 60), *range(ends[1] - 60, ends[1])):
        spoilt = bytearray(data)
        spoilt[place] ^= 0x10
        log.write_bytes(spoilt)
        found = list(read_log(log, 0, len(data)))
        assert [each.key for each in found if isinstance(each, Logged)] == [b"0", b"2"]
        assert [each for each in found if isinstance(each, Damage)] == [
            Damage(log=log.name, first=ends[0], end=ends[1])
        ]
    done = Compactor(folder=folder).round()
    assert done is not None
    assert (done.batches, done.damages) == (2, (Damage(log=log.name, first=ends[0], end=ends[1]),))
    assert (folder / "damaged" / log.name).read_bytes() == spoilt


def test_logs_follow_each_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "LARGEST", 2000)
    with Intake(folder, ROOMY) as intake:
        for number in range(20):
            hand_in(intake, batch_rows(number), str(number))
        assert len(logs_in(folder / "wal")) > 3
        compactor = Compactor(folder=folder)
        compactor.round()
        assert len(logs_in(folder / "wal")) == 1
        monkeypatch.setattr(log_writer, "LONGEST", 0.0)
        hand_in(intake, batch_rows(20), "20")
        compactor.round()
        compactor.round()
        assert len(logs_in(folder / "wal")) == 1
    assert held(folder) == samples_of(*range(21))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two mebibytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small file system; the limit on files is tested in any case")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_refuses_clearly_and_takes_in_again_when_there_is_room(small_disk: Path) -> None:
    folder = small_disk / "telemetry"
    taken = []
    with Intake(folder, ROOMY) as intake:
        hand_in(intake, batch_rows(0), "0")
        ballast = small_disk / "ballast"
        free = os.statvfs(small_disk)
        ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - 8192))
        for number in range(1, 200):
            try:
                hand_in(intake, batch_rows(number), str(number))
                taken.append(number)
            except NoRoom as error:
                refused = str(error)
        assert "samples can't be written to" in refused
        assert "nothing of it was recorded: make room, then send it again" in refused
        assert 5 < len(taken) < 195
        assert hand_in(intake, batch_rows(0), "0").repeated
        assert held(folder) == samples_of(0, *taken)
        with pytest.raises(NoRoom, match="they stay as they are: make room, then it goes on by itself"):
            Compactor(folder=folder).round()
        assert held(folder) == samples_of(0, *taken)
        ballast.unlink()
        assert not hand_in(intake, batch_rows(500), "500").repeated
        done = Compactor(folder=folder).round()
    assert done is not None
    assert done.batches == len(taken) + 2
    assert held(folder) == samples_of(0, *taken, 500)


class FailingDisk(NamedTuple):
    """A disk that accepts writes and loses them: a device kept in a file for which there is no room."""

    room: Path
    disk: Path
    device: str

    def fill(self) -> Path:
        """Leave room for a few more blocks; the file that takes it away."""
        left = os.statvfs(self.room)
        ballast = self.room / "ballast"
        ballast.write_bytes(b"x" * (left.f_bavail * left.f_frsize - 8192))
        return ballast

    def start_anew(self) -> None:
        """Forget what is in memory alone."""
        run("umount", self.disk)
        run("mount", "-t", "ext2", self.device, self.disk)


def run(*words: object) -> str:
    done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def failing_disk(tmp_path: Path) -> Iterator[FailingDisk]:
    room, disk = tmp_path / "room", tmp_path / "disk"
    room.mkdir()
    disk.mkdir()
    with ExitStack() as made:
        try:
            run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", room)
            made.callback(run, "umount", room)
            with (room / "image").open("wb") as stream:
                stream.truncate(64 * MEBIBYTE)
            device = run("losetup", "-f", "--show", room / "image")
            made.callback(run, "losetup", "-d", device)
            run("mkfs.ext2", "-q", "-F", "-I", "128", device)
            run("mount", "-t", "ext2", device, disk)
            made.callback(run, "umount", disk)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"only root can make a device that fails: {error}")
        yield FailingDisk(room, disk, device)


def test_a_disk_that_fails_when_it_is_synced(failing_disk: FailingDisk) -> None:
    """The write succeeds and the sync fails: the batch is refused, and taken in when it is sent again."""
    taken, refused = [], []
    why = ""
    folder = failing_disk.disk / "telemetry"
    with Intake(folder, ROOMY) as intake:
        hand_in(intake, batch_rows(0), "0")
        ballast = failing_disk.fill()
        for number in range(10, 1000, 10):
            try:
                hand_in(intake, batch_rows(number), str(number))
                taken.append(number)
            except (NoRoom, NotWritten) as error:
                refused.append(number)
                why = str(error)
        assert taken
        assert len(refused) > 10
        assert "nothing of it was recorded" in why
        ballast.unlink()
        assert all(hand_in(intake, batch_rows(number), str(number)).repeated for number in taken)
        assert not any(hand_in(intake, batch_rows(number), str(number)).repeated for number in refused)
    failing_disk.start_anew()
    assert held(folder) == samples_of(0, *taken, *refused)
    with Intake(folder, ROOMY) as intake:
        assert hand_in(intake, batch_rows(refused[-1]), str(refused[-1])).repeated
    done = Compactor(folder=folder).round()
    assert done is not None
    assert done.contradictions == 0
    assert held(folder) == samples_of(0, *taken, *refused)


def test_a_disk_that_fills_up_in_the_middle_of_a_batch(folder: Path, tmp_path: Path) -> None:
    with Intake(folder / "whole", ROOMY) as intake:
        hand_in(intake, batch_rows(10), "10")
    size = logs_in(folder / "whole" / "wal")[0].stat().st_size
    for limit in (17, 30, 130, size - 1, size, size + 100, 2 * size - 17):
        result = tmp_path / f"told {limit}"
        process = started(write_under_limit, folder / str(limit), limit, 10, result)
        process.join()
        one, other, last = result.read_text().split("\n")
        assert "nothing of it was recorded: make room, then send it again" in other
        assert one == ("taken False" if limit >= size else other)
        assert last == ("taken True" if limit >= size else "taken False")
        compactor = Compactor(folder=folder / str(limit))
        compactor.round()
        assert held(folder / str(limit)) == samples_of(10)


def test_intake_is_refused_before_the_disk_is_full(folder: Path) -> None:
    with Intake(folder, Room(floor=1 << 60)) as intake:
        with pytest.raises(NoRoom, match="must stay free; no samples are taken in until there is more room"):
            hand_in(intake, batch_rows(0), "0")
        assert not logs_in(folder / "wal")


def test_intake_is_refused_when_the_folder_holds_as_much_as_it_may(folder: Path) -> None:
    with Intake(folder, Room(floor=0, most=MEBIBYTE)) as intake:
        hand_in(intake, batch_rows(0), "0")
    ballast = folder / "segments" / "ballast"
    ballast.parent.mkdir()
    ballast.write_bytes(bytes(MEBIBYTE))
    with Intake(folder, Room(floor=0, most=MEBIBYTE)) as intake:
        for number in (1, 2):
            with pytest.raises(
                NoRoom, match="may hold 1; no samples are taken in until old days are removed"
            ):
                hand_in(intake, batch_rows(number), str(number))
        ballast.unlink()
        hand_in(intake, batch_rows(1), "1")
    assert held(folder) == samples_of(*range(2))


def samples(**columns: object) -> Samples:
    usual: dict[str, object] = {"series": [0], "at": [0], "state": [0], "response": [-1]}
    kinds = {"series": np.int32, "at": np.int64, "state": np.int8, "response": np.int32}
    return Samples(
        **{name: np.array(each, dtype=kinds[name]) for name, each in {**usual, **columns}.items()}  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (samples(series=[1]), "has samples of another series"),
        (samples(series=[-1]), "has samples of another series"),
        (samples(at=[1 << 62]), "outside the years 0001 to 9999"),
        (samples(state=[8]), "a state that there is none of"),
        (samples(response=[-2]), "or negative: give microseconds"),
        (samples(state=[0, 0]), "of different lengths"),
        (samples(series=[], at=[], state=[], response=[]), "holds 1 to 1,000,000 samples; this one has 0"),
    ],
)
def test_samples_that_no_log_may_hold(folder: Path, bad: Samples, why: str) -> None:
    with Intake(folder, ROOMY) as intake:
        with pytest.raises(UsageError, match=why):
            intake.append([SeriesName("probe", "site")], bad, "key")
        with pytest.raises(UsageError, match="a batch needs a key of 1 to 512 bytes; this one has 0"):
            intake.append([SeriesName("probe", "site")], samples(), "")
        good = samples(response=[LONGEST_RESPONSE])
        assert intake.append([SeriesName("probe", "site")], good, "k").rows == 1


def test_no_clock_of_the_calendar_is_asked() -> None:
    """Neither the time of day nor when a file was changed decides anything: clocks may step as they like."""
    modules = Path(upheld.telemetry.__file__).parent.glob("*.py")
    asked = {
        node.attr
        for module in modules
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert not asked & {"time", "time_ns", "now", "utcnow", "today", "st_mtime", "st_ctime", "st_mtime_ns"}


def test_times_of_files_do_not_matter(folder: Path) -> None:
    compactor = Compactor(folder=folder)
    with Intake(folder, ROOMY) as intake:
        for number in range(30):
            hand_in(intake, batch_rows(number), str(number))
            step = (number % 3 - 1) * 3600
            for path in folder.rglob("*"):
                if path.is_file():
                    os.utime(path, (10**9 + step * number, 10**9 - step * number))
            if number % 7 == 0:
                compactor.round()
    compactor.round(whole=True)
    assert held(folder) == samples_of(*range(30))
    assert sum(each.rows for each in read_manifest(folder).segments) == len(held(folder))
