"""Alarms of clocks: shares of the time a target leaves, in the time that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from upheld.chrono.instant import Instant

SHARES = (Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Of a target's time, such as business hours, where nobody has said others."""


def shares_reached(instants: Mapping[Fraction, Instant | None], now: Instant) -> tuple[Fraction, ...]:
    """Give the shares that a clock which goes on has reached, by the instants at which it reaches them.

    The instants are those of its calendar, so that pauses move them; one that is absent does not come while
    the clock stands still.
    """
    return tuple(share for share, at in instants.items() if at is not None and at <= now)


def share_used_at(
    share: Fraction, budget: int, spent: int, turned_at: Instant, windows: Iterable[tuple[int, int]]
) -> Instant | None:
    """Tell when a clock has used a share of its budget: by its last turn, or in the windows where it counts.

    The last turn stands for all that was used before; nothing where the share is not reached as it stands.
    """
    wanted = floor(budget * share) - spent
    if wanted <= 0:
        return turned_at
    for start, end in windows:
        if wanted <= end - start:
            return Instant(start + wanted)
        wanted -= end - start
    return None
