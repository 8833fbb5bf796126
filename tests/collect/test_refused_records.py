"""Records that contradict themselves or each other: each is named with file and line, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_folder import evidence_in, problems_in, write

A, B, C = "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"

REFUSED = [
    ("outages", "outage,since,until", f"O,{B},{A}", "column `until`: the outage ends before it starts"),
    ("outages", "outage,since,until", f"O,{A},{A}", "or takes no time; `until` is later than `since`"),
    (
        "incidents",
        "incident,kind,declared_at,resolved_at",
        f"I,k,{B},{A}",
        f"column `resolved_at`: {A} comes before `declared_at`, {B}; one of the two times is wrong",
    ),
    ("incidents", "incident,kind,occurred_at,resolved_at", f"I,k,{B},{A}", "comes before `occurred_at`"),
    ("incidents", "incident,kind,occurred_at,aware_at", f"I,k,{B},{A}", "column `aware_at`: "),
    ("incidents", "incident,kind,holds,fails", "I,k,a;b,b", "the condition `b` both holds and does not"),
    ("exclusions", "case,cause", "X,force majeure", "says neither which time nor what is to be left out"),
    ("exclusions", "case,cause,until", f"X,force majeure,{A}", "column `since`: the cell is empty"),
    (
        "exclusions",
        "case,cause,since,until",
        f"X,force majeure,{B},{A}",
        "the time to be left out ends before",
    ),
    ("exclusions", "case,cause,about", "X,forc majeure,T", "did you mean `force majeure`?"),
    (
        "exclusions",
        "case,cause,about,proposed_by,approved_by,approved_at",
        f"X,force majeure,T,provider,provider,{A}",
        "column `approved_by`: the case is approved by nobody but the provider, who put it forward",
    ),
    (
        "exclusions",
        "case,cause,about,approved_by,approved_at,rejected_at",
        f"X,force majeure,T,customer,{A},{A}",
        "column `rejected_at`: the case was approved and rejected",
    ),
    ("exclusions", "case,cause,about,approved_at", f"X,force majeure,T,{A}", "say who agreed"),
    ("exclusions", "case,cause,about,approved_by", "X,force majeure,T,custmer", "did you mean `customer`?"),
    (
        "exclusions",
        "case,cause,about,proposed_at,approved_by,approved_at",
        f"X,force majeure,T,{B},customer,{A}",
        "column `approved_at`",
    ),
    ("changes", "change,started_at,ended_at", f"C,{B},{A}", "the change ends before it starts"),
    ("changes", "change,started_at,by", f"C,{B},vendor", "`vendor` is none of provider, customer"),
    ("notices", "notice,kind", "N,report", "column `sent_at`: the notice was neither asked for nor sent"),
    ("notices", "notice,kind,sent_at,delivered_at", f"N,report,{B},{A}", "column `delivered_at`"),
    (
        "notices",
        "notice,kind,requested_at,delivered_at",
        f"N,report,{A},{B}",
        "what was delivered was sent before",
    ),
    ("snapshots", "snapshot,of,taken_at,first_seen,last_seen", f"s,d,{A},{C},{B}", "before `first_seen`"),
    ("snapshots", "snapshot,of,taken_at,first_seen,last_seen", f"s,d,{B},{A},{C}", "before `taken_at`"),
    ("recoveries", "recovery,of,recovered_at", f"r,d,{A}", "says nowhere when it began"),
    (
        "recoveries",
        "recovery,of,declared_at,recovered_at,gave_up_at",
        f"r,d,{A},{B},{B}",
        "the recovery succeeded and was given up",
    ),
    ("recoveries", "recovery,of,declared_at,recovered_at", f"r,d,{B},{A}", "column `recovered_at`"),
    (
        "attestations",
        "attestation,control,given_at,expires_at",
        f"a,c,{B},{A}",
        "column `expires_at`: the attestation ends before it starts",
    ),
    ("claims", "claim,submitted_at,verified_at,rejected_at", f"c,{A},{B},{B}", "was verified and rejected"),
    ("claims", "claim,submitted_at,settled_at,rejected_at", f"c,{A},{B},{B}", "was settled and rejected"),
    ("claims", "claim,submitted_at,verified_at", f"c,{B},{A}", "column `verified_at`"),
    ("claims", "claim,submitted_at,period", f"c,{A},March", "column `period`: `March` is no month"),
    ("claims", "claim,submitted_at,failure_at", f"c,{A},{B}", "column `submitted_at`"),
    ("fees", "fee,amount,currency,since", f"f,-1,EUR,{A}", "column `amount`: `-1` is negative"),
    ("fees", "fee,amount,currency,since", f"f,1,Euro,{A}", "column `currency`"),
    (
        "fees",
        "fee,amount,currency,since",
        f'f,"1,5",EUR,{A}',
        "`1,5` has a comma; write it with a point: 1.5",
    ),
    ("fees", "fee,amount,currency,since", f"f,5 EUR,EUR,{A}", "`5 EUR` is more than a number"),
    ("fees", "fee,amount,currency,since,until", f"f,1,EUR,{B},{A}", "the fee ends before it starts"),
    (
        "aggregates",
        "series,statistic,since,until,value,unit",
        f"m,p75,{A},{B},0.0000001,s",
        "column `value`: `0.0000001` is finer than a microsecond",
    ),
    ("aggregates", "series,statistic,since,until,value,unit", f"m,p75,{A},{B},-1,s", "`-1` is negative"),
    (
        "aggregates",
        "series,statistic,since,until,value",
        f"m,p75,{B},{A},1",
        "the time ends before it starts",
    ),
    (
        "aggregates",
        "series,statistic,since,until,value,labels",
        f"m,p75,{A},{B},1,eu",
        "column `labels`: `eu` is no label; write name=value",
    ),
    ("tickets", "ticket,opened_at,occurred_at,detected_at", f"T,{C},{B},{A}", "column `detected_at`"),
]


@pytest.mark.parametrize(
    ("table", "columns", "row", "reason"), REFUSED, ids=[f"{each[0]}: {each[3]}" for each in REFUSED]
)
def test_a_record_that_contradicts_itself(
    tmp_path: Path, table: str, columns: str, row: str, reason: str
) -> None:
    write(tmp_path, f"{table}.csv", f"source,{columns}\ns,{row}\n")
    said = problems_in(tmp_path)
    assert said[0].startswith(f"{table}.csv:2: ")
    assert reason in said[0]


TWICE = [
    ("outages", "outage,since", (f"O,{A}", f"O,{B}"), "outage O is told differently in outages.csv:2"),
    ("claims", "claim,submitted_at,plan", (f"c,{A},a", f"c,{A},b"), "claim c is told differently in"),
    (
        "fees",
        "fee,amount,currency,since,until",
        (f"f,1,EUR,{A},{C}", f"g,1,EUR,{B},"),
        "fee g begins while fee f for the same thing lasts (fees.csv:2)",
    ),
    (
        "maintenance",
        "name,kind,starts_at,ends_at,services",
        (f"w,planned,{A},{C},a;b", f"w,planned,{B},{C},b"),
        "maintenance `w` is planned for a time in which, by maintenance.csv:2, it lasts already",
    ),
]


@pytest.mark.parametrize(("table", "columns", "rows", "reason"), TWICE, ids=[each[3] for each in TWICE])
def test_records_that_contradict_each_other(
    tmp_path: Path, table: str, columns: str, rows: tuple[str, str], reason: str
) -> None:
    write(tmp_path, f"{table}.csv", f"source,{columns}\n" + "".join(f"s,{row}\n" for row in rows))
    (said,) = problems_in(tmp_path)
    assert said.startswith(f"{table}.csv:3: ")
    assert reason in said


@pytest.mark.parametrize(
    ("table", "columns", "rows"),
    [
        ("fees", "fee,amount,currency,since,until", (f"f,1,EUR,{A},{B}", f"g,2,EUR,{B},")),
        ("fees", "fee,service,amount,currency,since", (f"f,a,1,EUR,{A}", f"g,b,2,EUR,{A}")),
        ("maintenance", "name,kind,starts_at,ends_at", (f"w,planned,{A},{B}", f"w,planned,{B},{C}")),
        (
            "maintenance",
            "name,kind,starts_at,ends_at,services",
            (f"w,planned,{A},{C},a", f"w,planned,{B},{C},b"),
        ),
        (
            "maintenance",
            "name,kind,starts_at,ends_at,cancelled_at",
            (f"w,planned,{A},{C},{A}", f"w,planned,{B},{C},"),
        ),
    ],
    ids=["fees in turn", "fees of two services", "work in turn", "work on two services", "work put off"],
)
def test_records_that_go_together(tmp_path: Path, table: str, columns: str, rows: tuple[str, str]) -> None:
    write(tmp_path, f"{table}.csv", f"source,{columns}\n" + "".join(f"s,{row}\n" for row in rows))
    assert Path(tmp_path / f"{table}.csv").exists()
    assert evidence_in(tmp_path).flags == ()


def test_long_work_clashes_with_all_that_is_planned_within_it(tmp_path: Path) -> None:
    rows = [(A, "2026-03-09T00:00:00Z"), (B, "2026-03-02T01:00:00Z"), (C, "2026-03-03T01:00:00Z")]
    text = "source,name,kind,starts_at,ends_at\n" + "".join(f"s,w,planned,{a},{b}\n" for a, b in rows)
    write(tmp_path, "maintenance.csv", text)
    assert [said.partition(": ")[0] for said in problems_in(tmp_path)] == [
        "maintenance.csv:3",
        "maintenance.csv:4",
    ]


def test_an_update_needs_its_incident(tmp_path: Path) -> None:
    write(tmp_path, "incidents.csv", f"source,incident,kind,occurred_at\ns,I-1,k,{B}\n")
    write(tmp_path, "incident_updates.csv", f"source,incident,at\ns,I-2,{C}\ns,I-1,{A}\n")
    assert problems_in(tmp_path) == [
        "incident_updates.csv:2: column `incident`: there is no incident `I-2` of `s`; did you mean `I-1`?",
        "incident_updates.csv:3: incident I-1 was told of at 2026-03-01T00:00:00Z, before it happened at "
        "2026-03-02T00:00:00Z (incidents.csv:2); one of the two times is wrong",
    ]


TICKET = f"source,ticket,opened_at\nd,T-1,{A}\n"
EVENTS = "source,ticket,at,event,actor,by,is_workaround,contains\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{B},reply,agent,provider,,", "column `by`: the event `reply` has a side that set a priority"),
        (f"{B},reply,agent,,yes,", "column `is_workaround`: the event `reply` has a workaround"),
        (f"{B},resolved,agent,,maybe,", "`maybe` is none of no, yes"),
    ],
)
def test_cells_that_do_not_belong_to_their_event(tmp_path: Path, row: str, reason: str) -> None:
    write(tmp_path, "tickets.csv", TICKET)
    write(tmp_path, "ticket_events.csv", f"{EVENTS}d,T-1,{row}\n")
    (said,) = problems_in(tmp_path)
    assert reason in said


@pytest.mark.parametrize("end", ["resolved", "closed"])
def test_a_ticket_that_is_over_can_not_wait(tmp_path: Path, end: str) -> None:
    write(tmp_path, "tickets.csv", TICKET)
    write(tmp_path, "ticket_events.csv", f"{EVENTS}d,T-1,{C},paused,agent,,,\nd,T-1,{B},{end},agent,,,\n")
    assert problems_in(tmp_path) == [
        f"ticket_events.csv:2: ticket T-1 waits from {C} on, and was {end} at {B} (ticket_events.csv:3); "
        "add the event `reopened` between the two, or correct one of them"
    ]


def test_references_to_nothing_are_flagged_once_for_each_table(tmp_path: Path) -> None:
    write(tmp_path, "tickets.csv", f"source,ticket,opened_at,incident\nd,T-1,{A},I-8\nd,T-2,{A},I-9\n")
    write(tmp_path, "incidents.csv", "source,incident,kind\ns,I-1,k\n")
    write(tmp_path, "outages.csv", f"source,outage,since,incident\ns,O-1,{A},I-1\n")
    write(tmp_path, "changes.csv", f"source,change,started_at,tickets\ns,C-1,{A},T-1; T-3\n")
    write(tmp_path, "exclusions.csv", "source,case,cause,about\ns,X-1,force majeure,T-2;I-1;O-1;C-1;Z-100\n")
    flags = evidence_in(tmp_path).flags
    assert {flag.code for flag in flags} == {"names-nothing"}
    assert [flag.says.split(";")[0] for flag in flags] == [
        "ticket T-1 names `I-8`, and there is no such incident (1 more like it)",
        "change C-1 names `T-3`, and there is no such ticket",
        "exclusion case X-1 names `Z-100`, and there is no such ticket, incident, outage or change",
    ]


def test_references_into_missing_tables_are_no_fault(tmp_path: Path) -> None:
    write(tmp_path, "tickets.csv", f"source,ticket,opened_at,incident\nd,T-1,{A},I-8\n")
    write(tmp_path, "changes.csv", f"source,change,started_at\ns,C-1,{A}\n")
    assert evidence_in(tmp_path).flags == ()
