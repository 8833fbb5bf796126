"""The slow oracle of ticket clocks: it walks a log minute by minute, and asks `zoneinfo` for the wall clock.

Nothing is compiled, divided into stretches or looked up: each minute counts or doesn't, and after each event
and minute the clock is broken or isn't. Events lie on whole minutes, no two on the same one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor
from zoneinfo import ZoneInfo

from msgspec import Struct

from upheld.agreement.clock import ClockKind
from upheld.agreement.convention import Conventions, PauseEffect, PriorityChange, PriorityHistory, Reopening
from upheld.chrono.instant import MINUTE, Instant, from_datetime
from upheld.evidence.ticket import Actor, EventKind, TicketEvent

ENDINGS = (EventKind.RESOLVED, EventKind.CLOSED)

Week = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday, windows in minutes of the wall clock."""


@dataclass(frozen=True)
class Promise:
    """A target in minutes, `<` where strict, counted in the hours or, without, on the wall clock."""

    minutes: int
    strict: bool = False
    in_hours: bool = True


class Scene(Struct, frozen=True):
    """Hours in a zone, and the promise of each priority; one that is missing is promised nothing."""

    zone: str
    week: Week
    promises: Mapping[str, Promise]


@dataclass
class Outcome:
    """What the walk came to; instants and lengths in microseconds."""

    state: str
    elapsed: int
    breached_at: int | None
    due: int | None = None
    last: int | None = None


@cache
def opened_minutes(zone: str, week: Week, first: datetime, count: int) -> tuple[bool, ...]:
    """For so many minutes from an instant, whether the wall clock lies in a window."""
    info = ZoneInfo(zone)
    flags = []
    for step in range(count):
        wall = (first + timedelta(minutes=step)).astimezone(info)
        minute = wall.hour * 60 + wall.minute
        flags.append(any(opens <= minute < closes for opens, closes in week[wall.weekday()]))
    return tuple(flags)


@dataclass
class Walk:
    """One clock on its way through the minutes from `first` on."""

    scene: Scene
    events: Sequence[TicketEvent]
    kind: ClockKind
    conventions: Conventions
    as_of: Instant
    first: datetime
    reach: int
    """Minutes for which the hours are known."""
    since: Instant | None = None
    """When the clock began, where not at the opening."""
    excluded: Week | None = None
    """Windows that no clock counts."""
    only_solutions: bool = False
    reasons: set[str] = field(default_factory=set)
    resolved: bool = False
    begins: int = field(init=False)
    opened: tuple[bool, ...] = field(init=False)
    barred: tuple[bool, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.begins = from_datetime(self.first)
        self.opened = opened_minutes(self.scene.zone, self.scene.week, self.first, self.reach)
        nothing: Week = ((),) * 7
        self.barred = opened_minutes(self.scene.zone, self.excluded or nothing, self.first, self.reach)

    def outcome(self) -> Outcome | None:
        """Walk from the start to the stop, or to `as_of`, and on until the target is used up."""
        log = {event.at: event for event in self.events if event.at <= self.as_of}
        begun = self.events[0].at if self.since is None else self.since
        stop = self._stop(list(log.values()))
        end = self.as_of if stop is None else stop
        begun = min(begun, end)
        start, end, release = self._promised_part(list(log.values()), begun, end, stop is not None)
        if start is None or end < start:
            return None
        hold = self._held(log, start, end)
        effect = self.conventions.pauses
        begin = min(start + hold, end) if effect is PauseEffect.SHIFTS_START else start
        extra = self._held_counted(log, start, end) if effect is PauseEffect.ADDED_TO_TARGET else 0
        stopped = stop is not None or release is not None
        return self._walked(log, begin, end, stopped, extra, released=release == end)

    def _walked(
        self,
        log: dict[Instant, TicketEvent],
        begin: int,
        end: int,
        stopped: bool,
        extra: int,
        *,
        released: bool,
    ) -> Outcome:
        self.reasons, self.resolved = set(), False
        priority = self._priority_at(log, self.events[0].at)
        counts = [0]
        """Counted minutes of each phase: restarting, or going on."""
        used: int | Fraction = 0
        broken: tuple[int, int] | None = None
        trail: list[tuple[int, bool]] = []
        at = min(self.events[0].at, begin)
        while at < end:
            event = log.get(Instant(at))
            promise = self.scene.promises.get(priority or "")
            ends = event is not None and self._ends(event) and at > begin and not self._spared()
            if broken is None and promise and ends and self._late(used, promise, extra):
                broken = (at, len(counts) - 1)
            if event is not None and at > self.events[0].at:
                self._hear(event)
            now = priority if event is None else self._priority_at(log, at)
            if now != priority:
                priority = now
                if at >= begin:
                    counts.append(0)
                    if self.conventions.priority_change is PriorityChange.RESTART:
                        used = 0
                        trail = []
            promise = self.scene.promises.get(priority or "")
            counting = at >= begin and promise is not None and self._counts(at, promise)
            if broken is None and promise and at >= begin and not self._spared():
                falls = self._falls(used, promise, extra, counting)
                broken = None if falls is None else (at + falls, len(counts) - 1)
            if counting and promise:
                counts[-1] += 1
                used += self._step(promise)
            trail.append((at, counting))
            at += MINUTE
        if Instant(end) in log and not stopped:
            now = self._priority_at(log, end)
            if now != priority:
                priority = now
                counts.append(0)
                if self.conventions.priority_change is PriorityChange.RESTART:
                    used, trail = 0, []
        promise = self.scene.promises[priority or ""]
        # a target that is used up just when nothing is promised any more bound until then, and not then
        if broken is None and not released and self._late(used, promise, extra):
            broken = (end, len(counts) - 1)
        restarts = self.conventions.priority_change is PriorityChange.RESTART
        phase = len(counts) - 1 if broken is None else broken[1]
        elapsed = sum(counts[phase:]) if restarts else sum(counts)
        state = "breached" if broken else "kept" if stopped else "running"
        result = Outcome(state, elapsed * MINUTE, broken[0] if broken else None)
        if phase == len(counts) - 1 and self.conventions.priority_change is not PriorityChange.PROPORTIONAL:
            result.due, result.last = self._edges(trail, end, promise, extra)
        return result

    def _edges(
        self, trail: list[tuple[int, bool]], end: int, promise: Promise, extra: int
    ) -> tuple[int, int]:
        """The first and the last instant at which as much has been counted as the promise allows."""
        budget, spent, found = promise.minutes + extra, 0, None
        at = trail[0][0] if trail else end
        steps = dict(trail)
        while True:
            if spent == budget and found is None:
                found = at
            counting = steps[at] if at < end else self._open(at, promise)
            if counting and spent == budget:
                assert found is not None
                return found, at
            spent += counting
            at += MINUTE

    def _full(self, used: int | Fraction, promise: Promise, extra: int) -> bool:
        return used >= self._all(promise, extra)

    def _late(self, used: int | Fraction, promise: Promise, extra: int) -> bool:
        return self._full(used, promise, extra) if promise.strict else used > self._all(promise, extra)

    def _falls(self, used: int | Fraction, promise: Promise, extra: int, counting: bool) -> int | None:
        """How many microseconds into this minute the clock is broken, if it is."""
        if self._late(used, promise, extra):
            return 0
        if not counting:
            return None
        left = Fraction(self._all(promise, extra) - used) / self._step(promise)
        if left >= 1:
            return None
        return ceil(left * MINUTE) if promise.strict else floor(left * MINUTE)

    def _all(self, promise: Promise, extra: int) -> int:
        if self.conventions.priority_change is PriorityChange.PROPORTIONAL:
            return 1
        return promise.minutes + extra

    def _step(self, promise: Promise) -> int | Fraction:
        if self.conventions.priority_change is PriorityChange.PROPORTIONAL:
            return Fraction(1, promise.minutes)
        return 1

    def _spared(self) -> bool:
        """A resolved ticket is not broken, but by its reopening."""
        return self.resolved and self.kind is ClockKind.RESOLUTION

    def _counts(self, at: int, promise: Promise) -> bool:
        if self.reasons and self.conventions.pauses is PauseEffect.LEFT_OUT:
            return False
        if self._spared() and self.conventions.reopening is Reopening.RESUME:
            return False
        return self._open(at, promise)

    def _ends(self, event: TicketEvent) -> bool:
        return event.kind in ENDINGS and not (self.only_solutions and event.is_workaround)

    def _open(self, at: int, promise: Promise) -> bool:
        if self.barred[(at - self.begins) // MINUTE]:
            return False
        if not promise.in_hours:
            return True
        return self.opened[(at - self.begins) // MINUTE]

    def _hear(self, event: TicketEvent) -> None:
        customer = "waiting for customer"
        match event.kind:
            case EventKind.PAUSED:
                if event.reason in self.conventions.pause_reasons:
                    self.reasons.add(event.reason or "")
            case EventKind.RESUMED:
                self.reasons -= self.reasons if event.reason is None else {event.reason}
            case EventKind.CUSTOMER_MESSAGE:
                self.reasons.discard(customer)
            case EventKind.REOPENED:
                self.resolved = False
                if event.actor is Actor.CUSTOMER:
                    self.reasons.discard(customer)
            case EventKind.RESOLVED | EventKind.CLOSED:
                self.resolved = self.resolved or self._ends(event)
                self.reasons.clear()

    def _held(self, log: dict[Instant, TicketEvent], start: int, end: int) -> int:
        """Microseconds paused for any reason."""
        return len(self._paused_minutes(log, start, end)) * MINUTE

    def _held_counted(self, log: dict[Instant, TicketEvent], start: int, end: int) -> int:
        """Paused minutes that would have counted."""
        promise = self.scene.promises[self._priority_at(log, end) or ""]
        return sum(self._open(at, promise) for at in self._paused_minutes(log, start, end))

    def _paused_minutes(self, log: dict[Instant, TicketEvent], start: int, end: int) -> list[int]:
        self.reasons, self.resolved = set(), False
        paused = []
        for at in range(self.events[0].at, end, MINUTE):
            if Instant(at) in log:
                self._hear(log[Instant(at)])
            if self.reasons and at >= start:
                paused.append(at)
        return paused

    def _stop(self, log: Sequence[TicketEvent]) -> Instant | None:
        if self.kind is ClockKind.RESPONSE:
            return next((event.at for event in log[1:] if _answers(event)), None)
        stop: Instant | None = None
        for event in log[1:]:
            if self._ends(event) and stop is None:
                stop = event.at
                if self.conventions.reopening is Reopening.IGNORE:
                    return stop
            elif event.kind is EventKind.REOPENED:
                stop = None
        return stop

    def _promised_part(
        self, log: Sequence[TicketEvent], start: Instant, end: Instant, stopped: bool
    ) -> tuple[Instant | None, Instant, Instant | None]:
        """From the first promised priority to the last; and when it was released from it."""
        moments = [start, *(e.at for e in log if e.kind is EventKind.PRIORITY and start < e.at < end)]
        if not stopped and any(e.kind is EventKind.PRIORITY and e.at == end for e in log) and end > start:
            moments.append(end)
        by_moment = {event.at: event for event in log}
        promised = [at for at in moments if self._priority_at(by_moment, at) in self.scene.promises]
        if not promised:
            return None, end, None
        release = None
        while later := [at for at in moments if at > promised[-1]]:
            release = later[0]
            end = self._resolved_since(log, release) or release
            moments = [at for at in moments if at < end]
            promised = [at for at in promised if at < end]
            if not promised:
                return None, end, None
        return promised[0], end, release

    def _resolved_since(self, log: Sequence[TicketEvent], at: Instant) -> Instant | None:
        """When it was resolved, if a resolution is waited for and it stands resolved at an instant."""
        since: Instant | None = None
        for event in log[1:]:
            if event.at <= at and self.kind is ClockKind.RESOLUTION:
                if self._ends(event) and since is None:
                    since = event.at
                elif event.kind is EventKind.REOPENED:
                    since = None
        return since

    def _priority_at(self, log: Mapping[Instant, TicketEvent], at: int) -> str | None:
        final = self.conventions.priority_history is PriorityHistory.FINAL
        found = self.events[0].priority
        for moment in sorted(log):
            if log[moment].kind is EventKind.PRIORITY and (final or moment <= at):
                found = log[moment].priority
        return found


def _answers(event: TicketEvent) -> bool:
    """A substantive reply, with every substance judged."""
    if event.kind in (EventKind.REPLY, EventKind.UPDATE):
        return event.public and event.actor is Actor.AGENT and event.substance.value == "substantive"
    if event.kind is EventKind.RESOLVED and event.actor is Actor.AGENT:
        return event.public
    return event.kind in ENDINGS and event.actor is Actor.CUSTOMER


def midnight(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
