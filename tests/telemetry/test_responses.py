"""Times of answers: read from segments and logs alike, and spread as a list that is sorted says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import DAY, MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.telemetry.chosen import samples_of
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.responses import MOST_BINS, spread_of
from upheld.telemetry.room import Room

START = 20_000 * DAY
HERE, THERE, ELSEWHERE = (SeriesName("probe", "page", each) for each in ("here", "there", "elsewhere"))


def some(at: list[int], states: list[int], times: list[int], series: int = 0) -> Samples:
    return Samples(
        series=np.full(len(at), series, dtype=np.int32),
        at=np.array(at, dtype=np.int64),
        state=np.array(states, dtype=np.int8),
        response=np.array(times, dtype=np.int32),
    )


@given(st.lists(st.integers(0, 90_000_000), min_size=1, max_size=60))
def test_a_spread_is_what_a_sorted_list_says(times: list[int]) -> None:
    spread = spread_of([some([START + n for n in range(len(times))], [0] * len(times), times)])
    assert spread is not None
    assert spread.answers == len(times) == sum(each.count for each in spread.bins)
    for each in spread.bins:
        assert each.count == sum(each.above < time <= each.up_to for time in times)
    assert len(spread.bins) <= MOST_BINS + 2
    for rank, time in spread.percentiles:
        at_most = sum(each <= time for each in times)
        less = sum(each < time for each in times)
        assert Fraction(at_most, len(times)) >= Fraction(rank, 100) > Fraction(less, len(times))


def test_only_good_answers_have_a_time() -> None:
    states = [0, 1, 2, 3, 0 + RETRY, 0]
    times = [1000, 2000, 3000, 4000, 5000, NO_VALUE]
    spread = spread_of([some([START + n for n in range(6)], states, times)])
    assert spread is not None
    assert (spread.answers, spread.shortest, spread.longest) == (2, 1000, 2000)
    assert spread_of([some([START], [2], [1000])]) is None


def test_samples_of_a_window_are_found_in_segments_and_in_logs(tmp_path: Path) -> None:
    names = [HERE, THERE]
    with Intake(tmp_path, Room(floor=0)) as intake:
        intake.append(names, some([START + n * MINUTE for n in range(10)], [0] * 10, list(range(10))), "a")
        intake.append(names, some([START + n * MINUTE for n in range(10)], [0] * 10, [77] * 10, 1), "b")
        assert Compactor(folder=tmp_path).round(whole=True, wait=True) is not None
        intake.append(names, some([START + n * MINUTE for n in range(10, 20)], [0] * 10, [9] * 10), "c")
    window = Interval(Instant(START + 5 * MINUTE), Instant(START + 15 * MINUTE))
    found = samples_of(tmp_path, [HERE], window)
    assert found.keys() == {HERE}
    assert found[HERE].at.tolist() == [START + n * MINUTE for n in range(5, 15)]
    assert samples_of(tmp_path, [HERE, THERE, ELSEWHERE], window).keys() == {HERE, THERE}
