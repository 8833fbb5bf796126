"""Lengths of time for people, exact to the microsecond."""

from __future__ import annotations

from functools import lru_cache

from upheld.quantity.phrase import shift_point

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE


@lru_cache(maxsize=4096)
def write_length(micros: int) -> str:
    """A length in microseconds as `3 h 43 min 12 s`; `4 min 19.2 s`, `0 s`, `-30 min`.

    Hours are the largest unit: to one reader a day is 24 hours, to another a calendar or a business day.
    """
    hours, rest = divmod(abs(micros), _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    seconds = shift_point(rest, 6).rstrip("0").rstrip(".")
    parts = ((str(hours), "h"), (str(minutes), "min"), (seconds, "s"))
    text = " ".join(f"{count} {unit}" for count, unit in parts if count != "0")
    return ("-" if micros < 0 else "") + (text or "0 s")
