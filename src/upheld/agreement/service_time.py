"""Service time: days or months of service that are added to a term in place of money."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.quantity import write_length
from upheld.quantity.phrase import write_decimal, write_number


class ServiceTime(Struct, frozen=True):
    """So many months and days of service; a month is that of a calendar, and no number of days."""

    months: Fraction = Fraction(0)
    days: Fraction = Fraction(0)

    def times(self, count: int | Fraction) -> ServiceTime:
        """So many times as much."""
        return ServiceTime(self.months * count, self.days * count)

    def __add__(self, other: ServiceTime) -> ServiceTime:
        return ServiceTime(self.months + other.months, self.days + other.days)

    @property
    def is_none(self) -> bool:
        """Whether it is no time at all."""
        return not self.months and not self.days

    def is_like(self, other: ServiceTime) -> bool:
        """Whether the two can be compared: both in months, or both in days."""
        return not (self.months or other.months) or not (self.days or other.days)

    def __str__(self) -> str:
        parts = [_counted(self.months, "month")] if self.months else []
        if self.days or not parts:
            parts.append(_in_days(self.days))
        return f"{' and '.join(parts)} of service"


def _in_days(days: Fraction) -> str:
    """So many days, or in hours or minutes, or in all of them, where that writes it without a ratio."""
    for noun, parts in (("day", 1), ("hour", 24), ("minute", 1440)):
        if write_decimal(days * parts) is not None:
            return _counted(days * parts, noun)
    micros = days * 86_400_000_000
    return write_length(int(micros)) if micros.denominator == 1 else _counted(days, "day")


def _counted(count: Fraction, noun: str) -> str:
    return f"{write_number(count)} {noun}{'' if count == 1 else 's'}"
