from __future__ import annotations

import pytest
from uptime_court import ALMANAC, at, between

from upheld.chrono.instant import Instant
from upheld.evaluation.wording import counted, listed, spoken_interval, spoken_moment

LONDON = ALMANAC.zone("Europe/London")


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (at("2026-03-01 09:30"), "2026-03-01 09:30"),
        (at("2026-07-01 09:30"), "2026-07-01 10:30"),
        (at("2026-03-01 09:30:05"), "2026-03-01 09:30:05"),
        (Instant(at("2026-03-01 09:30") + 1500), "2026-03-01 09:30:00.0015"),
        # The last instant of a minute, and of a day by the clock on the wall.
        (Instant(at("2026-03-01 09:31") - 1), "2026-03-01 09:31"),
        (Instant(at("2026-03-02 00:00") - 1), "2026-03-01 24:00"),
        (Instant(at("2026-06-30 23:00") - 1), "2026-06-30 24:00"),
    ],
)
def test_moments_are_said_on_the_wall_clock(instant: Instant, said: str) -> None:
    assert spoken_moment(instant, LONDON) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-01 09:30", "2026-03-01 10:00", "2026-03-01 09:30 to 10:00 Europe/London"),
        ("2026-03-01 09:30", "2026-03-02", "2026-03-01 09:30 to 2026-03-02 00:00 Europe/London"),
        (
            "2026-10-25 00:30",
            "2026-10-25 01:30",
            "2026-10-25 01:30 to 2026-10-25 01:30 Europe/London (the clocks change between)",
        ),
    ],
)
def test_intervals_say_a_date_once_unless_the_clocks_change(start: str, end: str, said: str) -> None:
    assert spoken_interval(between(start, end), LONDON) == said


def test_numbers_and_lists_read_as_people_write_them() -> None:
    assert [counted(n, "outage") for n in (0, 1, 2)] == ["0 outages", "1 outage", "2 outages"]
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"], [])] == [
        "a",
        "a and b",
        "a, b and c",
        "none",
    ]
