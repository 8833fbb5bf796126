"""Times in cells: all at once and one by one agree, with the parser of instants and with zoneinfo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import WallTime
from upheld.collect.almanac import read_zone
from upheld.collect.arrow_arrays import texts
from upheld.collect.binding_reader import COVERED
from upheld.collect.layout import DateOrder
from upheld.collect.local_time import LocalClock, Repeated, instant_of, read_local
from upheld.collect.times import read_times
from upheld.errors import TimeError

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
MICROSECOND = timedelta(microseconds=1)

moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001
offsets = st.sampled_from(["Z", "+00:00", "-00:00", "+05:45", "-11:30", "+14:00", "+23:59", "-23:59"])
separators = st.sampled_from(["T", " "])


@st.composite
def written_times(draw: st.DrawFn) -> str:
    moment = draw(moments)
    fraction = draw(st.sampled_from(["", ".0", ".5", f".{moment.microsecond:06}"]))
    return f"{moment:%Y-%m-%d}".zfill(10) + draw(separators) + f"{moment:%H:%M:%S}" + fraction + draw(offsets)


NONSENSE = """
now
2026-03-01T00:00:00z
2026-02-29T00:00:00Z
2026-03-01T24:00:00Z
2026-03-01T00:00:00+2
2026-03-01T00:00:00+24:00
2026-03-01T00:00:60Z
2026-3-1T00:00:00Z
0000-01-01T00:00:00Z
2026-03-01T00:00:00.1234567Z
2026-03-01T00:00:00.Z
9999-12-31T23:59:59-01:00
٢٠٢٦-03-01T00:00:00
٢٠٢٦-03-01T00:00:00Z
"""
nonsense = st.sampled_from(NONSENSE.splitlines())


@settings(deadline=None)
@given(st.lists(written_times() | nonsense, min_size=1, max_size=8))
def test_a_column_is_read_as_its_cells_are(written: list[str]) -> None:
    reading = read_times(texts([None, *written]), DateOrder.YEAR_FIRST)
    assert reading.empty.tolist() == [True] + [False] * len(written)
    assert not reading.local.any()
    for index, text in enumerate(written, start=1):
        try:
            expected = parse_instant(text)
        except TimeError:
            assert reading.unread[index]
            assert all(reading.why(index))
        else:
            assert not reading.unread[index]
            assert reading.micros[index] == expected


@settings(deadline=None)
@given(st.lists(moments, min_size=1, max_size=6), st.sampled_from(list(DateOrder)), st.booleans())
def test_local_times_are_read_in_their_order(times: list[datetime], order: DateOrder, odd: bool) -> None:
    parts = {
        DateOrder.YEAR_FIRST: "{0:04}-{1:02}-{2:02}",
        DateOrder.DAY_FIRST: "{2:02}.{1:02}.{0:04}",
        DateOrder.MONTH_FIRST: "{1:02}/{2:02}/{0:04}",
    }[order]
    written = [f"{parts.format(t.year, t.month, t.day)} {t:%H:%M:%S}.{t.microsecond:06}" for t in times]
    reading = read_times(texts([*written, "nothing"] if odd else written), order)
    count = len(times)
    assert reading.micros[:count].tolist() == [(t - EPOCH) // MICROSECOND for t in times]
    assert reading.local[:count].all()
    assert reading.unread[count:].all()


def test_minutes_are_enough_for_a_local_time() -> None:
    reading = read_times(texts(["29-02-2016 01:16", "01/03/2016 01:16:05"]), DateOrder.DAY_FIRST)
    assert (np.diff(reading.micros) == (24 * 3600 + 5) * 10**6).all()


ZONES = [
    "Europe/London",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Cairo",
]


def _by_zoneinfo(wall: datetime, name: str) -> list[datetime]:
    """The instants at which a clock of the zone shows a time: both folds tried, kept if they come back."""
    zone = ZoneInfo(name)
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == wall)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(ZONES),
    st.lists(
        st.datetimes(datetime(1971, 1, 1), datetime(2036, 12, 31)).map(  # noqa: DTZ001
            lambda t: t.replace(second=0, microsecond=0, minute=t.minute - t.minute % 15)
        ),
        min_size=1,
        max_size=30,
    ),
)
def test_local_times_become_the_instants_zoneinfo_knows(name: str, times: list[datetime]) -> None:
    zone = read_zone(name, COVERED)
    wall = np.array([(t - EPOCH) // MICROSECOND for t in times])
    readings = {each: read_local(wall, LocalClock(zone=zone, repeated=each)) for each in Repeated}
    for index, time in enumerate(times):
        expected = [(at.replace(tzinfo=None) - EPOCH) // MICROSECOND for at in _by_zoneinfo(time, name)]
        assert readings[Repeated.EARLIER].skipped[index] == (not expected)
        assert readings[Repeated.REFUSED].repeated[index] == (len(expected) == 2)
        if expected:
            assert readings[Repeated.EARLIER].instants[index] == expected[0]
            assert readings[Repeated.LATER].instants[index] == expected[-1]


@pytest.mark.parametrize(
    ("text", "count"), [("2026-03-29T02:30:00Z", 0), ("2026-03-29T03:30:00Z", 1), ("2026-10-25T02:30:00Z", 2)]
)
def test_one_local_time_is_read_as_many_are(text: str, count: int) -> None:
    zone = read_zone("Europe/Brussels", COVERED)
    wall = WallTime(parse_instant(text))
    for repeated in Repeated:
        clock = LocalClock(zone=zone, repeated=repeated)
        reading = read_local(np.array([wall]), clock)
        if reading.skipped[0] or reading.repeated[0]:
            with pytest.raises(TimeError, match="never came" if count == 0 else "came twice"):
                instant_of(wall, clock)
        else:
            assert instant_of(wall, clock) == reading.instants[0]
