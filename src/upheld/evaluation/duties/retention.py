"""Retention held against the evidence: whether each copy was there as long as promised, as listings saw it.

Listings forget what was deleted. A copy was there from when it was made until it was last seen; after that
nothing is known until the next listing of the same source, in which it is known to be gone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from upheld.agreement.snapshot import Retention
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.duties.belonging import is_open, judged_window, missing_table
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.sentence import moment
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Length, Moment, Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evidence.backup import Snapshot
from upheld.evidence.evidence import Table
from upheld.quantity import write_length


def judge_retention(hearing: Hearing, promise: Retention) -> Finding:
    """Judge whether every copy that was made was there as long as promised: each is an occasion.

    A copy that was never made is missing from the cadence of copies, not from their retention.
    """
    gap = missing_table(hearing, Table.SNAPSHOTS, hearing.evidence.snapshots, "copies")
    excused = excusals(hearing)
    stays = (stay for stay in _stays(hearing, promise) if stay.copy.name not in excused.numbers)
    return judge_duties(
        hearing,
        [_duty(hearing, promise, stay) for stay in stays],
        noun="copy",
        plural="copies",
        gap=gap,
        nothing=f"no copy of {promise.of} had to be there in the period",
        because=excused.reasons,
    )


class Stay(Struct, frozen=True, kw_only=True):
    """How long a copy had to be there, as far as that is judged, and how long it was."""

    copy: Snapshot
    promised: Interval
    """The part of the window in which it had to be there."""
    is_over: bool
    """Whether nothing more of what was promised of it, or of the period, is to come."""
    seen: Instant
    """When it was last known to be there."""
    gone: Instant | None
    """The first listing after that, in which it was not; absent where none is known."""

    @property
    def state(self) -> ClockState:
        """What it came to."""
        if self.seen >= self.promised.end:
            return ClockState.KEPT if self.is_over else ClockState.RUNNING
        if self.gone is not None and self.gone < self.promised.end:
            return ClockState.BREACHED
        return ClockState.INDETERMINATE if self.is_over or self.gone is not None else ClockState.RUNNING

    @property
    def breached_at(self) -> Instant | None:
        """When it is known to have been missing first; nothing where it is not."""
        if self.gone is None or self.state is not ClockState.BREACHED:
            return None
        return max(self.gone, self.promised.start)


def _stays(hearing: Hearing, promise: Retention) -> Iterator[Stay]:
    """The copies that had to be there at some instant of the window, in order of their making."""
    window = judged_window(hearing)
    listed = [
        copy
        for copy in hearing.evidence.snapshots
        if alike(copy.of, promise.of) and copy.taken_at <= hearing.as_of
    ]
    listings = _listings(listed, hearing.as_of)
    for copy in sorted(listed, key=lambda copy: (copy.taken_at, copy.identity)):
        until = copy.taken_at + promise.kept
        start, end = max(copy.taken_at, window.start), Instant(min(until, window.end))
        if not copy.complete or start >= end:
            continue
        seen = min(copy.last_seen, hearing.as_of)
        yield Stay(
            copy=copy,
            promised=Interval(start, end),
            is_over=until <= window.end or not is_open(hearing),
            seen=seen,
            gone=_next(listings[copy.source], seen),
        )


def _listings(copies: Sequence[Snapshot], as_of: Instant) -> Mapping[str, Sequence[Instant]]:
    """The instants at which each source is known to have been listed, in order."""
    found: defaultdict[str, set[Instant]] = defaultdict(set)
    for copy in copies:
        found[copy.source] |= {at for at in (copy.first_seen, copy.last_seen) if at <= as_of}
    return defaultdict(tuple, {source: tuple(sorted(instants)) for source, instants in found.items()})


def _next(listings: Sequence[Instant], after: Instant) -> Instant | None:
    index = bisect_right(listings, after)
    return listings[index] if index < len(listings) else None


def _duty(hearing: Hearing, promise: Retention, stay: Stay) -> Duty:
    copy = stay.copy
    until = Instant(copy.taken_at + promise.kept)
    length = Length(Micros(max(0, stay.seen - copy.taken_at)))
    limit = f"kept for {write_length(promise.kept)}"
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    made, seen, due = (moment(at, zone) for at in (copy.taken_at, stay.seen, until))
    match stay.state:
        case ClockState.KEPT:
            outcome = f"was there until {seen}"
        case ClockState.RUNNING:
            outcome = f"was there at {seen}, and has to be until {due}"
        case ClockState.BREACHED:
            outcome = f"was there at {seen} for the last time known, and was gone before {due}"
        case ClockState.INDETERMINATE:
            outcome = f"was there at {seen}; nothing is known of it after that, and it had to be until {due}"
    return Duty(
        what=f"copy {copy.name}",
        state=stay.state,
        limit=limit,
        began_at=copy.taken_at,
        done_at=stay.seen if stay.state is not ClockState.RUNNING else None,
        due=until,
        breached_at=stay.breached_at,
        length=length,
        evidence=(copy.identity,),
        reason=Reason(
            rule=f"retention.{stay.state.value}",
            says=f"the copy of {promise.of} made {made} {outcome}; promised to be {limit}",
            figure=length,
            clause=hearing.objective.clause,
            evidence=(copy.identity,),
            evidence_count=1,
            because=tuple(_because(stay, until)),
        ),
    )


def _because(stay: Stay, until: Instant) -> Iterator[Reason]:
    yield Reason(rule="retention.until", says="it had to be there until", figure=Moment(until))
    yield Reason(rule="retention.seen", says="last known to be there", figure=Moment(stay.seen))
    if stay.gone is not None and stay.state is not ClockState.KEPT:
        yield Reason(
            rule="retention.gone",
            says="the next listing of the same store no longer has it",
            figure=Moment(stay.gone),
        )
    elif stay.state is ClockState.INDETERMINATE:
        yield Reason(rule="retention.unlisted", says="no later listing of the same store is known")
