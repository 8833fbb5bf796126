"""Pauses of many tickets: sorted and united within each, against interval sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.pause import OnePauseEach, pause_rows
from upheld.errors import TimeError


def column(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-50, 50), st.integers(0, 20)), max_size=30))
def test_rows_hold_the_union_of_each_tickets_pauses(pauses):
    ticket, starts, lengths = np.array(pauses, dtype=np.int64).reshape(-1, 3).T
    rows = pause_rows(5, ticket, starts, starts + lengths)
    for number in range(5):
        here = slice(rows.offsets[number], rows.offsets[number + 1])
        union = IntervalSet.from_iterable(
            Interval(start, start + length) for each, start, length in pauses if each == number and length
        )
        assert tuple(rows.starts[here].tolist()) == union.starts
        assert tuple(rows.ends[here].tolist()) == union.ends
    assert rows.offsets[0] == 0
    assert rows.offsets[-1] == len(rows.starts) == len(rows.ends)


def test_instants_far_apart_keep_their_ticket():
    far = 250_000_000_000_000_000
    rows = pause_rows(3, column(2, 0, 2), column(-far, -far, 0), column(far, far, 1))
    assert rows.offsets.tolist() == [0, 1, 1, 2]
    assert rows.ends.tolist() == [far, far]


@pytest.mark.parametrize(
    ("ticket", "starts", "ends", "says"),
    [
        (column(0, 0), column(1, 5), column(2, 4), "pause 1 ends at 4 µs, before it starts at 5 µs"),
        (
            column(0, 2),
            column(1, 5),
            column(2, 6),
            "pause 1 is of ticket 2; tickets are numbered from 0 to 1",
        ),
        (column(-1), column(1), column(2), "pause 0 is of ticket -1"),
        (column(0), column(1, 5), column(2, 6), "1 tickets, 2 starts and 2 ends"),
    ],
)
def test_pauses_that_are_none(ticket, starts, ends, says):
    with pytest.raises(TimeError, match=says):
        pause_rows(2, ticket, starts, ends)


def test_one_pause_each_needs_both_ends():
    with pytest.raises(TimeError, match="2 starts and 1 ends"):
        OnePauseEach(column(1, 2), column(3))
