"""Clocks: promises about how long something may take, and which events start and stop them."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Place
from upheld.quantity import Duration, Target


class ClockKind(Enum):
    """What a ticket's clock waits for."""

    RESPONSE = "response"
    NEXT_RESPONSE = "next response"
    UPDATE = "update"
    RESOLUTION = "resolution"
    RESOLUTION_OR_UPDATE = "resolution or update"


class Start(Enum):
    """Which event starts a clock."""

    OCCURRENCE = "occurrence"
    """It happened, whether or not anybody knew."""
    DETECTION = "detection"
    """Monitoring saw it."""
    REPORT = "report"
    """The customer's ticket was opened."""
    FIRST_CONTACT = "first contact"
    """The customer first called or wrote, where that came before the ticket."""
    AWARENESS = "awareness"
    """Somebody of the provider knew."""
    DECLARED_FAILURE = "declared failure"
    """The provider said so."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """A person answered the ticket, or took it into work."""
    DIAGNOSIS = "diagnosis"
    """The fault was located, or its cause found."""
    DISPATCH = "dispatch"
    """Somebody, or a part, was sent out."""


class Solution(Enum):
    """What ends a resolution clock."""

    SOLUTION = "solution"
    WORKAROUND = "solution or workaround"


class UpdateEffect(Enum):
    """What an update does where a resolution or an update is promised."""

    ENDS = "ends the duty"
    """One update is enough."""
    RESTARTS = "restarts the clock"
    """Each is followed by another, or by the resolution, in the same time."""


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


class Cases(Enum):
    """Of what a share must be in time."""

    TICKETS = "tickets"
    """Each counts by the worst of its waits."""
    REPLIES = "replies"
    """Each reply or update that is due counts by itself."""

    @property
    def noun(self) -> str:
        """One of them."""
        return "ticket" if self is Cases.TICKETS else "reply"


class FewCases(Struct, frozen=True, kw_only=True):
    """How many cases of a period may be late, in place of a share of them, where there are few."""

    late: int
    below: int | None = None
    """There must be fewer than so many; `None` is however many."""

    def __str__(self) -> str:
        return f"{self.late}" if self.below is None else f"{self.late} of fewer than {self.below}"


class RunsOn(Enum):
    """Which time a clock counts."""

    # members are hashed many times for each statement, and by their names, in Python, unless said otherwise
    __hash__ = object.__hash__

    WALL_CLOCK = "wall clock"
    SERVICE_HOURS = "service hours"
    BUSINESS_DAYS = "business days"


class TimeTarget(Struct, frozen=True, kw_only=True):
    """How long a clock may run: `<=` for `within`, `<` for `less than`, and which time it counts."""

    target: Target[Duration]
    runs_on: RunsOn
    place: Place


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a matrix: the target for a priority, and another for tickets from outside service hours."""

    priority: str | None
    """`None` is every priority that has no cell of its own."""
    inside: TimeTarget
    outside: TimeTarget | None = None
    """Chosen where a ticket comes, or changes priority, outside the hours; `inside` where absent."""


class TicketClock(Struct, frozen=True, kw_only=True):
    """A promise about the time a ticket may wait."""

    kind: ClockKind
    cells: tuple[Cell, ...]
    tracked: tuple[str | None, ...] = ()
    """Priorities without a target: their times are measured and reported. `None` is every other one."""
    hours: str | None = None
    """Service hours the clock runs on; `None` where every cell runs on the wall clock."""
    business_days: str | None = None
    """Business-day calendar by which days of a target are counted; that of the hours where absent."""
    arrival_hours: str | None = None
    """Service hours that tell what comes inside them from what comes outside; `hours` where absent."""
    until: Reply = Reply.SUBSTANTIVE
    """Which message counts, for all kinds but the resolution."""
    starts_at: Start = Start.REPORT
    solved_by: Solution = Solution.WORKAROUND
    """What counts as resolved, for resolution and resolution or update."""
    update: UpdateEffect = UpdateEffect.ENDS
    """For resolution or update."""
    channels: tuple[str, ...] = ()
    """Channels whose tickets are promised this; all of them where empty."""
    share_of: Cases = Cases.TICKETS
    at_least: int = 1
    """How many there must be in a period for it to be judged."""
    may_be_late: tuple[FewCases, ...] = ()
    """So many may be late where there are so few, the fewest first; the share promised is for more."""

    @property
    def cells_by(self) -> str | None:
        """Service hours by which the time of a cell is chosen; there are none on the wall clock alone."""
        return self.arrival_hours or self.hours


class MeanTime(Struct, frozen=True):
    """A promise about the mean of the times that the tickets of a period took, each priority by itself."""

    clock: TicketClock
    of_each: str | None = None
    """What has a mean of its own each, such as `circuit`: the resources that tickets name."""
