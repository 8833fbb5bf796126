"""Processes that are killed: they take samples in, or compact, until the end comes."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from slow_telemetry import Row, hand_in

from upheld.chrono.instant import DAY, MINUTE
from upheld.errors import NoRoom
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

ROOMY = Room(floor=0)
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where a disk would be waited for thousands of times."""
START = 20_000 * DAY
SITES = 7
LOADED = ["pandas", "upheld.telemetry.compaction", "upheld.telemetry.intake"]
"""Pyarrow loads pandas with its first array, where that is installed."""
MOMENTS = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "fcntl.flock"}
)
"""What a process does to files, as the interpreter announces it before it is done."""


def started(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """Start a process that shares nothing with this one; it is forked off one that has all modules loaded."""
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    process = context.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def batch_rows(number: int) -> list[Row]:
    """The samples of a batch, all of one instant; one in ten says something else of the batch before it."""
    minute = number - 1 if number % 10 == 9 else number
    at = START + (minute * 7 % 4000) * MINUTE
    return [(SeriesName("probe", f"site {site}"), at, number % 3, number) for site in range(SITES)]


def keep_writing(folder: Path, acknowledged: Path, first: int, threads: int, pause: float = 0) -> None:
    """Take in batches from a number on, noting each one when it is acknowledged."""
    notes = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    intake = Intake(folder, ROOMY)

    def work(thread: int) -> None:
        number = first + thread
        while True:
            hand_in(intake, batch_rows(number), str(number))
            os.write(notes, b"%d\n" % number)
            number += threads
            time.sleep(pause)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def keep_compacting(folder: Path, told: Path, rows: int) -> None:
    """Compact round after round, noting each segment that is told of."""
    notes = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(notes, b"begun\n")
    compactor = Compactor(
        folder=folder,
        tell=lambda segment: os.write(notes, f"{segment.file} {segment.sha256}\n".encode()) and None,
        rows_at_once=rows,
    )
    while True:
        compactor.round(wait=True)


def compact_and_die(folder: Path, moments: int) -> None:
    """Compact until so many things were about to be done to files, and no further; exit with 0 otherwise."""
    left = moments

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in MOMENTS and any(str(folder) in str(each) or isinstance(each, int) for each in arguments):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    Compactor(folder=folder, tell=lambda segment: None).round(whole=True)


def write_under_limit(folder: Path, limit: int, first: int, result: Path) -> None:
    """Take in two batches with files that may not grow beyond so many bytes, and one once they may again."""
    told = []
    with Intake(folder, ROOMY) as intake:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        for number in (first, first + 1, first):
            try:
                told.append(f"taken {hand_in(intake, batch_rows(number), str(number)).repeated}")
            except NoRoom as error:
                told.append(str(error))
            if number == first + 1:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    result.write_text("\n".join(told))


def rush_for_compaction(folder: Path, rounds: int) -> None:
    """Compact as often, waiting for nobody."""
    compactor = Compactor(folder=folder, rows_at_once=50)
    for _ in range(rounds):
        compactor.round()
