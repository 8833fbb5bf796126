"""The almanac: the zones and public holidays that calendars are compiled from, frozen as values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from msgspec import Struct

from upheld.chrono.zone import Zone
from upheld.errors import TimeError


class HolidayRegion(Struct, frozen=True):
    """Where public holidays are kept: an ISO 3166-1 country, or one of its subdivisions (ISO 3166-2)."""

    country: str
    subdivision: str | None = None

    def __str__(self) -> str:
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


class PublicHoliday(Struct, frozen=True, order=True):
    """A date that is a holiday, and what it is called."""

    date: date
    name: str


class Almanac(Struct, frozen=True):
    """Zones, and the holidays of regions for a run of years, sorted by name and by region.

    What it does not hold is refused, never guessed, so that a frozen almanac always gives the same calendar.
    """

    zones: tuple[Zone, ...] = ()
    holidays: tuple[tuple[HolidayRegion, tuple[PublicHoliday, ...]], ...] = ()
    span_years: tuple[int, int] = (1, 9999)
    """First and last year of the holidays, both included."""
    sources: tuple[tuple[str, str], ...] = ()
    """What the data were taken from: name and version."""

    def __post_init__(self) -> None:
        _check_ascending("zone", [zone.name for zone in self.zones])
        _check_ascending("holiday region", [str(region) for region, _ in self.holidays])
        for region, days in self.holidays:
            if list(days) != sorted(days):
                raise TimeError(f"the holidays of {region} are not in order of date and name")
        if self.span_years[0] > self.span_years[1]:
            raise TimeError(f"the almanac's years {self.span_years[0]} to {self.span_years[1]} run backwards")

    def zone(self, name: str) -> Zone:
        """Give a zone by its name in the IANA database."""
        for zone in self.zones:
            if zone.name == name:
                return zone
        raise TimeError(
            f"zone {name} is not in the almanac, which holds {_listed(z.name for z in self.zones)}"
        )

    def holidays_of(self, region: HolidayRegion) -> tuple[PublicHoliday, ...]:
        """Give the public holidays of a region, in order of date, for the almanac's years."""
        for known, days in self.holidays:
            if known == region:
                return days
        known_regions = _listed(str(known) for known, _ in self.holidays)
        raise TimeError(f"holidays of {region} are not in the almanac, which holds {known_regions}")

    def require_years(self, first: int, last: int) -> None:
        """Refuse years whose holidays are not here; a holiday among them would pass for a day of work."""
        if first < self.span_years[0] or last > self.span_years[1]:
            raise TimeError(
                f"holidays of {first} to {last} are asked for, and the almanac holds those of "
                f"{self.span_years[0]} to {self.span_years[1]}; lock the agreement anew for the longer span"
            )


def _check_ascending(what: str, names: list[str]) -> None:
    for earlier, later in pairwise(names):
        if earlier == later:
            raise TimeError(f"{what} {later} stands twice in the almanac")
        if earlier > later:
            raise TimeError(f"the almanac lists {what} {later} after {earlier}; sort them")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
