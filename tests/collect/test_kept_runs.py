"""Runs are read as they were written."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from upheld.collect.kept_runs import read_runs, write_runs
from upheld.collect.series import Run

RECORDS = st.lists(
    st.tuples(st.integers(-(2**62), 2**62), st.integers(0, 2**40), st.integers(0, 3), st.booleans()),
    max_size=5,
)
KEYS = st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))


@given(series=st.dictionaries(KEYS, RECORDS, max_size=4))
def test_runs_come_back_as_they_were(
    series: dict[tuple[str, str, str], list[tuple[int, int, int, bool]]],
) -> None:
    runs = {
        key: Run(
            times=np.array([each[0] for each in records], dtype=np.int64),
            ends=np.array([each[0] + each[1] for each in records], dtype=np.int64),
            states=np.array([each[2] for each in records], dtype=np.int8),
            retries=np.array([each[3] for each in records], dtype=np.bool_),
        )
        for key, records in series.items()
    }
    written = write_runs(runs)
    read = read_runs(written)
    assert list(read) == list(runs)
    for key, run in runs.items():
        for name in ("times", "ends", "states", "retries"):
            known, found = getattr(run, name), getattr(read[key], name)
            assert (found.dtype, found.tolist()) == (known.dtype, known.tolist())
            assert not found.flags.writeable
    assert write_runs(read) == written
