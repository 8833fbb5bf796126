"""The backlog: batches in the logs that are not in segments yet, in the one order they have in common."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np
from msgspec import Struct

from upheld.telemetry.batch import unpack
from upheld.telemetry.day_file import Samples
from upheld.telemetry.durable import locked
from upheld.telemetry.log import WAL, Damage, Logged, logs_in, order_lock, read_log
from upheld.telemetry.manifest import Manifest
from upheld.telemetry.merging import joined
from upheld.telemetry.numbering import Numbering


class Backlog(Struct, frozen=True, kw_only=True, eq=False):
    """Samples from the logs, in order of the batches they came in."""

    samples: Samples
    batches: int
    consumed: dict[str, int]
    """For each log, up to where it was read."""
    damages: tuple[Damage, ...]
    more: bool
    """Whether the logs hold more."""


def sizes_of_logs(folder: Path) -> dict[Path, int]:
    """How long each log is, at one moment between two groups of batches."""
    lock = order_lock(folder)
    with (
        locked(lock, shared=True) if lock.exists() else nullcontext()
    ):  # a copy has none: nobody writes there
        return {path: path.stat().st_size for path in logs_in(folder / WAL)}


def waiting_bytes(folder: Path, manifest: Manifest) -> int:
    """How much of the logs is not in segments yet."""
    sizes = sizes_of_logs(folder)
    return sum(max(0, size - manifest.consumed.get(path.name, 0)) for path, size in sizes.items())


def read_backlog(
    folder: Path, manifest: Manifest, numbering: Numbering, at_most: int | None = None
) -> Backlog:
    """Read what is in the logs beyond what a manifest says, until there are so many samples.

    What is read is all there is before some point in the common order. Series get numbers that last once the
    numbering is saved.
    """
    sizes = sizes_of_logs(folder)
    consumed = {path.name: manifest.consumed.get(path.name, 0) for path in sizes}
    damages: list[Damage] = []
    parts: list[Samples] = []
    rows, more = 0, False
    logs = [_batches(path, consumed[path.name], size, damages) for path, size in sizes.items()]
    for _, name, batch in heapq.merge(*logs, key=lambda each: each[0]):
        if at_most is not None and rows >= at_most:
            more = True
            break
        contents = unpack(batch.payload)
        numbers = numbering.numbers(contents.names)
        samples = contents.samples
        parts.append(
            Samples(
                series=numbers[samples.series],
                at=samples.at.copy(),  # its names would be kept in memory with it
                state=samples.state.copy(),
                response=samples.response.copy(),
            )
        )
        rows += len(samples)
        consumed[name] = batch.end
    if not more:
        consumed = {path.name: size for path, size in sizes.items()}
    return Backlog(
        samples=joined(parts) if parts else _NOTHING,
        batches=len(parts),
        consumed=consumed,
        damages=tuple(each for each in damages if each.end <= consumed[each.log]),
        more=more,
    )


def _batches(path: Path, first: int, end: int, damages: list[Damage]) -> Iterator[tuple[int, str, Logged]]:
    for found in read_log(path, first, end):
        if isinstance(found, Damage):
            damages.append(found)
        else:
            yield found.order, path.name, found


_NOTHING = Samples(
    series=np.zeros(0, dtype=np.int32),
    at=np.zeros(0, dtype=np.int64),
    state=np.zeros(0, dtype=np.int8),
    response=np.zeros(0, dtype=np.int32),
)
