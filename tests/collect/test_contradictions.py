"""Rows held against each other: repeated, contradicting, overlapping, out of order."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_folder import evidence_in, problems_in, write
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.folder import read_folder
from upheld.evidence.observation import State
from upheld.evidence.ticket import EventKind

BINDINGS = "bindings: 1\nsources: {p: {hold: 1 h}}\npoints: {x: {source: p, site: s}}\n"
HEAD = "source,site,at,until,state\n"


def _states(folder: Path, *rows: str) -> None:
    write(folder, "bindings.yaml", BINDINGS)
    write(folder, "states.csv", HEAD + "".join(f"p,s,{row}\n" for row in rows))


def test_a_row_said_again_is_harmless_and_counted(tmp_path: Path) -> None:
    row = "2026-03-01T01:00:00+01:00,,up"
    _states(tmp_path, row, "2026-03-01T00:00:00Z,,up", row)
    write(tmp_path, "states.again.csv", HEAD + "p,s,2026-03-01T00:00:00Z,,up\n")
    reading = read_folder(tmp_path)
    assert reading.repeated == 3
    assert reading.evidence is not None
    assert reading.evidence.flags == ()
    assert len(reading.evidence.observations[0].times) == 1


def test_rows_that_contradict_each_other_are_both_named(tmp_path: Path) -> None:
    _states(tmp_path, "2026-03-01T00:00:00Z,,up", "2026-03-01T01:00:00Z,,up")
    write(tmp_path, "states.late.csv", HEAD + "p,s,2026-03-01T00:00:00Z,,down\n")
    assert problems_in(tmp_path) == [
        "states.late.csv:2: the record contradicts states.csv:2, which has the same source, site, location "
        "and time; keep the one that is right"
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("2026-03-01T00:00:00Z,2026-03-01T02:00:00Z,up", "2026-03-01T01:00:00Z,,down"),
        (
            "2026-03-01T00:00:00Z,2026-03-01T09:00:00Z,down",
            "2026-03-01T01:00:00Z,2026-03-01T02:00:00Z,down",
            "2026-03-01T03:00:00Z,2026-03-01T04:00:00Z,up",
        ),
    ],
)
def test_two_states_at_once_are_a_problem(tmp_path: Path, rows: tuple[str, ...]) -> None:
    _states(tmp_path, *rows)
    (said,) = problems_in(tmp_path)
    assert said.startswith(f"states.csv:{len(rows) + 1}: s is ")
    assert "by states.csv:2 it was still" in said


def test_states_that_touch_or_agree_are_none(tmp_path: Path) -> None:
    _states(
        tmp_path,
        "2026-03-01T00:00:00Z,2026-03-01T02:00:00Z,up",
        "2026-03-01T01:00:00Z,2026-03-01T03:00:00Z,up",
        "2026-03-01T03:00:00Z,2026-03-01T04:00:00Z,down",
        "2026-03-01T03:30:00Z,,unknown",
    )
    assert evidence_in(tmp_path).observations[0].states.tolist() == [0, 0, 2, 3]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.integers(1, 12) | st.none(), st.sampled_from(["up", "degraded", "down"])
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[0],
    )
)
def test_overlaps_are_found_as_by_looking_at_every_pair(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int | None, str]]
) -> None:
    folder = tmp_path_factory.mktemp("states")
    start = parse_instant("2026-03-01T00:00:00Z")

    def shown(hour: int) -> str:
        return format_instant(Instant(start + hour * 3_600_000_000))

    _states(folder, *(f"{shown(at)},{'' if n is None else shown(at + n)},{state}" for at, n, state in rows))
    overlaps = any(
        one[0] < other[0] < one[0] + (one[1] or 0) and one[2] != other[2] for one in rows for other in rows
    )
    assert bool(read_folder(folder).problems) == overlaps


@pytest.mark.parametrize("until", ["2026-03-01T00:00:00Z", "2026-02-28T00:00:00Z"])
def test_a_state_that_ends_before_it_begins(tmp_path: Path, until: str) -> None:
    _states(tmp_path, f"2026-03-01T00:00:00Z,{until},up")
    assert problems_in(tmp_path)[0].startswith(
        "states.csv:2: column `until`: the state ends before it begins"
    )


def test_a_clock_that_steps_back_is_flagged_and_the_rows_sorted(tmp_path: Path) -> None:
    hours = ["00", "02", "01", "03", "02:30"]
    rows = [f"2026-03-01T{hour if ':' in hour else hour + ':00'}:00Z,,up" for hour in hours]
    _states(tmp_path, *rows)
    evidence = evidence_in(tmp_path)
    (flag,) = evidence.flags
    assert (flag.code, flag.source) == ("clock-stepped-back", "p")
    assert flag.says == (
        "the times recorded of s step back 2 times, first from 2026-03-01T02:00:00Z to 2026-03-01T01:00:00Z"
    )
    times = evidence.observations[0].times.tolist()
    assert times == sorted(times)


def test_newest_first_is_an_order_and_so_is_one_file_after_another(tmp_path: Path) -> None:
    _states(tmp_path, *(f"2026-03-01T0{hour}:00:00Z,,up" for hour in (5, 4, 3)))
    write(tmp_path, "states.b.csv", HEAD + "p,s,2026-02-01T00:00:00Z,,up\n")
    assert evidence_in(tmp_path).flags == ()


TICKETS = "source,ticket,customer,opened_at\nd,T-1,Ada,2026-03-01T09:00:00Z\nd,T-2,,2026-03-01T09:00:00Z\n"
EVENTS = "source,ticket,at,sequence,event,actor,public,substance,priority,reason\n"


def _log(folder: Path, *rows: str) -> None:
    write(folder, "tickets.csv", TICKETS)
    write(folder, "ticket_events.csv", EVENTS + "".join(f"d,{row}\n" for row in rows))


REFUSED_EVENTS = [
    (
        "T-1,2026-03-01T08:59:59Z,,reply,agent,,,,",
        "before it was opened at 2026-03-01T09:00:00Z (tickets.csv:2)",
    ),
    (
        "T-3,2026-03-01T10:00:00Z,,reply,agent,,,,",
        "column `ticket`: there is no ticket `T-3` of `d`; did you mean `T-",
    ),
    ("T-1,2026-03-01T10:00:00Z,,opened,agent,,,,", "column `event`: `opened` is none of acknowledged"),
    ("T-1,2026-03-01T10:00:00Z,,priority,agent,,,,", "column `priority`: the event `priority` names none"),
    ("T-1,2026-03-01T10:00:00Z,,reply,agent,,,P1,", "column `priority`: the event `reply` has a priority"),
    (
        "T-1,2026-03-01T10:00:00Z,,note,agent,,substantive,,",
        "column `substance`: the event `note` has a substance",
    ),
    ("T-1,2026-03-01T10:00:00Z,,reply,agent,,,,asked", "column `reason`: the event `reply` has a reason"),
    ("T-1,2026-03-01T10:00:00Z,-1,reply,agent,,,,", "column `sequence`: `-1` is negative"),
    ("T-1,2026-03-01T10:00:00Z,,reply,robot,,,,", "column `actor`: `robot` is none of customer"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED_EVENTS, ids=[reason for _, reason in REFUSED_EVENTS])
def test_an_event_that_can_not_be(tmp_path: Path, row: str, reason: str) -> None:
    _log(tmp_path, "T-1,2026-03-01T10:00:00Z,,acknowledged,agent,,,,", row)
    (said,) = problems_in(tmp_path)
    assert said.startswith("ticket_events.csv:3: ")
    assert reason in said


def test_events_of_one_time_and_sequence_that_differ(tmp_path: Path) -> None:
    at = "T-1,2026-03-01T10:00:00Z,4"
    _log(tmp_path, f"{at},reply,agent,,,,", f"{at},reply,agent,,,,", f"{at},reply,automatic,,,,")
    (said,) = problems_in(tmp_path)
    assert "the event contradicts" in said
    assert "ticket_events.csv:2" in said or "ticket_events.csv:3" in said


def test_a_ticket_told_in_two_ways(tmp_path: Path) -> None:
    write(
        tmp_path, "tickets.csv", TICKETS + "d,T-1,Ada,2026-03-01T09:00:00Z\nd,T-1,Bob,2026-03-01T09:00:00Z\n"
    )
    (said,) = problems_in(tmp_path)
    assert said.startswith("tickets.csv:5: ticket T-1 is told differently in tickets.csv:2")


def test_events_are_sorted_by_time_and_sequence_and_flagged(tmp_path: Path) -> None:
    _log(
        tmp_path,
        "T-1,2026-03-01T11:00:00Z,,closed,system,,,,",
        "T-1,2026-03-01T10:00:00Z,7,resumed,agent,,,,",
        "T-1,2026-03-01T10:00:00Z,3,paused,agent,,,,waiting for customer",
        "T-1,2026-03-01T10:00:00Z,,note,agent,,,,",
        "T-1,2026-03-01T09:00:00Z,0,reply,automatic,,,,",
    )
    evidence = evidence_in(tmp_path)
    events = evidence.tickets[0].events
    assert [(event.kind, event.sequence, event.public) for event in events] == [
        (EventKind.OPENED, -1, True),
        (EventKind.REPLY, 0, True),
        (EventKind.PAUSED, 3, True),
        (EventKind.RESUMED, 7, True),
        (EventKind.NOTE, 8, False),
        (EventKind.CLOSED, 0, True),
    ]
    assert [flag.code for flag in evidence.flags] == ["events-out-of-order"]
    assert len({event.identity("d", "T-1") for event in events}) == len(events)


WORKS = (
    "source,name,kind,services,announced_at,starts_at,ends_at,took_place_from,took_place_until,cancelled_at\n"
)
NIGHT = "2026-03-01T02:00:00Z,2026-03-01T03:00:00Z"
REFUSED_WORKS = [
    (
        "planned,,,2026-03-01T03:00:00Z,2026-03-01T02:00:00Z,,,",
        "column `ends_at`: the work ends before it starts",
    ),
    ("planned,,,2026-03-01T03:00:00Z,2026-03-01T03:00:00Z,,,", "or takes no time"),
    (f"planned,,,{NIGHT},2026-03-01T02:10:00Z,,", "column `took_place_until`: the cell is empty"),
    (
        f"planned,,,{NIGHT},2026-03-01T02:10:00Z,2026-03-01T02:00:00Z,",
        "column `took_place_until`: the work ends",
    ),
    ("planned,,,2026-03-01T03:00:00Z,,,,", "column `ends_at`: the cell is empty; every record needs it"),
    (f"scheduled,,,{NIGHT},,,", "column `kind`: `scheduled` is none of planned, urgent, emergency"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED_WORKS, ids=[reason for _, reason in REFUSED_WORKS])
def test_maintenance_that_can_not_be(tmp_path: Path, row: str, reason: str) -> None:
    write(tmp_path, "maintenance.csv", f"{WORKS}o,w,{row}\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("maintenance.csv:2: ")
    assert reason in said


def test_maintenance_announced_late_or_overlapping_or_told_twice_is_evidence(tmp_path: Path) -> None:
    late = f"o,late,planned,b; a;,2026-03-01T02:30:00Z,{NIGHT},,,2026-03-01T02:15:00Z\n"
    write(tmp_path, "maintenance.csv", f"{WORKS}{late}o,other,emergency,,,{NIGHT},{NIGHT},\n{late}")
    reading = read_folder(tmp_path)
    assert reading.evidence is not None
    assert [work.services for work in reading.evidence.maintenance] == [("a", "b"), ()]
    assert reading.repeated == 1


def test_maintenance_of_one_name_and_start_told_in_two_ways(tmp_path: Path) -> None:
    write(tmp_path, "maintenance.csv", f"{WORKS}o,w,planned,,,{NIGHT},,,\no,w,emergency,,,{NIGHT},,,\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("maintenance.csv:3: maintenance `w` with this start is told differently")


def test_the_words_of_states_are_the_numbers_of_states(tmp_path: Path) -> None:
    _states(tmp_path, *(f"2026-03-01T0{state.value}:00:00Z,,{state.name.lower()}" for state in State))
    assert evidence_in(tmp_path).observations[0].states.tolist() == list(State)


def test_counts_of_the_same_requests_may_not_overlap(tmp_path: Path) -> None:
    write(
        tmp_path,
        "requests.csv",
        "source,service,labels,since,until,total,failed\n"
        "p,api,,2026-03-01T00:00:00Z,2026-03-01T01:00:00Z,60,0\n"
        "p,api,,2026-03-01T00:05:00Z,2026-03-01T00:10:00Z,5,5\n"
        "p,api,region=eu,2026-03-01T00:05:00Z,2026-03-01T00:10:00Z,5,5\n"
        "q,api,,2026-03-01T00:55:00Z,2026-03-01T01:05:00Z,7,0\n",
    )
    told_apart = "cut the times so that they meet, or tell the two apart by `resource` or `labels`"
    assert problems_in(tmp_path) == [
        "requests.csv:3: the count of api from 2026-03-01T00:05:00Z on overlaps requests.csv:2; "
        + told_apart,
        "requests.csv:5: the count of api from 2026-03-01T00:55:00Z on overlaps requests.csv:2; "
        + told_apart,
    ]


def test_counts_that_meet_are_fine_and_no_count_is_one_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        "requests.csv",
        "source,since,until,total,failed\n"
        "p,2026-03-01T01:00:00Z,2026-03-01T02:00:00Z,0,0\n"
        "p,2026-03-01T00:00:00Z,2026-03-01T01:00:00Z,,\n",
    )
    unknown, none = evidence_in(tmp_path).requests
    assert (unknown.total, none.total) == (None, 0)


def test_requests_at_a_time_without_a_zone_are_refused(tmp_path: Path) -> None:
    write(
        tmp_path,
        "requests.csv",
        "source,since,until,total,failed\np,2026-03-01T01:00:00,2026-03-01T02:00:00Z,1,0\n",
    )
    (said,) = problems_in(tmp_path)
    assert said.startswith("requests.csv:2: column `since`: `2026-03-01T01:00:00` names no zone")
