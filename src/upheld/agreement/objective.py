"""Objectives: a target for an indicator over a period, with the force of the words that promise it."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.clock import MeanTime, TicketClock
from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control, Coverage
from upheld.agreement.convention import Conventions
from upheld.agreement.downtime import Denominator, Downtime, OutOf
from upheld.agreement.figure_target import FigureTarget as FigureTarget
from upheld.agreement.governance import ChangeNotice, Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.provenance import Clause, Place
from upheld.agreement.recovery import Recovery
from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.slices import SliceFigure, Slices
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Excess, Jitter, Percentile, Statistic, Summary, TimeShare, Within
from upheld.chrono.period import PromisedPeriod
from upheld.quantity import Target


class Force(Enum):
    """What a miss means."""

    GUARANTEE = "guarantee"
    """A miss is a breach."""
    TARGET = "target"
    """A miss is reported."""
    CAPABILITY = "capability"
    STATEMENT = "statement of fact"


class Availability(Struct, frozen=True, kw_only=True):
    """The share of measured time in which a service was up."""

    of: str
    excluding: tuple[str, ...] = ()
    during: str | None = None
    """Service hours in which alone time is measured; all the time without."""
    downtime: Downtime | None = None
    """What of the time down counts; all of it where absent."""
    out_of: Denominator = OutOf.IN_FORCE
    slices: Slices | None = None
    """Slices of time that are good or bad as a whole; each instant by itself where absent."""
    requests: RequestTerms | None = None
    """Which requests it goes by, in slices or all together; it goes by time where absent."""

    @property
    def has_downtime(self) -> bool:
        """Whether the service is up or down at each instant; a share of requests tells no time."""
        is_share = self.slices is not None and self.slices.figure is SliceFigure.SHARE
        return self.requests is None or is_share


Indicator = (
    Availability
    | Statistic
    | TicketClock
    | MeanTime
    | Notification
    | Recovery
    | Snapshots
    | Retention
    | Coverage
    | Control
    | MaintenanceConduct
    | ReplyContent
    | Classification
    | ChannelEntitlement
    | Review
    | Reporting
    | ChangeNotice
)


_KINDS: dict[type[Indicator], str] = {
    Availability: "availability",
    Notification: "notification",
    Recovery: "recovery",
    Snapshots: "snapshots",
    Retention: "retention",
    Coverage: "coverage",
    Control: "control",
    MaintenanceConduct: "maintenance conduct",
    ReplyContent: "reply content",
    Classification: "classification",
    ChannelEntitlement: "channel entitlement",
    Review: "review",
    Reporting: "reporting",
    ChangeNotice: "change notice",
}


_MAKINGS: dict[type[object], str] = {
    Percentile: "percentile",
    Within: "share of values",
    TimeShare: "share of time",
    Jitter: "jitter",
    Excess: "relative excess",
}


def kind_of(indicator: Indicator) -> str:
    """What an indicator is called, such as `availability`, `next response` or `mean`."""
    match indicator:
        case TicketClock(kind=kind):
            return kind.value
        case MeanTime(clock=clock):
            return f"mean time of {clock.kind.value}"
        case Statistic(summary=Summary() as summary):
            return summary.value
        case Statistic(summary=summary):
            return _MAKINGS[type(summary)]
        case other:
            return _KINDS[type(other)]


def share_of(target: FigureTarget) -> Target[Fraction] | None:
    """The target if it is one for a share; `None` for another."""
    match target:
        case Target(operator, Fraction() as share):
            return Target(operator, share)
        case _:
            return None


class Objective(Struct, frozen=True, kw_only=True, cache_hash=True):
    """One promise."""

    name: str
    indicator: Indicator
    target: FigureTarget | None = None
    """What the figure is held against; for clocks the least share kept (every one where absent).

    Without a target, a figure that needs one is tracked: measured and reported, and never missed.
    """
    period: PromisedPeriod
    force: Force = Force.GUARANTEE
    plans: tuple[str, ...] = ()
    """Plans that are promised this; all of them where empty."""
    services: tuple[str, ...] = ()
    """Services that are meant, where the promise is about something that happens to them; all where empty."""
    excluding: tuple[str, ...] = ()
    """Exclusions that hold for it; those of an availability stand there."""
    qualified_by: tuple[str, ...] = ()
    """Words of the text that weaken the promise; a statement shows them, and judges without them."""
    clause: Clause | None = None
    conventions: Conventions
    place: Place

    @property
    def share_target(self) -> Target[Fraction] | None:
        """The target, where it is one for a share; `None` for another, and where there is none."""
        return None if self.target is None else share_of(self.target)


def clock_of(objective: Objective) -> TicketClock | None:
    """The clock of tickets it is about, be it for each of them or for their mean; `None` for others."""
    match objective.indicator:
        case TicketClock() as clock:
            return clock
        case MeanTime(clock=clock):
            return clock
        case _:
            return None


def is_timed(objective: Objective) -> bool:
    """Whether it is about tickets or occasions that are timed one by one: a case may be late by so much."""
    return isinstance(objective.indicator, TicketClock | Notification | Recovery | Reporting | Snapshots)
