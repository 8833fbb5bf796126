"""Conduct: promises about how things are done, not how fast: works, replies, classes, channels."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.exclusion import MaintenanceKind
from upheld.chrono.instant import Micros
from upheld.quantity import Duration, Target


class MaintenanceConduct(Struct, frozen=True, kw_only=True):
    """How maintenance is carried out; what is absent is not promised."""

    kinds: tuple[MaintenanceKind, ...]
    notice: Micros | None = None
    """Least time between announcement and start; 0 is any time before it."""
    hours: str | None = None
    """Service hours in which it must lie."""
    lasting: Target[Duration] | None = None
    """How long each may take."""


class Moment(Enum):
    """Which message to the customer must contain something."""

    FIRST_RESPONSE = "first response"
    EVERY_UPDATE = "every update"
    RESOLUTION = "resolution"
    AFTERWARDS = "after the resolution"
    """Any message after it, such as the cause found later."""
    ANY = "any message"


class ReplyContent(Struct, frozen=True, kw_only=True):
    """What messages on a ticket must contain, and through which change flow its fix must go."""

    contains: tuple[str, ...] = ()
    """Items, each of which must be there, such as `next step`."""
    where_possible: tuple[str, ...] = ()
    """Items that are reported where they lack, and never missed."""
    moment: Moment = Moment.FIRST_RESPONSE
    priorities: tuple[str, ...] = ()
    """Priorities whose tickets are promised this; all of them where empty."""
    change_flow: str | None = None
    """The flow by which changes for such tickets are made, as evidence names it."""


class Classification(Struct, frozen=True, kw_only=True):
    """Each ticket is given a priority by who has to, by the rules of the priorities, with its reasons."""

    records: tuple[str, ...] = ()
    """What must be recorded with it, such as `impact`; who classified, and when, always is."""


class ChannelEntitlement(Struct, frozen=True, kw_only=True):
    """Customers on a plan can use channels."""

    channels: tuple[str, ...]
