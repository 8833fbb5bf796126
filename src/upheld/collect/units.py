"""Units of measured values, and the whole smallest units they are counted in."""

from __future__ import annotations

from msgspec import Struct

from upheld.evidence.measurement import Scale


class Unit(Struct, frozen=True):
    """A unit: what its values are counted in, and how many of those it is."""

    scale: Scale
    factor: int
    may_be_negative: bool = False


PLAIN_NUMBER = Unit(Scale.MILLIONTHS, 10**6, may_be_negative=True)
"""The unit of a number without one."""

UNITS: dict[str, Unit] = {
    "us": Unit(Scale.MICROSECONDS, 1),
    "µs": Unit(Scale.MICROSECONDS, 1),
    "ms": Unit(Scale.MICROSECONDS, 10**3),
    "s": Unit(Scale.MICROSECONDS, 10**6),
    "min": Unit(Scale.MICROSECONDS, 60 * 10**6),
    "h": Unit(Scale.MICROSECONDS, 3600 * 10**6),
    "%": Unit(Scale.MILLIONTHS, 10**4),
    "ppm": Unit(Scale.MILLIONTHS, 1),
    "ratio": Unit(Scale.MILLIONTHS, 10**6),
    "share": Unit(Scale.MILLIONTHS, 10**6),
    "number": PLAIN_NUMBER,
    "count": Unit(Scale.PIECES, 1),
    "bit/s": Unit(Scale.BITS_PER_SECOND, 1),
    "kbit/s": Unit(Scale.BITS_PER_SECOND, 10**3),
    "Mbit/s": Unit(Scale.BITS_PER_SECOND, 10**6),
    "Gbit/s": Unit(Scale.BITS_PER_SECOND, 10**9),
    "B/s": Unit(Scale.BITS_PER_SECOND, 8),
    "kB/s": Unit(Scale.BITS_PER_SECOND, 8 * 10**3),
    "MB/s": Unit(Scale.BITS_PER_SECOND, 8 * 10**6),
    "GB/s": Unit(Scale.BITS_PER_SECOND, 8 * 10**9),
    "1/s": Unit(Scale.MILLIONTHS, 10**6),
}
"""The word in the column `unit` -> what it is."""

SMALLEST = {
    Scale.MICROSECONDS: "a microsecond",
    Scale.MILLIONTHS: "a millionth",
    Scale.BITS_PER_SECOND: "one bit per second",
    Scale.PIECES: "one",
}
"""What a value is counted in, in words."""


def unit_named(word: str | None) -> Unit:
    """Give the unit of a word of the list; a plain number where there is none."""
    return PLAIN_NUMBER if word is None else UNITS[word]
