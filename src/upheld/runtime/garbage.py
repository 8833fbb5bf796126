"""Garbage: what a process keeps for good is not looked through again with every search for cycles.

Python looks through all that there is whenever enough has come. In a process that has loaded the service that
takes a tenth of a second, in which no request is answered.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping

LONG = 0.01
"""Seconds of processor time that a search may take."""
MOST = 8
"""So many times what was found to stay is left out. It may hold what is only used just now: as a rule that
goes when it is needed no more, but where it is a cycle it stays, and that must not grow without end."""


class Watch:
    """Has what a long search found to stay left out of those to come: that was loaded since the last time."""

    def __init__(self, long: float = LONG, most: int = MOST) -> None:
        self._long = long
        self._left = most
        self._began = 0.0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        """Be told by Python that a search begins or has ended; both in the thread that it holds up."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.thread_time()
        elif self._left and time.thread_time() - self._began >= self._long:
            self._left -= 1
            gc.freeze()


def leave_out_what_stays() -> None:
    """Leave out what was loaded by now, and what is loaded when it is needed first."""
    gc.collect()
    gc.freeze()
    gc.callbacks.append(Watch())
