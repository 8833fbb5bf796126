"""Retention: what is old goes, what must stay stays, and the caller knows each file before it is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from doomed import IN_MEMORY, ROOMY
from slow_telemetry import Row, hand_in, held

from upheld.chrono.instant import DAY, HOUR, Instant
from upheld.chrono.interval import Interval
from upheld.errors import NoRoom, UnreadableFile
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.contradictions import read_contradictions
from upheld.telemetry.day_file import SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.keeping_up import Keeper, Pace, keep_up
from upheld.telemetry.manifest import MANIFEST, compacting, holding, read_manifest
from upheld.telemetry.retention import Keep, Removal, Stays, relief, removable, remove
from upheld.telemetry.room import Room, used

FIRST = 20_000
NOW = Instant((FIRST + 100) * DAY)


def day(number: int) -> Instant:
    return Instant((FIRST + number) * DAY)


def of_day(number: int, state: int = 0) -> list[Row]:
    return [(SeriesName("probe", f"site {site}"), day(number) + HOUR, state, 1) for site in range(5)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Ten days of telemetry; of the third one something was said twice."""
    with TemporaryDirectory(dir=IN_MEMORY) as work:
        path = Path(work) / "telemetry"
        with Intake(path, ROOMY) as intake:
            for number in range(10):
                hand_in(intake, of_day(number), str(number))
            hand_in(intake, of_day(3, state=2), "otherwise")
        Compactor(folder=path).round(whole=True)
        yield path


def days_of(folder: Path) -> list[int]:
    return sorted({at // DAY - FIRST for _, at in held(folder)})


def removed(folder: Path, before: Instant, *keeps: Keep, now: Instant = NOW) -> Removal:
    told: list[Removal] = []
    done = remove(folder, before, keeps, now, told.append)
    assert done is not None
    assert told == ([done] if done.files else [])
    return done


def test_days_that_had_ended_go_and_are_told_with_their_rows_and_hashes(folder: Path) -> None:
    before = {each.file: each for each in read_manifest(folder).segments}
    assert len(read_contradictions(folder)) == 5
    done = removed(folder, Instant(day(4) + 23 * HOUR))
    assert days_of(folder) == [4, 5, 6, 7, 8, 9]
    assert [each.rows for each in done.files] == [5, 5, 5, 5, 5]
    assert done.rows == 25
    assert {each.file for each in done.files} == set(before) - read_manifest(folder).files | {
        "contradictions/00000002.parquet"
    }
    assert all(each == before.get(each.file, each) for each in done.files)
    assert not any((folder / each.file).exists() for each in done.files)
    assert read_contradictions(folder) == ()
    assert removed(folder, Instant(day(4) + 23 * HOUR)).files == ()


def test_what_a_claim_may_still_need_outlives_the_limit(folder: Path) -> None:
    claim = Keep(during=Interval(day(3), day(5)), until=NOW, why="claims for March can be made until June")
    hold = Keep(during=Interval(day(7), Instant(day(7) + 1)), why="legal hold")
    done = removed(folder, day(9), claim, hold, now=Instant(NOW - 1))
    # The day before each stays with it: its last samples hold on.
    assert days_of(folder) == [2, 3, 4, 6, 7, 9]
    assert done.stays == (
        *(Stays(day=FIRST + number, why=(claim.why,)) for number in (2, 3, 4)),
        *(Stays(day=FIRST + number, why=("legal hold",)) for number in (6, 7)),
    )
    assert len(read_contradictions(folder)) == 5
    assert [each.day for each in removable(folder, day(9), [claim, hold], NOW).files if each.day] == [
        FIRST + 2,
        FIRST + 3,
        FIRST + 4,
    ]
    removed(folder, day(9), claim, hold)
    assert days_of(folder) == [6, 7, 9]
    removed(folder, day(9))
    assert days_of(folder) == [9]


def test_nothing_goes_that_was_not_written_down(folder: Path) -> None:
    def fail(removal: Removal) -> None:
        raise RuntimeError("the ledger is away")

    with pytest.raises(RuntimeError, match="the ledger is away"):
        remove(folder, day(5), (), NOW, fail)
    assert days_of(folder) == list(range(10))


def test_a_reader_finishes_first(folder: Path) -> None:
    with holding(folder) as before:
        done = removed(folder, day(5))
        assert all((folder / file).exists() for file in before.files)
    Compactor(folder=folder).round()
    assert not any((folder / each.file).exists() for each in done.files)


def test_compaction_is_not_disturbed(folder: Path) -> None:
    with compacting(folder, wait=True):
        assert remove(folder, day(5), (), NOW, lambda _: None, wait=False) is None
    assert days_of(folder) == list(range(10))


def test_a_budget_says_what_would_go_first_and_what_must_stay(folder: Path) -> None:
    size = read_manifest(folder).segments[0].size
    most = used(folder) - 2 * size + 1
    hold = Keep(during=Interval(day(2), day(4)), why="legal hold")
    found = relief(folder, most, [hold], NOW)
    assert [each.day for each in found.first.files] == [FIRST, FIRST + 4]
    assert found.is_enough
    assert days_of(folder) == list(range(10))
    assert removed(folder, found.before, hold).files == found.first.files
    assert used(folder) <= most
    assert days_of(folder) == [1, 2, 3, 5, 6, 7, 8, 9]
    everything = Keep(during=Interval(day(0), day(20)), why="legal hold")
    found = relief(folder, 1000, [everything], NOW)
    assert (found.first.files, found.is_enough) == ((), False)
    with (
        Intake(folder, Room(floor=0, most=1)) as intake,
        pytest.raises(NoRoom, match="may hold 0; no samples"),
    ):
        hand_in(intake, of_day(11), "11")
    assert relief(folder, used(folder), [], NOW).first.files == ()


def test_a_day_that_goes_on_is_never_removed_for_room(folder: Path) -> None:
    found = relief(folder, 0, [], Instant(day(2) + HOUR))
    assert [each.day for each in found.first.files] == [FIRST, FIRST + 1]


def test_a_first_round_that_came_too_soon_is_followed_by_another(tmp_path: Path) -> None:
    folder = tmp_path / "telemetry"
    with Intake(folder, ROOMY) as intake:
        keeper = Keeper(compactor=Compactor(folder=folder), pace=Pace(seconds=1000, first=0))
        early = keeper.step()
        assert early is not None
        assert early.batches == 0
        hand_in(intake, of_day(0), "0")
        late = keeper.step()
        assert late is not None
        assert late.batches == 1
        hand_in(intake, of_day(1), "1")
        assert keeper.step() is None


def test_keeping_up_compacts_when_it_is_due_and_tells_of_trouble(folder: Path, tmp_path: Path) -> None:
    troubles = []
    stop = threading.Event()
    broken = tmp_path / "broken"
    with Intake(broken, ROOMY):
        pass
    (broken / MANIFEST).write_text("{")
    small = Keeper(compactor=Compactor(folder=folder), pace=Pace(size=1, seconds=1000))
    idle = Keeper(compactor=Compactor(folder=folder), pace=Pace(seconds=1000, first=1000))
    for keeper in (small, idle):
        assert keeper.step() is not None
        assert keeper.step() is None
    with Intake(folder, ROOMY) as intake:
        hand_in(intake, of_day(20), "20")
        assert small.is_due()
        assert not idle.is_due()
        assert Keeper(compactor=Compactor(folder=folder), pace=Pace(seconds=0)).is_due()

        def look(error: Exception) -> None:
            troubles.append(error)
            if read_manifest(folder).of_day(FIRST + 20):
                stop.set()

        keep_up([Keeper(compactor=Compactor(folder=broken)), small], stop, look, pause=0.01)
    assert {type(each) for each in troubles} == {UnreadableFile}
    assert days_of(folder) == [*range(10), 20]
