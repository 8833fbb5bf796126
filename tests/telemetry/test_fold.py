"""The fold over telemetry, against a walk from sample to sample."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import DAY, HOUR, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UnreadableFile
from upheld.telemetry import day_file as files
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.fold import Folded, fold
from upheld.telemetry.included import IncludedTime
from upheld.telemetry.kernel import Asked

START = 20_000 * DAY
WINDOW = Interval(Instant(START), Instant(START + 3 * DAY))
STALE = Micros(HOUR)
Row = tuple[int, int, int, int]
"""Series, instant, state, response."""


def rows() -> st.SearchStrategy[list[Row]]:
    minute = 60_000_000
    row = st.tuples(
        st.integers(0, 4),
        st.integers(-120, 3 * 1440 + 120).map(lambda minutes: START + minutes * minute),
        st.sampled_from([0, 0, 0, 1, 2, 3, 2 + RETRY]),
        st.one_of(st.just(NO_VALUE), st.integers(0, 50)),
    )
    return st.lists(row, max_size=60, unique_by=lambda each: each[:2])


def keep(folder: Path, samples: list[Row], series: int = 5) -> None:
    """Write samples as telemetry, a file a day."""
    files.write_series(folder, [SeriesName("probe", f"site {number}") for number in range(series)])
    by_day: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(samples):
        by_day[files.day_of(row[1])].append(row)
    for day, of_day in by_day.items():
        columns = list(zip(*of_day, strict=True))
        files.write_day(
            files.day_file(folder, day),
            [
                Samples(
                    series=np.array(columns[0], dtype=np.int32),
                    at=np.array(columns[1], dtype=np.int64),
                    state=np.array(columns[2], dtype=np.int8),
                    response=np.array(columns[3], dtype=np.int32),
                )
            ],
        )


def walked(samples: list[Row], included: IntervalSet) -> dict[int, dict[int, int]]:
    """How long each series was in each state, one sample after the other."""
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for series in range(5):
        mine = sorted(row for row in samples if row[0] == series and row[1] < WINDOW.end)
        for row, following in zip(mine, [*(row[1] for row in mine[1:]), WINDOW.end], strict=False):
            end = min(row[1] + STALE, following)
            if row[1] < end:
                stretch = Interval(Instant(row[1]), Instant(end))
                held[series][row[2] % RETRY] += (IntervalSet.of(stretch) & included).length
    return held


def in_window(samples: list[Row], series: int) -> list[Row]:
    return sorted(row for row in samples if row[0] == series and row[1] in WINDOW)


def folded(samples: list[Row], **terms: object) -> Folded:
    with TemporaryDirectory() as folder:
        keep(Path(folder), samples)
        return fold(Path(folder), Asked(window=WINDOW, stale_after=STALE, **terms))  # type: ignore[arg-type]


@given(rows())
@settings(max_examples=60, deadline=None)
def test_states_are_held_as_a_walk_holds_them(samples: list[Row]) -> None:
    expected = walked(samples, IntervalSet.of(WINDOW))
    found = folded(samples)
    assert found.held.tolist() == [[expected[series][state] for state in range(4)] for series in range(5)]
    assert found.samples.tolist() == [len(in_window(samples, series)) for series in range(5)]


@given(rows(), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_how_many_rows_are_in_a_group_changes_nothing(samples: list[Row], in_group: int) -> None:
    expected = folded(samples, percentages=(Fraction(75),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "ROWS_IN_GROUP", in_group)
        found = folded(samples, percentages=(Fraction(75),))
    assert np.array_equal(found.held, expected.held)
    assert np.array_equal(found.samples, expected.samples)
    assert np.array_equal(found.percentiles[Fraction(75)], expected.percentiles[Fraction(75)])
    for name in ("series", "at", "until", "state"):
        assert np.array_equal(getattr(found.runs, name), getattr(expected.runs, name))


@given(rows(), st.lists(st.tuples(st.integers(-10, 80), st.integers(1, 30)), max_size=5))
@settings(max_examples=60, deadline=None)
def test_only_included_time_and_its_values_count(samples: list[Row], spans: list[tuple[int, int]]) -> None:
    included = IntervalSet.from_iterable(
        Interval(Instant(START + start * HOUR), Instant(START + (start + hours) * HOUR))
        for start, hours in spans
    ).within(WINDOW)
    expected = walked(samples, included)
    found = folded(samples, included=IncludedTime.of(included), percentages=(Fraction(75), Fraction(100)))
    assert found.held.tolist() == [[expected[series][state] for state in range(4)] for series in range(5)]
    for series in range(5):
        mine = [row for row in in_window(samples, series) if Instant(row[1]) in included]
        values = sorted(row[3] for row in mine if row[3] != NO_VALUE)
        assert (found.values[series], found.totals[series]) == (len(values), sum(values))
        rank = -(-3 * len(values) // 4)
        assert found.percentiles[Fraction(75)][series] == (values[rank - 1] if values else NO_VALUE)
        assert found.percentiles[Fraction(100)][series] == (values[-1] if values else NO_VALUE)


def story(told: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Stretches of one state, from records with their instant, the end of what they tell, and their state."""
    stretches: list[tuple[int, int, int]] = []
    for (at, until, state), following in zip(
        told, [*(each[0] for each in told[1:]), WINDOW.end], strict=False
    ):
        end = min(until, following)
        if stretches and stretches[-1][1:] == (at, state):
            stretches[-1] = (stretches[-1][0], end, state)
        else:
            stretches.append((at, end, state))
    return stretches


@given(rows(), st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_runs_tell_the_same_story(samples: list[Row], kept: int) -> None:
    found = folded(samples, kept_of_run=kept).runs
    for series in range(5):
        mine = in_window(samples, series)
        columns = (found.at, found.until, found.state)
        runs = list(zip(*(column[found.series == series].tolist() for column in columns), strict=True))
        assert {(at, state) for at, _, state in runs} <= {(row[1], row[2]) for row in mine}
        every = story([(at, at + STALE, state) for _, at, state, _ in mine])
        assert (
            story(
                [
                    (at, min(until, at + STALE) if until > WINDOW.end else until, state)
                    for at, until, state in runs
                ]
            )
            == every
        )


def test_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    samples = [
        (series, START + minute * 60_000_000, minute % 3, minute)
        for series in range(5)
        for minute in range(2000)
    ]
    keep(tmp_path, samples)
    asked = Asked(window=WINDOW, stale_after=STALE, percentages=(Fraction(50),))
    one, two = fold(tmp_path, asked), fold(tmp_path, asked, threads=2)
    assert np.array_equal(one.held, two.held)
    assert np.array_equal(one.percentiles[Fraction(50)], two.percentiles[Fraction(50)])
    assert np.array_equal(one.runs.at, two.runs.at)


def test_a_series_without_samples_has_nothing(tmp_path: Path) -> None:
    keep(tmp_path, [(0, START, 0, 5)])
    found = fold(tmp_path, Asked(window=WINDOW, stale_after=STALE, percentages=(Fraction(75),)))
    assert found.samples.tolist() == [1, 0, 0, 0, 0]
    assert found.percentiles[Fraction(75)].tolist() == [5, *[NO_VALUE] * 4]


def test_a_folder_without_telemetry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"series\.parquet can't be read"):
        fold(tmp_path, Asked(window=WINDOW, stale_after=STALE))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    keep(tmp_path, [(0, START, 0, 5)])
    files.day_file(tmp_path, files.day_of(START)).write_bytes(b"PAR1 no more")
    with pytest.raises(UnreadableFile, match="sort the evidence anew"):
        fold(tmp_path, Asked(window=WINDOW, stale_after=STALE))
