"""The gazetteer: which time zones, countries and subdivisions exist, handed to the reader as values."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from upheld.chrono.almanac import Almanac


class Gazetteer(Struct, frozen=True):
    """Names an agreement may use for places; the reader refuses any other and suggests the nearest."""

    zones: frozenset[str]
    """Zone names of the tz database, such as `Europe/Brussels`."""
    countries: Mapping[str, tuple[str, ...]]
    """By country, its subdivisions whose holidays are known (ISO 3166-2 without the country's part)."""
    almanac: Almanac | None = None
    """The zones and holidays themselves, where calendars are to be reviewed that rest on them."""

    def knows_region(self, country: str, subdivision: str | None) -> bool:
        """Whether public holidays are known for a country, or for one of its subdivisions."""
        if country not in self.countries:
            return False
        return subdivision is None or subdivision in self.countries[country]
