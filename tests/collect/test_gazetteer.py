"""The gazetteer: as complete as the installed packages, and cheap."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

from upheld.collect.gazetteer import gazetteer, zone_names
from upheld.collect.public_holidays import region_table


def test_the_table_of_regions_is_what_the_installed_library_says() -> None:
    kept = files("upheld.collect").joinpath("holiday_regions.tsv").read_text("utf-8")
    assert kept == region_table(), (
        "renew it: python -m upheld.collect.public_holidays > src/upheld/collect/holiday_regions.tsv"
    )


def test_it_knows_zones_countries_and_subdivisions() -> None:
    known = gazetteer()
    assert {"Europe/Brussels", "Australia/Lord_Howe", "UTC", "Pacific/Apia"} <= known.zones
    assert known.countries["GB"] == ("ENG", "NIR", "SCT", "WLS")
    assert known.countries["LU"] == ()
    assert len(known.zones) > 500
    assert len(known.countries) > 200


def test_it_tells_known_regions_from_unknown_ones() -> None:
    known = gazetteer()
    assert known.knows_region("BE", None)
    assert known.knows_region("GB", "SCT")
    assert not known.knows_region("BEL", None)
    assert not known.knows_region("GB", "Scotland")
    assert not known.knows_region("XX", "SCT")


def test_every_zone_it_names_has_data() -> None:
    zoneinfo = files("tzdata").joinpath("zoneinfo")
    assert [name for name in zone_names() if not zoneinfo.joinpath(*name.split("/")).is_file()] == []


def test_reading_it_imports_neither_library_nor_zoneinfo() -> None:
    script = (
        "import sys; from upheld.collect.gazetteer import gazetteer; gazetteer(); "
        "print(sorted({'holidays', 'zoneinfo', 'dateutil'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
