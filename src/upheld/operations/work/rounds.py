"""Rounds: work that comes round by itself, every so many seconds or once a day."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from upheld.chrono.instant import DAY, SECOND, Instant
from upheld.operations.work.sightings import Sightings
from upheld.store.slots import fill, slot_of, slots
from upheld.store.work import ORDINARY, Order


class Every(Struct, frozen=True, kw_only=True):
    """So many seconds after the turn before, counted by clocks that nobody can step."""

    kind: str
    seconds: float
    urgency: int = ORDINARY


class Daily(Struct, frozen=True, kw_only=True):
    """Once a day, from a second of the day in UTC on; the day is its key, so that no step repeats it."""

    kind: str
    second: int
    urgency: int = ORDINARY


Round = Every | Daily


def go_round(rounds: Sequence[Round], sightings: Sightings, now: Instant) -> None:
    """Record the work of every round whose turn it is, unless another worker was sooner."""
    filled = slots()
    for each in rounds:
        if isinstance(each, Every):
            seen = filled[each.kind] if each.kind in filled else slot_of(each.kind, 0)
            if sightings.unchanged(each.kind, seen) >= each.seconds:
                fill(Order(kind=each.kind, key=str(seen + 1), urgency=each.urgency), seen, now)
        else:
            day = (now - each.second * SECOND) // DAY
            seen = filled[each.kind] if each.kind in filled else slot_of(each.kind, day)
            if seen != day:
                fill(Order(kind=each.kind, key=str(day), urgency=each.urgency), seen, now)
