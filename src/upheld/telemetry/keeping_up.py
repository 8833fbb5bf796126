"""Keeping up: compaction in the background, as often as what has come in asks for.

Nothing waits for it: readers see the logs too. It is put off until it pays, so that segments are not too
small. Lengths of time are measured by the monotonic clock, and no clock of the calendar is asked.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from upheld.errors import UpheldError
from upheld.telemetry.backlog import waiting_bytes
from upheld.telemetry.compaction import Compactor, Round
from upheld.telemetry.manifest import read_manifest


class Pace(Struct, frozen=True, kw_only=True):
    """When a round of compaction is due."""

    size: int = 1 << 25
    """Bytes in the logs that are worth a round."""
    seconds: float = 300.0
    """After so long there is a round in any case; each adds files, and entries to the ledger."""
    first: float = 10.0
    """After so long there is another one as long as none has found anything to sort."""


@dataclass(slots=True, kw_only=True, eq=False)
class Keeper:
    """Has a folder compacted when that is due."""

    compactor: Compactor
    pace: Pace = field(default_factory=Pace)
    _last: float = field(init=False, default=-math.inf)
    _has_sorted: bool = field(init=False, default=False)

    def is_due(self) -> bool:
        """Whether there should be a round now: the first one should be at once."""
        passed = time.monotonic() - self._last
        if passed >= self.pace.seconds:
            return True
        folder = self.compactor.folder
        waiting = waiting_bytes(folder, read_manifest(folder))
        return waiting >= self.pace.size or (
            not self._has_sorted and waiting > 0 and passed >= self.pace.first
        )

    def step(self) -> Round | None:
        """Have a round if one is due, and no other process is at it. Errors as for `Compactor.round`."""
        return self.round() if self.is_due() else None

    def round(self) -> Round | None:
        """Have a round now. Errors as for `Compactor.round`."""
        self._last = time.monotonic()
        done = self.compactor.round()
        self._has_sorted = self._has_sorted or (done is not None and done.batches > 0)
        return done


def keep_up(
    keepers: Sequence[Keeper],
    stop: threading.Event,
    troubled: Callable[[UpheldError], None],
    *,
    pause: float = 1.0,
) -> None:
    """Compact folders until told to stop, looking at each after a pause of so many seconds.

    Trouble with one of them is told and met again after the pause; the others go on.
    """
    while not stop.is_set():
        more = False
        for keeper in keepers:
            try:
                done = keeper.step()
            except UpheldError as error:
                troubled(error)
            else:
                more = more or (done is not None and done.more)
        if not more:
            stop.wait(pause)
