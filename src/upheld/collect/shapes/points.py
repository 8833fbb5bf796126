"""Points of metrics, however they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.problem import quoted

NOT_ASKED_FOR = "not among the metrics of its source in bindings.yaml"
NOT_MEASURED = "no number was measured"
DIGITS = 60
"""Of sums and products, which are exact so far."""


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: one value, or several as their sum, count and buckets."""

    value: Decimal | None = None
    total: Decimal | None = None
    count: int | None = None
    bounds: tuple[Decimal, ...] = ()
    """Upper bounds of buckets but for the last, which has none."""
    buckets: tuple[int, ...] = ()
    """How many lie in each; one more than there are bounds, or none."""
    add_up: bool = False
    """Whether figures of one time may be added, as counts and sums may."""


class Point(Struct, frozen=True, kw_only=True):
    """One point of a metric."""

    place: str
    """Where in the body, as a JSON pointer."""
    metric: str
    unit: str | None = None
    """One of our words; absent where the sender says none."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """As the sender calls them."""
    since: Instant | None = None
    at: Instant
    figures: Figures


def instant(micros: Decimal, place: str) -> Instant:
    """The instant of so many microseconds since 1970; what is finer is cut off."""
    if not EARLIEST <= micros < LATEST:
        raise UnfitError(f"the time at {quoted(place)} lies outside the years 0001 to 9999", "check its unit")
    return Instant(int(micros // 1))


def together(one: Point, other: Point) -> Point:
    """Add the figures of two points of one time that nothing tells apart, with the same buckets."""
    a, b = one.figures, other.figures
    return replace(
        one,
        figures=replace(
            a,
            value=_sum(a.value, b.value),
            total=_sum(a.total, b.total),
            count=None if a.count is None or b.count is None else a.count + b.count,
            buckets=tuple(x + y for x, y in zip(a.buckets, b.buckets, strict=True)),
        ),
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    with localcontext(prec=DIGITS):
        return None if one is None or other is None else one + other
