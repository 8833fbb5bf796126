"""Series are found by their names among many, whatever letters these have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.telemetry.day_file import SeriesName, find_series, write_series

WORDS = st.text(alphabet="abé\u4e2d/", max_size=3)
NAMES = st.builds(SeriesName, WORDS, WORDS, WORDS)


@given(known=st.lists(NAMES, unique=True, max_size=30), others=st.lists(NAMES, max_size=5))
def test_those_that_are_there_are_found(
    tmp_path_factory: pytest.TempPathFactory, known: list[SeriesName], others: list[SeriesName]
) -> None:
    folder = tmp_path_factory.mktemp("telemetry")
    write_series(folder, known)
    places = {name: number for number, name in enumerate(known)}
    chosen = {*known[::3], *others}
    assert find_series(folder, chosen) == (
        {name: places[name] for name in chosen if name in places},
        len(known),
    )
