"""Alarms of allowances: shares of the downtime that a target leaves in a period."""

from __future__ import annotations

from fractions import Fraction

from upheld.chrono.instant import Micros

THRESHOLDS = (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(1))
"""Of the allowance used: each of them raises an alarm, once a period."""


def thresholds_passed(allowance: Micros, left: Micros) -> tuple[Fraction, ...]:
    """Give the thresholds that known downtime has passed.

    Where a target leaves no downtime at all, any is beyond all of it.
    """
    if allowance <= 0:
        return (Fraction(1),) if left < 0 else ()
    used = Fraction(allowance - left, allowance)
    return tuple(share for share in THRESHOLDS if used >= share)
