"""Wording: numbers of requests and slices as the sentences of an explanation write them."""

from __future__ import annotations

from fractions import Fraction

from upheld.evaluation.wording import counted
from upheld.quantity import write_length
from upheld.quantity.measured import decimal


def requests(number: Fraction) -> str:
    """A number of requests: `1 request`, `1000 requests`; not whole where they were spread over time."""
    return f"{decimal(number)} request{'' if number == 1 else 's'}"


def slices(number: int, length: int) -> str:
    """A number of slices: `3 slices of 5 min`."""
    return f"{counted(number, 'slice')} of {write_length(length)}"
