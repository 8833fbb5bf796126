"""Hours laid out on the wall clock, date by date, and wall time turned into UTC, as arrays."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from upheld.chrono.almanac import Almanac
from upheld.chrono.closure import closed_dates
from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY
from upheld.chrono.stamps import Stamps
from upheld.chrono.window import Weekday, union_of_windows
from upheld.chrono.zone import Zone, wall_midnight

_DAY_AFTER = timedelta(days=1)


def wall_windows(hours: ServiceHours, almanac: Almanac, first: date, last: date) -> tuple[Stamps, Stamps]:
    """Openings and closings on the wall, from `first` to `last`; each window lies within one date."""
    parts = [
        _version_windows(version, almanac, max(first, version.since or first), _last_date(version, last))
        for version in hours.versions
    ]
    starts = np.concatenate([start for start, _ in parts] or [_NONE])
    ends = np.concatenate([end for _, end in parts] or [_NONE])
    # Windows of a date are disjoint, so both sort alike.
    return np.sort(starts), np.sort(ends)


def instants_of(zone: Zone, starts: Stamps, ends: Stamps) -> tuple[Stamps, Stamps]:
    """The instants at which the wall shows a time in one of the windows, which are sorted and disjoint.

    Each stretch of constant offset shows a run of wall time, and is open where a window meets it. So a window
    loses what a gap swallows and has twice what a fold repeats, without a rule for either.
    """
    opened, closed = [_NONE], [_NONE]
    for stretch, offset in zone.segments():
        shows, until = stretch.start + offset, stretch.end + offset
        here = slice(np.searchsorted(ends, shows, "right"), np.searchsorted(starts, until, "left"))
        opened.append(np.maximum(starts[here], shows) - offset)
        closed.append(np.minimum(ends[here], until) - offset)
    return _joined(np.concatenate(opened), np.concatenate(closed))


def first_instants(zone: Zone, first: date, last: date) -> Stamps:
    """The first instant of each date from `first` to `last`, and of the date after.

    In a gap that is its end; a date that was skipped starts with the next. What lies outside the zone's span
    is moved to its edge.
    """
    midnights = np.arange(wall_midnight(first), wall_midnight(last) + 2 * DAY, DAY, dtype=np.int64)
    found = np.full(len(midnights), zone.span.end, dtype=np.int64)
    done = 0
    for stretch, offset in zone.segments():
        reached = int(np.searchsorted(midnights, stretch.end + offset, "left"))
        if reached > done:
            found[done:reached] = np.maximum(midnights[done:reached] - offset, stretch.start)
            done = reached
    return found


_NONE: Stamps = np.empty(0, dtype=np.int64)


def _last_date(version: HoursVersion, last: date) -> date:
    return last if version.until is None else min(last, version.until - _DAY_AFTER)


def _version_windows(
    version: HoursVersion, almanac: Almanac, first: date, last: date
) -> tuple[Stamps, Stamps]:
    if first > last:
        return _NONE, _NONE
    count = (last - first).days + 1
    ordinary = np.ones(count, dtype=np.bool_)
    special = [day for day in version.special if first <= day.on <= last]
    closed = closed_dates(version.holidays, almanac, first, last)
    ordinary[[(on - first).days for on in closed.union(day.on for day in special)]] = False
    midnights = wall_midnight(first) + np.arange(count, dtype=np.int64) * DAY
    starts, ends = [_NONE], [_NONE]
    for weekday in Weekday:
        those = midnights[(weekday - first.weekday()) % 7 :: 7][
            ordinary[(weekday - first.weekday()) % 7 :: 7]
        ]
        for window in version.weekly(weekday):
            starts.append(those + window.opens)
            ends.append(those + window.closes)
    for day in special:
        for window in union_of_windows(day.windows):
            starts.append(np.array([wall_midnight(day.on) + window.opens], dtype=np.int64))
            ends.append(np.array([wall_midnight(day.on) + window.closes], dtype=np.int64))
    return np.concatenate(starts), np.concatenate(ends)


def _joined(starts: Stamps, ends: Stamps) -> tuple[Stamps, Stamps]:
    """Join what touches: windows up to midnight and from midnight on, or the two sides of a change."""
    if not len(starts):
        return starts, ends
    apart = starts[1:] > ends[:-1]
    return starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))]
