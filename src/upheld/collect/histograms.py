"""Histograms in a cell: `0.1:5;0.5:12;+Inf:12`, counts of values up to each bound."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from upheld.collect.problem import quoted
from upheld.collect.units import SMALLEST, Unit
from upheld.errors import PhraseError

_ENDLESS = frozenset({"+Inf", "Inf", "inf", "+inf"})
_BOUND = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_COUNT = re.compile(r"\d{1,15}(?:\.0+)?", re.ASCII)


class Buckets(Struct, frozen=True):
    """A histogram: upper bounds in smallest units, the last one without end, and counts of each alone."""

    bounds: tuple[int | None, ...]
    counts: tuple[int, ...]


def read_buckets(text: str, unit: Unit) -> Buckets:
    """Read the buckets of a cell, which count all values up to their bound, as monitoring systems keep them.

    `PhraseError` where bounds do not rise, counts shrink, or the last bucket has an end.
    """
    bounds: list[int | None] = []
    counts: list[int] = []
    below = 0
    for each in filter(None, (part.strip() for part in text.split(";"))):
        bound, count = _bucket(each, unit)
        if bounds and (bounds[-1] is None or (bound is not None and bound <= bounds[-1])):
            raise PhraseError(f"the bucket {quoted(each)} does not lie above the one before", _RISING)
        if count < below:
            raise PhraseError(
                f"the buckets shrink: {quoted(each)} after {below}",
                "each counts all values up to its bound, and so no fewer than the one before",
            )
        bounds.append(bound)
        counts.append(count - below)
        below = count
    if not bounds or bounds[-1] is not None:
        raise PhraseError("the last bucket has an end", "close with `+Inf:` and the number of all values")
    return Buckets(tuple(bounds), tuple(counts))


_RISING = "write the buckets with rising bounds, `+Inf` last"


def _bucket(text: str, unit: Unit) -> tuple[int | None, int]:
    bound, colon, count = (part.strip() for part in text.rpartition(":"))
    if not colon or not _COUNT.fullmatch(count) or not (bound in _ENDLESS or _BOUND.fullmatch(bound)):
        raise PhraseError(f"{quoted(text)} is no bucket", "write bound:count, such as 0.5:12 or +Inf:20")
    number = int(count.partition(".")[0])
    if bound in _ENDLESS:
        return None, number
    scaled = Fraction(bound) * unit.factor
    if scaled.denominator != 1:
        raise PhraseError(
            f"the bound {quoted(bound)} is finer than {SMALLEST[unit.scale]}",
            "bounds are whole numbers of it",
        )
    return int(scaled), number


def write_buckets(text: str) -> str:
    """Write the buckets of a cell the same way wherever they are the same; what are none stay as they are."""
    parts = [part.strip().rpartition(":") for part in text.split(";") if part.strip()]
    bounds = [(bound.strip(), count.strip()) for bound, _, count in parts]
    if not all(
        _COUNT.fullmatch(count) and (bound in _ENDLESS or _BOUND.fullmatch(bound)) for bound, count in bounds
    ):
        return text
    return ";".join(f"{_plain(bound)}:{int(count.partition('.')[0])}" for bound, count in bounds)


def _plain(bound: str) -> str:
    if bound in _ENDLESS:
        return "+Inf"
    plain = f"{Decimal(bound):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain
