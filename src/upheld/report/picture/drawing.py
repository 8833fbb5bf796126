"""Drawings: shapes and labels on a strip as wide as its paper, accessible by title and description.

Across, everything is placed by its share of the width, so that letters keep their size on a phone; down, by
pixels. Shapes have classes, which the palette colours; none is told by its colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.quantity.phrase import shift_point
from upheld.report.markup import Markup, element

LABELS = Fraction(22, 100)
"""The share of the width that short names take, where they stand beside their rows."""
LONGEST_BESIDE = 11
LONGEST_ABOVE = 32
"""Letters that there is room for on a phone."""


class Key(Struct, frozen=True, kw_only=True):
    """One entry of a legend: a shape by its class, and what it means."""

    shape: str
    means: str


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing, what it shows in words, and its legend."""

    title: str
    says: str
    """What a reader who doesn't see it is told."""
    height: int
    shapes: tuple[Markup, ...]
    legend: tuple[Key, ...] = ()

    def svg(self, name: str) -> Markup:
        """The drawing as an element of a page; `name` makes the ids of its title and description its own."""
        title, description = f"{name}-title", f"{name}-says"
        return element(
            "svg",
            element("title", self.title, id=title),
            element("desc", self.says, id=description),
            *self.shapes,
            class_="picture",
            role="img",
            width="100%",
            height=self.height,
            aria_labelledby=f"{title} {description}",
        )


class Axis(Struct, frozen=True):
    """A stretch of numbers laid over a stretch of the width; what lies beyond it is drawn at its end."""

    low: Fraction
    high: Fraction
    left: Fraction = Fraction(0)
    right: Fraction = Fraction(1)

    def at(self, value: Fraction | int) -> Fraction:
        """Where a number lies, as a share of the width."""
        if self.high <= self.low or value <= self.low:
            return self.left
        if value >= self.high:
            return self.right
        share = (value - self.low) / (self.high - self.low)
        return share if self._is_whole else self.left + (self.right - self.left) * share

    @property
    def _is_whole(self) -> bool:
        return not self.left and self.right == 1


def across(share: Fraction) -> str:
    """A share of the width, to a thousandth of a per cent."""
    whole, rest = divmod(share.numerator * 100_000, share.denominator)
    # to the even one of two that are as near, as `round` does, without making a fraction of it first
    twice = 2 * rest - share.denominator
    text = shift_point(whole + (twice > 0 or (twice == 0 and whole % 2 == 1)), 3)
    return text.rstrip("0").rstrip(".") + "%"


def box(start: Fraction, end: Fraction, top: int, height: int, shape: str, told: str | None = None) -> Markup:
    """A rectangle; `told` is what it says under a pointer. A stroke keeps one in sight that has no width."""
    return element(
        "rect",
        None if told is None else element("title", told),
        x=across(start),
        y=top,
        width=across(end - start),
        height=height,
        class_=shape,
    )


def mark(kind: str, at: Fraction, middle: int, told: str | None = None) -> Markup:
    """One of the marks of the definitions: their forms differ as well as their colours."""
    title = None if told is None else element("title", told)
    return element("use", title, href=f"#mark-{kind}", x=across(at), y=middle)


def upright(at: Fraction, top: int, bottom: int, shape: str) -> Markup:
    """A line from top to bottom."""
    return element("line", x1=across(at), x2=across(at), y1=top, y2=bottom, class_=shape)


def level(start: Fraction, end: Fraction, at: int, shape: str) -> Markup:
    """A line across."""
    return element("line", x1=across(start), x2=across(end), y1=at, y2=at, class_=shape)


def words(at: Fraction, baseline: int, text: str, shape: str = "label", anchor: str | None = None) -> Markup:
    """A label; near an end of the width it leans inwards unless told how."""
    lean = anchor or ("start" if at < Fraction(1, 10) else "end" if at > Fraction(9, 10) else "middle")
    return element("text", text, x=across(at), y=baseline, text_anchor=lean, class_=shape)


def row_name(text: str, baseline: int, longest: int = LONGEST_BESIDE) -> Markup:
    """The name of a row at its left, cut to the room there is."""
    short = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return words(Fraction(0), baseline, short, anchor="start")


def row_figure(text: str, baseline: int) -> Markup:
    """The figure of a row at its right."""
    return words(Fraction(1), baseline, text, "label figure", anchor="end")


def ticks(axis: Axis, marks: Sequence[tuple[Fraction, str]], top: int) -> Iterator[Markup]:
    """Marks under an axis; every other label gives way on a narrow page."""
    for number, (value, text) in enumerate(marks):
        at = axis.at(value)
        yield upright(at, top, top + 4, "tick")
        if text:
            yield words(at, top + 17, text, "label minor" if number % 2 else "label")
