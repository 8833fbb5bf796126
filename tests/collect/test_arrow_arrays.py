"""Arrow arrays: which cells are null is what Arrow says, wherever in its buffers an array begins."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from upheld.collect.arrow_arrays import codes, nulls, texts

CELLS = st.lists(st.none() | st.sampled_from(["", "a", "é"]), max_size=40)


@given(CELLS, st.integers(0, 20), st.integers(0, 20))
def test_nulls_of_any_slice_are_those_that_arrow_tells(
    cells: list[str | None], first: int, size: int
) -> None:
    array = texts(cells).slice(first, size)
    assert nulls(array).tolist() == [cell is None for cell in cells[first : first + size]]
    assert nulls(array).tolist() == array.is_null().to_pylist()


@given(CELLS)
def test_codes_are_those_of_the_dictionary(cells: list[str | None]) -> None:
    indices = texts(cells).dictionary_encode().indices
    assert codes(indices, -1).tolist() == [-1 if each is None else each for each in indices.to_pylist()]


def test_where_nothing_stands_everything_is_null() -> None:
    assert nulls(pa.nulls(3, pa.string())).tolist() == [True, True, True]
    assert nulls(pa.nulls(2)).tolist() == [True, True]
    assert nulls(texts([])).tolist() == []
