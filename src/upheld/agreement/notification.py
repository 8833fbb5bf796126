"""Notifications: promises to tell somebody of something within a time, and what must be told."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.clock import Start, TimeTarget


class Notification(Struct, frozen=True, kw_only=True):
    """A promise to tell of each event of a kind."""

    of: str
    """The kind of event, such as `service-impacting issue`, as evidence names it."""
    within: TimeTarget
    starts_at: Start
    hours: str | None = None
    """Service hours the time is counted in; the wall clock where absent."""
    business_days: str | None = None
    """Business-day calendar by which days are counted; that of the hours where absent."""
    contains: tuple[str, ...] = ()
    """What the notice must contain, such as `estimated resolution time`; without it nobody was told."""
    only_if: str | None = None
    """A condition on which alone it is promised, such as `legally required`: whether it holds is recorded."""
    audience: str | None = None
    """Who is told; the customer where absent."""
    channels: tuple[str, ...] = ()
    """Channels of which one must be used; any will do where empty."""
