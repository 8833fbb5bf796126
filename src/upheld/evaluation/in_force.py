"""In force: the time for which an agreement, or a subscription to it, holds, by the calendar of its zone."""

from __future__ import annotations

from datetime import date

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.zone import Zone, wall_midnight
from upheld.errors import UsageError


def time_in_force(agreement: Agreement, zone: Zone) -> Interval:
    """The time an agreement is in force; UsageError where it never is."""
    span = span_of(agreement.in_force, zone)
    if span is None:
        raise UsageError(
            f"agreement {agreement.name!r} is never in force: it ends on {agreement.in_force.until}, before "
            "it begins"
        )
    return span


def time_subscribed(subscription: Subscription, in_force: Interval, zone: Zone) -> Interval | None:
    """The part of the time in force in which a subscription runs; `None` where there is none."""
    if subscription.term is None:
        return in_force
    span = span_of(subscription.term, zone)
    return None if span is None else shared(span, in_force)


def time_away(subscription: Subscription, within: Interval, zone: Zone) -> IntervalSet:
    """The part of a time on which a subscription did not run between two times on which it did."""
    spans = (span_of(each, zone) for each in subscription.away)
    return IntervalSet.from_iterable(span for span in spans if span is not None).within(within)


def shared(one: Interval, other: Interval) -> Interval | None:
    """The time that two intervals share; `None` where they share none."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Interval(start, end) if start < end else None


def beginning(zone: Zone, day: date) -> Instant:
    """The first instant of a local date; beyond the almanac, one that lies as far off."""
    wall = wall_midnight(day)
    if wall <= zone.span.start + zone.offsets[0]:
        return Instant(max(EARLIEST, min(zone.span.start, wall)))
    if wall >= zone.span.end + zone.offsets[-1]:
        return Instant(min(LATEST, max(zone.span.end, wall)))
    return zone.first_reaching(wall)


def span_of(term: Term, zone: Zone) -> Interval | None:
    """The time between two dates; `None` where there is none."""
    start = beginning(zone, term.since)
    end = LATEST if term.until is None else beginning(zone, term.until)
    return Interval(start, end) if start < end else None


def start_for(subscription: Subscription, period: Interval, zone: Zone) -> Instant:
    """When the part of a period begins in which a subscription runs; the period where it does not say."""
    if subscription.term is None:
        return period.start
    return max(period.start, beginning(zone, subscription.term.since))


def runs_in(subscription: Subscription, period: Interval, zone: Zone) -> bool:
    """Whether a subscription runs in some of a period."""
    time = time_subscribed(subscription, period, zone)
    return time is not None and time_away(subscription, time, zone) != IntervalSet.of(time)
