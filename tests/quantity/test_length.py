"""Lengths of time as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.quantity import parse_duration, write_length

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("micros", "written"),
    [
        (0, "0 s"),
        (1, "0.000001 s"),
        (259_200_000, "4 min 19.2 s"),
        (13_392 * SECOND, "3 h 43 min 12 s"),
        (3_600 * SECOND, "1 h"),
        (3_601 * SECOND, "1 h 1 s"),
        (-1_800 * SECOND, "-30 min"),
        (-SECOND // 2, "-0.5 s"),
        (2_674_800 * SECOND, "743 h"),
    ],
)
def test_a_length_is_written_in_hours_minutes_and_seconds(micros: int, written: str) -> None:
    assert write_length(micros) == written


@given(st.integers(0, 366 * 86_400 * SECOND))
def test_a_length_is_exact(micros: int) -> None:
    assert parse_duration(write_length(micros)).micros == micros


@given(st.integers(1, 366 * 86_400 * SECOND))
def test_a_negative_length_is_the_same_with_a_sign(micros: int) -> None:
    assert write_length(-micros) == f"-{write_length(micros)}"
