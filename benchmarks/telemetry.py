"""Telemetry: a month of samples, folded in one pass: `python -m benchmarks telemetry`.

A bare scan is `sum` over every column of the same warm files. Beside it stand the queries one would write in
pandas and DuckDB: state changes by comparing each sample with the one before it, how long states were held,
mean and 75th percentile by series. `python -m benchmarks.telemetry billion` folds a billion samples, and says
how much memory that took.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.row import Row, shortest, show
from upheld.chrono.instant import DAY, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.telemetry.day_file import Samples, SeriesName, day_file, write_day, write_series
from upheld.telemetry.fold import Folded, fold
from upheld.telemetry.kernel import Asked

FIRST_DAY = 20_513
"""2026-03-01."""
STALE = Micros(3 * MINUTE)
A_DAY = DAY // MINUTE
RUNS = 3
P75 = (Fraction(75),)


def make(folder: Path, series: int, days: int) -> None:
    """Write samples of so many series, one a minute each, with half a per mille of failures."""
    random = np.random.default_rng(1)
    write_series(folder, [SeriesName("probe", f"site {number}") for number in range(series)])
    for day in range(FIRST_DAY, FIRST_DAY + days):
        write_day(day_file(folder, day), _parts(random, series, day))


def _parts(random: np.random.Generator, series: int, day: int) -> Iterator[Samples]:
    for first in range(0, series, 500):
        numbers = np.arange(first, min(first + 500, series), dtype=np.int32)
        rows = len(numbers) * A_DAY
        at = day * DAY + np.tile(np.arange(A_DAY, dtype=np.int64) * MINUTE, len(numbers))
        yield Samples(
            series=np.repeat(numbers, A_DAY),
            at=at + random.integers(0, 900_000, rows),
            state=((random.random(rows) < 0.0005) * 2).astype(np.int8),
            response=random.gamma(4, 30_000, rows).astype(np.int32),
        )


def asked(days: int, *, percentile: bool) -> Asked:
    """What is folded: the whole window."""
    window = Interval(Instant(FIRST_DAY * DAY), Instant((FIRST_DAY + days) * DAY))
    return Asked(window=window, stale_after=STALE, percentages=P75 if percentile else ())


def scan(folder: Path) -> list[int]:
    """Sum every column, on one thread."""
    totals = [0] * 4
    for path in sorted(folder.glob("2*.parquet")):
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, use_threads=False)
            totals = [
                total + pc.sum(column).as_py() for total, column in zip(totals, table.columns, strict=True)
            ]
    return totals


def by_pandas(folder: Path) -> pd.DataFrame:
    """The obvious query in pandas: all rows at once, windows by group."""
    rows = pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("2*.parquet"))])
    rows = rows.sort_values(["series", "at"])
    groups = rows.groupby("series", sort=False)
    held = (groups["at"].shift(-1) - rows["at"]).clip(upper=STALE).fillna(STALE)
    changes = (rows["state"] != groups["state"].shift()).groupby(rows["series"]).sum()
    known = held.groupby([rows["series"], rows["state"]]).sum().unstack(fill_value=0)
    figures = groups["response_us"].agg(["mean", lambda each: each.quantile(0.75, interpolation="lower")])
    return known.join(changes).join(figures)


DUCKDB = """
with rows as (
    select series, "at", state, response_us,
        lead("at") over by_time as next_at, lag(state) over by_time as previous
    from read_parquet('{files}') window by_time as (partition by series order by "at")
)
select series,
    sum(least(coalesce(next_at - "at", {stale}), {stale})) filter (state = 0) as up,
    sum(least(coalesce(next_at - "at", {stale}), {stale})) filter (state = 2) as down,
    count(*) filter (state is distinct from previous) as changes,
    avg(response_us), quantile_disc(response_us, 0.75)
from rows group by series
"""


def by_duckdb(folder: Path) -> list[tuple[object, ...]]:
    """The obvious query in DuckDB, on one thread."""
    with duckdb.connect(config={"threads": 1}) as connection:
        query = DUCKDB.format(files=folder / "2*.parquet", stale=STALE)
        return connection.execute(query).fetchall()


def main() -> list[Row]:
    """Measure, print and return the rows."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        make(folder, 1000, 31)
        scan(folder)
        bare = shortest(lambda: scan(folder), RUNS)
        plain = shortest(lambda: fold(folder, asked(31, percentile=False)), RUNS)
        ranked = shortest(lambda: fold(folder, asked(31, percentile=True)), RUNS)
        both = shortest(lambda: fold(folder, asked(31, percentile=True), threads=2), RUNS)
        pandas = shortest(lambda: by_pandas(folder), 1)
        duck = shortest(lambda: by_duckdb(folder), 1)
    rows = [
        Row(what="a bare scan", figure=bare, unit="s"),
        _row("states, coverage and mean", plain, f"<= 2 scans: {plain / bare:.2f}", pandas, duck),
        _row("the same with exact p75", ranked, f"<= 3 scans: {ranked / bare:.2f}", pandas, duck),
        _row("the same on two threads", both, "", pandas, duck),
    ]
    show("1,000 series, 31 days of one-minute samples: 44.6 M rows, one thread (shortest of 3 runs)", rows)
    return rows


def _row(what: str, figure: float, asked_for: str, pandas: float, duck: float) -> Row:
    beside = f"pandas {pandas:.1f} s, DuckDB {duck:.1f} s; against the faster"
    ratio = min(pandas, duck) / figure
    return Row(what=what, figure=figure, unit="s", asked=asked_for, beside=beside, ratio=ratio)


def billion() -> None:
    """Fold a billion samples, and print how much anonymous memory there was at most."""
    work = Path(tempfile.mkdtemp())
    try:
        make(work, 22_401, 31)
        found: list[Folded] = []
        seconds = shortest(lambda: found.append(fold(work, asked(31, percentile=True), threads=2)), 1)
        rows = int(found[0].samples.sum())
        print(f"{rows:,} samples in {seconds:.1f} s, {_anonymous() / (1 << 30):.2f} GiB of anonymous memory")
    finally:
        shutil.rmtree(work)


def _anonymous() -> int:
    """The most anonymous memory this process had, in bytes: the peak, less what is mapped from files."""
    fields = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line
    )
    kibibytes = {name: int(fields[name].split()[0]) for name in ("VmHWM", "RssFile", "RssShmem")}
    return 1024 * (kibibytes["VmHWM"] - kibibytes["RssFile"] - kibibytes["RssShmem"])


if __name__ == "__main__":
    billion() if sys.argv[1:] == ["billion"] else main()
