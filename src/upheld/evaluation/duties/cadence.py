"""Cadence: whether something comes often enough, by the gaps between one time and the next.

A gap is late from when the next time was due until it came. What the evidence can't have seen is taken once
as if it had happened at the most favourable instant, and once as if it had not happened at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.statement import ClockState


class Cadence(Struct, frozen=True):
    """How often something has to come."""

    due: Callable[[Instant], Instant]
    """The latest instant for the next time, after one time."""
    noticed: Callable[[Instant], Instant] = lambda at: at
    """The first instant, from one on, at which it shows that it is late: where dates count, their ends."""


class Watch(Struct, frozen=True, kw_only=True):
    """Over which time a cadence is judged, and what is known of it."""

    window: Interval
    """The time judged."""
    ends: Instant
    """Where the period ends: after the window, while it is open."""
    promised_from: Instant
    """When the promise began: no gap begins before."""
    seen_from: Instant
    """What happened before may have been forgotten by the evidence."""
    seen_until: Instant
    """What happened after may not be in the evidence yet."""
    excluded: IntervalSet = EMPTY
    """Time in which nothing is late."""


class Gap(Struct, frozen=True, kw_only=True):
    """The time from one time to the next, as far as it lies before the end of what is judged."""

    began: Instant | None
    """The time before; absent where none is known since the promise began."""
    ended: Instant | None
    """The next time; absent where none is known before the end of the window."""
    due: Instant
    """The latest instant for the next, counted from the most favourable time before that is possible."""
    breached_at: Instant | None
    """From when on it is late for certain, in the window; absent where it is not."""
    state: ClockState


def gaps_of(times: Sequence[Instant], cadence: Cadence, watch: Watch) -> Iterator[Gap]:
    """Judge the gaps that reach into the window; `times` rise, and lie before its end or at it."""
    first = next((index for index, at in enumerate(times) if at > watch.window.start), len(times))
    known = times[max(0, first - 1) :]
    if not known or known[0] > watch.window.start:
        yield _unknown_before(known[0] if known else None, cadence, watch)
    for began, ended in pairwise(known):
        yield _gap(began, ended, cadence, watch)
    if known and known[-1] < watch.window.end:
        yield _gap(known[-1], None, cadence, watch)


def _gap(began: Instant, ended: Instant | None, cadence: Cadence, watch: Watch) -> Gap:
    since = max(began, watch.promised_from)
    possible = Instant(max(since, min(watch.seen_from, _end(ended, watch)) - 1))
    return _judged(began, ended, cadence, watch, since, possible)


def _unknown_before(ended: Instant | None, cadence: Cadence, watch: Watch) -> Gap:
    since = watch.promised_from
    forgotten = min(max(watch.window.start, watch.seen_from), _end(ended, watch)) - 1
    return _judged(None, ended, cadence, watch, since, Instant(max(since, forgotten)))


def _judged(
    began: Instant | None,
    ended: Instant | None,
    cadence: Cadence,
    watch: Watch,
    since: Instant,
    possible: Instant,
) -> Gap:
    """Judge a gap that began at one instant at the earliest, and at another at the latest."""
    end = _end(ended, watch)
    known_until = end if ended is not None else min(end, Instant(watch.seen_until + 1))
    earliest_due, latest_due = cadence.due(since), cadence.due(possible)
    breached_at = _late_from(latest_due, known_until, cadence, watch)
    may_be_late = ended is None and watch.window.end < watch.ends and earliest_due < watch.ends
    if breached_at is not None:
        state = ClockState.BREACHED
    elif _late_from(earliest_due, end, cadence, watch) is not None:
        state = ClockState.INDETERMINATE
    else:
        state = ClockState.RUNNING if may_be_late else ClockState.KEPT
    return Gap(began=began, ended=ended, due=latest_due, breached_at=breached_at, state=state)


def _late_from(due: Instant, until: Instant, cadence: Cadence, watch: Watch) -> Instant | None:
    """Give from when on, in the window and before an instant, it shows that it is late."""
    late, end = cadence.noticed(max(due, watch.window.start)), min(until, watch.window.end)
    for excluded in watch.excluded.within(watch.window):
        if late in excluded:
            late = cadence.noticed(excluded.end)
    return late if late < end else None


def _end(ended: Instant | None, watch: Watch) -> Instant:
    return watch.window.end if ended is None else ended
