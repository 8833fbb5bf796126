"""Ticks: microseconds by a clock that is never set, for how long things take."""

from __future__ import annotations

import time

from upheld.chrono.instant import Micros


def ticks() -> Micros:
    """Give microseconds since some instant; only differences mean anything."""
    return Micros(time.monotonic_ns() // 1000)


def since(began: Micros) -> Micros:
    """How long it is since an instant that `ticks` gave."""
    return Micros(ticks() - began)
