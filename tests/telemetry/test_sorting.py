"""Sorting: samples in any order become the same folder of telemetry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.errors import UnreadableFile, UsageError
from upheld.telemetry import sorting
from upheld.telemetry.day_file import Samples, SeriesName, read_series
from upheld.telemetry.fold import fold
from upheld.telemetry.kernel import Asked
from upheld.telemetry.sorting import Sorter

START = 20_000 * DAY
SITES = [SeriesName("probe", f"site {number}") for number in range(600)]


def samples(rng: np.random.Generator, count: int) -> Samples:
    """Samples of three days, some of them twice."""
    minutes = rng.integers(0, 3 * 1440, count)
    series = rng.integers(0, len(SITES), count).astype(np.int32)
    at = START + minutes * 60_000_000
    return Samples(
        series=series,
        at=at,
        state=((series + minutes) % 3).astype(np.int8),
        response=((series * 7 + minutes) % 1000).astype(np.int32),
    )


def sort(folder: Path, parts: list[Samples], **terms: object) -> sorting.Sorted:
    sorter = Sorter(folder=folder, **terms)  # type: ignore[arg-type]
    for name in SITES:
        sorter.number(name)
    for part in parts:
        sorter.take(part)
    return sorter.finish()


def test_any_order_and_any_memory_give_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = samples(np.random.default_rng(5), 30_000)
    order = np.random.default_rng(6).permutation(len(every))
    shuffled = Samples(
        series=every.series[order],
        at=every.at[order],
        state=every.state[order],
        response=every.response[order],
    )
    one = sort(tmp_path / "one", [every])
    monkeypatch.setattr(sorting, "ROWS_AT_ONCE", 5_000)
    other = sort(tmp_path / "other", [_part(shuffled, start) for start in range(0, 30_000, 1_000)])
    assert one == other
    assert one.rows + one.repeated == 30_000
    assert one.repeated > 0
    assert one.days == 3
    for path in (tmp_path / "one").iterdir():
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


def _part(whole: Samples, start: int) -> Samples:
    rows = slice(start, start + 1_000)
    return Samples(
        series=whole.series[rows], at=whole.at[rows], state=whole.state[rows], response=whole.response[rows]
    )


def test_what_was_sorted_can_be_folded(tmp_path: Path) -> None:
    every = samples(np.random.default_rng(7), 20_000)
    result = sort(tmp_path / "telemetry", [every])
    assert read_series(tmp_path / "telemetry") == tuple(SITES)
    window = Interval(Instant(START), Instant(START + 3 * DAY))
    found = fold(tmp_path / "telemetry", Asked(window=window, stale_after=Micros(DAY)))
    assert int(found.samples.sum()) == result.rows
    once = {(int(s), int(t)): int(r) for s, t, r in zip(every.series, every.at, every.response, strict=True)}
    assert int(found.totals.sum()) == sum(once.values())


def test_samples_that_contradict_each_other_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    one = Samples(
        series=np.zeros(2, dtype=np.int32),
        at=np.full(2, START, dtype=np.int64),
        state=np.array([0, 2], dtype=np.int8),
        response=np.zeros(2, dtype=np.int32),
    )
    with pytest.raises(UnreadableFile, match="probe recorded of site 0 at 2024-10-04T00:00:00Z contradict"):
        sort(tmp_path / "telemetry", [one])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "telemetry").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        Sorter(folder=tmp_path / "telemetry")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    parts = [samples(np.random.default_rng(8), 1_000)]
    sort(tmp_path / "telemetry", parts, progress=lambda what, done, of: told.append((what, done, of)))
    assert told[0] == ("read", 1_000, 0)
    assert told[-1][0] == "sorted"
    assert told[-1][1] == told[-1][2]
