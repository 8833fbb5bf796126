"""Governance: promises to look at the agreement again, and to report on it."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.clock import TimeTarget
from upheld.quantity import Duration


class ReviewsCounted(Enum):
    """How the time between two reviews is counted."""

    ELAPSED = "elapsed time"
    """The gap between one and the next."""
    CALENDAR = "calendar periods"
    """There is one in each calendar month, quarter or year, whenever in it."""


class Review(Struct, frozen=True, kw_only=True):
    """The agreement, or something in it, is reviewed so often."""

    of: str
    """What is reviewed, as evidence names it."""
    every: Duration
    counted_in: ReviewsCounted = ReviewsCounted.ELAPSED


class ReportOccasion(Enum):
    """What calls for a report."""

    REQUEST = "request"
    PERIOD_END = "end of the period"


class Reporting(Struct, frozen=True, kw_only=True):
    """A report is given, on request or after each period."""

    what: str
    """The report, as evidence names it."""
    on: ReportOccasion
    within: TimeTarget | None = None
    """How soon after the request or the end; no limit where absent."""
    hours: str | None = None
    """Service hours the time is counted in; the wall clock where absent."""
    business_days: str | None = None
    """Business-day calendar by which days are counted; that of the hours where absent."""
    contains: tuple[str, ...] = ()
    """What it must contain."""


class ChangeNotice(Struct, frozen=True, kw_only=True):
    """Each change of something, such as of the agreement, is announced so long before it takes effect."""

    of: str
    """What is changed, as evidence names it."""
    notice: Duration
    business_days: str | None = None
    """The calendar by which a notice in business days is counted."""
