"""What is done aside lets others come first, and comes back with what it came to."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from upheld.operations.work.aside import STEPS_BACK, aside


def test_it_gives_back_what_it_came_to() -> None:
    assert aside(lambda: (threading.current_thread().name, 7)) == ("aside", 7)


def test_it_raises_what_was_raised() -> None:
    def fail() -> None:
        raise TimeoutError("too late")

    with pytest.raises(TimeoutError, match="too late"):
        aside(fail)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own here")
def test_it_alone_is_less_urgent() -> None:
    def urgency() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = urgency()
    assert aside(urgency) == min(before + STEPS_BACK, 19)
    assert urgency() == before
