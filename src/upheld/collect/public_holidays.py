"""Public holidays as the `holidays` library knows them, in English where it can.

The library is slow to import, so it is imported only when dates are asked for. Its table of regions is kept
beside this module, in `holiday_regions.tsv`; after an update of the library renew it with

    python -m upheld.collect.public_holidays > src/upheld/collect/holiday_regions.tsv
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Protocol

from upheld.chrono.almanac import HolidayRegion, PublicHoliday
from upheld.errors import TimeError


class Calendar(Protocol):
    """What is used of one of the library's calendars."""

    start_year: int
    end_year: int

    def __iter__(self) -> Iterator[date]:
        """Its dates."""

    def get_list(self, key: date) -> list[str]:
        """The holidays of a date, by name."""


_ENGLISH = "en_US"
"""The one English the library has for every region it translates."""
_CATEGORY = "public"
"""Not bank, school, government, half or optional days: contracts exclude public holidays."""


def holidays_of(region: HolidayRegion, first_year: int, last_year: int) -> tuple[PublicHoliday, ...]:
    """The public holidays of a region in a run of years (both included), in order of date and name.

    A holiday kept on another day because it falls on a weekend stands on both, the second time as `observed`.
    TimeError for a region the library does not know.
    """
    # Neighbouring years too: New Year's Day is observed in December where it falls on a Saturday.
    kept = _dates(region, range(first_year - 1, last_year + 2))
    return tuple(sorted(holiday for holiday in kept if first_year <= holiday.date.year <= last_year))


def years_known(regions: Iterable[HolidayRegion], first_year: int, last_year: int) -> tuple[int, int]:
    """The years of a run (both included) for which the holidays of every region are known.

    Lunar calendars and yearly decrees are known for some years only; a year without them would look like one
    without holidays. TimeError where no year is left.
    """
    first, last = first_year, last_year
    for region in regions:
        known = _known(region, range(first, last + 1))
        if not known:
            raise TimeError(f"holidays of {region} are not known for any year from {first} to {last}")
        first, last = known[0], known[-1]
    return first, last


def library_version() -> str:
    """The version of the library whose dates these are."""
    return str(_library().__version__)


def region_table() -> str:
    """Every region the library knows: a line for each country, its subdivisions after it, tabs between."""
    regions: dict[str, list[str]] = _library().list_supported_countries(include_aliases=False)
    return "".join("\t".join((country, *sorted(regions[country]))) + "\n" for country in sorted(regions))


def _library() -> ModuleType:
    """The library, imported on the first use, without the calendars of countries that nobody asks for."""
    import holidays

    # The package of countries imports all 250 of them, each of which can be imported by itself.
    package = ModuleType("holidays.countries")
    package.__path__ = [str(Path(holidays.__file__).with_name("countries"))]
    sys.modules.setdefault(package.__name__, package)
    return holidays


def _dates(region: HolidayRegion, years: Iterable[int]) -> list[PublicHoliday]:
    """Every public holiday the library has of a region in some years, known in full or not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        calendar = _calendar(region, years)
    return [PublicHoliday(on, name) for on in calendar for name in calendar.get_list(on)]


def _known(region: HolidayRegion, years: Sequence[int]) -> list[int]:
    """The years of which the library has the whole: it warns where a part of one is missing.

    They are tried together, and one by one where that tells of a warning, but not in which of them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            calendar = _calendar(region, years)
        except UserWarning:
            return [] if len(years) == 1 else [year for each in years for year in _known(region, (each,))]
    return [year for year in years if calendar.start_year <= year <= calendar.end_year]


def _calendar(region: HolidayRegion, years: Iterable[int]) -> Calendar:
    """The library's own calendar of a region, in a language that is named.

    Left to itself the library asks the environment for one, and names would differ between machines.
    """
    library = _library()
    try:
        spoken = library.country_holidays(region.country)
        calendar: Calendar = library.country_holidays(
            region.country,
            subdiv=region.subdivision,
            years=years,
            expand=False,
            observed=True,
            language=_ENGLISH if _ENGLISH in spoken.supported_languages else spoken.default_language,
            categories=(_CATEGORY,),
        )
    except NotImplementedError as error:
        remedy = "use a country code of ISO 3166 and a subdivision of it, such as GB-SCT"
        raise TimeError(f"public holidays of {region} are not known: {remedy}") from error
    return calendar


if __name__ == "__main__":
    sys.stdout.write(region_table())
