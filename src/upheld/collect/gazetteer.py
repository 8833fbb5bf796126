"""The gazetteer at hand: zones of the installed tzdata, and the regions whose public holidays are known."""

from __future__ import annotations

from pathlib import Path

import tzdata

from upheld.language.gazetteer import Gazetteer


def gazetteer() -> Gazetteer:
    """Every zone and region an agreement may name; reads two small tables, and not the data they list."""
    table = Path(__file__).with_name("holiday_regions.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines())
    return Gazetteer(
        zones=zone_names(), countries={country: tuple(subdivisions) for country, *subdivisions in rows}
    )


def zone_names() -> frozenset[str]:
    """Names of the zones in the installed tzdata, links and old names among them."""
    return frozenset(zone_data("zones").read_text("ascii").split())


def zone_data(*path: str) -> Path:
    """A file of the installed tzdata."""
    return Path(tzdata.__file__).parent.joinpath(*path)
