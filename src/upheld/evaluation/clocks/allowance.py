"""Allowances: how much time a target leaves a clock that starts at an instant, counted how."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from upheld.agreement.clock import RunsOn, TimeTarget
from upheld.agreement.convention import Conventions, DayUnit, NextBusinessDay, NextDayAfter
from upheld.chrono.business_days import OpenDay
from upheld.chrono.instant import DAY, HOUR, Instant, Micros
from upheld.chrono.recurrence import add_months
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.evaluation.clocks.calendars import Allowance as Allowance
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.quantity import Duration, Unit

_CALENDAR_UNITS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}
_MONTH_UNITS = frozenset({Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def allowance(
    target: TimeTarget,
    started: Instant,
    calendars: TimeCalendars,
    conventions: Conventions,
    last_before: Instant | None = None,
) -> Allowance:
    """Give what a target allows a clock that starts at an instant.

    Where it starts with the end of something, `last_before` is the last instant of that: a business day that
    opens at the start comes after it, and is the first.

    A bare `day` is a calendar day where the clock runs on the wall clock, and a business day where it runs on
    hours. Calendar days, weeks and months always run on the wall clock: to the same time of a later date.
    """
    kept = calendars.fixed.get((id(target), conventions.business_day))
    if kept is not None:
        return kept[1]
    found = _allowance(
        target, started, calendars, conventions, started if last_before is None else last_before
    )
    if not depends_on_start(target, calendars, conventions):
        calendars.fixed[id(target), conventions.business_day] = target, found
    return found


def _allowance(
    target: TimeTarget,
    started: Instant,
    calendars: TimeCalendars,
    conventions: Conventions,
    after: Instant,
) -> Allowance:
    duration = target.target.bound
    if duration.unit is Unit.NEXT_BUSINESS_DAY:
        return _next_business_day(target.runs_on, started, calendars, conventions, after)
    if duration.unit is Unit.BUSINESS_DAY or _is_bare_day_of_hours(target):
        return _business_days(target, started, calendars, conventions, after)
    if duration.unit in _CALENDAR_UNITS or duration.unit in _MONTH_UNITS:
        return _until(
            _later_on_the_wall(duration, started, calendars.zone()), RunsOn.WALL_CLOCK, started, calendars
        )
    return Allowance(Micros(duration.micros), calendars.counted(target.runs_on), target.runs_on)


def depends_on_start(target: TimeTarget, calendars: TimeCalendars, conventions: Conventions) -> bool:
    """Tell whether a target allows clocks that start at different instants different lengths of time."""
    unit = target.target.bound.unit
    if unit is Unit.BUSINESS_DAY or _is_bare_day_of_hours(target):
        if conventions.business_day is DayUnit.BUSINESS_LENGTH:
            return not calendars.has_one_day_length
        return conventions.business_day is not DayUnit.HOURS_24
    return unit is Unit.NEXT_BUSINESS_DAY or unit in _CALENDAR_UNITS or unit in _MONTH_UNITS


def _is_bare_day_of_hours(target: TimeTarget) -> bool:
    return target.target.bound.unit is Unit.DAY and target.runs_on is not RunsOn.WALL_CLOCK


def _business_days(
    target: TimeTarget,
    started: Instant,
    calendars: TimeCalendars,
    conventions: Conventions,
    after: Instant,
) -> Allowance:
    count, runs_on = target.target.bound.count, target.runs_on
    match conventions.business_day:
        case DayUnit.BUSINESS_LENGTH:
            return _length(count * calendars.day_length(started), runs_on, calendars)
        case DayUnit.HOURS_24:
            return _length(count * 24 * HOUR, runs_on, calendars)
        case DayUnit.CALENDAR:
            days = Duration(count, Unit.DAY)
            return _until(
                _later_on_the_wall(days, started, calendars.zone()), RunsOn.WALL_CLOCK, started, calendars
            )
        case DayUnit.END_OF_NTH:
            ends = _nth_day(ceil(count), after, calendars, conventions).closes if count else started
            return _until(ends, runs_on, started, calendars)


def _next_business_day(
    runs_on: RunsOn, started: Instant, calendars: TimeCalendars, conventions: Conventions, after: Instant
) -> Allowance:
    day = _nth_day(1, after, calendars, conventions)
    if conventions.next_business_day is NextBusinessDay.CLOSE:
        return _until(day.closes, runs_on, started, calendars)
    until = _until(day.opens, runs_on, started, calendars)
    return Allowance(until.length, until.open_time, runs_on, ends_at_opening=True)


def _nth_day(count: int, after: Instant, calendars: TimeCalendars, conventions: Conventions) -> OpenDay:
    if conventions.next_day_after is NextDayAfter.AFTER_DATE:
        return calendars.days().nth_after_date(after, count)
    return calendars.days().nth_to_start_after(after, count)


def _length(length: Fraction, runs_on: RunsOn, calendars: TimeCalendars) -> Allowance:
    return Allowance(Micros(int(length)), calendars.counted(runs_on), runs_on)


def _until(ends: Instant, runs_on: RunsOn, started: Instant, calendars: TimeCalendars) -> Allowance:
    open_time = calendars.counted(runs_on)
    return Allowance(open_time.elapsed(started, ends), open_time, runs_on)


def _later_on_the_wall(duration: Duration, started: Instant, zone: Zone) -> Instant:
    """Give the same wall time days, weeks or months later; the end of a gap, the first of two in a fold."""
    wall = zone.wall(started)
    if duration.unit in _MONTH_UNITS:
        later = wall_midnight(add_months(wall_date(wall), duration.months)) + wall % DAY
    else:
        later = wall + int(duration.count * _CALENDAR_UNITS[duration.unit] * DAY)
    return max(started, zone.first_reaching(WallTime(later)))
