"""Processes killed with -9 while they take samples in or compact: nothing is lost, and nothing doubled."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from doomed import (
    IN_MEMORY,
    ROOMY,
    SITES,
    batch_rows,
    compact_and_die,
    keep_compacting,
    keep_writing,
    rush_for_compaction,
    started,
)
from slow_telemetry import SlowTelemetry, hand_in, held, set_aside

from upheld.telemetry.compaction import Compactor
from upheld.telemetry.intake import Intake
from upheld.telemetry.manifest import read_manifest


@pytest.fixture
def work() -> Iterator[Path]:
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        yield Path(folder)


def settle(folder: Path) -> None:
    """Compact all there is into one segment a day, and leave no garbage."""
    for _ in range(2):
        assert Compactor(folder=folder).round(whole=True, wait=True) is not None
    manifest = read_manifest(folder)
    files = {
        f"{place}/{path.name}"
        for place in ("segments", "contradictions")
        for path in (folder / place).glob("*")
    }
    assert files == manifest.files
    assert sum(each.rows for each in manifest.segments) == len(held(folder))
    assert not list((folder / "wal").glob("*.log"))


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def noted(path: Path) -> list[int]:
    return [int(line) for line in lines_of(path)]


def check(folder: Path, acknowledged: list[int]) -> None:
    """What was acknowledged is there; of any other batch all is there, or nothing."""
    found = held(folder)
    said = {
        ((name, at), (state, response))
        for number in acknowledged
        for name, at, state, response in batch_rows(number)
    }
    assert {identity for identity, _ in said} <= found.keys()
    by_instant: dict[int, set[tuple[int, int]]] = {}
    count: dict[int, int] = {}
    for (_, at), content in found.items():
        by_instant.setdefault(at, set()).add(content)
        count[at] = count.get(at, 0) + 1
    assert set(count.values()) <= {SITES}
    assert {len(each) for each in by_instant.values()} <= {1}
    kept = set(found.items())
    aside = {(identity, content) for identity, _, content in set_aside(folder)}
    assert said <= kept | aside


def test_writers_are_killed_at_any_moment(work: Path) -> None:
    folder, acknowledged = work / "telemetry", work / "acknowledged"
    luck = random.Random(3)
    for number in range(0, 24, 2):
        two = [started(keep_writing, folder, acknowledged, 100_000 * (number + each), 3) for each in range(2)]
        before = len(noted(acknowledged))
        while len(noted(acknowledged)) == before:
            time.sleep(0.002)
        for process in two:
            time.sleep(luck.random() * 0.03)
            process.kill()
            process.join()
        if number % 8 == 6:
            Compactor(folder=folder, rows_at_once=500).round()
    settle(folder)
    done = noted(acknowledged)
    check(folder, done)
    with Intake(folder, ROOMY) as intake:
        assert all(hand_in(intake, batch_rows(number), str(number)).repeated for number in done)


def test_compactors_are_killed_at_any_moment_while_samples_come_in(work: Path) -> None:
    folder, acknowledged, told = work / "telemetry", work / "acknowledged", work / "told"
    luck = random.Random(4)
    writer = started(keep_writing, folder, acknowledged, 0, 2, 0.002)
    for _ in range(24):
        before = lines_of(told)
        process = started(keep_compacting, folder, told, 1000)
        while lines_of(told) == before:
            time.sleep(0.002)
        time.sleep(luck.random() * 0.4)
        process.kill()
        process.join()
    writer.kill()
    writer.join()
    note = told.open("a")
    Compactor(folder=folder, tell=lambda segment: print(segment.file, segment.sha256, file=note)).round(
        wait=True
    )
    note.close()
    manifest = read_manifest(folder)
    every = {f"{each.file} {each.sha256}" for each in (*manifest.segments, *manifest.contradictions)}
    assert every <= set(lines_of(told))
    settle(folder)
    done = noted(acknowledged)
    assert len(done) > 100
    check(folder, done)
    slow = SlowTelemetry()
    for number in sorted(done):
        slow.take(batch_rows(number))
    assert slow.samples.keys() <= held(folder).keys()


def test_a_compactor_is_killed_before_each_thing_it_does_to_a_file(work: Path) -> None:
    origin = work / "origin"
    slow = SlowTelemetry()
    with Intake(origin, ROOMY) as intake:
        for number in range(20):
            hand_in(intake, batch_rows(number), str(number))
            slow.take(batch_rows(number))
            if number == 10:
                Compactor(folder=origin).round()
    moments = 0
    while True:
        folder = work / f"copy {moments}"
        shutil.copytree(origin, folder)
        process = started(compact_and_die, folder, moments)
        process.join()
        assert held(folder) == slow.samples
        if moments % 5 == 0:
            again = started(compact_and_die, folder, moments // 2)
            again.join()
            assert held(folder) == slow.samples
        settle(folder)
        assert held(folder) == slow.samples
        assert set_aside(folder) == slow.aside
        shutil.rmtree(folder)
        if process.exitcode == 0:
            break
        moments += 1
    assert moments > 30


def test_compactors_race_for_the_same_logs(work: Path) -> None:
    folder, acknowledged = work / "telemetry", work / "acknowledged"
    slow = SlowTelemetry()
    with Intake(folder, ROOMY) as intake:
        for number in range(150):
            hand_in(intake, batch_rows(number), str(number))
            slow.take(batch_rows(number))
        racing = [started(rush_for_compaction, folder, 15) for _ in range(3)]
        for number in range(150, 300):
            hand_in(intake, batch_rows(number), str(number))
            slow.take(batch_rows(number))
        for process in racing:
            process.join()
            assert process.exitcode == 0
    assert not acknowledged.exists()
    settle(folder)
    assert held(folder) == slow.samples
    assert set_aside(folder) == slow.aside
