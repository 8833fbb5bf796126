"""Objectives: a target for an indicator over a period, with the force of the words that promise it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from upheld.agreement.convention import Conventions
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.period import PeriodRule
from upheld.quantity import Duration, Target


class Force(Enum):
    """What a miss means."""

    GUARANTEE = "guarantee"
    """A miss is a breach."""
    TARGET = "target"
    """A miss is reported."""
    CAPABILITY = "capability"
    STATEMENT = "statement of fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The share of measured time in which a service was up."""

    of: str
    excluding: tuple[str, ...] = ()
    during: str | None = None
    """Service hours in which alone time is measured; all the time without."""


class ClockKind(Enum):
    """What a ticket's clock waits for."""

    RESPONSE = "response"
    NEXT_RESPONSE = "next response"
    UPDATE = "update"
    RESOLUTION = "resolution"


class Reply(Enum):
    """Which message stops a response clock."""

    SUBSTANTIVE = "substantive reply"
    """Public, by a person, judged substantive."""
    HUMAN = "reply by a person"
    """Public, by a person."""
    ACKNOWLEDGEMENT = "acknowledgement by a person"
    """A public message by a person, or the ticket taken into work by one."""
    ANY_ACKNOWLEDGEMENT = "any acknowledgement"
    """As above, an automatic one too."""
    ANY_OUTBOUND = "any outbound message"


class RunsOn(Enum):
    """Which time a clock counts."""

    WALL_CLOCK = "wall clock"
    SERVICE_HOURS = "service hours"
    BUSINESS_DAYS = "business days"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTarget:
    """How long a clock may run: `<=` for `within`, `<` for `less than`, and which time it counts."""

    target: Target[Duration]
    runs_on: RunsOn
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a matrix: the target for a priority, and another for tickets from outside service hours."""

    priority: str | None
    """`None` is every priority that has no cell of its own."""
    inside: TimeTarget
    outside: TimeTarget | None = None
    """Chosen where a ticket comes, or changes priority, outside the clock's hours; `inside` where absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClock:
    """A promise about the time a ticket may wait."""

    kind: ClockKind
    cells: tuple[Cell, ...]
    hours: str | None = None
    """Service hours the clock runs on; `None` where every cell runs on the wall clock."""
    business_days: str | None = None
    """Business-day calendar by which days of a target are counted; that of the hours where absent."""
    until: Reply = Reply.SUBSTANTIVE
    """Which message counts, for response, next response and update."""
    channels: tuple[str, ...] = ()
    """Channels whose tickets are promised this; all of them where empty."""


Indicator = Availability | TicketClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One promise."""

    name: str
    indicator: Indicator
    target: Target[Fraction] | None = None
    """The least availability, or the least share of tickets kept (every one where absent)."""
    period: PeriodRule
    force: Force = Force.GUARANTEE
    plans: tuple[str, ...] = ()
    """Plans that are promised this; all of them where empty."""
    clause: Clause | None = None
    conventions: Conventions
    place: Place
