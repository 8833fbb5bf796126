"""Recurring works: rules expanded by the clocks of their zone, what differs from them, what can't be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.works_calendar import Rule, is_endless, occurrences, read_rules
from upheld.errors import UsageError
from upheld.operations.evidence import CheckedEvidence, check_evidence
from upheld.operations.importing import import_export
from works_calendars import LONDON, calendar, event, weekly

SINCE, UNTIL = parse_instant("2026-01-01T00:00:00Z"), parse_instant("2027-01-01T00:00:00Z")


def rule(*events: str) -> Rule:
    read = read_rules("works.ics", calendar(*events))
    assert not isinstance(read, ParcelProblems), read
    return read[0]


def planned(*events: str, since: Instant = SINCE, until: Instant = UNTIL) -> list[str]:
    found = occurrences(rule(*events), since, until)
    return [f"{format_instant(each.starts_at)} {format_instant(each.ends_at)}" for each in found]


def refused(*events: str) -> str:
    read = read_rules("works.ics", calendar(*events))
    assert isinstance(read, ParcelProblems)
    return "\n".join(f"{each.place}: {each.reason}; {each.remedy}" for each in read.problems)


def test_the_clock_of_the_zone_is_kept_when_it_is_set_forward() -> None:
    # London is at UTC until 2026-03-29 01:00 UTC, and an hour before it from then on
    assert planned(weekly()) == [
        "2026-03-15T02:00:00Z 2026-03-15T04:00:00Z",
        "2026-03-22T02:00:00Z 2026-03-22T04:00:00Z",
        "2026-03-29T01:00:00Z 2026-03-29T03:00:00Z",
        "2026-04-05T01:00:00Z 2026-04-05T03:00:00Z",
    ]


def test_a_time_that_clocks_skip_is_read_by_the_offset_before() -> None:
    # 01:30 never is on 29 March; by the offset before it is 01:30 UTC, shown as 02:30 (RFC 5545, 3.3.5)
    works = weekly(start="20260315T013000", end="20260315T023000")
    assert planned(works)[2] == "2026-03-29T01:30:00Z 2026-03-29T02:30:00Z"


def test_a_time_that_clocks_show_twice_is_the_first() -> None:
    # 25 October 2026, 01:30 in London is 00:30 and 01:30 UTC
    works = weekly(start="20261018T013000", end="20261018T023000")
    assert planned(works)[1] == "2026-10-25T00:30:00Z 2026-10-25T01:30:00Z"


def test_a_length_in_days_goes_by_the_clock_and_one_in_hours_does_not() -> None:
    def lasting(length: str) -> str:
        head = f"UID:a\r\nSUMMARY:Move\r\nDTSTART;{LONDON}:20260328T120000\r\nRRULE:FREQ=DAILY;COUNT=1"
        return event(head, f"DURATION:{length}")

    # noon is 12:00 UTC on the 28th, and 11:00 UTC on the 29th
    assert planned(lasting("P1D")) == ["2026-03-28T12:00:00Z 2026-03-29T11:00:00Z"]
    assert planned(lasting("PT25H")) == ["2026-03-28T12:00:00Z 2026-03-29T13:00:00Z"]


def test_dates_are_added_left_out_cancelled_and_moved() -> None:
    both = weekly(f"EXDATE;{LONDON}:20260315T020000", f"RDATE;{LONDON}:20260318T020000")
    assert [each[:10] for each in planned(both)] == ["2026-03-18", "2026-03-22", "2026-03-29", "2026-04-05"]
    moved = event(
        "UID:Patching",
        "SUMMARY:Patching",
        f"RECURRENCE-ID;{LONDON}:20260322T020000",
        f"DTSTART;{LONDON}:20260323T220000",
        f"DTEND;{LONDON}:20260324T000000",
    )
    assert planned(weekly(), moved)[1] == "2026-03-23T22:00:00Z 2026-03-24T00:00:00Z"
    called_off = event(
        "UID:Patching",
        "SUMMARY:Patching",
        f"RECURRENCE-ID;{LONDON}:20260322T020000",
        f"DTSTART;{LONDON}:20260322T020000",
        f"DTEND;{LONDON}:20260322T040000",
        "STATUS:CANCELLED",
    )
    assert [each[:10] for each in planned(weekly(), called_off)] == ["2026-03-15", "2026-03-29", "2026-04-05"]


def test_what_is_said_of_works_stands_in_each_row() -> None:
    said = weekly(
        "X-UPHELD-SERVICES:web,api",
        "X-UPHELD-RESOURCES:r-1",
        "X-UPHELD-KIND:urgent",
        "X-UPHELD-ANNOUNCED:-P14D",
    )
    first = occurrences(rule(said), SINCE, UNTIL)[0]
    assert dict(first.cells) == {
        "name": "Patching",
        "kind": "urgent",
        "services": "web;api",
        "resources": "r-1",
        "announced_at": "2026-03-01T02:00:00Z",
    }
    at = weekly("X-UPHELD-ANNOUNCED:20260101T090000Z")
    assert {each.cells["announced_at"] for each in occurrences(rule(at), SINCE, UNTIL)} == {
        "2026-01-01T09:00:00Z"
    }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (event("UID:a", "SUMMARY:A"), "DTSTART, or both DTEND and DURATION, are missing"),
        (event("UID:a", "SUMMARY:A", "DTSTART;VALUE=DATE:20260301", "DURATION:P1D"), "DTSTART is no instant"),
        (event("UID:a", "SUMMARY:A", "DTSTART:20260301T020000", "DURATION:PT1H"), "DTSTART is of no zone"),
        (weekly("X-UPHELD-KIND:weekly"), "X-UPHELD-KIND is `weekly`; write planned, urgent, emergency"),
        (weekly("X-UPHELD-ANNOUNCED:soon"), "X-UPHELD-ANNOUNCED is `soon`"),
        (event("UID:a", f"DTSTART;{LONDON}:20260301T020000", "DURATION:PT1H"), "it has no SUMMARY"),
        ("", "there is no VEVENT in it"),
    ],
)
def test_what_is_no_work_is_refused_with_what_would_be_right(wrong: str, told: str) -> None:
    assert told in refused(wrong)


def test_works_have_names_of_their_own_and_end_somewhere() -> None:
    other = weekly().replace("UID:Patching", "UID:other")
    assert "two works are called `Patching`" in refused(weekly(), other)
    often = weekly().replace("FREQ=WEEKLY;COUNT=4", "FREQ=MINUTELY")
    assert "RRULE comes more often than once a day" in refused(often)
    daily = weekly().replace("FREQ=WEEKLY;COUNT=4", "FREQ=DAILY")
    assert is_endless(rule(daily))
    assert not is_endless(rule(weekly()))
    with pytest.raises(UsageError, match="more than 5000 times"):
        occurrences(rule(daily), SINCE, parse_instant("2050-01-01T00:00:00Z"))


def test_a_folder_has_them_as_rows(tmp_path: Path) -> None:
    file, folder = tmp_path / "works.ics", tmp_path / "evidence"
    folder.mkdir()
    file.write_bytes(calendar(weekly().replace(";COUNT=4", "")))
    refused = import_export("icalendar", file, folder)
    assert [str(each) for each in refused.problems] == [
        "works.ics: `Patching` comes for ever; say until when: --until 2027-01-01"
    ]
    report = import_export("icalendar", file, folder, source="works", until="2026-04-01")
    assert (report.rows, report.problems) == (3, ())
    checked = check_evidence(folder, None)
    assert isinstance(checked, CheckedEvidence)
    assert checked.reading.evidence is not None
    assert [format_instant(each.planned.start) for each in checked.reading.evidence.maintenance] == [
        "2026-03-15T02:00:00Z",
        "2026-03-22T02:00:00Z",
        "2026-03-29T01:00:00Z",
    ]
