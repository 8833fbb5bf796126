"""Clocks against the minute-walking oracle: random logs with pauses, priorities and reopenings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from minute_clock import Outcome, Promise, Scene, Walk, Week, midnight
from msgspec import Struct
from msgspec.structs import replace
from ticket_court import HERE, SPAN, almanac, clock, clocks_of, event, finding, seconds, ticket

from upheld.agreement.clock import Cell, ClockKind, RunsOn, Solution, Start, TimeTarget
from upheld.agreement.convention import (
    Conventions,
    NextReply,
    PauseEffect,
    PriorityChange,
    PriorityHistory,
    Reopening,
)
from upheld.agreement.exclusion import HoursExclusion
from upheld.chrono.hours import HoursVersion, ServiceHours, Weekday, Window
from upheld.chrono.instant import MINUTE, Instant, Micros, from_datetime
from upheld.chrono.interval import EVER, IntervalSet
from upheld.chrono.open_time import OpenTime, always_open, compile_hours
from upheld.evaluation.clocks.reply import MESSAGES
from upheld.evaluation.statement import ClockRecord, ClockState
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent
from upheld.quantity import Operator, Target

DAY_MINUTES = 1440
REACH = 24 * DAY_MINUTES
LOG = 3 * DAY_MINUTES
"""Minutes in which a log begins."""

OFFICE: Week = (((540, 1020),),) * 5 + ((),) * 2
SPLIT: Week = (((540, 720), (780, 1020)),) * 5 + (((600, 660),), ())
NIGHTS: Week = (((0, 360), (1320, 1440)),) * 7
LATE: Week = (((600, 700),), ((0, 100), (1000, 1440))) * 3 + ((),)
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


AGENT_OR_CUSTOMER = (Actor.AGENT, Actor.CUSTOMER)


def some_event(random: Random) -> dict[str, Any]:
    """What happens next to a ticket; any order goes, also ones that make no sense."""
    match random.choice(KINDS):
        case EventKind.PAUSED:
            return {"kind": EventKind.PAUSED, "reason": random.choice((*REASONS, REASONS[0], "lunch"))}
        case EventKind.RESUMED:
            return {"kind": EventKind.RESUMED, "reason": random.choice((*REASONS, None))}
        case EventKind.PRIORITY:
            return {"kind": EventKind.PRIORITY, "priority": random.choice(("P1", "P1", "P2", "P2", "P3"))}
        case EventKind.REOPENED:
            return {"kind": EventKind.REOPENED, "actor": random.choice(AGENT_OR_CUSTOMER)}
        case EventKind.RESOLVED | EventKind.CLOSED as kind:
            return {"kind": kind, "actor": random.choice((*AGENT_OR_CUSTOMER, Actor.SYSTEM))}
        case EventKind.CUSTOMER_MESSAGE:
            return {"kind": EventKind.CUSTOMER_MESSAGE, "actor": Actor.CUSTOMER}
        case kind:
            return {
                "kind": kind,
                "actor": random.choice((Actor.AGENT, Actor.AGENT, Actor.AUTOMATIC)),
                "public": random.random() < 0.8,
                "substance": random.choice((Substance.SUBSTANTIVE, Substance.HOLDING)),
            }


KINDS = (
    *(EventKind.PAUSED, EventKind.PAUSED, EventKind.RESUMED, EventKind.PRIORITY, EventKind.PRIORITY),
    *(EventKind.RESOLVED, EventKind.RESOLVED, EventKind.REOPENED, EventKind.REOPENED, EventKind.CLOSED),
    *(EventKind.CUSTOMER_MESSAGE, EventKind.REPLY, EventKind.REPLY, EventKind.UPDATE),
)


class Trial(Struct, frozen=True):
    """A scene, the log of a ticket, and the instant it is judged at."""

    scene: Scene
    first: datetime
    log: list[TicketEvent]
    as_of: Instant


def some_trial(random: Random) -> Trial:
    """Events and targets lie on multiples of a grain: with a coarse one they often meet at one instant."""
    zone, first = random.choice(SCENES)
    grain = random.choice((1, 20, 60))
    promises = {
        "P1": Promise(random.randint(1, 6) * grain, random.random() < 0.4, random.random() < 0.5),
        "P2": Promise(random.randint(1, 24) * grain, random.random() < 0.4, random.random() < 0.5),
    }
    scene = Scene(zone, random.choice((OFFICE, SPLIT, NIGHTS, ALL_DAY, ALL_DAY)), promises)
    begins = random.randrange(LOG // grain)
    places = sorted(random.sample(range(1, random.choice((12, 20, 40))), random.randint(0, 9)))
    at = [Instant(from_datetime(first) + (begins + place) * grain * MINUTE) for place in (0, *places)]
    opening = event(at[0], EventKind.OPENED, Actor.CUSTOMER, priority=random.choice(("P1", "P2", "P2", "P3")))
    log = [opening, *(event(moment, **some_event(random)) for moment in at[1:])]
    known = random.choice((places[-1] if places else 1, random.randint(1, 50)))
    return Trial(scene, first, log, Instant(at[0] + known * grain * MINUTE))


def some_conventions(random: Random, **fixed: Any) -> Conventions:
    chosen: dict[str, Any] = {
        "pause_reasons": REASONS,
        "priority_change": random.choice((*PriorityChange, PriorityChange.CARRY)),
        "priority_history": random.choice((*PriorityHistory, *[PriorityHistory.IN_FORCE] * 3)),
        "reopening": random.choice((Reopening.RESUME, Reopening.CONTINUE, Reopening.IGNORE)),
    }
    return Conventions(**chosen | fixed)


SEEDS = st.integers(0, 2**64 - 1)
"""A log is drawn from a seed: the draws of hypothesis itself keep to logs in which little happens."""


def judged(trial: Trial, kind: ClockKind, conventions: Conventions) -> tuple[ClockRecord, ...]:
    cells = [Cell(priority=name, inside=product_target(each)) for name, each in trial.scene.promises.items()]
    found = finding(
        [ticket(*trial.log)],
        clock(kind, cells, hours="hours"),
        as_of=trial.as_of,
        hours=[product_hours(trial.scene.zone, trial.scene.week)],
        conventions=conventions,
        zone=trial.scene.zone,
    )
    return clocks_of(found)


def walked(trial: Trial, kind: ClockKind, conventions: Conventions) -> Outcome | None:
    return Walk(trial.scene, trial.log, kind, conventions, trial.as_of, trial.first, REACH).outcome()


def agree(clocks: Sequence[ClockRecord], walk: Outcome | None) -> None:
    if walk is None:
        assert not clocks
        return
    (found,) = clocks
    assert found.state.value == walk.state
    assert found.elapsed == walk.elapsed
    assert found.breached_at == walk.breached_at
    assert found.due <= found.last_compliant
    if walk.due is not None:
        assert (found.due, found.last_compliant) == (walk.due, walk.last)


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_clocks_agree_with_walking_the_minutes(seed: int) -> None:
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random)
    kind = random.choice((ClockKind.RESOLUTION, ClockKind.RESOLUTION, ClockKind.RESPONSE))
    agree(judged(trial, kind, conventions), walked(trial, kind, conventions))


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.sampled_from((PauseEffect.SHIFTS_START, PauseEffect.ADDED_TO_TARGET)))
def test_other_effects_of_pauses_agree_with_walking_the_minutes(seed: int, effect: PauseEffect) -> None:
    random = Random(seed)
    trial = some_trial(random)
    log = [each for each in trial.log if each.kind is not EventKind.PRIORITY]
    trial = replace(trial, log=[replace(log[0], priority="P2"), *log[1:]])
    conventions = some_conventions(random, pauses=effect, priority_change=PriorityChange.CARRY)
    kind = random.choice((ClockKind.RESOLUTION, ClockKind.RESPONSE))
    agree(judged(trial, kind, conventions), walked(trial, kind, conventions))


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_other_starts_and_ends_and_excluded_time_agree_with_walking_the_minutes(seed: int) -> None:
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random)
    since = Instant(max(trial.log[0].at + random.randint(-900, 900) * MINUTE, from_datetime(trial.first)))
    since = min(since, trial.as_of)
    log = [
        replace(each, is_workaround=random.random() < 0.5) if each.kind is EventKind.RESOLVED else each
        for each in trial.log
    ]
    barred = random.choice((LATE, LATE if trial.scene.week is NIGHTS else NIGHTS))
    kind = random.choice((ClockKind.RESOLUTION, ClockKind.RESOLUTION, ClockKind.RESPONSE))
    cells = [Cell(priority=name, inside=product_target(each)) for name, each in trial.scene.promises.items()]
    zone = trial.scene.zone
    found = finding(
        [ticket(*log, occurred_at=since)],
        clock(kind, cells, hours="hours", starts_at=Start.OCCURRENCE, solved_by=Solution.SOLUTION),
        as_of=trial.as_of,
        hours=[product_hours(zone, trial.scene.week), replace(product_hours(zone, barred), name="barred")],
        conventions=conventions,
        zone=zone,
        promised={"excluding": ("standing",)},
        agreed={"exclusions": (HoursExclusion(name="standing", during="barred", place=HERE),)},
    )
    walk = Walk(
        trial.scene,
        log,
        kind,
        conventions,
        trial.as_of,
        trial.first,
        REACH,
        since,
        barred,
        only_solutions=True,
    )
    agree(clocks_of(found), walk.outcome())


KINDS_OF_CLOCK = st.sampled_from(ClockKind)


@settings(max_examples=150, deadline=None)
@given(SEEDS, KINDS_OF_CLOCK)
def test_the_order_in_which_events_are_given_changes_nothing(seed: int, kind: ClockKind) -> None:
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random)
    shuffled = [trial.log[0], *random.sample(trial.log[1:], len(trial.log) - 1)]
    assert judged(trial, kind, conventions) == judged(replace(trial, log=shuffled), kind, conventions)


@settings(max_examples=150, deadline=None)
@given(SEEDS, KINDS_OF_CLOCK)
def test_what_happens_later_changes_nothing(seed: int, kind: ClockKind) -> None:
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random)
    known = [each for each in trial.log if each.at <= trial.as_of]
    assert judged(trial, kind, conventions) == judged(replace(trial, log=known), kind, conventions)


@settings(max_examples=200, deadline=None)
@given(SEEDS, KINDS_OF_CLOCK)
def test_a_breach_stays(seed: int, kind: ClockKind) -> None:
    """A clock broken as of one instant is broken as of every later one, since the same instant."""
    random = Random(seed)
    trial = some_trial(random)
    conventions = some_conventions(random, priority_history=PriorityHistory.IN_FORCE)
    later = replace(trial, as_of=Instant(trial.as_of + random.randint(1, 3000) * MINUTE))
    breaches = {each.breached_at for each in judged(trial, kind, conventions)} - {None}
    assert breaches <= {each.breached_at for each in judged(later, kind, conventions)}


@settings(max_examples=200, deadline=None)
@given(SEEDS)
@example(126278594)  # a strict target used up just when the priority no longer had one, for a while
def test_no_breach_is_known_before_it_falls(seed: int) -> None:
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random, reopening=Reopening.RESUME)
    for found in judged(trial, ClockKind.RESOLUTION, conventions):
        if found.breached_at is not None and found.breached_at > trial.log[0].at:
            before = replace(trial, as_of=Instant(found.breached_at - 1))
            if conventions.priority_history is PriorityHistory.IN_FORCE:
                states = [each.state for each in judged(before, ClockKind.RESOLUTION, conventions)]
                assert ClockState.BREACHED not in states


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_time_counted_adds_up_over_instants_of_judgement(seed: int) -> None:
    """Between two instants a running clock counts the open time between them, less what was paused."""
    random = Random(seed)
    trial = some_trial(random)
    running = (EventKind.OPENED, EventKind.PAUSED, EventKind.RESUMED, EventKind.CUSTOMER_MESSAGE)
    log = [each for each in trial.log if each.kind in running]
    trial = replace(trial, log=[replace(log[0], priority="P2"), *log[1:]])
    later = replace(trial, as_of=Instant(trial.as_of + random.randint(1, 3000) * MINUTE))
    conventions = Conventions(pause_reasons=REASONS)
    (first,) = judged(trial, ClockKind.RESPONSE, conventions)
    (second,) = judged(later, ClockKind.RESPONSE, conventions)
    counted = counted_time(trial)
    paused = IntervalSet.of(*second.paused)
    assert second.elapsed - first.elapsed == counted.elapsed(trial.as_of, later.as_of, paused)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_at_both_edges_exactly_the_target_has_been_counted(seed: int) -> None:
    random = Random(seed)
    trial = some_trial(random)
    log = [each for each in trial.log if each.kind is not EventKind.PRIORITY]
    trial = replace(trial, log=[replace(log[0], priority="P2"), *log[1:]])
    (found,) = judged(trial, ClockKind.RESPONSE, Conventions(pause_reasons=REASONS))
    paused, target = IntervalSet.of(*found.paused), trial.scene.promises["P2"].minutes * MINUTE
    counted = counted_time(trial)
    assert found.due <= found.last_compliant
    assert counted.elapsed(found.started_at, found.due, paused) == target
    assert counted.elapsed(found.started_at, found.last_compliant, paused) == target
    assert counted.elapsed(found.started_at, Instant(found.due - 1), paused) == target - 1
    assert counted.elapsed(found.started_at, Instant(found.last_compliant + 1), paused) == target + 1


def counted_time(trial: Trial) -> OpenTime:
    if not trial.scene.promises["P2"].in_hours:
        return always_open(EVER)
    zone, week = trial.scene.zone, trial.scene.week
    return compile_hours(product_hours(zone, week), almanac(zone), SPAN)


UNJUDGED = (Substance.UNJUDGED, Substance.SUBSTANTIVE, Substance.HOLDING)


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.sampled_from((ClockKind.RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE)))
def test_replies_nobody_judged_leave_open_only_what_hangs_on_them(seed: int, kind: ClockKind) -> None:
    """Every way of judging them is tried: what is certain holds in all of them."""
    random = Random(seed)
    trial, conventions = some_trial(random), some_conventions(random)
    log = [
        replace(each, substance=random.choice(UNJUDGED)) if each.kind in MESSAGES else each
        for each in trial.log
    ]
    # A status update is what an update clock waits for, judged or not.
    asked = MESSAGES - {EventKind.UPDATE} if kind is ClockKind.UPDATE else MESSAGES
    open_ones = [each for each in log if each.kind in asked and each.substance is Substance.UNJUDGED]
    found = judged(replace(trial, log=log), kind, conventions)
    broken = [sum(each.state is ClockState.BREACHED for each in found)]
    worlds = []
    for substances in product(UNJUDGED[1:], repeat=len(open_ones)):
        choice = dict(zip((each.at for each in open_ones), substances, strict=True))
        world = [replace(each, substance=choice.get(each.at, each.substance)) for each in log]
        worlds.append(judged(replace(trial, log=world), kind, conventions))
    breaches = [sum(each.state is ClockState.BREACHED for each in world) for world in worlds]
    assert broken[0] <= min(breaches)
    if not any(each.state is ClockState.INDETERMINATE for each in found):
        assert {bool(count) for count in breaches} == {bool(broken[0])}
    elif not broken[0]:
        outcomes = {frozenset(each.state for each in world) for world in worlds}
        assert len(outcomes) > 1


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_silences_agree_with_listening_minute_by_minute(seed: int) -> None:
    random = Random(seed)
    trial = some_trial(random)
    target = random.randint(1, 8) * 20
    promises = {name: Promise(target, in_hours=False) for name in ("P1", "P2", "P3")}
    trial = replace(trial, scene=replace(trial.scene, promises=promises))
    clocks = judged(trial, ClockKind.UPDATE, Conventions(pause_reasons=()))
    found = [each.breached_at for each in clocks if each.state is ClockState.BREACHED]
    assert found == silent_too_long(trial, target)


def silent_too_long(trial: Trial, target: int) -> list[int]:
    """When the customer had heard nothing for longer than the target, once for each silence."""
    log = {each.at: each for each in trial.log if each.at <= trial.as_of}
    silent: int | None = 0
    found: list[int] = []
    at = int(trial.log[0].at)
    while at < trial.as_of:
        if at in log:
            silent = heard(log[Instant(at)], silent)
        if silent == target:
            found.append(at)
        silent = None if silent is None else silent + 1
        at += MINUTE
    return found


def heard(event: TicketEvent, silent: int | None) -> int | None:
    if event.kind in (EventKind.RESOLVED, EventKind.CLOSED):
        return None
    if silent is None:
        return 0 if event.kind is EventKind.REOPENED else None
    spoken = event.actor is Actor.AGENT and event.public and event.substance is Substance.SUBSTANTIVE
    return 0 if event.kind in MESSAGES and spoken else silent


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.sampled_from(NextReply))
def test_unanswered_messages_agree_with_reading_the_log_aloud(seed: int, counts: NextReply) -> None:
    random = Random(seed)
    trial = some_trial(random)
    target = random.randint(1, 8) * 20
    promises = {name: Promise(target, in_hours=False) for name in ("P1", "P2", "P3")}
    trial = replace(trial, scene=replace(trial.scene, promises=promises))
    clocks = judged(trial, ClockKind.NEXT_RESPONSE, Conventions(pause_reasons=(), next_reply=counts))
    found = [each.breached_at for each in clocks if each.state is ClockState.BREACHED]
    assert found == unanswered_too_long(trial, target, counts)


def unanswered_too_long(trial: Trial, target: int, counts: NextReply) -> list[int]:
    log = {each.at: each for each in trial.log[1:] if each.at <= trial.as_of}
    asked: int | None = None
    resolved = False
    found: list[int] = []
    for at in range(trial.log[0].at, trial.as_of, MINUTE):
        each = log.get(Instant(at))
        if each is not None:
            reopened = each.kind is EventKind.REOPENED and each.actor is Actor.CUSTOMER
            if reopened or (each.kind is EventKind.CUSTOMER_MESSAGE and not resolved):
                asked = at if asked is None or counts is NextReply.LATEST else asked
            elif answered(each):
                asked = None
            resolved = each.kind in (EventKind.RESOLVED, EventKind.CLOSED) or (
                resolved and each.kind is not EventKind.REOPENED
            )
        if asked is not None and at - asked == target * MINUTE:
            found.append(at)
    return found


def answered(event: TicketEvent) -> bool:
    if event.kind in MESSAGES:
        return event.actor is Actor.AGENT and event.public and event.substance is Substance.SUBSTANTIVE
    if event.actor is Actor.CUSTOMER:
        return event.kind in (EventKind.RESOLVED, EventKind.CLOSED)
    return event.actor is Actor.AGENT and event.kind is EventKind.RESOLVED
