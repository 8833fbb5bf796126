"""Work survives whoever does it: processes killed, racing, cut off, and a clock that somebody steps."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from places import Place, until

LEASE = "1.5"


def state_of(place: Place) -> Counter[str]:
    return Counter(str(row[0]) for row in place.rows("SELECT state FROM work"))


@pytest.mark.parametrize(
    ("dies", "changes"), [("between", 0), ("before the end", 0), ("after", 1), ("never", 3)]
)
def test_a_process_killed_between_a_change_and_its_work_leaves_both_or_neither(
    place: Place, dies: str, changes: int
) -> None:
    ran = place.run("recorder.py", "note", "3", dies)
    assert ran.returncode == (0 if dies == "never" else -signal.SIGKILL)
    assert place.count("dossier") == changes
    assert place.count("work") == changes


def test_a_process_killed_at_any_moment_leaves_both_or_neither(place: Place) -> None:
    recorder = place.start("recorder.py", "note", "100000")
    until(lambda: len(place.log(0).read_text().splitlines()) > 40)
    recorder.kill()
    recorder.wait()
    changes = place.count("dossier")
    assert changes == place.count("work")
    # of what it told to be recorded, nothing is lost
    assert changes >= len(place.log(0).read_text().splitlines())


def test_work_of_a_killed_worker_is_taken_over_and_takes_effect_once(place: Place) -> None:
    place.run("recorder.py", "slow", "1")
    first = place.start("labourer.py", LEASE, "60")
    until(lambda: (place.data / f"step.begun.{first.pid}").exists())
    second = place.start("labourer.py", LEASE, "0")
    first.kill()
    took = until(lambda: (place.data / f"step.begun.{second.pid}").exists())
    assert took < 60
    until(lambda: place.effects() == ["slow-0"])
    assert place.work() == ["slow 0 done 2"]


def test_a_worker_that_stood_still_loses_its_lease_and_takes_no_effect(place: Place) -> None:
    place.run("recorder.py", "slow", "1")
    first = place.start("labourer.py", LEASE, "15")
    until(lambda: (place.data / f"step.begun.{first.pid}").exists())
    second = place.start("labourer.py", LEASE, "0")
    time.sleep(1)  # its other hand is done looking for work, and has nothing locked
    first.send_signal(signal.SIGSTOP)
    until(lambda: place.effects() == ["slow-0"])
    first.send_signal(signal.SIGCONT)
    until(lambda: any(line["event"] == "lease lost" for line in place.lines()))
    until(lambda: place.count("worker") == 2)
    second.terminate()
    second.wait()
    assert place.effects() == ["slow-0"]
    place.run("recorder.py", "note", "1")
    until(lambda: place.effects() == ["note-0", "slow-0"])


def test_a_chain_of_steps_goes_on_where_it_was_killed(place: Place) -> None:
    place.run("recorder.py", "chunks", "1")
    first = place.start("labourer.py", LEASE, "0")
    until(lambda: len(place.effects()) >= 3)
    first.kill()
    place.start("labourer.py", LEASE, "0")
    until(lambda: state_of(place) == {"done": 1})
    assert place.effects() == [f"chunk {number:02}" for number in range(20)]
    assert "stands as it was recorded" in place.run("ledger", "check").stdout


def test_workers_racing_do_each_piece_once(place: Place) -> None:
    place.run("recorder.py", "note", "200")
    for _ in range(3):
        place.start("labourer.py", LEASE, "0")
    until(lambda: state_of(place) == {"done": 200})
    assert place.effects() == sorted(f"note-{number}" for number in range(200))
    assert "stands as it was recorded" in place.run("ledger", "check").stdout


def test_a_worker_told_to_stop_finishes_or_hands_back(place: Place) -> None:
    place.run("recorder.py", "slow", "1")
    quick = place.start("labourer.py", "20", "1")
    until(lambda: (place.data / f"step.begun.{quick.pid}").exists())
    quick.terminate()
    assert quick.wait(300) == 0
    assert place.work() == ["slow 0 done 1"]
    place.run("recorder.py", "fresh", "1")
    long = place.start("labourer.py", "20", "60")
    until(lambda: (place.data / f"step.begun.{long.pid}").exists())
    long.terminate()
    assert long.wait(300) == 0
    assert place.count("worker") == 0
    assert place.work() == ["fresh 0 waiting 0", "slow 0 done 1"]


def test_work_that_hangs_is_put_off_and_the_worker_ends(place: Place) -> None:
    place.run("recorder.py", "hang", "1")
    worker = place.start("labourer.py", "15", "0")
    assert worker.wait(300) == 1
    assert place.work() == ["hang 0 waiting 1"]
    assert place.rows("SELECT trouble FROM work") == [("took longer than 1 s",)]
    assert place.count("worker") == 0


@pytest.mark.parametrize("seconds", ["-3600", "3600"])
def test_a_clock_stepped_an_hour_holds_nothing_up_and_repeats_nothing(place: Place, seconds: str) -> None:
    worker = place.start("labourer.py", "15", "0", "turns")
    until(lambda: len(place.effects()) >= 2)
    Path(place.data / "step").write_text(seconds)
    before = len(place.effects())
    began = time.monotonic()
    place.run("recorder.py", "note", "1")
    until(lambda: "note-0" in place.effects())
    until(lambda: len(place.effects()) >= before + 3)
    passed = time.monotonic() - began
    turns = [work for work in place.work() if work.startswith("turn")]
    assert len(turns) - before <= passed + 2
    # nobody took it for dead, or it would have enrolled anew
    assert worker.poll() is None
    assert [line["event"] for line in place.lines()].count("worker enrolled") == 1


def test_work_that_fails_is_set_aside_and_says_nothing_in_the_log(place: Place) -> None:
    place.run("recorder.py", "fail", "1")
    place.start("labourer.py", LEASE, "0")
    until(lambda: state_of(place) == {"set aside": 1})
    listed = place.run("work", "list")
    assert listed.returncode == 1
    assert "set aside  fail 0" in listed.stdout
    assert "RuntimeError: somebody@example.net" in listed.stdout
    written = "".join(place.log(number).read_text() for number in range(len(place.processes)))
    assert "hunter2" not in written
    assert "@" not in written
    assert place.run("work", "retry", "--kind", "fail").stdout == "1 pieces of work wait again\n"
