"""Alarms of allowances: shares of the downtime that a target leaves in a period."""

from __future__ import annotations

from fractions import Fraction

from upheld.chrono.instant import Micros

THRESHOLDS = (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(1))
"""Of the allowance used, where nobody has said others: each raises an alarm, once a period."""


def thresholds_passed(
    allowance: Micros, left: Micros, thresholds: tuple[Fraction, ...] = THRESHOLDS
) -> tuple[Fraction, ...]:
    """Give the thresholds, the lowest first, that known downtime has passed.

    Where a target leaves no downtime at all, any is beyond the highest.
    """
    if allowance <= 0:
        return thresholds[-1:] if left < 0 else ()
    used = Fraction(allowance - left, allowance)
    return tuple(share for share in thresholds if used >= share)
