"""Tickets and time that do not count: other services, excused tickets, excluded stretches."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from ticket_court import (
    DEFAULTS,
    HERE,
    OFFICE,
    event,
    judged,
    only_clock,
    opened,
    reply,
    rules,
    states,
    ticket,
    told,
)

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.convention import PauseEffect
from upheld.agreement.exclusion import CauseExclusion, HoursExclusion
from upheld.chrono.hours import EVERY_DAY, HoursVersion, ServiceHours, Window
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.evaluation.statement import ClockState, Finding, Verdict
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.incident import Incident
from upheld.evidence.ticket import EventKind, Ticket

THIRD_PARTY = CauseExclusion(
    name="third_party", causes=(Cause.THIRD_PARTY_OUTAGE,), acts_on=(Subject.CLOCKS,), place=HERE
)
NOON = HoursExclusion(name="noon", during="noon", place=HERE)
NOON_HOURS = ServiceHours(
    "noon",
    "Europe/Brussels",
    (HoursVersion(windows=(Window(EVERY_DAY, Micros(12 * HOUR), Micros(13 * HOUR)),)),),
)


def at(text: str) -> Instant:
    return parse_instant(f"2025-03-03T{text}:00Z")


def late(number: str = "1", **more: object) -> Ticket:
    """Nine to 14:12 in Brussels: 5 h 12 min of business hours, where four are promised."""
    return ticket(opened("2025-03-03T08:00:00Z"), reply("2025-03-03T13:12:00Z"), number=number, **more)


def case(**more: Any) -> ExclusionCase:
    told = {"source": "desk", "number": "X-1", "cause": "third-party outage", "approved_by": ("provider",)}
    return ExclusionCase(**told | more)


def heard(*tickets: Ticket, known: dict[str, Any] | None = None, **terms: Any) -> Finding:
    chosen: dict[str, Any] = {
        "agreed": {"exclusions": (THIRD_PARTY, NOON)},
        "known": known or {},
        "hours": [OFFICE, NOON_HOURS],
    }
    return judged(*tickets, **chosen | terms)


class TestExcused:
    def test_a_ticket_is_left_out_by_its_number(self) -> None:
        found = heard(late("1"), late("2"), known={"exclusions": (case(about=("1",)),)})
        assert states(found) == {"2": ClockState.BREACHED}
        assert rules(found.reason)[:2] == ["clocks.left_out", "exclusion.granted"]
        assert found.reason.because[0].says == "left out: excluded by third_party"

    def test_or_by_that_of_its_incident(self) -> None:
        known = {
            "exclusions": (case(about=("I-1",)),),
            "incidents": (Incident(source="desk", number="I-1", kind="trouble"),),
        }
        found = heard(late("1", incident="I-1"), late("2", incident="I-2"), known=known)
        assert states(found) == {"2": ClockState.BREACHED}

    def test_a_case_that_is_refused_excuses_nothing_and_is_told(self) -> None:
        refused = case(about=("1",), cause="bad luck", exclusion="third_party")
        found = heard(late("1"), known={"exclusions": (refused,)})
        assert states(found) == {"1": ClockState.BREACHED}
        assert rules(found.reason)[0] == "exclusion.refused"

    def test_nothing_is_excluded_where_no_case_speaks(self) -> None:
        found = heard(late("1"))
        assert found.verdict is Verdict.MISSED
        assert "has no evidence" in found.reason.because[0].says


class TestTime:
    def test_excluded_time_runs_in_no_clock(self) -> None:
        known = {"exclusions": (case(since=at("10:00"), until=at("11:30")),)}
        found = heard(late(), known=known)
        one = only_clock(found)
        assert (one.state, one.elapsed) == (ClockState.KEPT, 3 * HOUR + 42 * MINUTE)
        assert [str(each) for each in one.excluded] == ["[2025-03-03T10:00:00Z, 2025-03-03T11:30:00Z)"]
        assert one.paused == ()
        assert one.due == at("13:30")
        (step,) = (each for each in told(found).because if each.rule == "clock.excluded")
        assert step.says == "left out by an exclusion: this time is not counted"

    def test_time_of_other_services_runs_on(self) -> None:
        known = {"exclusions": (case(since=at("10:00"), until=at("11:30"), services=("mail",)),)}
        found = heard(late("1", services=("web",)), late("2", services=("mail",)), late("3"), known=known)
        assert states(found) == {
            "1": ClockState.BREACHED,
            "2": ClockState.KEPT,
            "3": ClockState.KEPT,
        }

    def test_a_named_exclusion_acts_where_it_is_named(self) -> None:
        without, named = heard(late()), heard(late(), promised={"excluding": ("noon",)})
        assert only_clock(without).elapsed - only_clock(named).elapsed == HOUR

    def test_standing_windows_put_off_due_times_to_come(self) -> None:
        waiting = ticket(opened("2025-03-31T09:00:00Z"))
        terms: dict[str, Any] = {"as_of": "2025-03-31T09:30:00Z"}
        named = heard(waiting, promised={"excluding": ("noon",)}, **terms)
        assert only_clock(heard(waiting, **terms)).due == parse_instant("2025-03-31T13:00:00Z")
        assert only_clock(named).due == parse_instant("2025-03-31T14:00:00Z")

    def test_a_case_goes_on_counting_after_the_period(self) -> None:
        over_the_end = case(
            since=parse_instant("2025-03-31T13:00:00Z"), until=parse_instant("2025-04-01T13:00:00Z")
        )
        slow = ticket(opened("2025-03-31T13:00:00Z"), reply("2025-04-01T14:00:00Z"))
        found = heard(slow, known={"exclusions": (over_the_end,)}, as_of="2025-04-09T00:00:00Z")
        assert (only_clock(found).state, only_clock(found).elapsed) == (ClockState.KEPT, HOUR)

    @pytest.mark.parametrize(
        ("effect", "hours"),
        [
            (PauseEffect.LEFT_OUT, 2),
            (PauseEffect.ADDED_TO_TARGET, 3),
            (PauseEffect.SHIFTS_START, 2),
        ],
    )
    def test_time_both_paused_and_excluded_is_taken_out_once(self, effect: PauseEffect, hours: int) -> None:
        paused = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T10:00:00Z", EventKind.PAUSED, reason="waiting for customer"),
            event("2025-03-03T12:00:00Z", EventKind.RESUMED),
            reply("2025-03-03T13:00:00Z"),
        )
        known = {"exclusions": (case(since=at("11:00"), until=at("12:00")),)}
        one = only_clock(heard(paused, known=known, conventions=replace(DEFAULTS, pauses=effect)))
        assert (one.elapsed, one.remaining) == (hours * HOUR, 2 * HOUR)


class TestServices:
    def test_tickets_of_other_services_are_left_out_and_counted(self) -> None:
        found = judged(
            late("1", services=("web",)), late("2", services=("mail", "app")), promised={"services": ("web",)}
        )
        assert states(found) == {"1": ClockState.BREACHED}
        assert (
            found.reason.because[0].says == "left out: nothing is promised here for tickets of this service"
        )

    def test_a_breach_on_an_unknown_service_is_not_decided(self) -> None:
        found = judged(late("1"), promised={"services": ("web", "app")})
        assert states(found) == {"1": ClockState.INDETERMINATE}
        assert found.gaps == ("ticket 1: service not recorded; promised for web, app only",)
        assert told(found).because[0].rule == "clock.breached"
        in_time = ticket(opened("2025-03-03T08:00:00Z"), reply("2025-03-03T09:00:00Z"))
        assert states(judged(in_time, promised={"services": ("web",)})) == {"1": ClockState.KEPT}
