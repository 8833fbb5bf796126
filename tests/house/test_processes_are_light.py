"""What a process that stays must not load: it would keep the memory as long as it lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOOKED_AT = """
import sys
from pathlib import Path
from upheld.runtime.process import enter
enter()
import pyarrow as pa
from upheld.operations.backup import snapshot
from upheld.telemetry.day_file import SeriesName, read_series, write_series
folder, names = Path(sys.argv[1]), (SeriesName("probe", "app", "here"),)
write_series(folder, names)
assert read_series(folder) == names
assert pa.array(["some", "rows"]).to_pylist() == ["some", "rows"]
print(*sys.modules)
"""


def test_a_process_that_stays_loads_neither_pandas_nor_what_it_does_not_use(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOKED_AT, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "pyarrow.parquet" in loaded
    assert not loaded & {"pandas", "pyarrow.dataset", "psycopg"}
