"""Clock steps: where the times a source recorded go back, which its clock or its export has to answer for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import Instant, format_instant
from upheld.evidence.evidence import Flag

Key = tuple[str, str, str]
"""Source, site, location; the location is empty where none is recorded."""


def clock_steps(key: Key, times: NDArray[np.int64], files: NDArray[np.int32]) -> Iterator[Flag]:
    """Flag a source whose times go back within a file; `times` in the order of the records, none repeated.

    A file that is newest first throughout is in an order of its own, and not flagged.
    """
    backwards = np.diff(times) < 0
    same_file = np.diff(files) == 0
    steps = np.flatnonzero(backwards & same_file)
    newest_first = len(steps) > 1 and bool(backwards[same_file].all())
    if len(steps) and not newest_first:
        yield _stepped_back(key, len(steps), int(times[steps[0]]), int(times[steps[0] + 1]))


def _stepped_back(key: Key, steps: int, before: int, after: int) -> Flag:
    source, site, location = key
    place = f"{site} from {location}" if location else site
    times = "once" if steps == 1 else f"{steps} times"
    return Flag(
        code="clock-stepped-back",
        source=source,
        says=f"the times recorded of {place} step back {times}, first from {format_instant(Instant(before))} "
        f"to {format_instant(Instant(after))}",
    )
