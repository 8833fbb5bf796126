"""Places: time zones, and the countries and subdivisions whose public holidays are known."""

from __future__ import annotations

from upheld.chrono.almanac import HolidayRegion
from upheld.language.diagnostic import Code, shortened
from upheld.language.directive import Kind, Schema, Within
from upheld.language.gazetteer import Gazetteer
from upheld.language.kind import Text
from upheld.language.node import Node
from upheld.language.reader import Reader

_MISTAKEN = {"UK": "GB", "EL": "GR", "EN": "GB"}
"""What is written for a country more often than its code of ISO 3166-1."""


_ABBREVIATIONS = {
    "CET": ("Europe/Brussels", "Etc/GMT-1"),
    "MET": ("Europe/Brussels", "Etc/GMT-1"),
    "EET": ("Europe/Athens", "Etc/GMT-2"),
    "WET": ("Europe/Lisbon", "Etc/GMT"),
    "GMT": ("Europe/London", "Etc/GMT"),
    "EST": ("America/New_York", "Etc/GMT+5"),
    "CST": ("America/Chicago", "Etc/GMT+6"),
    "MST": ("America/Denver", "Etc/GMT+7"),
    "PST": ("America/Los_Angeles", "Etc/GMT+8"),
}
"""Abbreviations of standard time, with a zone that shows it in winter, and the one that always does."""


class ZoneName(Kind[str], frozen=True):
    """The name of a zone in the tz database."""

    what: str = "a time zone (`Europe/Brussels`)"

    def read(self, node: Node, within: Within) -> str:
        """Give the name, if the gazetteer has it."""
        name = within.scalar(node, self.what).text.strip()
        zones = within.reader.gazetteer.zones
        if name in _ABBREVIATIONS:
            return _ask_for_zone(name, node, within)
        if name not in zones:
            remedy = within.reader.suggest(name, sorted(zones), "zone names of the tz database")
            raise within.refuse(
                Code.UNKNOWN_ZONE,
                node,
                f"`{shortened(name)}` is not a time zone",
                _in_full(name, zones) or remedy,
            )
        return name

    def schema(self) -> Schema:
        """Any text; the list of zones is too long for an editor, and grows."""
        return {"type": "string", "minLength": 1}

    def words(self) -> str:
        """Name it."""
        return self.what


def _ask_for_zone(name: str, node: Node, within: Within) -> str:
    """Ask whether an abbreviation means a fixed offset or the clock on the wall, which holds meanwhile."""
    wall, fixed = _ABBREVIATIONS[name]
    offset = _written_offset(fixed)
    asks = f"`{name}` is the time of winter: in summer the clock on the wall shows another hour"
    wordings = {
        wall: "the clock on the wall there, summer and winter",
        fixed: f"{offset} all the year, an hour behind the clock on the wall in summer",
    }
    within.ask(Code.AMBIGUOUS_ZONE, node, asks, wordings)
    return wall


def _written_offset(fixed: str) -> str:
    """The offset of a zone such as `Etc/GMT-1`, whose sign is the other way round: UTC+1."""
    signed = fixed.removeprefix("Etc/GMT")
    return "UTC" + signed.translate(str.maketrans("+-", "-+"))


def _in_full(name: str, zones: frozenset[str]) -> str | None:
    """The zones whose last part is the name of a city that stands alone."""
    city = name.casefold().replace(" ", "_")
    found = sorted(zone for zone in zones if zone.casefold().rpartition("/")[2] == city)
    return f"write {' or '.join(f'`{zone}`' for zone in found)}" if found else None


REGION_CODE = Text("a country (`BE`) or a subdivision (`GB-ENG`)")


def known_region(country: str, subdivision: str | None, at: Node, reader: Reader) -> HolidayRegion:
    """The region, if the gazetteer has it; reports it where not, at a node."""
    gazetteer = reader.gazetteer
    if country not in gazetteer.countries:
        message = f"the public holidays of country `{shortened(country)}` are not known"
        raise reader.refuse(Code.UNKNOWN_REGION, at, message, _country_remedy(country, gazetteer))
    if not gazetteer.knows_region(country, subdivision):
        known = gazetteer.countries[country]
        message = (
            f"`{shortened(subdivision or '')}` is not a subdivision of {country} with holidays of its own"
        )
        remedy = reader.suggest(subdivision or "", known, f"subdivisions of {country}")
        raise reader.refuse(Code.UNKNOWN_REGION, at, message, remedy)
    return HolidayRegion(country, subdivision)


def _country_remedy(country: str, gazetteer: Gazetteer) -> str:
    upper = country.upper()
    meant = _MISTAKEN.get(upper, upper)
    if meant in gazetteer.countries:
        return f"did you mean `{meant}`?"
    return "write the two letters of ISO 3166-1, such as BE, and a subdivision after a hyphen, such as GB-ENG"
