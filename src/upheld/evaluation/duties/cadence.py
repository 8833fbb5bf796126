"""Cadence: whether something comes often enough, by the gaps between one time and the next.

A gap is late from when the next time was due until it came. What the evidence can't have seen is taken once
as if it had happened at the most favourable instant, and once as if it had not happened at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.statement import ClockState

Due = Callable[[Instant], Instant]
"""The latest instant for the next time, after one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The time from one time to the next, as far as it lies before the end of what is judged."""

    began: Instant | None
    """The time before; absent where none is known since the promise began."""
    ended: Instant | None
    """The next time; absent where none is known before the end of the window."""
    due: Instant
    """The latest instant for the next, counted from the most favourable time before that is possible."""
    state: ClockState


def gaps_of(times: Sequence[Instant], due: Due, watch: Watch) -> Iterator[Gap]:
    """Judge the gaps that reach into the window; `times` rise, and lie before its end or at it."""
    first = next((index for index, at in enumerate(times) if at > watch.window.start), len(times))
    known = times[max(0, first - 1) :]
    if not known or known[0] > watch.window.start:
        yield _unknown_before(known[0] if known else None, due, watch)
    for began, ended in pairwise(known):
        yield _gap(began, ended, due, watch)
    if known and known[-1] < watch.window.end:
        yield _gap(known[-1], None, due, watch)


def _gap(began: Instant, ended: Instant | None, due: Due, watch: Watch) -> Gap:
    since = max(began, watch.promised_from)
    possible = max(since, min(watch.seen_from, _end(ended, watch)) - 1)
    latest_due = due(Instant(possible))
    state = _state(due(since), latest_due, ended, watch)
    return Gap(began=began, ended=ended, due=latest_due, state=state)


def _unknown_before(ended: Instant | None, due: Due, watch: Watch) -> Gap:
    forgotten = min(max(watch.window.start, watch.seen_from), _end(ended, watch)) - 1
    latest_due = due(Instant(max(watch.promised_from, forgotten)))
    state = _state(due(watch.promised_from), latest_due, ended, watch)
    return Gap(began=None, ended=ended, due=latest_due, state=state)


def _state(earliest_due: Instant, latest_due: Instant, ended: Instant | None, watch: Watch) -> ClockState:
    end = _end(ended, watch)
    known_until = end if ended is not None else min(end, Instant(watch.seen_until + 1))
    if _is_late(latest_due, known_until, watch):
        return ClockState.BREACHED
    if _is_late(earliest_due, end, watch):
        return ClockState.INDETERMINATE
    may_be_late = ended is None and watch.window.end < watch.ends and earliest_due < watch.ends
    return ClockState.RUNNING if may_be_late else ClockState.KEPT


def _is_late(due: Instant, until: Instant, watch: Watch) -> bool:
    """Tell whether some of the time from when it was due lies in the window."""
    return max(due, watch.window.start) < min(until, watch.window.end)


def _end(ended: Instant | None, watch: Watch) -> Instant:
    return watch.window.end if ended is None else ended
