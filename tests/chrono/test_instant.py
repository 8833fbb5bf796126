from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import (
    DAY,
    EARLIEST,
    LATEST,
    SECOND,
    Instant,
    format_instant,
    from_datetime,
    parse_instant,
    to_datetime,
)
from upheld.errors import TimeError

instants = st.integers(EARLIEST, LATEST).map(Instant)
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00-00:00", 0),
        ("1970-01-02T00:00:00z", DAY),
        ("1970-01-01t01:00:01+01:00", SECOND),
        ("1970-01-01 00:00:01Z", SECOND),
        ("1969-12-31T23:59:59.9Z", -100_000),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1970-01-01T00:00:00.000001000Z", 1),
        ("1970-01-01T05:45:00+05:45", 0),
        ("0001-01-01T00:00:00Z", EARLIEST),
        ("9999-12-31T00:00:00Z", LATEST),
    ],
)
def test_reads_rfc_3339(text, expected):
    assert parse_instant(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-03-01T00:00:00", "names no offset"),
        ("2026-03-01T00:00:00 Europe/London", "not an RFC 3339 time"),
        ("2026-03-01", "not an RFC 3339 time"),
        ("20260301T000000Z", "not an RFC 3339 time"),
        ("2026-W10-1T00:00:00Z", "not an RFC 3339 time"),
        ("2026-03-01T00:00Z", "not an RFC 3339 time"),
        ("٢٠٢٦-03-01T00:00:00Z", "not an RFC 3339 time"),
        ("2026-03-01T00:00:00Z\n", "not an RFC 3339 time"),
        ("", "not an RFC 3339 time"),
        ("2026-02-30T00:00:00Z", "not a time that exists"),
        ("2026-03-01T24:00:00Z", "not a time that exists"),
        ("2026-03-01T00:00:00+24:00", "not a time that exists"),
        ("2016-12-31T23:59:60Z", "leap second"),
        ("2026-03-01T00:00:00.0000001Z", "finer than a microsecond"),
        ("9999-12-31T00:00:01Z", "lies outside"),
        ("0001-01-01T00:00:00+01:00", "lies outside"),
    ],
)
def test_refuses_what_is_no_instant(text, says):
    with pytest.raises(TimeError, match=says):
        parse_instant(text)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (10 * SECOND, "1970-01-01T00:00:10Z"),
        (500_000, "1970-01-01T00:00:00.5Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (EARLIEST, "0001-01-01T00:00:00Z"),
    ],
)
def test_writes_no_more_fraction_than_there_is(at, text):
    assert format_instant(at) == text


@given(instants)
def test_what_is_written_reads_back(at):
    assert parse_instant(format_instant(at)) == at


@given(instants)
def test_datetimes_are_exact(at):
    assert from_datetime(to_datetime(at)) == at
    assert to_datetime(at).utcoffset() == timedelta(0)


@given(st.datetimes(datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-01-01")), offsets)
def test_any_offset_names_the_same_instant(naive, offset):
    moment = naive.replace(tzinfo=offset)
    assert from_datetime(moment) == from_datetime(moment.astimezone(UTC))
    assert parse_instant(moment.isoformat()) == from_datetime(moment)


def test_a_naive_datetime_is_refused():
    with pytest.raises(TimeError, match="names no zone"):
        from_datetime(datetime.fromisoformat("2026-03-01"))


def test_an_instant_beyond_the_calendar_has_no_datetime():
    with pytest.raises(TimeError, match="0001 to 9999"):
        to_datetime(Instant(LATEST + 1))
