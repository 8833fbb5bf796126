"""The clock, which nothing below the command line reads."""

from __future__ import annotations

import time

from upheld.chrono.instant import Instant


def now() -> Instant:
    """Read the clock."""
    return Instant(time.time_ns() // 1000)
