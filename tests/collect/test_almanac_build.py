"""Almanacs: zones as the installed tzdata has them, whatever the system says."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.instant import EARLIEST, LATEST, SECOND, from_datetime
from upheld.chrono.interval import Interval
from upheld.collect.almanac import build_almanac, read_zone
from upheld.collect.gazetteer import zone_names
from upheld.errors import TimeError

ODD = [
    "Europe/London",
    "Europe/Brussels",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Scoresbysund",
    "UTC",
]


def from_package(name: str) -> ZoneInfo:
    """The standard library's reading of the same bytes."""
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    return ZoneInfo.from_file(io.BytesIO(data), key=name)


def span_of(first_year: int, last_year: int) -> Interval:
    return Interval(
        from_datetime(datetime(first_year, 1, 1, tzinfo=UTC)),
        from_datetime(datetime(last_year + 1, 1, 1, tzinfo=UTC)),
    )


@settings(deadline=None)
@given(
    st.sampled_from(ODD) | st.sampled_from(sorted(zone_names())),
    st.datetimes(datetime(1999, 12, 31), datetime(2041, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_offsets_are_those_of_the_package(name: str, moment: datetime) -> None:
    zone = read_zone(name, span_of(1999, 2041))
    expected = moment.astimezone(from_package(name)).utcoffset()
    assert expected is not None
    assert zone.offset(from_datetime(moment)) == expected // timedelta(seconds=1) * SECOND


def test_every_zone_can_be_read() -> None:
    span = span_of(2024, 2036)
    for name in sorted(zone_names()):
        assert read_zone(name, span).span == span


def test_an_almanac_holds_what_was_asked_for_once_and_in_order() -> None:
    england, belgium = HolidayRegion("GB", "ENG"), HolidayRegion("BE")
    almanac = build_almanac(["UTC", "Europe/Brussels", "UTC"], [england, belgium, england], 2025, 2027)
    assert [zone.name for zone in almanac.zones] == ["Europe/Brussels", "UTC"]
    assert [region for region, _ in almanac.holidays] == [belgium, england]
    assert almanac.span_years == (2025, 2027)
    assert {holiday.date.year for holiday in almanac.holidays_of(belgium)} == {2025, 2026, 2027}


def test_an_almanac_says_what_it_was_made_from() -> None:
    both = build_almanac(["UTC"], [HolidayRegion("BE")], 2026, 2026)
    assert both.sources == (("holidays", version("holidays")), ("tzdata", version("tzdata")))
    assert build_almanac(["UTC"], [], 2026, 2026).sources == (("tzdata", version("tzdata")),)


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_every_local_day_of_the_years_lies_within_the_span(name: str) -> None:
    zone = build_almanac([name], [], 2025, 2026).zone(name)
    assert zone.day(date(2025, 1, 1)).length == zone.day(date(2026, 12, 31)).length


def test_the_first_and_last_years_of_all_are_no_exception() -> None:
    zone = build_almanac(["Europe/Brussels"], [], 1, 9999).zone("Europe/Brussels")
    assert (zone.span.start, zone.span.end) == (EARLIEST, LATEST)


def test_the_system_s_zones_have_no_say() -> None:
    script = (
        "import sys; sys.modules['zoneinfo'] = None; from upheld.chrono.interval import EVER; "
        "from upheld.collect.almanac import read_zone; print(read_zone('Europe/Brussels', EVER).offsets[-1])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout in {f"{3600 * SECOND}\n", f"{7200 * SECOND}\n"}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Europe/Brussel", "did you mean `Europe/Brussels`?"),
        ("europe/brussels", "did you mean `Europe/Brussels`?"),
        ("../zones", "use a name of the tz database"),
        ("", "use a name of the tz database"),
        ("Europe", "did you mean"),
    ],
)
def test_an_unknown_zone_is_an_error_with_the_nearest(name: str, remedy: str) -> None:
    with pytest.raises(TimeError) as refusal:
        read_zone(name, span_of(2026, 2026))
    assert f"there is no time zone `{name}`" in str(refusal.value)
    assert remedy in str(refusal.value)
