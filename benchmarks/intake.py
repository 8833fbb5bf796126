"""Intake: samples on disk before they are acknowledged, and sorted meanwhile: `python -m benchmarks intake`.

Two processes of four threads each hand in batches of 1,000, a check of each of a thousand sites, and wait for
each one; a third process sorts what comes in. First they go as fast as they can, then at 300,000 samples a
second. Beside it, with as many threads and in the same run, stands what one would pick instead: a transaction
for each batch in SQLite (write-ahead log, `synchronous=full`, key of series and time) and in DuckDB, and a
Parquet file for each batch, synced. The last two don't sort, and none of them knows a batch that comes again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow.parquet as pq

from benchmarks.row import Row, show
from upheld.chrono.instant import DAY, SECOND
from upheld.telemetry.backlog import waiting_bytes
from upheld.telemetry.batch import pack
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import Samples, SeriesName, as_table
from upheld.telemetry.intake import Intake
from upheld.telemetry.keeping_up import Keeper, keep_up
from upheld.telemetry.manifest import read_manifest

SITES = 1000
WRITERS = 2
THREADS = 4
ASKED = 300_000
SECONDS = 20
SECONDS_BESIDE = 5
FIRST_DAY = 20_513
"""2026-03-01."""


def batch(number: int, random: np.random.Generator) -> Samples:
    """A check of each site, ten seconds after the last."""
    return Samples(
        series=np.arange(SITES, dtype=np.int32),
        at=FIRST_DAY * DAY + number * 10 * SECOND + random.integers(0, SECOND, SITES),
        state=((random.random(SITES) < 0.0005) * 2).astype(np.int8),
        response=random.gamma(4, 30_000, SITES).astype(np.int32),
    )


def names_of(thread: int) -> list[SeriesName]:
    return [SeriesName("probe", f"https://example.com/{thread}/site/{number}") for number in range(SITES)]


def write(folder: Path, writer: int, rate: float, results: Path) -> None:
    """Hand batches in from four threads, each waiting for every one of its own."""
    with Intake(folder) as intake:

        def take(thread: int, samples: Samples, number: int) -> None:
            intake.append(names[thread], samples, f"{rate}/{writer}/{thread}/{number}")

        names = {thread: names_of(writer * THREADS + thread) for thread in range(THREADS)}
        batches, waits = in_threads(take, SECONDS, rate=rate / WRITERS)
    (results / f"writer {writer}").write_text(f"{batches} {anonymous()} {waits[0]} {waits[1]}")


def in_threads(
    take: Callable[[int, Samples, int], None], seconds: float, threads: int = THREADS, rate: float = 0
) -> tuple[int, tuple[float, float]]:
    """Hand in batches from some threads for so long: how many, and two percentiles of waiting.

    `rate` is how many samples a second there are at most, in all threads; as many as can be where it is 0.
    """
    begun = time.perf_counter()
    pause = SITES * threads / rate if rate else 0.0
    waits: list[float] = []

    def work(thread: int) -> None:
        random = np.random.default_rng(thread)
        number = 0
        while time.perf_counter() < begun + seconds:
            samples = batch(number, random)
            offered = begun + (number + thread / threads) * pause if rate else time.perf_counter()
            time.sleep(max(0.0, offered - time.perf_counter()))
            take(thread, samples, number)
            waits.append(time.perf_counter() - offered)
            number += 1

    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    waits.sort()
    return len(waits), (waits[len(waits) // 2], waits[len(waits) * 99 // 100])


def compact(folder: Path, stop: Path, results: Path) -> None:
    """Sort what comes in until told to stop, and then what is left."""
    ended = threading.Event()
    (results / "ready").touch()
    troubles: list[Exception] = []
    worker = threading.Thread(
        target=keep_up,
        args=([Keeper(compactor=Compactor(folder=folder))], ended, troubles.append),
        kwargs={"pause": 0.2},
    )
    worker.start()
    while not stop.exists():
        time.sleep(0.01)
    ended.set()
    worker.join()
    last = Compactor(folder=folder)
    while (done := last.round()) is not None and done.more:
        pass
    (results / "compactor").write_text(f"{time.process_time()} {anonymous()} {len(troubles)}")


def anonymous() -> int:
    """The most anonymous memory this process had, in bytes."""
    fields = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line
    )
    kibibytes = {name: int(fields[name].split()[0]) for name in ("VmHWM", "RssFile", "RssShmem")}
    return 1024 * (kibibytes["VmHWM"] - kibibytes["RssFile"] - kibibytes["RssShmem"])


class Course(NamedTuple):
    """How one run of intake went."""

    rows: int
    middle: float
    """Seconds that a batch waited."""
    longest: float
    """Of a hundred batches, what the one that waited second longest did."""
    waiting: float
    """Samples that were on disk and not sorted yet, at most."""
    all_sorted: float
    """Seconds from the first batch until all were sorted."""
    cpu: float
    """Seconds of a core that sorting took."""
    memory: tuple[float, float]
    """MiB of a process that takes in, and of the one that sorts."""
    size: float
    """Bytes of a sample in the end."""


def course(work: Path, rate: float) -> Course:
    """Take in for a while, with compaction beside it, and wait until all is sorted."""
    folder, stop = work / "telemetry", work / "stop"
    with Intake(folder):
        pass
    context = get_context("spawn")
    compactor = context.Process(target=compact, args=(folder, stop, work))
    compactor.start()
    while not (work / "ready").exists():
        time.sleep(0.01)
    writers = [context.Process(target=write, args=(folder, each, rate, work)) for each in range(WRITERS)]
    for process in writers:
        process.start()
    most = 0
    while any(process.is_alive() for process in writers):
        most = max(most, waiting_bytes(folder, read_manifest(folder)))
        time.sleep(0.2)
    begun = time.perf_counter()
    stop.touch()
    compactor.join()
    catching_up = time.perf_counter() - begun
    told = [(work / f"writer {each}").read_text().split() for each in range(WRITERS)]
    rows = sum(int(each[0]) for each in told) * SITES
    cpu, memory, troubles = (work / "compactor").read_text().split()
    segments = read_manifest(folder).segments
    if sum(each.rows for each in segments) != rows or troubles != "0":
        raise RuntimeError(f"{sum(each.rows for each in segments)} of {rows} samples, {troubles} troubles")
    a_batch = len(pack(names_of(0), batch(0, np.random.default_rng(1)), "key").payload)
    return Course(
        rows=rows,
        middle=max(float(each[2]) for each in told),
        longest=max(float(each[3]) for each in told),
        waiting=most * SITES / a_batch,
        all_sorted=SECONDS + catching_up,
        cpu=float(cpu),
        memory=(max(int(each[1]) for each in told) / 2**20, int(memory) / 2**20),
        size=sum(each.size for each in segments) / rows,
    )


def ours(work: Path) -> list[Row]:
    """Intake with compaction beside it, as fast as it goes and at the rate that is asked."""
    (work / "fast").mkdir()
    (work / "paced").mkdir()
    fast, paced = course(work / "fast", 0), course(work / "paced", ASKED)
    return [
        Row(what="taken in", figure=fast.rows / SECONDS, unit="samples/s", asked=">= 300,000"),
        Row(
            what="taken in and sorted",
            figure=fast.rows / fast.all_sorted,
            unit="samples/s",
            asked=">= 300,000",
        ),
        Row(what="a batch waits, middle", figure=1000 * fast.middle, unit="ms"),
        Row(what="a batch waits, 99th percentile", figure=1000 * fast.longest, unit="ms"),
        Row(what="at 300,000/s: taken in", figure=paced.rows / SECONDS, unit="samples/s"),
        Row(what="at 300,000/s: a batch waits, 99th percentile", figure=1000 * paced.longest, unit="ms"),
        Row(what="at 300,000/s: not sorted yet, at most", figure=paced.waiting / ASKED, unit="s of it"),
        Row(what="at 300,000/s: sorting, of one core", figure=100 * paced.cpu / SECONDS, unit="%"),
        Row(
            what="memory of a process that takes in", figure=max(fast.memory[0], paced.memory[0]), unit="MiB"
        ),
        Row(what="memory of the one that sorts", figure=max(fast.memory[1], paced.memory[1]), unit="MiB"),
        Row(what="a sample on disk, sorted", figure=paced.size, unit="bytes"),
    ]


def by_sqlite(work: Path) -> float:
    """A transaction for each batch, each thread with a connection of its own."""
    path = work / "samples.sqlite"
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, timeout=60, isolation_level=None)
            local.connection.execute("pragma journal_mode=wal")
            local.connection.execute("pragma synchronous=full")
        found: sqlite3.Connection = local.connection
        return found

    connection().execute(
        "create table samples (series int, at int, state int, response_us int, primary key (series, at)) "
        "without rowid"
    )

    def take(thread: int, samples: Samples, number: int) -> None:
        first = thread * SITES
        rows = zip(
            (samples.series + first).tolist(),
            samples.at.tolist(),
            samples.state.tolist(),
            samples.response.tolist(),
            strict=True,
        )
        own = connection()
        own.execute("begin immediate")
        own.executemany("insert or ignore into samples values (?, ?, ?, ?)", rows)
        own.execute("commit")

    return in_threads(take, SECONDS_BESIDE, WRITERS * THREADS)[0] * SITES / SECONDS_BESIDE


def by_duckdb(work: Path) -> float:
    """A transaction for each batch, from an Arrow table; several connections would wait for each other."""
    lock = threading.Lock()
    with duckdb.connect(work / "samples.duckdb") as connection:
        connection.execute('create table samples (series int, "at" bigint, state tinyint, response_us int)')

        def take(thread: int, samples: Samples, number: int) -> None:
            table = as_table(samples)
            with lock:
                connection.register("batch", table)
                connection.execute("insert into samples select * from batch")
                connection.unregister("batch")

        return in_threads(take, SECONDS_BESIDE, WRITERS * THREADS)[0] * SITES / SECONDS_BESIDE


def by_parquet(work: Path) -> float:
    """A file for each batch."""
    folder = work / "files"
    folder.mkdir()

    def take(thread: int, samples: Samples, number: int) -> None:
        path = folder / f"{thread}-{number}.parquet"
        pq.write_table(as_table(samples), path)
        for each in (path, folder):
            handle = os.open(each, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

    return in_threads(take, SECONDS_BESIDE, WRITERS * THREADS)[0] * SITES / SECONDS_BESIDE


def main() -> list[Row]:
    """Measure, print and return the rows."""
    work = Path(tempfile.mkdtemp())
    try:
        rows = ours(work)
        sqlite, duck, parquet = by_sqlite(work), by_duckdb(work), by_parquet(work)
    finally:
        shutil.rmtree(work)
    beside = (
        f"SQLite {sqlite:,.0f}/s, DuckDB {duck:,.0f}/s, Parquet files {parquet:,.0f}/s; against the fastest"
    )
    first = rows[0]
    rows[0] = Row(
        what=first.what,
        figure=first.figure,
        unit=first.unit,
        asked=first.asked,
        beside=beside,
        ratio=first.figure / max(sqlite, duck, parquet),
    )
    show(f"{WRITERS} processes of {THREADS} threads, {SECONDS} s, a third one sorting", rows)
    return rows


if __name__ == "__main__":
    sys.exit(None if main() else 1)
