"""Conditions: what is so now and raises an alarm, by what it is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction

import orjson
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.alarms import AlarmKind
from upheld.store.hearers import Topic

Identity = tuple[object, ...]


class Condition(Struct, frozen=True, kw_only=True):
    """Something that is so as of an instant."""

    kind: AlarmKind
    topic: Topic
    thing: Identity
    """What it happens to."""
    time: Identity = ()
    """Which time it happens; of what is open already it does not matter."""
    as_of: Instant
    dossier: int
    agreement: int | None
    customer: int | None = None
    said: Mapping[str, object]
    rank: int = 0
    """Of several of one thing that are found at once, only the highest is told of."""
    group: Identity = ()
    """What these are of, where there may be several."""
    is_told: bool = True

    @property
    def thing_digest(self) -> str:
        """By which it is found again."""
        return digest(self.kind.value, *self.thing)

    @property
    def key(self) -> str:
        """By which it is raised once."""
        return digest(self.kind.value, *self.thing, "at", *self.time)


def digest(*parts: object) -> str:
    """What parts are known by, whatever is in them."""
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def topic_of(kind: str, said: Mapping[str, object]) -> Topic:
    """The topic under which an alarm is heard of."""
    match kind:
        case AlarmKind.CLOCK:
            return _topic_of_share(Fraction(str(said["share"])))
        case AlarmKind.ALLOWANCE:
            return Topic.ALLOWANCES
        case AlarmKind.BURN_RATE:
            return Topic.BURN_RATES
        case _:
            return Topic.SILENCE


def _topic_of_share(share: Fraction) -> Topic:
    """A share in between is heard of by those who hear of the one below; the lowest by who hears of most."""
    if share >= 1:
        return Topic.CLOCKS_100
    return Topic.CLOCKS_75 if share >= Fraction(3, 4) else Topic.CLOCKS_50
