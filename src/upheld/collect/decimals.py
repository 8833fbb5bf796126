"""Decimal numbers in the cells of a column: read exactly, a whole column at once, never through a float."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from math import gcd

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.arrow_arrays import flags, nulls, numbers
from upheld.collect.distinct import distinct
from upheld.collect.problem import Reason, quoted

PLACES = 12
"""Decimal places that are read."""

MOST = 10**18
"""What a number in smallest units stays below."""

_ONE = 10**PLACES
_MOST = 10**15
_PLAIN = r"^(?P<sign>-?)(?P<whole>[0-9]{1,15})(?:\.(?P<parts>[0-9]{1,12}))?$"
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_Mask = NDArray[np.bool_]


class Decimals(Struct, frozen=True, kw_only=True):
    """A column of decimal numbers: sign, whole part and trillionths apart; 0 where there is none to tell."""

    negative: _Mask
    wholes: NDArray[np.int64]
    trillionths: NDArray[np.int64]
    empty: _Mask
    unread: _Mask
    why: Callable[[int], Reason]

    def decimal(self, index: int) -> Decimal | None:
        """Give one number; absent where the cell is empty."""
        if self.empty[index]:
            return None
        parts = f"{self.trillionths[index]:012d}".rstrip("0")
        sign = "-" if self.negative[index] else ""
        return Decimal(f"{sign}{self.wholes[index]}" + (f".{parts}" if parts else ""))

    def scaled(self, factors: NDArray[np.int64]) -> tuple[NDArray[np.int64], _Mask]:
        """Give each number times a whole factor, and which products are not whole, or too large to add up.

        The factors are few: each is applied to all its rows at once. Products are below `MOST`.
        """
        scaled = np.zeros(len(self.wholes), dtype=np.int64)
        unfit = np.zeros(len(self.wholes), dtype=np.bool_)
        for factor in distinct(factors).tolist():
            rows = factors == factor
            shared = gcd(factor, _ONE)
            wholes, parts = self.wholes[rows], self.trillionths[rows]
            # below: parts * factor / 10^12 without the product, which would pass 63 bits
            finest = _ONE // shared
            too_large = wholes >= MOST // factor
            product = np.where(too_large, 0, wholes) * factor + parts // finest * (factor // shared)
            scaled[rows] = np.where(self.negative[rows], -product, product)
            unfit[rows] = (parts % finest != 0) | too_large
        return scaled, unfit


def read_decimals(cells: pa.Array) -> Decimals:
    """Read numbers from text, or from columns of whole, decimal or floating-point numbers.

    A floating-point number is read as the shortest decimal that stands for it, which is how it is printed.
    """
    if pa.types.is_integer(cells.type):
        return _from_integers(cells)
    texts = cells if pa.types.is_string(cells.type) else cells.cast(pa.string())
    return _from_texts(pc.utf8_trim_whitespace(texts))


def _from_integers(cells: pa.Array) -> Decimals:
    given = numbers(cells)
    unread = (given >= _MOST) | (given <= -_MOST)
    return Decimals(
        negative=given < 0,
        wholes=np.where(unread, 0, np.abs(given)),
        trillionths=np.zeros(len(given), dtype=np.int64),
        empty=nulls(cells),
        unread=unread,
        why=lambda index: _why_no_number(str(given[index])),
    )


def _from_texts(texts: pa.Array) -> Decimals:
    empty = nulls(texts)
    taken_apart = pc.extract_regex(texts, pattern=_PLAIN)
    is_plain = ~nulls(taken_apart)
    wholes = numbers(_part(taken_apart, 1).cast(pa.int64())).copy()
    trillionths = numbers(pc.utf8_rpad(_part(taken_apart, 2), PLACES, "0").cast(pa.int64())).copy()
    negative = flags(pc.starts_with(_part(taken_apart, 0), "-")) & ((wholes > 0) | (trillionths > 0))
    unread = np.zeros(len(texts), dtype=np.bool_)
    for index in np.flatnonzero(~is_plain & ~empty).tolist():
        found = _examined(texts[index].as_py())
        if found is None:
            unread[index] = True
        else:
            negative[index], wholes[index], trillionths[index] = found
    return Decimals(
        negative=negative,
        wholes=wholes,
        trillionths=trillionths,
        empty=empty,
        unread=unread,
        why=lambda index: _why_no_number(texts[index].as_py()),
    )


def _part(taken_apart: pa.Array, place: int) -> pa.Array:
    """Give one group of a pattern, for all cells; null where the pattern does not fit."""
    return pc.struct_field(taken_apart, [place])


def _examined(text: str) -> tuple[bool, int, int] | None:
    """Read a number that is not written the usual way: `1.5e-3`, `+2`, `.5`, or with many zeros."""
    if len(text) > 100 or not _DECIMAL.fullmatch(text):
        return None
    sign, digits, exponent = Decimal(text).as_tuple()
    if not isinstance(exponent, int):
        return None
    unscaled = int("".join(map(str, digits)))
    power = exponent + PLACES
    lost = 10**-power if power < 0 else 1
    if unscaled % lost:
        return None
    magnitude = unscaled // lost if power < 0 else unscaled * 10**power
    whole, parts = divmod(magnitude, _ONE)
    return (bool(sign and magnitude), whole, parts) if whole < _MOST else None


def _why_no_number(text: str) -> Reason:
    shown = quoted(text)
    if re.fullmatch(r"(?i)[-+]?(nan|inf|infinity|null|none|n/a|-)", text):
        return f"{shown} is no number", "leave the cell empty where nothing was measured"
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text, re.ASCII):
        return f"{shown} has a comma", f"write it with a point: {text.replace(',', '.')}"
    if _DECIMAL.fullmatch(text):
        return f"{shown} has more than 15 digits before the point or {PLACES} after it", "round it"
    if re.match(r"[-+]?[0-9.]+\s*\S", text, re.ASCII):
        return f"{shown} is more than a number", "write digits only; the unit stands in a column of its own"
    return f"{shown} is no number", "write digits, with a point before decimals: 12.5"
