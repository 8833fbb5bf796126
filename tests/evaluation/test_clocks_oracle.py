"""Clocks against the minute-walking oracle: random logs with pauses, priorities and reopenings, near clock changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from minute_clock import Outcome, Promise, Scene, Walk, Week, midnight
from ticket_court import clock, clocks_of, event, finding, seconds, ticket
from upheld.agreement.convention import (
    Conventions,
    PauseEffect,
    PriorityChange,
    PriorityHistory,
    Reopening,
)
from upheld.agreement.objective import Cell, ClockKind, RunsOn, TimeTarget
from upheld.chrono.hours import HoursVersion, ServiceHours, Weekday, Window
from upheld.chrono.instant import MINUTE, Instant, Micros, from_datetime
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket, TicketEvent
from upheld.quantity import Operator, Target

DAY_MINUTES = 1440
REACH = 30 * DAY_MINUTES
LOG = 4 * DAY_MINUTES
"""Minutes in which a log begins."""

OFFICE: Week = (((540, 1020),),) * 5 + ((),) * 2
SPLIT: Week = (((540, 720), (780, 1020)),) * 5 + (((600, 660),), ())
NIGHTS: Week = (((0, 360), (1320, 1440)),) * 7
ALL_DAY: Week = (((0, 1440),),) * 7

SCENES = (
    ("Europe/Brussels", midnight("2025-03-27")),
    ("Europe/Brussels", midnight("2025-10-23")),
    ("Europe/London", midnight("2025-03-28")),
    ("Europe/London", midnight("2025-10-24")),
    ("Australia/Lord_Howe", midnight("2025-04-03")),
    ("Australia/Lord_Howe", midnight("2025-10-02")),
)
"""Zones, each a few days before its clocks change; by half an hour on Lord Howe."""

REASONS = ("waiting for customer", "waiting for parts")

GRAINS = (1, 30, 60)
"""Minutes on whose multiples events and targets lie: with coarse ones they often meet at one instant."""


def promises(grain: int) -> st.SearchStrategy[dict[str, Promise]]:
    """Targets for two of the three priorities."""
    promise = st.builds(
        Promise,
        st.integers(1, 600 // grain).map(lambda count: count * grain),
        strict=st.booleans(),
        in_hours=st.booleans(),
    )
    return st.fixed_dictionaries({"P1": promise, "P2": promise})


def product_hours(zone: str, week: Week) -> ServiceHours:
    """The same week as the product takes it, nights as windows past midnight."""
    if week is NIGHTS:
        windows = (Window(frozenset(Weekday), Micros(22 * 60 * MINUTE), Micros(30 * 60 * MINUTE)),)
    else:
        windows = tuple(
            Window(frozenset({Weekday(day)}), Micros(opens * MINUTE), Micros(closes * MINUTE))
            for day, spans in enumerate(week)
            for opens, closes in spans
        )
    return ServiceHours("hours", zone, (HoursVersion(windows=windows),))


def product_target(promise: Promise) -> TimeTarget:
    runs_on = RunsOn.SERVICE_HOURS if promise.in_hours else RunsOn.WALL_CLOCK
    target = seconds(promise.minutes * 60, runs_on)
    operator = Operator.LESS if promise.strict else Operator.AT_MOST
    return replace(target, target=Target(operator, target.target.bound))


LATER_EVENTS = st.one_of(
    st.builds(dict, kind=st.just(EventKind.PAUSED), reason=st.sampled_from((*REASONS, "lunch"))),
    st.builds(dict, kind=st.just(EventKind.RESUMED), reason=st.sampled_from((*REASONS, None))),
    st.builds(dict, kind=st.just(EventKind.PRIORITY), priority=st.sampled_from(("P1", "P2", "P3"))),
    st.builds(
        dict,
        kind=st.just(EventKind.REOPENED),
        actor=st.sampled_from((Actor.CUSTOMER, Actor.AGENT)),
    ),
    st.builds(
        dict,
        kind=st.sampled_from((EventKind.RESOLVED, EventKind.CLOSED)),
        actor=st.sampled_from((Actor.CUSTOMER, Actor.AGENT, Actor.SYSTEM)),
    ),
    st.builds(dict, kind=st.just(EventKind.CUSTOMER_MESSAGE), actor=st.just(Actor.CUSTOMER)),
    st.builds(
        dict,
        kind=st.just(EventKind.REPLY),
        actor=st.sampled_from((Actor.AGENT, Actor.AUTOMATIC)),
        public=st.booleans(),
        substance=st.sampled_from((Substance.SUBSTANTIVE, Substance.HOLDING)),
    ),
)


USUAL_EVENTS = st.one_of(
    st.just({"kind": EventKind.RESOLVED}),
    st.just({"kind": EventKind.REOPENED, "actor": Actor.CUSTOMER}),
    st.just({"kind": EventKind.PAUSED, "reason": REASONS[0]}),
    st.just({"kind": EventKind.RESUMED, "reason": None}),
    st.just({"kind": EventKind.CUSTOMER_MESSAGE, "actor": Actor.CUSTOMER}),
)


@st.composite
def logs(draw: st.DrawFn, first: datetime, grain: int) -> list[TicketEvent]:
    """A log of some hours or days with its opening, each event at an instant of its own."""
    begins = draw(st.integers(0, LOG // grain)) * grain
    spread = draw(st.sampled_from((8, 24, 100)))
    places = draw(st.lists(st.integers(0, spread), min_size=1, max_size=9, unique=True))
    minutes = [begins + (place - min(places)) * grain for place in sorted(places)]
    at = [Instant(from_datetime(first) + minute * MINUTE) for minute in minutes]
    priority = draw(st.sampled_from(("P1", "P2", "P3")))
    opening = event(at[0], EventKind.OPENED, Actor.CUSTOMER, priority=priority)
    later = [event(moment, **draw(st.one_of(USUAL_EVENTS, LATER_EVENTS))) for moment in at[1:]]
    return [opening, *later]


@st.composite
def trials(draw: st.DrawFn) -> tuple[Scene, datetime, list[TicketEvent], Instant]:
    zone, first = draw(st.sampled_from(SCENES))
    week = draw(st.sampled_from((OFFICE, SPLIT, NIGHTS, ALL_DAY)))
    grain = draw(st.sampled_from(GRAINS))
    scene = Scene(zone, week, draw(promises(grain)))
    log = draw(logs(first, grain))
    known = draw(st.integers(1, 200)) * grain
    as_of = max(log[0].at, draw(st.sampled_from((log[-1].at, log[0].at + known * MINUTE))))
    return scene, first, log, Instant(as_of)


CONVENTIONS = st.builds(
    Conventions,
    pause_reasons=st.just(REASONS),
    priority_change=st.sampled_from(PriorityChange),
    priority_history=st.sampled_from(PriorityHistory),
    reopening=st.sampled_from((Reopening.RESUME, Reopening.CONTINUE, Reopening.IGNORE)),
)


def judged(
    scene: Scene, log: Sequence[TicketEvent], kind: ClockKind, conventions: Conventions, as_of: Instant
) -> tuple[ClockRecord, ...]:
    cells = [Cell(priority=name, inside=product_target(promise)) for name, promise in scene.promises.items()]
    found = finding(
        [ticket(*log)],
        clock(kind, cells, hours="hours"),
        as_of=as_of,
        hours=[product_hours(scene.zone, scene.week)],
        conventions=conventions,
        zone=scene.zone,
    )
    return clocks_of(found)


def agrees(clocks: Sequence[ClockRecord], walked: Outcome | None) -> None:
    if walked is None:
        assert not clocks
        return
    (found,) = clocks
    assert found.state.value == walked.state
    assert found.elapsed == walked.elapsed
    assert found.breached_at == walked.breached_at
    assert found.due <= found.last_compliant
    if walked.due is not None:
        assert (found.due, found.last_compliant) == (walked.due, walked.last)


@settings(max_examples=700, deadline=None)
@given(trials(), st.sampled_from((ClockKind.RESOLUTION, ClockKind.RESPONSE)), CONVENTIONS)
def test_clocks_agree_with_walking_the_minutes(
    trial: tuple[Scene, datetime, list[TicketEvent], Instant], kind: ClockKind, conventions: Conventions
) -> None:
    scene, first, log, as_of = trial
    walked = Walk(scene, log, kind, conventions, as_of, first, REACH).outcome()
    agrees(judged(scene, log, kind, conventions, as_of), walked)
