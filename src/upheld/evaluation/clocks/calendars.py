"""Clock calendars: the time a promise counts, and the days it counts by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from msgspec import Struct

from upheld.agreement.clock import RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import DayUnit
from upheld.agreement.governance import Reporting
from upheld.agreement.notification import Notification
from upheld.agreement.recovery import Recovery
from upheld.chrono.business_days import OpenDays
from upheld.chrono.hours import day_length
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.open_time import OpenTime
from upheld.chrono.zone import Zone
from upheld.errors import UsageError
from upheld.evaluation.calendars import WALL_CLOCK, Calendars

MOST_KEPT = 1000
Timed = TicketClock | Notification | Recovery | Reporting
"""A promise about time, which names the hours and business days it counts by."""


class Allowance(Struct, frozen=True):
    """So much time of a calendar.

    Where the target is an instant (the close of a business day, the same time three days later), the length
    is what the clock counts from its start until then, so that pauses and changes of priority move every
    target alike.
    """

    length: Micros
    open_time: OpenTime
    runs_on: RunsOn
    ends_at_opening: bool = False
    """The target names an opening: of the instants at which it is used up, the last one is the due time."""


@dataclass(frozen=True, slots=True)
class TimeCalendars:
    """The calendars of an agreement as a promise uses them; UsageError where it names none and needs one."""

    calendars: Calendars
    timed: Timed
    fixed: dict[tuple[int, DayUnit], tuple[TimeTarget, Allowance]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What targets allow that allow every clock the same, once worked out; by identity, with the target."""

    def counted(self, runs_on: RunsOn) -> OpenTime:
        """Give the time in which the clock runs."""
        match runs_on:
            case RunsOn.WALL_CLOCK:
                return WALL_CLOCK
            case RunsOn.SERVICE_HOURS:
                return self.calendars.hours(self._hours())
            case RunsOn.BUSINESS_DAYS:
                return self._business_days()

    def days(self) -> OpenDays:
        """Give the business days: those of their own calendar, or of the service hours where it has none."""
        return self._business_days().days

    def day_length(self, at: Instant) -> Micros:
        """Give the length of a business day as the calendar stands at an instant.

        TimeError where the open days of service hours differ in length and no business days are declared.
        """
        if self.timed.business_days is not None:
            return self.calendars.declared_business_days(self.timed.business_days).length
        return day_length(self.calendars.declared_hours(self._hours()), self.zone().date(at))

    @property
    def has_one_day_length(self) -> bool:
        """Whether a business day is as long on every date."""
        if self.timed.business_days is not None:
            return True
        return len(self.calendars.declared_hours(self._hours()).versions) == 1

    def zone(self) -> Zone:
        """Give the zone that counts calendar days: that of the business days, the hours or the agreement."""
        calendars, timed = self.calendars, self.timed
        if timed.business_days is not None:
            return calendars.zone(calendars.declared_business_days(timed.business_days).zone)
        if timed.hours is not None:
            return calendars.zone(calendars.declared_hours(timed.hours).zone)
        return calendars.zone(calendars.agreement.time_zone)

    def name(self, runs_on: RunsOn) -> str:
        """Give the name of the calendar a clock counts by, with its zone, for a person."""
        timed = self.timed
        if runs_on is RunsOn.BUSINESS_DAYS and timed.business_days is not None:
            return f"the business days `{timed.business_days}` ({self.zone().name})"
        if runs_on is RunsOn.WALL_CLOCK or timed.hours is None:
            return "the wall clock, day and night"
        zone = self.calendars.declared_hours(timed.hours).zone
        return f"the service hours `{timed.hours}` ({zone})"

    def _business_days(self) -> OpenTime:
        if self.timed.business_days is not None:
            return self.calendars.business_days(self.timed.business_days)
        return self.calendars.hours(self._hours())

    def _hours(self) -> str:
        if self.timed.hours is None:
            raise UsageError(
                "a promise counts business time and names no service hours: add `hours` to its objective"
            )
        return self.timed.hours


@dataclass(frozen=True, slots=True)
class ClockCalendars(TimeCalendars):
    """The calendars of an agreement as the clock of tickets uses them."""

    timed: TicketClock

    @classmethod
    def of(cls, calendars: Calendars, clock: TicketClock) -> ClockCalendars:
        """Give them for a clock, the same ones whenever it is asked for again."""
        _, found = calendars.timed.get(id(clock), (None, None))
        if found is None:
            if len(calendars.timed) >= MOST_KEPT:
                calendars.timed.clear()
            found = cls(calendars, clock)
            calendars.timed[id(clock)] = clock, found
        return cast("ClockCalendars", found)

    @property
    def clock(self) -> TicketClock:
        """The clock."""
        return self.timed

    @property
    def is_day_and_night(self) -> bool:
        """Tell whether service hours are as good as none: there are none, or they never close."""
        hours = self.clock.hours
        return hours is None or self.calendars.declared_hours(hours).are_day_and_night

    def is_inside(self, at: Instant) -> bool:
        """Tell whether an instant lies in the hours cells go by; always so where the clock has none."""
        name = self.clock.cells_by
        return name is None or self.calendars.hours(name).is_open(at)
