"""Part targets: a target of its own for each region, route, class or range of distances."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from upheld.agreement.figure_target import FigureTarget
from upheld.quantity import Target


class PartTarget(Struct, frozen=True, kw_only=True):
    """What is promised of the values whose label has one value, or a number in a range."""

    name: str
    """As the text has it: `europe`, `<= 500 km`."""
    range: Target[Decimal] | None = None
    """The numbers of the label that it is about, such as distances; its very name where absent."""
    unit: str = ""
    """What the numbers of a range are counted in."""
    target: FigureTarget | None
    """Absent where nothing is promised."""


ANY_OTHER = "any_other"
"""The name of the part that all values without one of their own make."""
REGION = "region"
"""The label that tells regions apart."""


def part_of(
    value: str | None, number: tuple[Decimal, str] | None, parts: tuple[PartTarget, ...]
) -> str | None:
    """Name the first part that a label fits, by its value or by the number it begins with."""
    if value is None:
        return None
    for part in parts:
        if part.range is None:
            if part.name == value:
                return part.name
        elif number is not None and number[1] in ("", part.unit) and part.range.kept_by(number[0]):
            return part.name
    return next((part.name for part in parts if part.name == ANY_OTHER), value)
