"""Intake and compaction against a dictionary: any order, any batches, any moment, the same samples."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_telemetry import Row, SlowTelemetry, hand_in, held, set_aside

from upheld.chrono.instant import DAY, HOUR
from upheld.errors import UnreadableFile
from upheld.telemetry.compaction import Compactor, Round
from upheld.telemetry.day_file import NO_VALUE, RETRY, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.manifest import MANIFEST, Manifest, Segment, holding, read_manifest
from upheld.telemetry.room import Room

START = 20_000 * DAY
ROOMY = Room(floor=0)
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where the disk is waited for thousands of times."""
NAMES = [SeriesName("probe", f"site {number}", place) for number in range(3) for place in ("", "Köln")]


def batches() -> st.SearchStrategy[list[list[Row]]]:
    row = st.tuples(
        st.sampled_from(NAMES),
        st.integers(0, 5).map(lambda hours: START + hours * 11 * HOUR),
        st.sampled_from([0, 0, 0, 2, 2 + RETRY]),
        st.sampled_from([NO_VALUE, 7]),
    )
    return st.lists(st.lists(row, min_size=1, max_size=8), min_size=1, max_size=12)


Move = tuple[str, int]


def moves() -> st.SearchStrategy[list[Move]]:
    """Which writer takes the next batch; when there is compaction; when a writer is started again."""
    write = st.tuples(st.just("write"), st.integers(0, 2))
    other = st.sampled_from([("compact", 0), ("compact", 3), ("whole", 0), ("restart", 0), ("restart", 1)])
    return st.lists(st.one_of(write, write, other), max_size=30)


@given(batches(), moves(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_course_of_events_gives_the_same_samples(
    parts: list[list[Row]], course: list[Move], random: object
) -> None:
    slow = SlowTelemetry()
    waiting = list(enumerate(parts))
    with TemporaryDirectory(dir=IN_MEMORY) as work:
        folder = Path(work)
        writers = [Intake(folder, ROOMY) for _ in range(3)]
        compactor = Compactor(folder=folder)
        for what, which in [*course, *[("write", 1)] * len(parts)]:
            if what == "write" and waiting:
                key, rows = waiting.pop(0)
                slow.take(rows)
                assert not hand_in(writers[which], rows, str(key)).repeated
                assert hand_in(writers[which - 1], rows, str(key)).repeated
            elif what == "restart":
                writers[which].close()
                writers[which] = Intake(folder, ROOMY)
            elif what in ("compact", "whole"):
                compactor.rows_at_once = which or 1 << 20
                assert compactor.round(whole=what == "whole") is not None
                assert held(folder) == slow.samples
        assert held(folder) == slow.samples
        for writer in writers:
            writer.close()
        compactor.rows_at_once = 1 << 20
        compactor.round(whole=True)
        compactor.round()
        assert held(folder) == slow.samples
        assert set_aside(folder) == slow.aside
        manifest = read_manifest(folder)
        assert len({each.day for each in manifest.segments}) == len(manifest.segments)
        assert sum(each.rows for each in manifest.segments) == len(slow.samples)
        assert not list((folder / "wal").glob("*.log"))


def a_batch(hour: int, state: int = 0) -> list[Row]:
    return [(name, START + hour * HOUR, state, hour) for name in NAMES]


def compacted(folder: Path, **terms: object) -> Round:
    done = Compactor(folder=folder, **terms).round()  # type: ignore[arg-type]
    assert done is not None
    return done


def test_what_was_said_otherwise_is_set_aside_counted_and_kept(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as one, Intake(tmp_path, ROOMY) as other:
        hand_in(one, a_batch(1), "a")
        hand_in(other, a_batch(1), "b")
        hand_in(other, a_batch(1, state=2), "c")
    done = compacted(tmp_path)
    assert (done.rows, done.repeated, done.contradictions) == (18, 6, 6)
    assert {said for _, _, said in set_aside(tmp_path)} == {(2, 1)}
    assert set(held(tmp_path).values()) == {(0, 1)}


def test_many_small_segments_become_few(tmp_path: Path) -> None:
    compactor = Compactor(folder=tmp_path)
    with Intake(tmp_path, ROOMY) as intake:
        for hour in range(24):
            hand_in(intake, a_batch(hour), str(hour))
            compactor.round()
    assert len(read_manifest(tmp_path).segments) <= 5
    for _ in range(8):
        compactor.round()
    assert [each.rows for each in read_manifest(tmp_path).segments] == [24 * 6]


def test_late_samples_come_into_the_file_of_their_day(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
        hand_in(intake, a_batch(49), "b")
        Compactor(folder=tmp_path).round(whole=True)
        hand_in(intake, a_batch(2), "late")
        Compactor(folder=tmp_path).round(whole=True)
    days = {each.day: each.rows for each in read_manifest(tmp_path).segments}
    assert days == {20_000: 12, 20_002: 6}


def test_segments_are_told_of_once_and_by_what_is_on_disk(tmp_path: Path) -> None:
    told: list[Segment] = []
    compactor = Compactor(folder=tmp_path, tell=told.append)
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
        compactor.round()
        compactor.round()
        hand_in(intake, a_batch(2), "b")
        compactor.round(whole=True)
    first, second = told
    assert (first.rows, first.first, first.last) == (6, START + HOUR, START + HOUR)
    assert (second.rows, second.replaces) == (12, (first.file,))
    data = (tmp_path / second.file).read_bytes()
    assert (second.size, second.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_segment_is_told_of_again_where_telling_failed(tmp_path: Path) -> None:
    told: list[str] = []

    def fail(segment: Segment) -> None:
        told.append(segment.file)
        raise RuntimeError("the ledger is away")

    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
    with pytest.raises(RuntimeError, match="the ledger is away"):
        Compactor(folder=tmp_path, tell=fail).round()
    assert compacted(tmp_path, tell=lambda segment: told.append(segment.file)).segments == 0
    assert compacted(tmp_path, tell=lambda segment: told.append(segment.file)).segments == 0
    assert len(told) == 2
    assert told[0] == told[1]


def test_a_reader_keeps_the_files_it_reads(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
        compacted(tmp_path)
        with holding(tmp_path) as before:
            hand_in(intake, a_batch(2), "b")
            Compactor(folder=tmp_path).round(whole=True)
            compacted(tmp_path)
            assert all((tmp_path / file).exists() for file in before.files)
        compacted(tmp_path)
    assert not any((tmp_path / file).exists() for file in before.files)
    assert {path.name for path in (tmp_path / "segments").iterdir()} == {
        Path(file).name for file in read_manifest(tmp_path).files
    }


def test_a_second_compactor_leaves_or_waits(tmp_path: Path) -> None:
    seen: list[Round | None] = []
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")

    def look(segment: Segment) -> None:
        seen.append(Compactor(folder=tmp_path).round())

    assert compacted(tmp_path, tell=look).rows == 6
    assert seen == [None]
    waited = Compactor(folder=tmp_path).round(wait=True)
    assert waited is not None
    assert waited.rows == 0


def test_a_round_takes_so_many_of_several_logs_and_leaves_the_later_ones(tmp_path: Path) -> None:
    slow = SlowTelemetry()
    writers = [Intake(tmp_path, ROOMY) for _ in range(5)]
    for number in range(15):
        rows = a_batch(number % 4, state=number % 3)
        slow.take(rows)
        hand_in(writers[number % 5], rows, str(number))
    for writer in writers:
        writer.close()
    rounds: list[Round] = []
    compactor = Compactor(folder=tmp_path, rows_at_once=20)
    while not rounds or rounds[-1].more:
        done = compactor.round()
        assert done is not None
        rounds.append(done)
    assert [each.batches for each in rounds] == [4, 4, 4, 3]
    compactor.round(whole=True)
    assert held(tmp_path) == slow.samples
    assert set_aside(tmp_path) == slow.aside


def test_a_damaged_segment_is_told_of_and_not_passed_on(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
        compacted(tmp_path)
        (segment,) = read_manifest(tmp_path).segments
        data = bytearray((tmp_path / segment.file).read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / segment.file).write_bytes(data)
        hand_in(intake, a_batch(2), "b")
        done = Compactor(folder=tmp_path).round(whole=True)
    assert done is not None
    assert (done.rows, done.damaged) == (6, (segment.file,))
    assert len(read_manifest(tmp_path).segments) == 2


def test_a_missing_manifest_is_never_taken_for_an_empty_folder(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
    compacted(tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(UnreadableFile, match=r"manifest\.json is missing: put it back from a backup"):
        Compactor(folder=tmp_path).round()
    assert list((tmp_path / "segments").iterdir())


def test_missing_names_of_series_are_never_given_out_anew(tmp_path: Path) -> None:
    with Intake(tmp_path, ROOMY) as intake:
        hand_in(intake, a_batch(1), "a")
        compacted(tmp_path)
        (tmp_path / "series.parquet").unlink()
        hand_in(intake, a_batch(2), "b")
        with pytest.raises(UnreadableFile, match="names 0 of 6 series: put it back from a backup"):
            Compactor(folder=tmp_path).round()
    with pytest.raises(UnreadableFile, match="names 0 of 6 series"):
        held(tmp_path)


def test_a_manifest_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(msgspec.json.encode(Manifest(format=2)))
    with pytest.raises(UnreadableFile, match="is of form 2"):
        Intake(tmp_path, ROOMY)
