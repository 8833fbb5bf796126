"""The clock table: runs judged in bulk come to the very same as when each ticket is heard by itself."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticket_court import ALL_DAY, HERE, MARCH, OFFICE, WORKDAYS, clock, event, hearing, within
from ticket_court import ticket as ticket_of

from upheld.agreement.cause import Subject
from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, Solution, Start, TicketClock, TimeTarget
from upheld.agreement.convention import (
    BelongsTo,
    BreachTest,
    Conventions,
    DayUnit,
    NextBusinessDay,
    NextDayAfter,
    PauseEffect,
)
from upheld.agreement.exclusion import HoursExclusion
from upheld.chrono.hours import EVERY_DAY, HoursVersion, ServiceHours, Window
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.evaluation.clocks import caseload, docket
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.clock_table import ClockTable
from upheld.evaluation.clocks.docket import docket_of
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent

NIGHTLY = ServiceHours(
    "nightly",
    "Europe/Brussels",
    (HoursVersion(windows=(Window(EVERY_DAY, Micros(14 * HOUR), Micros(15 * HOUR)),)),),
)
STANDING = HoursExclusion(name="standing", during="nightly", acts_on=(Subject.CLOCKS,), place=HERE)
FIRST = parse_instant("2025-03-26T22:30:00Z")
"""Three days before the clocks change."""
TARGETS = (
    within("1 business hour"),
    within("< 30 min", RunsOn.WALL_CLOCK),
    within("2 h", RunsOn.WALL_CLOCK),
    within("8 business hours"),
    within("40 business hours"),
    within("60 h", RunsOn.WALL_CLOCK),
    within("1 business day", RunsOn.BUSINESS_DAYS),
    within("2 business days", RunsOn.SERVICE_HOURS),
    within("next business day", RunsOn.BUSINESS_DAYS),
    within("2 calendar days", RunsOn.WALL_CLOCK),
    within("1 week", RunsOn.WALL_CLOCK),
)
KINDS = (ClockKind.RESPONSE, ClockKind.RESPONSE, ClockKind.RESOLUTION, *ClockKind)
PLAIN = (
    *(EventKind.REPLY, EventKind.REPLY, EventKind.NOTE, EventKind.UPDATE, EventKind.CUSTOMER_MESSAGE),
    *(EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.CLOSED, EventKind.PAUSED, EventKind.RESUMED),
)


def some_event(random: Random, at: int) -> TicketEvent:
    more: dict[str, Any] = {}
    kind = random.choice(PLAIN if random.random() < 0.95 else (EventKind.PRIORITY, EventKind.REOPENED))
    match kind:
        case EventKind.REPLY | EventKind.UPDATE:
            more["substance"] = random.choice((*[Substance.SUBSTANTIVE] * 3, *Substance))
        case EventKind.PAUSED | EventKind.RESUMED:
            more["reason"] = random.choice(("waiting for customer", "waiting for parts", "lunch"))
        case EventKind.PRIORITY:
            more["priority"] = random.choice(("P1", "P2", "P3"))
        case EventKind.RESOLVED:
            more["is_workaround"] = random.choice((True, False, False, None))
    actor = Actor.CUSTOMER if kind is EventKind.CUSTOMER_MESSAGE else random.choice(tuple(Actor))
    return event(Instant(at), kind, actor, public=random.random() < 0.9, **more)


def some_ticket(random: Random, number: int) -> Ticket:
    grain = random.choice((1, 30)) * MINUTE
    opened = FIRST + random.randrange(5 * 24 * 60) * MINUTE // grain * grain
    later = sorted(random.randrange(1, 60 * 24 * 60) * MINUTE // 20 // grain * grain for _ in range(4))
    log = [
        event(Instant(opened), EventKind.OPENED, Actor.CUSTOMER, priority=random.choice(("P1", "P2", "P3")))
    ]
    log += [some_event(random, opened + after) for after in later[: random.randint(0, 4)]]
    return ticket_of(
        *log,
        number=str(number),
        occurred_at=None if random.random() < 0.2 else Instant(opened - random.randrange(600) * MINUTE),
        channel=random.choice(("mail", "mail", "mail", None, "phone")),
        services=random.choice(((), ("app",), ("web", "app"))),
    )


def some_clock(random: Random) -> TicketClock:
    def target() -> TimeTarget:
        return random.choice(TARGETS)

    return clock(
        random.choice(KINDS),
        (
            Cell(priority="P1", inside=target(), outside=random.choice((None, target()))),
            Cell(priority="P2", inside=target()),
        ),
        tracked=("P3",),
        hours=random.choice(("office", "always")),
        business_days="workdays",
        until=random.choice(tuple(Reply)),
        starts_at=random.choice((Start.REPORT, Start.REPORT, Start.OCCURRENCE, Start.FIRST_CONTACT)),
        solved_by=random.choice(tuple(Solution)),
        channels=random.choice(((), (), ("mail",))),
    )


def some_hearing(random: Random) -> Hearing:
    conventions = Conventions(
        pause_reasons=("waiting for customer", "waiting for parts"),
        pauses=random.choice((*PauseEffect, *[PauseEffect.LEFT_OUT] * 3)),
        breach_test=random.choice((*BreachTest, *[BreachTest.ELAPSED] * 3)),
        business_day=random.choice(tuple(DayUnit)),
        next_business_day=random.choice(tuple(NextBusinessDay)),
        next_day_after=random.choice(tuple(NextDayAfter)),
        belongs_to=random.choice(tuple(BelongsTo)),
    )
    return hearing(
        [some_ticket(random, number) for number in range(12)],
        some_clock(random),
        as_of=Instant(FIRST + random.randint(1, 9 * 24 * 60) * MINUTE),
        hours=(OFFICE, ALL_DAY, NIGHTLY),
        business_days=(WORKDAYS,),
        conventions=conventions,
        interval=MARCH,
        promised={"services": random.choice(((), (), ("app",)))},
        agreed={"exclusions": random.choice(((), (STANDING,)))},
    )


@pytest.fixture(autouse=True, scope="module")
def few_are_many() -> Iterator[None]:
    """Lay out tables for any number of tickets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docket, "FEW", 0)
        patch.setattr(caseload, "FEW", 0)
        yield


def table_of(heard: Hearing) -> ClockTable:
    assert isinstance(heard.objective.indicator, TicketClock)
    return docket_of(heard, heard.objective.indicator).clocks


def one_by_one(table: ClockTable) -> list[ClockRecord]:
    bench: Bench = table.bench
    return [bench.record(each) for ticket in table.judged for each in bench.hear(ticket)]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_runs_judged_in_bulk_are_those_heard_by_themselves(seed: int) -> None:
    table = table_of(some_hearing(Random(seed)))
    alone = one_by_one(table)
    assert list(table) == alone
    assert [SEVERITY[code] for code in table.severities] == [each.state for each in alone]
    assert table.remaining.tolist() == [each.remaining for each in alone]
    worst: dict[str, ClockState] = {}
    for each in alone:
        worst[each.ticket] = min(worst.get(each.ticket, ClockState.KEPT), each.state, key=SEVERITY.index)
    tally = table.tally()
    counts = {state: list(worst.values()).count(state) for state in ClockState}
    assert (tally.kept, tally.breached) == (counts[ClockState.KEPT], counts[ClockState.BREACHED])
    assert (tally.running, tally.indeterminate) == (
        counts[ClockState.RUNNING],
        counts[ClockState.INDETERMINATE],
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_the_most_telling_come_first(seed: int) -> None:
    table = table_of(some_hearing(Random(seed)))
    ranked = sorted(
        range(len(table)), key=lambda index: (SEVERITY.index(table[index].state), table[index].remaining)
    )
    assert table.most_telling(5) == ranked[:5]
    assert [table.reason(index).rule for index in ranked if table[index].reason is None] == [
        "clock.kept" for each in table if each.state is ClockState.KEPT
    ]
