"""When alarms are raised: shares of clocks and allowances, and rates over two windows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.alarms.allowance import THRESHOLDS, thresholds_passed
from upheld.evaluation.alarms.burn import BURNS, Budget, Spent, reaches
from upheld.evaluation.alarms.clock import SHARES, shares_reached

MONTH = Interval(Instant(0), Instant(30 * DAY))
NINES = Budget(MONTH, Micros(30 * DAY // 1000))
"""99.9 % of thirty days: 2592 s of downtime."""
FAST, SLOW = BURNS


def down(start: int, seconds: int) -> Spent:
    stretch = Interval(Instant(start), Instant(start + seconds * SECOND))
    return Spent(stretch, stretch.length)


def test_a_clock_has_reached_the_shares_whose_instants_have_passed() -> None:
    instants = {share: Instant(int(share * 100)) for share in SHARES}
    reached = [shares_reached(instants, Instant(now)) for now in (49, 50, 74, 75, 99, 100)]
    assert [len(each) for each in reached] == [0, 1, 1, 2, 2, 3]


def test_a_clock_that_stands_still_reaches_nothing_more() -> None:
    instants = {SHARES[0]: Instant(50), SHARES[1]: None, SHARES[2]: None}
    assert shares_reached(instants, Instant(10**9)) == (Fraction(1, 2),)


@pytest.mark.parametrize(
    ("left", "passed"),
    # of 1000 µs: 500 used is half, 749 not yet three quarters, 900 nine tenths, all of it all
    [(1000, 0), (501, 0), (500, 1), (251, 1), (250, 2), (101, 2), (100, 3), (1, 3), (0, 4), (-9, 4)],
)
def test_thresholds_are_passed_at_their_very_share(left: int, passed: int) -> None:
    assert thresholds_passed(Micros(1000), Micros(left)) == THRESHOLDS[:passed]


def test_where_no_downtime_is_allowed_any_is_beyond_all_of_it() -> None:
    assert thresholds_passed(Micros(0), Micros(0)) == ()
    assert thresholds_passed(Micros(0), Micros(-1)) == (Fraction(1),)


def test_a_rate_is_the_multiple_of_what_is_spent_evenly() -> None:
    # evenly, 2592 s in 720 h are 3.6 s an hour; 36 s in an hour are ten times that
    window = Interval(Instant(DAY), Instant(DAY + HOUR))
    assert NINES.rate([down(DAY + 10 * MINUTE, 36)], window) == 10
    # half of it lies before the window
    assert NINES.rate([down(DAY - 18 * SECOND, 36)], window) == 5
    # of a stretch of which half counts, half
    half = Spent(Interval(Instant(DAY), Instant(DAY + 36 * SECOND)), Micros(18 * SECOND))
    assert NINES.rate([half], window) == 5


@pytest.mark.parametrize(
    ("seconds", "fast"),
    # 14.4 times 3.6 s an hour: 51.84 s in the hour; in the last five minutes, 14.4 times 0.3 s: 4.32 s
    [(51, (False, True)), (52, (True, True))],
)
def test_the_fast_rate_needs_its_share_of_the_hour(seconds: int, fast: tuple[bool, bool]) -> None:
    at = Instant(DAY + HOUR)
    assert reaches(NINES, [down(at - seconds * SECOND, seconds)], FAST, at) == fast


def test_what_is_over_does_not_go_on_in_the_short_window() -> None:
    at = Instant(DAY + HOUR)
    assert reaches(NINES, [down(at - 20 * MINUTE, 600)], FAST, at) == (True, False)
    # six times 3.6 s an hour over six hours: 129.6 s; over half an hour: 10.8 s
    assert reaches(NINES, [down(at - 20 * MINUTE, 600)], SLOW, at) == (True, True)
    assert reaches(NINES, [down(at - 20 * MINUTE, 129)], SLOW, at) == (False, True)


def test_without_an_allowance_there_is_no_rate() -> None:
    at = Instant(DAY + HOUR)
    nothing = Budget(MONTH, Micros(0))
    assert reaches(nothing, [down(at - HOUR, 3600)], FAST, at) == (False, False)


@given(
    stretches=st.lists(st.tuples(st.integers(0, 7200), st.integers(1, 600)), max_size=8),
    cut=st.integers(1, 3599),
)
def test_windows_side_by_side_add_up(stretches: list[tuple[int, int]], cut: int) -> None:
    spent = [down(DAY + start * SECOND, length) for start, length in stretches]
    start, middle, end = (Instant(DAY + HOUR + each * SECOND) for each in (0, cut, 3600))
    whole, left, right = (Interval(start, end), Interval(start, middle), Interval(middle, end))
    rates = [NINES.rate(spent, window) for window in (whole, left, right)]
    assert None not in rates
    all_, first, second = (rate or Fraction(0) for rate in rates)
    assert all_ * whole.length == first * left.length + second * right.length
