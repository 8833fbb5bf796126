from datetime import UTC, datetime, timedelta

import pytest

from upheld.chrono.clock_rule import parse_clock_rule
from upheld.chrono.instant import HOUR, MINUTE, parse_instant
from upheld.errors import TimeError


def changes(rule, year):
    """What the rule changes in a year, in UTC, with the offset from then on in hours."""
    return [
        (datetime.fromtimestamp(at // 10**6, UTC).isoformat()[:19], offset / HOUR)
        for at, offset in parse_clock_rule(rule).changes(year, year)
    ]


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("UTC0", 2026, []),
        ("<+0545>-5:45", 2026, []),
        ("GMT0BST,M3.5.0/1,M10.5.0", 2026, [("2026-03-29T01:00:00", 1), ("2026-10-25T01:00:00", 0)]),
        ("EST5EDT,M3.2.0,M11.1.0", 2026, [("2026-03-08T07:00:00", -4), ("2026-11-01T06:00:00", -5)]),
        # Ireland: standard time in summer, one hour less in winter.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 2026, [("2026-03-29T01:00:00", 1), ("2026-10-25T01:00:00", 0)]),
        # Half an hour, Lord Howe.
        (
            "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
            2026,
            [("2026-04-04T15:00:00", 10.5), ("2026-10-03T15:30:00", 11)],
        ),
        # Two hours, and the return at three.
        ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", 2026, [("2026-03-29T01:00:00", 2), ("2026-10-25T01:00:00", 0)]),
        # Hours beyond the day: Saturday before the last Sunday of March, and the day after one.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, [("2026-03-29T01:00:00", -1), ("2026-10-25T01:00:00", -2)]),
        ("EET-2EEST,M4.5.5/0,M10.5.4/24", 2026, [("2026-04-23T22:00:00", 3), ("2026-10-29T21:00:00", 2)]),
        # Days of the year without and with 29 February.
        ("AAA0BBB,J59/0,J60/0", 2028, [("2028-02-28T00:00:00", 1), ("2028-02-29T23:00:00", 0)]),
        ("AAA0BBB,58/0,59/0", 2028, [("2028-02-28T00:00:00", 1), ("2028-02-28T23:00:00", 0)]),
        ("AAA0BBB,J365/0,J1/0", 2027, [("2026-12-31T23:00:00", 0), ("2027-12-31T00:00:00", 1)]),
        # The last week of December and of February.
        ("AAA0BBB,M2.5.1/0,M12.5.1/0", 2024, [("2024-02-26T00:00:00", 1), ("2024-12-29T23:00:00", 0)]),
    ],
)
def test_changes_of_a_year(rule, year, expected):
    assert changes(rule, year) == expected


def test_summer_time_all_year():
    """RFC 9636, 3.3.2: each year's return to standard time falls on the next one's change to summer time."""
    found = parse_clock_rule("XXX3EDT4,0/0,J365/23").changes(2026, 2028)
    settled = dict(found)
    del settled[max(settled)]
    assert set(settled.values()) == {-4 * HOUR}


def test_summer_time_is_an_hour_ahead_unless_it_says_otherwise():
    rule = parse_clock_rule("AAA-3:30BBB,M3.5.0,M10.5.0")
    assert rule.standard == 210 * MINUTE
    assert rule.summer - rule.standard == HOUR


def test_weeks_are_counted_as_the_calendar_has_them():
    for week in (1, 2, 3, 4):
        for year in range(2020, 2032):
            at, _ = parse_clock_rule(f"AAA0BBB,M5.{week}.3/0,M12.1.0").changes(year, year)[0]
            days = [datetime(year, 5, 1, tzinfo=UTC) + timedelta(days=n) for n in range(31)]
            wednesdays = [day for day in days if day.weekday() == 2]
            assert at == parse_instant(wednesdays[week - 1].isoformat())


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "UTC",
        "Europe/London",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J365",
        "CET-1CEST,0,366",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0,",
        "CE-1",
    ],
)
def test_refuses_what_is_no_rule(rule):
    with pytest.raises(TimeError, match="POSIX TZ rule"):
        parse_clock_rule(rule)
