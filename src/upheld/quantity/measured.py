"""Measured figures in units people read: `2.499 s`, `0.087`, `83.2 Mbit/s`.

No figure is rounded onto a bound: a text that reads `2.5 s` has a value of 2.5 s behind it, exactly.
"""

from __future__ import annotations

from fractions import Fraction

from upheld.quantity.length import write_length
from upheld.quantity.phrase import shift_point, write_decimal

MOST_PLACES = 6
"""Decimals that are written where the figure ends with them: microseconds of a second, millionths of one."""
FEWEST_PLACES = 4
"""Decimals kept of a figure that does not end."""

_SECOND = Fraction(10**6)
_MINUTE = 60 * _SECOND
_PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"), (1, ""))


def measured(value: Fraction, scale: str) -> str:
    """A figure in the smallest unit of a scale, in the unit people read it in."""
    match scale:
        case "microseconds":
            return _time(value)
        case "millionths":
            return decimal(value / 10**6)
        case "bits per second":
            return _rate(value)
        case _:
            return decimal(value)


def decimal(number: Fraction) -> str:
    """A number in decimals: exactly where few do, otherwise cut below its last digit that is not zero.

    A bound of fewer digits than are shown lies on the same side of what is shown as of the number itself.
    """
    exact = write_decimal(number)
    if exact is not None and len(exact.partition(".")[2]) <= MOST_PLACES:
        return exact
    places = FEWEST_PLACES
    while number * 10**places // 1 % 10 == 0:
        places += 1
    return shift_point(number * 10**places // 1, places)


def percentage(share: Fraction) -> str:
    """A share as a percentage, by the same rule."""
    return f"{decimal(share * 100)} %"


def _time(micros: Fraction) -> str:
    """Milliseconds below a second, seconds below a minute, then minutes and hours."""
    if abs(micros) < _SECOND:
        return f"{decimal(micros / 1000)} ms"
    if abs(micros) < _MINUTE or micros.denominator != 1:
        return f"{decimal(micros / _SECOND)} s"
    return write_length(int(micros))


def _rate(bits: Fraction) -> str:
    """With the largest prefix that leaves at least one of it."""
    size, prefix = next((each for each in _PREFIXES if bits >= each[0]), (1, ""))
    return f"{decimal(bits / size)} {prefix}bit/s"
