from datetime import date

import pytest
from zone_files import zone

from upheld.chrono.almanac import Almanac, HolidayRegion, PublicHoliday
from upheld.errors import TimeError

BELGIUM = HolidayRegion("BE")
SCOTLAND = HolidayRegion("GB", "SCT")
LABOUR_DAY = PublicHoliday(date(2026, 5, 1), "Labour Day")
NATIONAL_DAY = PublicHoliday(date(2026, 7, 21), "National Day")

ALMANAC = Almanac(
    zones=(zone("Europe/Brussels"), zone("Europe/London")),
    holidays=((BELGIUM, (LABOUR_DAY, NATIONAL_DAY)), (SCOTLAND, ())),
    span_years=(2025, 2027),
    sources=(("tzdata", "2025.2"),),
)


def test_gives_what_it_holds():
    assert ALMANAC.zone("Europe/London") == zone("Europe/London")
    assert ALMANAC.holidays_of(BELGIUM) == (LABOUR_DAY, NATIONAL_DAY)
    assert ALMANAC.holidays_of(SCOTLAND) == ()
    ALMANAC.require_years(2025, 2027)


def test_refuses_what_it_does_not_hold():
    with pytest.raises(TimeError, match=r"Europe/Riga is not in the almanac.*Europe/Brussels, Europe/London"):
        ALMANAC.zone("Europe/Riga")
    with pytest.raises(TimeError, match=r"GB-WLS are not in the almanac.*BE, GB-SCT"):
        ALMANAC.holidays_of(HolidayRegion("GB", "WLS"))
    with pytest.raises(TimeError, match="holds none"):
        Almanac().zone("Europe/Riga")


@pytest.mark.parametrize(("first", "last"), [(2024, 2025), (2027, 2028)])
def test_refuses_years_without_holidays(first, last):
    with pytest.raises(TimeError, match="holds those of 2025 to 2027"):
        ALMANAC.require_years(first, last)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"zones": (zone("UTC"), zone("UTC"))}, "UTC stands twice"),
        ({"zones": (zone("UTC"), zone("Europe/Riga"))}, "sort them"),
        ({"holidays": ((BELGIUM, ()), (BELGIUM, ()))}, "BE stands twice"),
        ({"holidays": ((BELGIUM, (NATIONAL_DAY, LABOUR_DAY)),)}, "not in order of date"),
        ({"span_years": (2027, 2026)}, "run backwards"),
    ],
)
def test_has_one_order_so_that_equal_almanacs_are_equal_bytes(parts, says):
    with pytest.raises(TimeError, match=says):
        Almanac(**parts)
