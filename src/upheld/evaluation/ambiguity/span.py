"""Spans: from which figure to which the readings of a text go."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.evaluation.reason import Count, Figure, Length, NoData, Share, Sum, Words
from upheld.quantity import percent, write_length

OF_EACH = NoData("each reading has a figure of its own")


def span_of(figures: Sequence[Figure]) -> Figure:
    """The lowest and the highest of some figures in words, where they are of one kind; one that all have."""
    if all(figure == figures[0] for figure in figures):
        return figures[0]
    sized = [size for figure in figures if (size := _size(figure)) is not None]
    if len(sized) < len(figures) or len({kind for kind, _, _ in sized}) > 1:
        return OF_EACH
    (kind, _, lowest), (_, _, highest) = min(sized), max(sized)
    unit = f" {kind}" if isinstance(figures[0], Count) else ""
    return Words(f"{lowest} to {highest}{unit}" if lowest != highest else f"{lowest}{unit}")


def _size(figure: Figure) -> tuple[str, Fraction, str] | None:
    """With what a figure is compared, how large it is and how it is written; nothing without a size."""
    match figure:
        case Share(value):
            return "share", value, percent(value)
        case Length(value, basis):
            return basis, Fraction(value), write_length(value)
        case Count(value, of):
            return of, Fraction(value), f"{value}"
        case Sum(value):
            return value.currency, Fraction(value.amount), str(value)
        case _:
            return None
