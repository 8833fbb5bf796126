"""Distinct numbers, beside numpy's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from upheld.collect.distinct import distinct


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3)))
def test_each_number_stands_once_and_in_order(numbers: list[int]) -> None:
    column = np.array(numbers, dtype=np.int64)
    assert distinct(column).tolist() == np.unique(column).tolist()
