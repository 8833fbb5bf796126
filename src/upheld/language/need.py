"""Needs: which zones, holidays and years the calendars of an agreement rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from upheld.agreement.agreement import Agreement, Term
from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.hours import BusinessDays, Holidays, ServiceHours

OPEN_ENDED_YEARS = 10
"""How far the calendars of an open-ended agreement reach."""


class Needs(Struct, frozen=True):
    """What an almanac must hold; zones and regions sorted by name, both years included."""

    zones: tuple[str, ...]
    regions: tuple[HolidayRegion, ...]
    first_year: int
    last_year: int


def needs_of(agreement: Agreement, *on_plans: Agreement) -> Needs:
    """What the calendars of an agreement need, from its text alone, so that everybody locks the same years.

    `on_plans` are the same agreement as it holds on its plans, which may need more.

    The years run from the one before the agreement comes into force (a rolling window looks back) to the one
    after it ends (a clock runs on), or to ten years after its first where it has no end.
    """
    several = (agreement, *on_plans)
    first_year, last_year = _years(agreement.in_force)
    return Needs(
        zones=tuple(sorted({zone for each in several for zone in _zones(each)})),
        regions=tuple(sorted({region for each in several for region in _regions(each)}, key=str)),
        first_year=first_year,
        last_year=last_year,
    )


def _years(term: Term) -> tuple[int, int]:
    last = term.since.year + OPEN_ENDED_YEARS if term.until is None else term.until.year + 1
    return max(term.since.year - 1, date.min.year), min(last, date.max.year)


def _zones(agreement: Agreement) -> Iterator[str]:
    yield agreement.time_zone
    calendars: tuple[ServiceHours | BusinessDays, ...] = (*agreement.hours, *agreement.business_days)
    yield from (calendar.zone for calendar in calendars)


def _regions(agreement: Agreement) -> Iterator[HolidayRegion]:
    for holidays in _holidays(agreement):
        for rule in holidays.rules:
            yield rule.region


def _holidays(agreement: Agreement) -> Iterator[Holidays]:
    for hours in agreement.hours:
        for version in hours.versions:
            yield version.holidays
    for days in agreement.business_days:
        yield days.holidays
