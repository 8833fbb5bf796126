"""Plain logs: those in which nothing happens to a clock but its stop, told from all others in one reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from upheld.agreement.clock import ClockKind, TicketClock, UpdateEffect
from upheld.agreement.convention import Conventions
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.reply import Bearing, bearing, ending
from upheld.evidence.ticket import EventKind, TicketEvent

_PAUSED, _PRIORITY, _REOPENED = EventKind.PAUSED, EventKind.PRIORITY, EventKind.REOPENED
_ANSWERS, _PASSED_OVER = Bearing.ANSWERS, Bearing.PASSED_OVER

Stops = Callable[[TicketEvent], Bearing]
"""What an event is to a clock that stops once."""


@dataclass(frozen=True, slots=True)
class PlainLog:
    """A log in which nothing happens to its clock but the stop, absent where it still runs."""

    stopped: TicketEvent | None


def stops_of(clock: TicketClock) -> Stops | None:
    """Give what stops a clock; nothing for a clock that runs more than once over a log that is plain."""
    match clock.kind:
        case ClockKind.RESPONSE:
            return lambda event: bearing(event, clock.kind, clock.until)
        case ClockKind.RESOLUTION:
            return lambda event: ending(event, clock.solved_by)
        case ClockKind.RESOLUTION_OR_UPDATE if clock.update is UpdateEffect.ENDS:
            return lambda event: _either(event, clock)
        case _:
            return None


def plain_log(
    events: Sequence[TicketEvent], stops: Stops, conventions: Conventions, as_of: Instant
) -> PlainLog | None:
    """Read a log as it stood at an instant; nothing where it is not plain, or not in order."""
    stopped: TicketEvent | None = None
    last = events[0]
    for event in events[1:]:
        if event.at <= last.at and (event.at < last.at or event.sequence < last.sequence):
            return None
        last = event
        if event.at > as_of:
            continue
        kind = event.kind
        if kind is _PRIORITY or kind is _REOPENED:
            return None
        if stopped is None:
            if kind is _PAUSED and event.reason in conventions.pause_reasons:
                return None
            bears = stops(event)
            if bears is _ANSWERS:
                stopped = event
            elif bears is not _PASSED_OVER:
                return None
    return PlainLog(stopped)


def _either(event: TicketEvent, clock: TicketClock) -> Bearing:
    found = (ending(event, clock.solved_by), bearing(event, clock.kind, clock.until))
    if _ANSWERS in found:
        return _ANSWERS
    return Bearing.UNJUDGED if Bearing.UNJUDGED in found else _PASSED_OVER
