"""Shares: exact ratios that people read as percentages; 1 is 100 %."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from upheld.errors import PhraseError
from upheld.quantity.phrase import shift_point, take_number, tidy, write_decimal, write_number

_SIGNS = frozenset({"%", "percent", "per cent"})
_MEANT = re.compile(r"[%‰٪％]+|(?:per ?|pro ?)(?:cents?|centage|zent)|pct\.?|p\.?c\.?|perc\.?", re.IGNORECASE)
"""What is taken for a percent sign that was mistyped."""
_OUT_OF = re.compile(r"([0-9]+) ?(?::|in|out of) ?([0-9]+)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=[0-9]/)([0-9]+)(?:st|nd|rd|th)s?$", re.IGNORECASE)


def as_fraction(phrase: str) -> str:
    """A tidy phrase such as `1 in 250000`, `1:250000` or `1 out of 250000` as `1/250000`.

    Others as they are.
    """
    found = _OUT_OF.fullmatch(phrase)
    return phrase if found is None else f"{found[1]}/{found[2]}"


def parse_share(text: str) -> Fraction:
    """The share a phrase such as `99.9 %` or `0.1 per cent` names, exactly; `2/3` is read as two thirds.

    So are `2 in 3` and `2:3`.
    A share may exceed 100 %: whether that makes sense is for the term to say. Raises PhraseError for a bare
    number, of which nobody can tell whether 0.999 means 99.9 % or not quite 1 %.
    """
    phrase = as_fraction(tidy(text))
    number, sign = take_number(_ORDINAL.sub(r"\1", phrase), ratios=True)
    if sign.lower() in _SIGNS:
        return number / 100
    if sign:
        meant = _MEANT.fullmatch(sign)
        remedy = f"write `{write_number(number)} %`" if meant else "write a percentage, such as `99.9 %`"
        raise PhraseError(f"`{sign}` in `{phrase}` is not a percent sign", remedy)
    if "/" in phrase:
        return number
    raise PhraseError(f"`{phrase}` has no unit", f"write `{phrase} %` if it is a percentage")


def write_share(share: Fraction) -> str:
    """The share in full, so that reading it back gives the same: `99.9 %`, or `2/3` where no decimal ends.

    Of any length: only what has up to 60 digits is read back.
    """
    decimal = write_decimal(share * 100)
    return f"{share.numerator}/{share.denominator}" if decimal is None else f"{decimal} %"


def percent(share: Fraction, places: int = 4) -> str:
    """The share for people, floored to at most `places` decimals of a per cent, such as `99.9 %`.

    Floored towards minus infinity, so that no figure ever reads better than it is: 0.99996 never reads 100 %,
    and an overspent allowance of -0.00001 % reads -0.0001 %. Never compare or parse what it returns.
    """
    return _percent(share.numerator, share.denominator, places)


@lru_cache(maxsize=4096)
def _percent(numerator: int, denominator: int, places: int) -> str:
    text = shift_point(numerator * 10 ** (places + 2) // denominator, places)
    return f"{text.rstrip('0').rstrip('.') if places else text} %"
