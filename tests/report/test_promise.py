"""Promises in words: short for a table, and in full."""

from __future__ import annotations

from fractions import Fraction

import made_statements as made
import pytest
from msgspec.structs import replace

from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, TicketClock, TimeTarget, UpdateEffect
from upheld.agreement.objective import Availability, Objective
from upheld.chrono.period import CalendarQuarter
from upheld.quantity import Duration, Operator, Target, Unit
from upheld.report.promise import promised_briefly, promised_in_full, time_target


def limit(
    count: int, unit: Unit, operator: Operator = Operator.AT_MOST, runs_on: RunsOn = RunsOn.SERVICE_HOURS
) -> TimeTarget:
    return TimeTarget(
        target=Target(operator, Duration(Fraction(count), unit)), runs_on=runs_on, place=made.PLACE
    )


MATRIX = replace(
    made.RESPONSE,
    indicator=TicketClock(
        kind=ClockKind.RESPONSE,
        cells=(
            Cell(
                priority="P1",
                inside=limit(30, Unit.MINUTE),
                outside=limit(2, Unit.HOUR, runs_on=RunsOn.WALL_CLOCK),
            ),
            Cell(priority="P2", inside=limit(1, Unit.NEXT_BUSINESS_DAY, runs_on=RunsOn.BUSINESS_DAYS)),
        ),
        hours="desk",
        until=Reply.SUBSTANTIVE,
    ),
    target=Target(Operator.AT_LEAST, Fraction(9, 10)),
)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (limit(4, Unit.BUSINESS_HOUR), "within 4 business hours"),
        (limit(30, Unit.MINUTE), "within 30 min"),
        (limit(1, Unit.HOUR, Operator.LESS, RunsOn.WALL_CLOCK), "in less than 1 h by the wall clock"),
        (limit(1, Unit.NEXT_BUSINESS_DAY), "within next business day"),
    ],
)
def test_a_time_target_reads_like_a_contract(target: TimeTarget, words: str) -> None:
    assert time_target(target, mixed=True) == words


def test_what_is_tracked_and_what_an_update_does_are_said() -> None:
    clock = TicketClock(
        kind=ClockKind.RESOLUTION_OR_UPDATE,
        cells=(Cell(priority="P1", inside=limit(12, Unit.BUSINESS_HOUR)),),
        tracked=("P3", None),
        hours="desk",
        update=UpdateEffect.RESTARTS,
    )
    weak = replace(made.RESPONSE, indicator=clock, target=None, qualified_by=("results may vary",))
    assert promised_in_full(weak) == (
        "resolution or update (substantive reply, an update restarts the clock) "
        "P1 within 12 business hours; P3 tracked; any other tracked, on desk; "
        "every ticket of each calendar month; “results may vary”"
    )


def test_a_matrix_is_short_in_a_table_and_complete_in_full() -> None:
    assert promised_briefly(MATRIX) == "a time for each of 2 priorities, >= 90 % in time"
    assert promised_in_full(MATRIX) == (
        "response (substantive reply) P1 within 30 min inside hours, within 2 h by the wall clock outside; "
        "P2 within next business day, on desk; >= 90 % of the tickets of each calendar month"
    )


def test_a_resolution_waits_for_no_reply() -> None:
    indicator = TicketClock(
        kind=ClockKind.RESOLUTION,
        cells=(Cell(priority=None, inside=limit(24, Unit.HOUR, runs_on=RunsOn.WALL_CLOCK)),),
    )
    objective = replace(made.RESPONSE, indicator=indicator)
    assert promised_in_full(objective) == "resolution within 24 h; every ticket of each calendar month"


@pytest.mark.parametrize(
    ("objective", "brief", "full"),
    [
        (
            replace(made.UPTIME, period=CalendarQuarter()),
            ">= 99.5 %",
            ">= 99.5 % availability of platform in each calendar quarter, scheduled_maintenance left out",
        ),
        (
            replace(made.UPTIME, indicator=Availability(of="api", during="office_hours"), target=None),
            "tracked",
            "no target for the availability of api during office_hours in each calendar month",
        ),
    ],
)
def test_an_availability_names_service_hours_and_period(objective: Objective, brief: str, full: str) -> None:
    assert promised_briefly(objective) == brief
    assert promised_in_full(objective) == full
