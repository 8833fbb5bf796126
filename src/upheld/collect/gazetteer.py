"""The gazetteer at hand: zones of the installed tzdata, and the regions whose public holidays are known."""

from __future__ import annotations

from importlib.resources import files

from upheld.language.gazetteer import Gazetteer


def gazetteer() -> Gazetteer:
    """Every zone and region an agreement may name; reads two small tables, and imports neither library."""
    table = files("upheld.collect").joinpath("holiday_regions.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines())
    return Gazetteer(
        zones=zone_names(), countries={country: tuple(subdivisions) for country, *subdivisions in rows}
    )


def zone_names() -> frozenset[str]:
    """Names of the zones in the installed tzdata, links and old names among them."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())
