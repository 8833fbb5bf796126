"""Calendars: the hours, business days and zones an agreement names, compiled for the time that is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from upheld.agreement.agreement import Agreement
from upheld.chrono.almanac import Almanac
from upheld.chrono.hours import BusinessDays, ServiceHours
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.interval import EVER, Interval
from upheld.chrono.open_time import OpenTime, always_open, compile_business_days, compile_hours
from upheld.chrono.zone import Zone, wall_midnight
from upheld.errors import TimeError, UsageError
from upheld.evidence.evidence import Evidence

Declared = TypeVar("Declared", ServiceHours, BusinessDays)

Compiled: TypeAlias = dict[tuple[ServiceHours | BusinessDays, Interval], OpenTime]
"""Open times by what declares them and the span they are laid out over."""

BEYOND = Micros(400 * DAY)
"""How far a calendar reaches on after all that is judged, to find the due times of running clocks."""

WALL_CLOCK = always_open(EVER)
"""All the time there is, counted by clocks that never stop."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of one agreement over a span, each compiled when it is first asked for and then kept.

    The same agreement, almanac and span give the same calendars in whatever order they are asked for.
    """

    agreement: Agreement
    almanac: Almanac
    span: Interval
    kept: Compiled = field(default_factory=dict, repr=False, compare=False)
    """What is compiled already; agreements may share it that have the same almanac."""
    _by_name: dict[tuple[str, str], OpenTime] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The same by kind and name, found without a look at what declares it."""
    timed: dict[int, tuple[object, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What promises about time have worked out of them, by the identity of a promise, which stands beside."""

    def hours(self, name: str) -> OpenTime:
        """Give the open time of service hours; UsageError for a name the agreement does not have.

        TimeError, with advice, where the almanac does not cover the span.
        """
        return self._compiled("hours", name, self.declared_hours, compile_hours)

    def business_days(self, name: str) -> OpenTime:
        """Give the open time of business days, `days` being the business days; errors as for `hours`."""
        return self._compiled("business days", name, self.declared_business_days, compile_business_days)

    def zone(self, name: str) -> Zone:
        """Give a zone by its name in the IANA database; TimeError where the almanac does not hold it."""
        return self.almanac.zone(name)

    def declared_hours(self, name: str) -> ServiceHours:
        """Give service hours as the agreement declares them."""
        return _named(name, self.agreement.hours, "service hours")

    def declared_business_days(self, name: str) -> BusinessDays:
        """Give business days as the agreement declares them."""
        return _named(name, self.agreement.business_days, "business days")

    def _compiled(
        self,
        kind: str,
        name: str,
        declared_as: Callable[[str], Declared],
        compile_it: Callable[[Declared, Almanac, Interval], OpenTime],
    ) -> OpenTime:
        known = self._by_name.get((kind, name))
        if known is not None:
            return known
        declared = declared_as(name)
        found = self.kept.get((declared, self.span))
        if found is None:
            try:
                found = compile_it(declared, self.almanac, self.span)
            except TimeError as error:
                raise TimeError(
                    f"the almanac does not cover {kind} `{declared.name}` over {self.span}; "
                    f"lock the agreement anew for these years: {error}"
                ) from error
            self.kept[declared, self.span] = found
        self._by_name[kind, name] = found
        return found


def span_to_judge(evidence: Evidence, interval: Interval, as_of: Instant, almanac: Almanac) -> Interval:
    """Give the span calendars must cover to judge an interval on this evidence as it stood at an instant.

    From the first start of a clock to well after the last moment judged, to find the due times of running
    clocks. What lies before and after the interval and `as_of` ends where the almanac ends, if sooner.
    """
    begins, ends = _reach(almanac)
    needed_from, needed_to = min(interval.start, as_of), max(interval.end, as_of)
    first_start = min(_starts(evidence), default=needed_from)
    start = min(needed_from, max(first_start, begins))
    end = max(needed_to, min(Instant(needed_to + BEYOND), ends))
    return Interval(start, min(end, EVER.end))


def _starts(evidence: Evidence) -> Iterator[Instant]:
    """Every instant that may start a clock: as recorded of tickets, incidents, recoveries and requests.

    Works too may have begun before: they have to lie in hours.
    """
    for ticket in evidence.tickets:
        yield ticket.events[0].at
    for start in ("occurred_at", "detected_at", "aware_at", "first_contact_at"):
        column = attrgetter(start)
        yield from (at for at in map(column, evidence.tickets) if at is not None)
    if evidence.incidents:
        for start in ("occurred_at", "detected_at", "aware_at", "declared_at"):
            column = attrgetter(start)
            yield from (at for at in map(column, evidence.incidents) if at is not None)
    if evidence.recoveries:
        for start in ("occurred_at", "detected_at", "declared_at"):
            column = attrgetter(start)
            yield from (at for at in map(column, evidence.recoveries) if at is not None)
    yield from (notice.requested_at for notice in evidence.notices if notice.requested_at is not None)
    yield from (work.planned.start for work in evidence.maintenance)
    yield from (work.announced_at for work in evidence.maintenance if work.announced_at is not None)
    yield from (work.took_place.start for work in evidence.maintenance if work.took_place is not None)


def _reach(almanac: Almanac) -> tuple[Instant, Instant]:
    """From when to when the almanac holds every zone and holiday, by any clock on earth."""
    starts = [EVER.start, *(zone.span.start for zone in almanac.zones)]
    ends = [EVER.end, *(zone.span.end for zone in almanac.zones)]
    if almanac.holidays:
        starts.append(_new_year(almanac.span_years[0]))
        ends.append(_new_year(almanac.span_years[1] + 1))
    return Instant(max(starts) + DAY), Instant(min(ends) - DAY)


def _new_year(year: int) -> Instant:
    return Instant(wall_midnight(date(year, 1, 1))) if year <= MAXYEAR else EVER.end


def _named(name: str, declared: tuple[Declared, ...], what: str) -> Declared:
    for each in declared:
        if each.name == name:
            return each
    known = ", ".join(f"`{each.name}`" for each in declared) or "none"
    raise UsageError(f"the agreement has no {what} `{name}`: it declares {known}")
