"""The spool: what counts is there after whatever happens, in order, and goes once it was acknowledged."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from upheld.collect.probes.spool import Spool
from upheld.collect.probes.spool_segment import read_segment, segment_path, segments_in
from upheld.errors import ConflictError

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
PROGRAM = Path(__file__).parent / "spooling.py"


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=IN_MEMORY) as made:
        yield Path(made) / "spool"


def drained(spool: Spool, most: int = 1 << 20) -> list[bytes]:
    found: list[bytes] = []
    while (consignment := spool.next(most)) is not None:
        found += [each.payload for each in consignment.records]
        spool.acknowledge(consignment)
    return found


def filled(folder: Path, *payloads: bytes) -> None:
    spool = Spool(folder)
    assert all(spool.append(each, 1) for each in payloads)
    spool.close()


def test_records_come_in_order_and_go_when_acknowledged(folder: Path) -> None:
    spool = Spool(folder, segment=200)
    for number in range(50):
        assert spool.append(b"%d" % number, count=2)
    assert spool.depth.outcomes == 100
    first = spool.next(10)
    assert first is not None
    assert spool.next(10) == first, "what was not acknowledged comes again"
    assert drained(spool, 10) == [b"%d" % number for number in range(50)]
    assert spool.depth.outcomes == 0
    assert spool.next() is None
    assert len(segments_in(folder)) <= 1


def test_runs_follow_each_other_each_counting_from_one(folder: Path) -> None:
    filled(folder, b"a", b"b")
    filled(folder, b"c")
    spool = Spool(folder)
    assert spool.append(b"d", 1)
    seen: list[tuple[str, int, bytes]] = []
    while (consignment := spool.next()) is not None:
        seen += [(consignment.run, each.sequence, each.payload) for each in consignment.records]
        spool.acknowledge(consignment)
    assert [(sequence, payload) for _, sequence, payload in seen] == [
        (1, b"a"),
        (2, b"b"),
        (1, b"c"),
        (1, b"d"),
    ]
    assert len({run for run, _, _ in seen}) == 3


def test_what_was_acknowledged_is_not_sent_by_the_next_run(folder: Path) -> None:
    filled(folder, b"a", b"b", b"c")
    spool = Spool(folder)
    first = spool.next(1)
    assert first is not None
    assert [each.payload for each in first.records] == [b"a"]
    spool.acknowledge(first)
    spool.close()
    again = Spool(folder)
    assert again.depth.outcomes == 2
    assert drained(again) == [b"b", b"c"]


def test_a_folder_is_one_process_s(folder: Path) -> None:
    spool = Spool(folder)
    with pytest.raises(ConflictError, match="another agent works in"):
        Spool(folder)
    spool.close()
    Spool(folder).close()


def test_a_segment_torn_at_any_byte_gives_all_records_before_it(folder: Path, tmp_path: Path) -> None:
    payloads = [b"first", b"", b"third" * 9, b"the last"]
    filled(folder, *payloads)
    whole = segment_path(folder, 1).read_bytes()
    ends = [each.end for each in read_segment(segment_path(folder, 1))]
    assert ends[-1] == len(whole)
    for cut in range(len(whole) + 1):
        torn = tmp_path / f"torn-{cut}"
        shutil.copytree(folder, torn)
        segment_path(torn, 1).write_bytes(whole[:cut])
        expected = [payload for payload, end in zip(payloads, ends, strict=True) if end <= cut]
        spool = Spool(torn)
        assert spool.append(b"after", 1)
        assert drained(spool) == [*expected, b"after"], cut
        spool.close()
        shutil.rmtree(torn)


def test_a_byte_that_changed_anywhere_gives_nothing_that_was_not_written(folder: Path) -> None:
    payloads = [b"first", b"second", b"third"]
    filled(folder, *payloads)
    path = segment_path(folder, 1)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        found = [each.payload for each in read_segment(path)]
        assert found == payloads[: len(found)] or place < 32, place


def test_when_it_is_full_the_oldest_stay_and_what_is_lost_is_counted(folder: Path) -> None:
    spool = Spool(folder, most=600, segment=200)
    kept = [number for number in range(40) if spool.append(b"x%03d" % number * 10, 3)]
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 20
    assert spool.depth.lost == 3 * (40 - len(kept))
    assert len(drained(spool)) == len(kept)
    assert spool.append(b"again", 3)
    last = spool.next()
    assert last is not None
    assert last.records[-1].payload == b"again"
    assert last.records[-1].lost == 3 * (40 - len(kept))
    assert last.records[-1].sequence == len(kept) + 1
    assert spool.depth.lost == 0


def test_a_disk_that_is_full_loses_what_is_new_and_nothing_else(folder: Path) -> None:
    """The system itself refuses to write more: by the size that a process may give a file."""
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from upheld.collect.probes.spool import Spool\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
        "spool = Spool(Path(sys.argv[1]))\n"
        "kept = [n for n in range(30) if spool.append(b'%02d' % n * 25, 1)]\n"
        "assert kept == list(range(len(kept))) and 5 < len(kept) < 30, kept\n"
        "assert spool.depth.lost == 30 - len(kept)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "assert spool.append(b'room', 1) and spool.depth.lost == 0\n"
        "print(len(kept))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    kept = int(ran.stdout)
    assert drained(Spool(folder)) == [b"%02d" % n * 25 for n in range(kept)] + [b"room"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_small_disk_that_fills_up_and_gets_room_again(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=False)
    if made.returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(160 << 10))
        spool = Spool(disk / "spool", segment=16 << 10)
        kept = [n for n in range(400) if spool.append(b"%05d" % n * 200, 1)]
        assert kept == list(range(len(kept)))
        assert 20 < len(kept) < 100
        assert spool.depth.lost == 400 - len(kept)
        ballast.unlink()
        assert spool.append(b"room", 1)
        assert drained(spool) == [b"%05d" % n * 200 for n in kept] + [b"room"]
        spool.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_killed_while_it_writes_all_that_counted_is_there_once_and_in_order(
    folder: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    for round_ in range(6):
        process = subprocess.Popen([sys.executable, str(PROGRAM), "spool", str(folder), str(notes)])
        before = notes.stat().st_size if notes.exists() else 0
        while not notes.exists() or notes.stat().st_size < before + 2000 * (round_ + 1):
            time.sleep(0.005)
        time.sleep(random.random() / 50)
        process.kill()
        process.wait()
    told = [tuple(line.split()) for line in notes.read_text().splitlines()]
    spool, found = Spool(folder), []
    while (consignment := spool.next()) is not None:
        found += [(consignment.run, str(each.sequence)) for each in consignment.records]
        spool.acknowledge(consignment)
    assert max(Counter(found).values()) == 1
    assert set(told) <= set(found)
    # at most the one that was on disk and not yet noted, in each run
    assert len(found) <= len(told) + 6
    by_run: dict[str, list[int]] = {}
    for run, sequence in found:
        by_run.setdefault(run, []).append(int(sequence))
    assert all(sequences == list(range(1, len(sequences) + 1)) for sequences in by_run.values())


def test_killed_while_it_delivers_each_comes_in_order_and_none_is_missing(
    folder: Path, tmp_path: Path
) -> None:
    spool = Spool(folder, segment=4096)
    for number in range(1500):
        assert spool.append(b"%d" % number * 10, 1)
    run = spool.run
    spool.close()
    server = tmp_path / "server"
    for _ in range(5):
        process = subprocess.Popen([sys.executable, str(PROGRAM), "deliver", str(folder), str(server)])
        before = server.stat().st_size if server.exists() else 0
        while (not server.exists() or server.stat().st_size < before + 2000) and process.poll() is None:
            time.sleep(0.002)
        process.kill()
        process.wait()
    ran = [sys.executable, str(PROGRAM), "deliver", str(folder), str(server)]
    assert subprocess.run(ran, check=False, timeout=60).returncode == 0
    # a server takes what is beyond the last that it took, as the interface does
    taken = 0
    for line in server.read_text().splitlines():
        sent, sequence = line.split()
        assert sent == run
        assert int(sequence) <= taken + 1, "none is left out"
        taken = max(taken, int(sequence))
    assert taken == 1500
    assert Spool(folder).depth.outcomes == 0
