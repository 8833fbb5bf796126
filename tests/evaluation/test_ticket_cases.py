"""Every case of `ticket_cases.json`, under its policy and under each alternative it lists."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ticket_court import HERE, clocks_of, event, finding, for_all, opened, seconds, ticket

from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import (
    BreachTest,
    BreachUnit,
    Conventions,
    DayUnit,
    NextBusinessDay,
    NextDayAfter,
    NextReply,
    PauseEffect,
    PriorityChange,
    PriorityHistory,
    Reopening,
)
from upheld.chrono.hours import Holidays, HoursVersion, ServiceHours, Weekday, Window
from upheld.chrono.instant import MINUTE, SECOND, Micros, parse_instant
from upheld.evaluation.statement import ClockRecord, ClockState, Finding, Verdict
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent
from upheld.quantity import Duration, Operator, Target, Unit

FILE = json.loads((Path(__file__).parent / "ticket_cases.json").read_text(encoding="utf-8"))

REASONS = {"waiting_customer": "waiting for customer", "waiting_third_party": "waiting for third party"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

POLICIES: dict[tuple[str, str], dict[str, object]] = {
    ("due_edge", "close"): {},
    ("breach", "elapsed>target"): {"breach_test": BreachTest.ELAPSED},
    ("breach", "stop>due_close"): {"breach_test": BreachTest.DUE_CLOSE},
    ("breach", "stop>due_next_open"): {"breach_test": BreachTest.DUE_NEXT_OPENING},
    ("day", "length of the business day (8 h)"): {"business_day": DayUnit.BUSINESS_LENGTH},
    ("day", "end of the Nth business day"): {"business_day": DayUnit.END_OF_NTH},
    ("day", "24 business hours (Freshdesk from 2026, ServiceNow)"): {"business_day": DayUnit.HOURS_24},
    ("nbd", "close of the first business day that starts after the arrival"): {
        "next_business_day": NextBusinessDay.CLOSE,
        "next_day_after": NextDayAfter.FIRST_TO_START,
    },
    ("nbd", "opening of that day"): {"next_business_day": NextBusinessDay.OPENING},
    ("nbd", "first business day that starts after the arrival"): {
        "next_day_after": NextDayAfter.FIRST_TO_START
    },
    ("nbd", "the business day after the arrival date"): {"next_day_after": NextDayAfter.AFTER_DATE},
    ("pause", "excludes [from,to)"): {"pauses": PauseEffect.LEFT_OUT},
    ("pause", "wall-clock shift of the start"): {"pauses": PauseEffect.SHIFTS_START},
    ("pause", "total hold time added to target"): {"pauses": PauseEffect.ADDED_TO_TARGET},
    ("priority_change", "carry elapsed"): {"priority_change": PriorityChange.CARRY},
    ("priority_change", "restart"): {"priority_change": PriorityChange.RESTART},
    ("priority_change", "proportional"): {"priority_change": PriorityChange.PROPORTIONAL},
    ("retroactive_breach", "at the change, never before it"): {},
    ("history", "priority in force at each instant"): {"priority_history": PriorityHistory.IN_FORCE},
    ("history", "final priority decides"): {"priority_history": PriorityHistory.FINAL},
    ("next_response", "oldest unanswered"): {"next_reply": NextReply.OLDEST},
    ("next_response", "latest message"): {"next_reply": NextReply.LATEST},
    ("cadence", "one breach per gap"): {"one_breach": BreachUnit.CLOCK},
    ("reopen", "resume; resolved time excluded"): {"reopening": Reopening.RESUME},
    ("reopen", "continue; resolved time counts"): {"reopening": Reopening.CONTINUE},
    ("reopen", "restart a new cycle"): {"reopening": Reopening.NEW_CYCLE},
    ("reopen", "first resolution only"): {"reopening": Reopening.IGNORE},
}
"""What a policy of the file is called in the conventions of an agreement."""

CLOCK_POLICIES = ("calendar", "unit", "cell_clock", "response")
"""Policies that are terms of the objective rather than conventions."""


def judged(case: dict[str, Any], policy: dict[str, str]) -> Finding:
    chosen: dict[str, Any] = {"pause_reasons": tuple(REASONS.values())}
    for key, value in policy.items():
        if key not in CLOCK_POLICIES:
            chosen |= POLICIES[key, value]
    events = list(events_of(case))
    as_of = max(parse_instant(each["at"]) for each in case["events"])
    return finding(
        [ticket(*events)],
        clock_of(case, policy),
        as_of=as_of,
        hours=[hours_of(policy.get("calendar", case["calendar"]))],
        conventions=Conventions(**chosen),
    )


def hours_of(name: str) -> ServiceHours:
    calendar = FILE["calendars"][name]
    windows = tuple(
        Window(frozenset({Weekday(DAYS.index(day))}), time_of(opens), time_of(closes))
        for day, spans in calendar["weekly"].items()
        for opens, closes in spans
    )
    closed = tuple(date.fromisoformat(day) for day in calendar["holidays"])
    return ServiceHours(
        "hours", calendar["tz"], (HoursVersion(windows=windows, holidays=Holidays(extra=closed)),)
    )


def time_of(text: str) -> Micros:
    hours, minutes = text.split(":")
    return Micros((int(hours) * 60 + int(minutes)) * MINUTE)


def clock_of(case: dict[str, Any], policy: dict[str, str]) -> TicketClock:
    until = {
        "first public, human, substantive reply": Reply.SUBSTANTIVE,
        "any outbound message": Reply.ANY_OUTBOUND,
    }[policy.get("response", "first public, human, substantive reply")]
    return TicketClock(kind=kind_of(case), cells=cells_of(case, policy), hours="hours", until=until)


def kind_of(case: dict[str, Any]) -> ClockKind:
    types = {each["type"] for each in case["events"]}
    if "cadence" in case["tags"]:
        return ClockKind.UPDATE
    if "customer_message" in types:
        return ClockKind.NEXT_RESPONSE
    return ClockKind.RESPONSE if "agent_reply" in types else ClockKind.RESOLUTION


def cells_of(case: dict[str, Any], policy: dict[str, str]) -> tuple[Cell, ...]:
    runs_on = {
        "business seconds": RunsOn.SERVICE_HOURS,
        "business days": RunsOn.BUSINESS_DAYS,
        "relative": RunsOn.BUSINESS_DAYS,
        "seconds": RunsOn.WALL_CLOCK,
    }[case["unit"]]
    if "cell_clock" in policy:
        runs_on = {"elapsed (24/7)": RunsOn.WALL_CLOCK, "business": RunsOn.SERVICE_HOURS}[
            policy["cell_clock"]
        ]
    if isinstance(case["target"], dict):
        return tuple(
            Cell(priority=key, inside=seconds(value, runs_on)) for key, value in case["target"].items()
        )
    if "cell" in case["expect"]:
        return (
            Cell(
                priority="critical", inside=seconds(case["target"], runs_on), outside=seconds(7200, runs_on)
            ),
        )
    return for_all(TimeTarget(target=target_of(case, policy), runs_on=runs_on, place=HERE))


def target_of(case: dict[str, Any], policy: dict[str, str]) -> Target[Duration]:
    if policy.get("unit") == "calendar day":
        duration = Duration(Fraction(case["target"], 86_400), Unit.CALENDAR_DAY)
    elif case["target"] == "next business day":
        duration = Duration(Fraction(1), Unit.NEXT_BUSINESS_DAY)
    elif case["unit"] == "business days":
        duration = Duration(Fraction(case["target"]), Unit.BUSINESS_DAY)
    else:
        duration = Duration(Fraction(case["target"]), Unit.SECOND)
    return Target(Operator.AT_MOST, duration)


def events_of(case: dict[str, Any]) -> list[TicketEvent]:
    """The events of a ticket; one that begins with a customer's message was opened by it."""
    first = case["events"][0]
    start = [] if first["type"] == "opened" else [opened(first["at"])]
    return start + [event_of(each) for each in case["events"] if each["type"] != "as_of"]


def event_of(row: dict[str, Any]) -> TicketEvent:
    at = row["at"]
    match row["type"]:
        case "opened":
            return opened(at, row.get("priority"))
        case "stopped" | "resolved":
            return event(at, EventKind.RESOLVED)
        case "reopened":
            return event(at, EventKind.REOPENED, Actor.CUSTOMER)
        case "paused":
            return event(at, EventKind.PAUSED, reason=REASONS[row["reason"]])
        case "resumed":
            return event(at, EventKind.RESUMED, reason=REASONS[row["reason"]])
        case "priority":
            return event(at, EventKind.PRIORITY, priority=row["to"])
        case "note":
            return event(at, EventKind.NOTE, public=row["public"])
        case "customer_message":
            return event(at, EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER)
        case "update":
            return event(at, EventKind.UPDATE)
        case "agent_reply":
            substance = {True: Substance.SUBSTANTIVE, False: Substance.HOLDING, None: Substance.UNJUDGED}
            return event(
                at,
                EventKind.REPLY,
                Actor.AUTOMATIC if row.get("automated") else Actor.AGENT,
                public=row["public"],
                substance=substance[row.get("substantive")],
            )
    raise AssertionError(f"no event is called {row['type']}")


def check(expected: dict[str, Any], found: Finding) -> None:
    assert expected
    for key, value in expected.items():
        CHECKS[key](value, found)


def check_breach(value: bool, found: Finding) -> None:
    assert found.verdict is (Verdict.MISSED if value else Verdict.MET)
    assert {clock.state for clock in clocks_of(found)} == {ClockState.BREACHED if value else ClockState.KEPT}
    assert found.breaches == int(value)


def only(found: Finding) -> ClockRecord:
    (clock,) = clocks_of(found)
    return clock


def check_cycles(value: list[int], found: Finding) -> None:
    assert [clock.elapsed for clock in clocks_of(found)] == [length * SECOND for length in value]


def check_breaches(value: int, found: Finding) -> None:
    assert found.breaches == value
    assert sum(clock.state is ClockState.BREACHED for clock in clocks_of(found)) == value


def check_breach_at(value: str, found: Finding) -> None:
    broken = [clock for clock in clocks_of(found) if clock.state is ClockState.BREACHED]
    assert [clock.breached_at for clock in broken] == [parse_instant(value)]


def check_state(value: str, found: Finding) -> None:
    assert only(found).state is ClockState(value)


def check_cell(value: str, found: Finding) -> None:
    assert only(found).cell == {"business_hours": "critical, inside service hours"}[value]


def check_instant(field: str) -> Any:
    def compare(value: str, found: Finding) -> None:
        assert getattr(only(found), field) == parse_instant(value)

    return compare


def check_length(field: str, sign: int = 1) -> Any:
    def compare(value: int, found: Finding) -> None:
        assert getattr(only(found), field) == sign * value * SECOND

    return compare


CHECKS = {
    "due": check_instant("due"),
    "due_next_open": check_instant("last_compliant"),
    "elapsed_s": check_length("elapsed"),
    "remaining_s": check_length("remaining"),
    "overdue_s": check_length("remaining", -1),
    "breach": check_breach,
    "breach_at": check_breach_at,
    "breaches": check_breaches,
    "cycles_s": check_cycles,
    "state": check_state,
    "cell": check_cell,
}

CASES = [pytest.param(case, id=case["id"]) for case in FILE["cases"]]
ALTERNATIVES = [
    pytest.param(case, alternative, id=f"{case['id']}-{'-'.join(alternative['policy'].values())}")
    for case in FILE["cases"]
    for alternative in case["alternatives"]
]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    check(case["expect"], judged(case, case["policy"]))


@pytest.mark.parametrize(("case", "alternative"), ALTERNATIVES)
def test_alternative(case: dict[str, Any], alternative: dict[str, Any]) -> None:
    check(alternative["expect"], judged(case, case["policy"] | alternative["policy"]))


def test_every_case_is_here() -> None:
    assert (len(CASES), len(ALTERNATIVES)) == (44, 22)
