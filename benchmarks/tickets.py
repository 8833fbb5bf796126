"""How long it takes to judge the tickets of one month: `python -m benchmarks.tickets`.

100 000 tickets of March 2026 are held against response times by priority, counted from nine to five on
Belgian business days; three in a hundred were paused, or changed priority, or both. Beside it, on a sample in
the same run, what a library one would use otherwise makes of each ticket's business hours.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from benchmarks.calendars import ZONE, almanac, office
from benchmarks.clocks import business_rules
from benchmarks.row import Row, shortest, show
from upheld.agreement.agreement import Agreement, Term
from upheld.agreement.clock import Cell, ClockKind, RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import DEFAULTS
from upheld.agreement.objective import Objective
from upheld.agreement.provenance import Place
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, to_datetime
from upheld.chrono.period import Period, parse_period
from upheld.chrono.recurrence import CalendarMonth
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.statement import ClocksRecord, ClockState, Statement
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent
from upheld.quantity import Operator, parse_duration, parse_target
from upheld.report.finding import finding_data

TICKETS = 100_000
SAMPLE = 1_000
RUNS = 5
HERE = Place("agreement.yaml", 1, 1)
TABLES = frozenset({Table.TICKETS, Table.TICKET_EVENTS})


def within(text: str, runs_on: RunsOn) -> TimeTarget:
    """A target such as `4 business hours`."""
    target = parse_target(text, parse_duration, Operator.AT_MOST)
    return TimeTarget(target=target, runs_on=runs_on, place=HERE)


OPEN = RunsOn.SERVICE_HOURS
RESPONSE = TicketClock(
    kind=ClockKind.RESPONSE,
    cells=(
        Cell(
            priority="P1",
            inside=within("1 business hour", OPEN),
            outside=within("2 h", RunsOn.WALL_CLOCK),
        ),
        Cell(priority="P2", inside=within("4 business hours", OPEN)),
        Cell(priority="P3", inside=within("8 business hours", OPEN)),
        Cell(priority="P4", inside=within("3 business days", RunsOn.BUSINESS_DAYS)),
    ),
    hours="office",
)
BOUNDS = {
    "P1": timedelta(hours=1),
    "P2": timedelta(hours=4),
    "P3": timedelta(hours=8),
    "P4": timedelta(hours=24),
}
"""What the business hours of the other library are held against."""
PRIORITIES = ("P1", "P2", "P2", "P3", "P3", "P3", "P4", "P4")


def agreement() -> Agreement:
    """One objective."""
    response = Objective(
        name="response", indicator=RESPONSE, period=CalendarMonth(), conventions=DEFAULTS, place=HERE
    )
    return Agreement(
        name="Example Support Agreement",
        provider="Example Hosting",
        version="2026",
        in_force=Term(date(2026, 1, 1)),
        time_zone=ZONE,
        hours=(office(),),
        objectives=(response,),
        place=HERE,
    )


def tickets(month: Period) -> tuple[Ticket, ...]:
    """Tickets at any second of the month, acknowledged at once, most of them answered within some hours."""
    draw = random.Random(20_260_301)
    first, last = month.interval.start // SECOND, month.interval.end // SECOND
    return tuple(
        _ticket(number, Instant(draw.randrange(first, last) * SECOND), draw) for number in range(TICKETS)
    )


def _ticket(number: int, opened: Instant, draw: random.Random) -> Ticket:
    events = [
        _event(opened, EventKind.OPENED, Actor.CUSTOMER, priority=draw.choice(PRIORITIES)),
        _event(opened + 2 * SECOND, EventKind.REPLY, Actor.AUTOMATIC),
    ]
    if number % 33 == 0:
        events += _disturbed(opened, draw)
    answered = events[-1].at + int(draw.expovariate(1 / 40)) * MINUTE + draw.randrange(60) * SECOND
    events.append(_event(answered, EventKind.REPLY, Actor.AGENT, substance=Substance.SUBSTANTIVE))
    events.append(_event(answered + draw.randrange(1, 200) * HOUR, EventKind.RESOLVED, Actor.AGENT))
    return Ticket(source="desk", number=f"T-{number:06}", events=tuple(events))


def _disturbed(opened: int, draw: random.Random) -> Iterator[TicketEvent]:
    """A while in which the customer was asked, another priority, or both."""
    at = opened + 5 * MINUTE
    what = draw.choice(("pause", "priority", "both"))
    if what != "priority":
        yield _event(at, EventKind.PAUSED, Actor.AGENT, reason="waiting for customer")
        at += draw.randrange(1, 600) * MINUTE
        yield _event(at, EventKind.RESUMED, Actor.AGENT)
    if what != "pause":
        yield _event(at + MINUTE, EventKind.PRIORITY, Actor.AGENT, priority=draw.choice(PRIORITIES))


def _event(at: int, kind: EventKind, actor: Actor, **more: Any) -> TicketEvent:
    return TicketEvent(at=Instant(at), sequence=0, kind=kind, actor=actor, **more)


def main() -> list[Row]:
    """Measure, print and return the rows."""
    known = almanac()
    month = parse_period("2026-03", known.zone(ZONE))
    made, agreed = tickets(month), agreement()
    evidence = Evidence(tables=TABLES, tickets=made)
    as_of = Instant(month.interval.end + 30 * DAY)

    def judge() -> Statement:
        return evaluate(agreed, evidence, month, as_of, almanac=known)

    seconds = shortest(judge, RUNS)
    (found,) = judge().findings
    assert isinstance(found.record, ClocksRecord)
    other, agree = beside(made[:SAMPLE], found.record)
    rows = [
        Row(
            what=f"judge {TICKETS:,} tickets of a month",
            figure=seconds,
            unit="s",
            asked="<= 1 s",
            beside=f"businesstimedelta {SAMPLE / other:,.0f} tickets/s, {agree:.1%} agree",
            ratio=TICKETS / seconds / (SAMPLE / other),
        ),
        Row(
            what="write down the finding, each clock in it",
            figure=shortest(lambda: finding_data(found), 2),
            unit="s",
        ),
    ]
    show(f"Tickets on one core (shortest of {RUNS} runs)", rows)
    return rows


def beside(sample: Sequence[Ticket], record: ClocksRecord) -> tuple[float, float]:
    """How long the other library takes for some tickets, and the share whose verdict is the same.

    It is given the opening and the answer, and knows of no pauses; tickets of P1, whose time depends on when
    they came, are held against an hour.
    """
    rules = business_rules()
    ends = [(to_datetime(ticket.opened_at), to_datetime(_answer(ticket))) for ticket in sample]
    begun = perf_counter()
    spent = [rules.difference(*each).timedelta for each in ends]
    seconds = perf_counter() - begun
    states = {clock.ticket: clock.state for clock in record.clocks}
    same = 0
    for ticket, length in zip(sample, spent, strict=True):
        bound = BOUNDS[ticket.events[0].priority or ""]
        same += (length <= bound) is (states[ticket.number] is ClockState.KEPT)
    return seconds, same / len(sample)


def _answer(ticket: Ticket) -> Instant:
    return next(event.at for event in ticket.events if event.substance is Substance.SUBSTANTIVE)


if __name__ == "__main__":
    main()
