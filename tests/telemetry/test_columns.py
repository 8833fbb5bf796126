"""Samples are read and written without Arrow's own conversions, which load what nobody asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from upheld.errors import UnreadableFile
from upheld.telemetry.columns import column_of, numbers_of, texts_of

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from upheld.telemetry.day_file import (
    Samples, SeriesName, find_series, open_day, read_group, read_series, write_day, write_series
)
folder = Path(sys.argv[1])
name = SeriesName("probe", "an é", "eu")
write_series(folder, [SeriesName("probe", "page"), name])
ones = np.ones(3, dtype=np.int32)
write_day(folder / "2026-03-01.parquet", [
    Samples(series=ones, at=np.arange(3), state=ones.astype(np.int8), response=ones * -1)
])
print(read_series(folder)[1] == name, find_series(folder, [name]))
with open_day(folder / "2026-03-01.parquet") as file:
    found = read_group(file, 0)
print(found.series.tolist(), found.at.tolist(), found.state.tolist(), found.response.tolist())
print("pandas" in sys.modules)
"""


def test_what_is_written_is_read_and_nothing_else_is_loaded(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "True ({SeriesName(source='probe', site='an é', location='eu'): 1}, 2)",
        "[1, 1, 1] [0, 1, 2] [1, 1, 1] [-1, -1, -1]",
        "False",
    ]


def test_columns_in_pieces_are_put_together() -> None:
    one = column_of(np.arange(5, dtype=np.int64), pa.int64())
    pieces = pa.chunked_array([one[1:3], one[:0], one[4:]])
    assert numbers_of(pieces, np.int64).tolist() == [1, 2, 4]
    assert numbers_of(pa.chunked_array([one[:0]]), np.int64).tolist() == []
    assert texts_of(["a", "", "é"]).to_pylist() == ["a", "", "é"]


def test_an_empty_cell_is_refused() -> None:
    holed = pa.Array.from_buffers(pa.int32(), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(b"\0" * 8)])
    with pytest.raises(UnreadableFile, match="empty cells"):
        numbers_of(pa.chunked_array([holed]), np.int32)
