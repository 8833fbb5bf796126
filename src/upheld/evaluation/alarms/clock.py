"""Alarms of clocks: shares of the time a target leaves, in the time that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from upheld.chrono.instant import Instant

SHARES = (Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Of a target's time, such as business hours: a clock at any of them raises an alarm."""


def shares_reached(instants: Mapping[Fraction, Instant | None], now: Instant) -> tuple[Fraction, ...]:
    """Give the shares that a clock which goes on has reached, by the instants at which it reaches them.

    The instants are those of its calendar, so that pauses move them; one that is absent does not come while
    the clock stands still.
    """
    return tuple(share for share in SHARES if (at := instants.get(share)) is not None and at <= now)
