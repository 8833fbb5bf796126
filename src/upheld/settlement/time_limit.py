"""Time limits: until when something may be done that must be done within a length of time.

Days are counted as European law counts them (Regulation (EEC, Euratom) No 1182/71, Article 3): the day of the
event is not counted, and the limit ends with the last hour of its last day by the agreement's wall clock. In
months that is the day with the number of the event's day, or the last of the month where there is none. A
limit that runs from the end of a period counts whole days and months from there. Hours run from the instant.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from upheld.chrono.business_days import OpenDays
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.period import add_months
from upheld.chrono.zone import WallTime, Zone, wall_midnight
from upheld.errors import TimeError
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.wording import spoken_moment
from upheld.quantity import Duration, Unit


class Unlimited(Struct, frozen=True):
    """The agreement sets no time."""


Deadline: TypeAlias = Moment | Unlimited | NoData
"""The last instant that is in time; none is set; or nobody can say, and why."""

_DAYS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}
_MONTHS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})
_BUSINESS_DAYS = frozenset({Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY})


class Since(Struct, frozen=True):
    """What a limit runs from: an event, or the end of a period, which is the midnight after its last day."""

    at: Instant
    is_end_of_period: bool = False

    @property
    def last_before(self) -> Instant:
        """The event, or the last instant of the period that ended."""
        return Instant(self.at - self.is_end_of_period)


def time_limit(within: Duration, since: Since, calendars: Calendars) -> Moment | NoData:
    """Give the last instant of a limit; no data where it counts by a calendar that nobody declared."""
    try:
        return _last(within, since, calendars)
    except TimeError as error:
        return NoData(f"it ends beyond the calendars known: {error}")


def is_over(deadline: Deadline, at: Instant) -> bool:
    """Whether a deadline is known to have passed by an instant."""
    return isinstance(deadline, Moment) and deadline.value < at


def deadline_in_words(deadline: Deadline, zone: Zone) -> str:
    """Say a deadline: `by 2026-06-30` where it is the end of that day, otherwise with the time."""
    match deadline:
        case Moment(last):
            following = Instant(last + 1)
            if zone.date(following) != zone.date(last):
                return f"by {zone.date(last)}"
            return f"by {spoken_moment(last, zone)}"
        case Unlimited():
            return "without a time limit"
        case NoData(why):
            return f"until an unknown day: {why}"


def opening_in_words(opening: Deadline, zone: Zone) -> str:
    """Say from when on something may be done, such as ` from 2026-07-01 on`; nothing for at once."""
    match opening:
        case Moment(first):
            day = zone.date(first)
            whole = zone.first_reaching(wall_midnight(day)) == first
            return f" from {day if whole else spoken_moment(first, zone)} on"
        case Unlimited():
            return ""
        case NoData(why):
            return f" from an unknown day on ({why})"


def months_from(first: date, months: int) -> date:
    """Give the first date after so many months that begin with a date: six from 31 August end with February.

    Raises `TimeError` where that leaves the years 1 to 9999.
    """
    found = add_months(first, months)
    return found if found.day == first.day else add_months(found.replace(day=1), 1)


def _last(within: Duration, since: Since, calendars: Calendars) -> Moment | NoData:
    zone = calendars.zone(calendars.agreement.time_zone)
    unit, count = within.unit, within.count
    if unit in _DAYS and count.denominator == 1:
        return _end_of_days(since, int(count) * _DAYS[unit], zone)
    if unit in _MONTHS:
        return _end_of_months(since, within.months, zone)
    if unit in _BUSINESS_DAYS:
        return _end_of_business_days(since, int(count), calendars)
    if within.is_business:
        return _business_time(within, since, calendars)
    return Moment(Instant(since.at + within.micros))


def _end_of_days(since: Since, days: int, zone: Zone) -> Moment:
    return _end_of(WallTime(wall_midnight(_eve(since, zone)) + days * DAY), zone)


def _end_of_months(since: Since, months: int, zone: Zone) -> Moment:
    eve = _eve(since, zone)
    if not since.is_end_of_period:
        return _end_of(wall_midnight(add_months(eve, months)), zone)
    after = months_from(zone.date(since.at), months)
    return _end_of(WallTime(wall_midnight(after) - DAY), zone)


def _eve(since: Since, zone: Zone) -> date:
    """The last day that is not counted."""
    return zone.date(since.last_before)


def end_of_day(day: date, zone: Zone) -> Moment:
    """Give the last instant of a day."""
    return _end_of(wall_midnight(day), zone)


def _end_of(midnight: WallTime, zone: Zone) -> Moment:
    """The last instant of the day that begins with a midnight."""
    return Moment(Instant(zone.first_reaching(WallTime(midnight + DAY)) - 1))


def _end_of_business_days(since: Since, days: int, calendars: Calendars) -> Moment | NoData:
    counted = days_of_claims(calendars)
    if isinstance(counted, NoData):
        return counted
    return Moment(Instant(counted.nth_after_date(since.last_before, days).day.end - 1))


def days_of_claims(calendars: Calendars) -> OpenDays | NoData:
    """The business days by which limits outside any promise are counted; none where nobody can tell which."""
    agreement = calendars.agreement
    named = None if agreement.claims is None else agreement.claims.business_days
    declared = [each.name for each in agreement.business_days if named in (None, each.name)]
    if len(declared) == 1:
        return calendars.business_days(declared[0]).days
    if not declared and len(agreement.hours) == 1:
        return calendars.hours(agreement.hours[0].name).days
    return NoData(_which("business days", declared or [each.name for each in agreement.hours]))


def _business_time(within: Duration, since: Since, calendars: Calendars) -> Moment | NoData:
    declared = [each.name for each in calendars.agreement.hours]
    if len(declared) != 1:
        return NoData(_which("business hours", declared))
    open_time = calendars.hours(declared[0])
    return Moment(open_time.due(since.at, Micros(within.micros)).next_open)


def _which(what: str, declared: list[str]) -> str:
    if not declared:
        return f"it is counted in {what}, and the agreement declares none"
    return f"it is counted in {what}, and the agreement declares several: {', '.join(declared)}"
