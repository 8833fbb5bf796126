"""Hearings about tickets, built small: an agreement with one clock, and tickets from a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.clock import Cell, ClockKind, RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import Conventions
from upheld.agreement.objective import Force, Indicator, Objective
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.almanac import Almanac
from upheld.chrono.hours import ALWAYS, MONDAY_TO_FRIDAY, BusinessDays, HoursVersion, ServiceHours, Window
from upheld.chrono.instant import HOUR, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.chrono.recurrence import CalendarMonth
from upheld.collect.almanac import build_almanac
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.clocks.finding import judge_clocks
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockRecord, ClocksRecord, ClockState, Finding
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent
from upheld.quantity import Duration, Operator, Target, Unit, parse_duration, parse_target

HERE = Place("agreement.yaml", 1, 1)
DEFAULTS = Conventions()
ANYBODY = Subscription()
BOTH_TABLES = frozenset({Table.TICKETS, Table.TICKET_EVENTS})
NOTHING_MORE: Mapping[str, Any] = {}
SPAN = Interval(parse_instant("2024-01-03T00:00:00Z"), parse_instant("2026-12-28T00:00:00Z"))


@cache
def almanac(*zones: str) -> Almanac:
    return build_almanac(zones, (), 2024, 2026)


def within(text: str, runs_on: RunsOn = RunsOn.SERVICE_HOURS) -> TimeTarget:
    """A target such as `4 business hours` or `< 1 h`; `within` where it has no operator."""
    return TimeTarget(
        target=parse_target(text, parse_duration, Operator.AT_MOST), runs_on=runs_on, place=HERE
    )


def seconds(number: int, runs_on: RunsOn = RunsOn.SERVICE_HOURS) -> TimeTarget:
    target = Target(Operator.AT_MOST, Duration(Fraction(number), Unit.SECOND))
    return TimeTarget(target=target, runs_on=runs_on, place=HERE)


def for_all(target: TimeTarget) -> tuple[Cell, ...]:
    return (Cell(priority=None, inside=target),)


def clock(kind: ClockKind, cells: Iterable[Cell], **terms: object) -> TicketClock:
    return TicketClock(kind=kind, cells=tuple(cells), **terms)  # type: ignore[arg-type]


def event(at: str | Instant, kind: EventKind, actor: Actor = Actor.AGENT, **more: object) -> TicketEvent:
    instant = parse_instant(at) if isinstance(at, str) else at
    return TicketEvent(at=instant, sequence=0, kind=kind, actor=actor, **more)  # type: ignore[arg-type]


def opened(at: str | Instant, priority: str | None = None) -> TicketEvent:
    return event(at, EventKind.OPENED, Actor.CUSTOMER, priority=priority)


def reply(at: str | Instant, substance: Substance = Substance.SUBSTANTIVE, **more: object) -> TicketEvent:
    return event(at, EventKind.REPLY, substance=substance, **more)


def ticket(*events: TicketEvent, number: str = "1", **more: object) -> Ticket:
    """A ticket with these events, numbered in the order given within each instant."""
    numbered = []
    places: dict[Instant, count[int]] = {}
    for each in events:
        place = next(places.setdefault(each.at, count()))
        numbered.append(replace(each, sequence=place))
    return Ticket(source="desk", number=number, events=tuple(numbered), **more)  # type: ignore[arg-type]


def hearing(
    tickets: Sequence[Ticket],
    indicator: Indicator,
    *,
    as_of: str | Instant,
    hours: Sequence[ServiceHours] = (),
    business_days: Sequence[BusinessDays] = (),
    conventions: Conventions = DEFAULTS,
    target: Target[Fraction] | None = None,
    force: Force = Force.GUARANTEE,
    interval: Interval = SPAN,
    subscription: Subscription = ANYBODY,
    tables: frozenset[Table] = BOTH_TABLES,
    zone: str = "Europe/Brussels",
    promised: Mapping[str, Any] = NOTHING_MORE,
    agreed: Mapping[str, Any] = NOTHING_MORE,
    known: Mapping[str, Any] = NOTHING_MORE,
) -> Hearing:
    """A hearing about tickets; the last three are more of the objective, the agreement and the evidence."""
    objective = Objective(
        name="first_reply",
        indicator=indicator,
        target=target,
        period=CalendarMonth(),
        force=force,
        clause=Clause("01. Support"),
        conventions=conventions,
        place=HERE,
        **promised,
    )
    agreement = Agreement(
        name="Example",
        provider="The provider",
        version="1",
        in_force=Term(date(2024, 1, 1)),
        time_zone=zone,
        hours=tuple(hours),
        business_days=tuple(business_days),
        objectives=(objective,),
        place=HERE,
        **agreed,
    )
    zones = {zone, *(each.zone for each in hours), *(each.zone for each in business_days)}
    return Hearing(
        agreement=agreement,
        objective=objective,
        subscription=subscription,
        period=Period(CalendarMonth(), zone, interval, "the period"),
        interval=interval,
        as_of=parse_instant(as_of) if isinstance(as_of, str) else as_of,
        evidence=Evidence(tables=tables, tickets=tuple(tickets), **known),
        calendars=Calendars(agreement, almanac(*sorted(zones)), SPAN),
    )


def finding(*args: object, **terms: object) -> Finding:
    heard = hearing(*args, **terms)  # type: ignore[arg-type]
    assert isinstance(heard.objective.indicator, TicketClock)
    return judge_clocks(heard, heard.objective.indicator)


def clocks_of(found: Finding) -> tuple[ClockRecord, ...]:
    assert isinstance(found.record, ClocksRecord)
    return tuple(found.record.clocks)


def only_clock(found: Finding) -> ClockRecord:
    (one,) = clocks_of(found)
    return one


def told(found: Finding) -> Reason:
    """The steps to the verdict on the only clock."""
    only_clock(found)
    return found.reason.because[-1]


OFFICE = ServiceHours(
    "office",
    "Europe/Brussels",
    (HoursVersion(windows=(Window(MONDAY_TO_FRIDAY, Micros(9 * HOUR), Micros(17 * HOUR)),)),),
)
ALL_DAY = ServiceHours("always", "Europe/Brussels", (HoursVersion(windows=ALWAYS),))
WORKDAYS = BusinessDays(
    name="workdays",
    zone="Europe/Brussels",
    days=MONDAY_TO_FRIDAY,
    opens=Micros(9 * HOUR),
    closes=Micros(17 * HOUR),
)
FOUR_HOURS = clock(ClockKind.RESPONSE, for_all(within("4 business hours")), hours="office")
MARCH = Interval(parse_instant("2025-02-28T23:00:00Z"), parse_instant("2025-03-31T22:00:00Z"))
END_OF_MARCH = "2025-03-31T22:00:00Z"


def kept(number: str, day: str = "2025-03-03", **more: object) -> Ticket:
    return ticket(opened(f"{day}T09:00:00Z"), reply(f"{day}T10:00:00Z"), number=number, **more)


def broken(number: str, day: str = "2025-03-03", **more: object) -> Ticket:
    return ticket(opened(f"{day}T08:00:00Z"), reply(f"{day}T13:12:00Z"), number=number, **more)


def running(number: str, **more: object) -> Ticket:
    return ticket(opened("2025-03-31T14:00:00Z"), number=number, **more)


def unjudged(number: str, day: str = "2025-03-04") -> Ticket:
    early = reply(f"{day}T09:00:00Z", Substance.UNJUDGED)
    return ticket(opened(f"{day}T08:00:00Z"), early, number=number)


def judged(*tickets: Ticket, indicator: TicketClock = FOUR_HOURS, **terms: object) -> Finding:
    """March 2025, as it stood at its end, by the office hours of Brussels."""
    chosen: dict[str, object] = {"as_of": END_OF_MARCH, "hours": [OFFICE, ALL_DAY], "interval": MARCH}
    return finding(tickets, indicator, **chosen | terms)


def states(found: Finding) -> dict[str, ClockState]:
    return {each.ticket: each.state for each in clocks_of(found)}


def counts(found: Finding) -> tuple[int, int, int, int]:
    record = found.record
    assert isinstance(record, ClocksRecord)
    return record.kept, record.breached, record.running, record.indeterminate


def rules(reason: Reason) -> list[str]:
    return [each.rule for each in reason.because]
