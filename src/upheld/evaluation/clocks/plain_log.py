"""Plain logs: those in which a clock is paused and stopped and no more, told from others in one reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from upheld.agreement.clock import ClockKind, TicketClock, UpdateEffect
from upheld.agreement.convention import Conventions, PauseEffect
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.reply import Bearing, bearing, ending
from upheld.evidence.ticket import EventKind, TicketEvent

_PAUSED, _PRIORITY, _REOPENED = EventKind.PAUSED, EventKind.PRIORITY, EventKind.REOPENED
_ANSWERS, _PASSED_OVER = Bearing.ANSWERS, Bearing.PASSED_OVER

Stops = Callable[[TicketEvent], Bearing]
"""What an event is to a clock that stops once."""


def stops_of(clock: TicketClock) -> Stops | None:
    """Give what stops a clock; nothing for a clock that runs more than once over a log that is plain."""
    match clock.kind:
        case ClockKind.RESPONSE:
            return partial(bearing, kind=clock.kind, until=clock.until)
        case ClockKind.RESOLUTION:
            return partial(ending, solved_by=clock.solved_by)
        case ClockKind.RESOLUTION_OR_UPDATE if clock.update is UpdateEffect.ENDS:
            return partial(_either, clock=clock)
        case _:
            return None


def plain_stop(
    events: Sequence[TicketEvent], stops: Stops, conventions: Conventions, as_of: Instant
) -> tuple[TicketEvent | None, bool] | None:
    """Give the event that stopped a clock, if any, and whether it was paused, as known at an instant.

    Nothing where the log is not plain, or not in order: then it has to be heard.
    """
    stopped: TicketEvent | None = None
    is_paused = False
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
                is_paused = True
            bears = stops(event)
            if bears is _ANSWERS:
                stopped = event
            elif bears is not _PASSED_OVER:
                return None
    if is_paused and conventions.pauses is not PauseEffect.LEFT_OUT:
        return None
    return stopped, is_paused


def _either(event: TicketEvent, clock: TicketClock) -> Bearing:
    found = (ending(event, clock.solved_by), bearing(event, clock.kind, clock.until))
    if _ANSWERS in found:
        return _ANSWERS
    return Bearing.UNJUDGED if Bearing.UNJUDGED in found else _PASSED_OVER
