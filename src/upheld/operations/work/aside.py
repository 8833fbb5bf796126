"""Aside: work that takes all of a processor, done so that whoever answers somebody comes first."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
STEPS_BACK = 5
"""By so much less urgent than the rest of its process: a third of a processor that others want, all of one
that nobody else does."""


def aside(act: Callable[[], Result]) -> Result:
    """Do something in a thread that lets others come first, and wait for it; raises what it raises.

    It must not use the database, which has a connection for each thread. Only Linux knows priorities of
    threads: elsewhere it is as urgent as anything.
    """
    results: list[Result] = []
    troubles: list[BaseException] = []

    def run() -> None:
        try:
            _step_back()
            results.append(act())
        except BaseException as trouble:  # noqa: BLE001 raised again where it is waited for
            troubles.append(trouble)

    thread = threading.Thread(target=run, name="aside", daemon=True)
    thread.start()
    thread.join()
    if troubles:
        raise troubles[0]
    return results[0]


def _step_back() -> None:
    """For good: without a right to it no thread becomes more urgent again."""
    if sys.platform == "linux":
        own = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, own, min(os.getpriority(os.PRIO_PROCESS, own) + STEPS_BACK, 19))
