"""Lengths of time and hosts as other programs write them."""

from __future__ import annotations

import re
from fractions import Fraction
from urllib.parse import urlsplit

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Micros

_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ns|us|µs|ms|s|m|h|d|w|y)")
_UNITS = {
    "ns": Fraction(1, 1000),
    "us": Fraction(1),
    "µs": Fraction(1),
    "ms": Fraction(1000),
    "s": Fraction(SECOND),
    "m": Fraction(MINUTE),
    "h": Fraction(HOUR),
    "d": Fraction(DAY),
    "w": Fraction(7 * DAY),
    "y": Fraction(365 * DAY),
}


def length_of(text: str) -> Micros | None:
    """Read a length such as `1h30m`, `5 s` or `250ms`, or a number of seconds; nothing for anything else."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", text):
        return Micros(int(Fraction(text) * SECOND))
    if not text or _PART.sub("", text).strip():
        return None
    total = sum((Fraction(number) * _UNITS[unit] for number, unit in _PART.findall(text)), Fraction(0))
    return Micros(int(total)) if total.denominator == 1 else None


def host_and_port(text: str) -> tuple[str, int | None]:
    """Part a target into host and port: `db`, `db:5432`, `tcp://db:5432`, `[::1]:53`, `::1`."""
    scheme, mark, rest = text.strip().partition("://")
    bare = rest if mark else scheme
    if bare.count(":") > 1 and not bare.startswith("["):
        return bare, None
    try:
        parts = urlsplit(f"//{bare}")
        return parts.hostname or "", parts.port
    except ValueError:
        return "", None
