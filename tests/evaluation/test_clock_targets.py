"""Which target binds a ticket, and when it is used up: operators, cells of a matrix, days."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from ticket_court import (
    ALL_DAY,
    SPAN,
    WORKDAYS,
    clock,
    clocks_of,
    event,
    for_all,
    judged,
    kept,
    only_clock,
    opened,
    reply,
    ticket,
    told,
    within,
)

from upheld.agreement.clock import Cell, ClockKind, RunsOn
from upheld.chrono.instant import MINUTE, parse_instant
from upheld.errors import UsageError
from upheld.evaluation.statement import ClockState
from upheld.evidence.ticket import Actor, EventKind


class TestOperator:
    def test_exactly_one_hour_breaks_less_than_one_hour(self) -> None:
        strict = clock(ClockKind.RESPONSE, for_all(within("< 1 h", RunsOn.WALL_CLOCK)))
        at_one = ticket(opened("2025-03-03T09:00:00Z"), reply("2025-03-03T10:00:00Z"))
        heard = judged(at_one, indicator=strict)
        found = only_clock(heard)
        assert (found.state, found.breached_at) == (
            ClockState.BREACHED,
            parse_instant("2025-03-03T10:00:00Z"),
        )
        assert told(heard).says == "ticket 1: answered after 1 h, too late; promised in less than 1 h"

    def test_exactly_one_hour_keeps_within_one_hour(self) -> None:
        lenient = clock(ClockKind.RESPONSE, for_all(within("1 h", RunsOn.WALL_CLOCK)))
        at_one = ticket(opened("2025-03-03T09:00:00Z"), reply("2025-03-03T10:00:00Z"))
        assert only_clock(judged(at_one, indicator=lenient)).state is ClockState.KEPT

    def test_a_target_used_up_on_friday_evening_is_broken_on_monday(self) -> None:
        friday = ticket(opened("2025-03-07T12:00:00Z"))
        on_saturday = only_clock(judged(friday, as_of="2025-03-08T10:00:00Z"))
        assert (on_saturday.state, on_saturday.remaining) == (ClockState.RUNNING, 0)
        on_monday = only_clock(judged(friday, as_of="2025-03-10T08:00:01Z"))
        assert (on_monday.state, on_monday.breached_at) == (
            ClockState.BREACHED,
            parse_instant("2025-03-10T08:00:00Z"),
        )


class TestCells:
    MATRIX = clock(
        ClockKind.RESPONSE,
        [
            Cell(
                priority="critical",
                inside=within("30 min", RunsOn.WALL_CLOCK),
                outside=within("2 h", RunsOn.WALL_CLOCK),
            ),
            Cell(priority=None, inside=within("12 h", RunsOn.WALL_CLOCK)),
        ],
        hours="office",
    )

    @pytest.mark.parametrize(
        ("at", "priority", "cell", "target"),
        [
            ("2025-03-03T15:59:59Z", "critical", "critical, inside service hours", "<= 30 min"),
            ("2025-03-03T16:00:00Z", "critical", "critical, outside service hours", "<= 2 h"),
            ("2025-03-08T10:00:00Z", "critical", "critical, outside service hours", "<= 2 h"),
            ("2025-03-08T10:00:00Z", "high", "every priority", "<= 12 h"),
            ("2025-03-08T10:00:00Z", None, "every priority", "<= 12 h"),
        ],
    )
    def test_are_chosen_by_priority_and_arrival(
        self, at: str, priority: str | None, cell: str, target: str
    ) -> None:
        found = only_clock(judged(ticket(opened(at, priority)), indicator=self.MATRIX, as_of=at))
        assert (found.cell, found.target, found.priority) == (cell, target, priority)

    @pytest.mark.parametrize(
        ("at", "cell"),
        [
            ("2025-03-03T10:00:00Z", "critical, inside service hours"),
            ("2025-03-08T10:00:00Z", "critical, outside service hours"),
        ],
    )
    def test_are_chosen_by_arrival_hours_where_the_clock_runs_on_others(self, at: str, cell: str) -> None:
        by_office = replace(self.MATRIX, hours=ALL_DAY.name, arrival_hours="office")
        found = judged(ticket(opened(at, "critical")), indicator=by_office, as_of=at)
        assert only_clock(found).cell == cell

    def test_are_chosen_again_at_a_change_of_priority(self) -> None:
        found = only_clock(
            judged(
                ticket(
                    opened("2025-03-03T15:00:00Z", "high"),
                    event("2025-03-03T17:00:00Z", EventKind.PRIORITY, priority="critical"),
                ),
                indicator=self.MATRIX,
                as_of="2025-03-03T18:00:00Z",
            )
        )
        assert found.cell == "critical, outside service hours"
        assert found.breached_at == parse_instant("2025-03-03T17:00:00Z")

    def test_a_priority_that_is_promised_nothing_ends_the_clock(self) -> None:
        critical = replace(self.MATRIX, cells=self.MATRIX.cells[:1])
        released = ticket(
            opened("2025-03-03T10:00:00Z", "critical"),
            event("2025-03-03T10:20:00Z", EventKind.PRIORITY, priority="low"),
            reply("2025-03-05T10:00:00Z"),
        )
        heard = judged(released, indicator=critical)
        found = only_clock(heard)
        assert (found.state, found.elapsed) == (ClockState.KEPT, 20 * MINUTE)
        assert "moved to a priority that is promised nothing" in told(heard).says

    def test_a_clock_starts_with_the_first_priority_that_is_promised_something(self) -> None:
        critical = replace(self.MATRIX, cells=self.MATRIX.cells[:1])
        raised = ticket(
            opened("2025-03-03T10:00:00Z", "low"),
            event("2025-03-03T12:00:00Z", EventKind.PRIORITY, priority="critical"),
            reply("2025-03-03T12:10:00Z"),
        )
        found = only_clock(judged(raised, indicator=critical))
        assert (found.state, found.elapsed) == (ClockState.KEPT, 10 * MINUTE)
        assert found.started_at == parse_instant("2025-03-03T12:00:00Z")

    def test_each_message_is_judged_by_the_cell_of_its_own_arrival(self) -> None:
        asked = ticket(
            opened("2025-03-03T10:00:00Z", "critical"),
            event("2025-03-03T11:00:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER),
            reply("2025-03-03T11:20:00Z"),
            event("2025-03-03T20:00:00Z", EventKind.CUSTOMER_MESSAGE, Actor.CUSTOMER),
            reply("2025-03-03T21:20:00Z"),
        )
        found = judged(asked, indicator=replace(self.MATRIX, kind=ClockKind.NEXT_RESPONSE))
        assert [each.cell for each in clocks_of(found)] == [
            "critical, inside service hours",
            "critical, outside service hours",
        ]


class TestDays:
    @pytest.mark.parametrize(
        ("text", "start", "due"),
        [
            ("1 day", "2025-03-29T12:00:00+01:00", "2025-03-30T12:00:00+02:00"),
            ("1 calendar day", "2025-10-25T12:00:00+02:00", "2025-10-26T12:00:00+01:00"),
            ("24 h", "2025-10-25T12:00:00+02:00", "2025-10-26T11:00:00+01:00"),
            ("1 calendar day", "2025-03-29T02:30:00+01:00", "2025-03-30T03:00:00+02:00"),
            ("1 calendar day", "2025-10-25T02:30:00+02:00", "2025-10-26T02:30:00+02:00"),
            ("2 weeks", "2025-03-20T09:00:00+01:00", "2025-04-03T09:00:00+02:00"),
            ("1 month", "2025-01-31T09:00:00+01:00", "2025-02-28T09:00:00+01:00"),
            ("1 quarter", "2025-01-15T09:00:00+01:00", "2025-04-15T09:00:00+02:00"),
        ],
    )
    def test_calendar_days_end_at_the_same_wall_time(self, text: str, start: str, due: str) -> None:
        for runs_on in (RunsOn.WALL_CLOCK, RunsOn.SERVICE_HOURS):
            if text == "1 day" and runs_on is RunsOn.SERVICE_HOURS:
                continue
            target = clock(ClockKind.RESPONSE, for_all(within(text, runs_on)), hours="always")
            found = only_clock(judged(ticket(opened(start)), indicator=target, interval=SPAN, as_of=start))
            assert (found.due, found.last_compliant) == (parse_instant(due), parse_instant(due))

    def test_business_days_are_a_calendar_of_their_own_beside_support_around_the_clock(self) -> None:
        target = clock(
            ClockKind.RESPONSE,
            for_all(within("next business day", RunsOn.SERVICE_HOURS)),
            hours="always",
            business_days="workdays",
        )
        friday = ticket(opened("2025-03-07T12:00:00Z"))
        found = only_clock(
            judged(friday, indicator=target, business_days=[WORKDAYS], as_of="2025-03-07T13:00:00Z")
        )
        assert found.due == found.last_compliant == parse_instant("2025-03-10T16:00:00Z")

    def test_pauses_move_a_day_as_they_move_hours(self) -> None:
        target = clock(
            ClockKind.RESPONSE, for_all(within("2 calendar days", RunsOn.WALL_CLOCK)), hours="office"
        )
        waited = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T10:00:00Z", EventKind.PAUSED, reason="waiting for customer"),
            event("2025-03-03T13:00:00Z", EventKind.RESUMED),
        )
        found = only_clock(judged(waited, indicator=target, as_of="2025-03-04T00:00:00Z"))
        assert found.due == parse_instant("2025-03-05T12:00:00Z")

    def test_a_clock_that_names_no_hours_and_needs_them_is_refused(self) -> None:
        target = clock(ClockKind.RESPONSE, for_all(within("4 business hours")))
        with pytest.raises(UsageError, match="names no service hours"):
            judged(kept("1"), indicator=target)
