"""Calendars that do not say what their author means: holidays struck in vain, edges inside a clock change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.chrono.almanac import Almanac, HolidayRegion
from upheld.chrono.closure import idle_exceptions
from upheld.chrono.hours import BusinessDays, Holidays, ServiceHours
from upheld.chrono.instant import DAY, HOUR, Micros
from upheld.chrono.window import Weekday, time_of_day
from upheld.chrono.zone import WallTime, Zone, wall_date, wall_midnight
from upheld.language.diagnostic import Code, shortened
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import Reader

_SMALL_HOURS = Micros(7 * HOUR)
"""Clocks are changed before that time of day, wherever they are."""


class Wanted(Struct, frozen=True):
    """What of an almanac a review of calendars needs."""

    zones: tuple[str, ...]
    regions: tuple[HolidayRegion, ...]


def wanted_calendars(agreement: Agreement) -> Wanted:
    """The zones and regions without which the calendars of an agreement can't be reviewed; mostly none."""
    exceptional = [each for each in _holidays(agreement) if _has_exceptions(each)]
    nightly = [hours for hours in agreement.hours if any(_small_edges(hours))]
    return Wanted(
        zones=tuple(sorted({hours.zone for hours in nightly})),
        regions=tuple(sorted({rule.region for each in exceptional for rule in each.rules}, key=str)),
    )


def _holidays(agreement: Agreement) -> Iterator[Holidays]:
    yield from (version.holidays for hours in agreement.hours for version in hours.versions)
    yield from (days.holidays for days in agreement.business_days)


def _has_exceptions(holidays: Holidays) -> bool:
    return bool(holidays.rules) and (
        bool(holidays.replacements) or any(rule.without for rule in holidays.rules)
    )


def _small_edges(hours: ServiceHours) -> Iterator[Micros]:
    for version in hours.versions:
        for window in version.windows:
            yield from (
                edge for edge in (window.opens, Micros(window.closes % DAY)) if 0 < edge < _SMALL_HOURS
            )


def review_calendars(draft: Draft, reader: Reader) -> None:
    """Warn of struck holidays that nothing has, and of windows that open or close while clocks are changed.

    Only with an almanac at hand.
    """
    almanac = reader.gazetteer.almanac
    if almanac is None:
        return
    for hours in draft.hours:
        for version in hours.value.versions:
            _review_holidays(hours, version.holidays, almanac, reader)
        _review_edges(hours, draft, almanac, reader)
    for days in draft.business_days:
        _review_holidays(days, days.value.holidays, almanac, reader)


def _review_holidays(
    written: Written[ServiceHours] | Written[BusinessDays],
    holidays: Holidays,
    almanac: Almanac,
    reader: Reader,
) -> None:
    known = {region for region, _ in almanac.holidays}
    if not _has_exceptions(holidays) or not all(rule.region in known for rule in holidays.rules):
        return
    for name in idle_exceptions(holidays, almanac):
        at = next((each for each in _scalars(written.node) if each.text.strip() == name), written.name)
        regions = ", ".join(str(rule.region) for rule in holidays.rules)
        message = f"`{name}` is no public holiday of {regions}, so nothing changes"
        near = _near(name, holidays, almanac)
        reader.report(Code.IDLE_HOLIDAY, at, message, near)


def _near(name: str, holidays: Holidays, almanac: Almanac) -> str:
    """The remedy: the holiday nearest to a date, or all names there are."""
    kept = [each for rule in holidays.rules for each in almanac.holidays_of(rule.region)]
    if not name[:1].isdigit():
        names = ", ".join(dict.fromkeys(each.name for each in kept))
        return f"name one of its holidays: {shortened(names, longest=400)}"
    struck = date.fromisoformat(name)
    nearest = min(kept, key=lambda each: abs((each.date - struck).days), default=None)
    return "name a holiday" if nearest is None else f"the nearest one is {nearest.name}, on {nearest.date}"


def _review_edges(written: Written[ServiceHours], draft: Draft, almanac: Almanac, reader: Reader) -> None:
    hours = written.value
    if not any(zone.name == hours.zone for zone in almanac.zones):
        return
    since = draft.agreement.in_force.since if draft.agreement is not None else date.min
    edges = edges_in_changes(hours, almanac.zone(hours.zone))
    found = next((each for each in edges if each[1] >= since), None)
    if found is None:
        return
    edge, on, shown = found
    text = time_of_day(edge)
    at = next((each for each in _scalars(written.node) if text in each.text), written.name)
    do = f"skip {text}" if shown == "never" else f"show {text} twice"
    message = f"on {on} clocks in {hours.zone} {do}, and `{hours.name}` {_does(edge, hours)} then"
    remedy = "move it out of the hour in which clocks are changed, so that both parties read the same instant"
    reader.report(Code.EDGE_IN_CLOCK_CHANGE, at, message, remedy)


def _does(edge: Micros, hours: ServiceHours) -> str:
    opens = any(window.opens == edge for version in hours.versions for window in version.windows)
    return "opens" if opens else "closes"


def edges_in_changes(hours: ServiceHours, zone: Zone) -> Iterator[tuple[Micros, date, str]]:
    """Edges of windows that clocks skip or show twice: the time of day, the date, and which of both it is."""
    for start, before, after in zip(zone.starts[1:], zone.offsets, zone.offsets[1:], strict=False):
        old, new = WallTime(start + before), WallTime(start + after)
        on = wall_date(min(old, new))
        version = hours.version_on(on)
        for window in version.weekly(Weekday(on.weekday())):
            for edge in (window.opens, window.closes):
                wall = wall_midnight(on) + edge
                if edge in (0, DAY):
                    continue
                if old < wall < new:
                    yield edge, on, "never"
                elif new <= wall < old:
                    yield edge, on, "twice"


def _scalars(node: Node) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case ListNode(items):
            for item in items:
                yield from _scalars(item)
        case MapNode(entries):
            for key, value in entries:
                yield from (key, *_scalars(value))
        case _:
            return
