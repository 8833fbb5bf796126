"""Hours that a text speaks of and does not say, or that come to mean nothing from some date on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from upheld.agreement.objective import Objective, clock_of
from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY
from upheld.chrono.window import Weekday
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import ListNode, MapNode, Node
from upheld.language.patch import declare
from upheld.language.question import Reading
from upheld.language.quotations import Quotation, spot
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.clock_node import clock_node
from upheld.language.review.placing import Places
from upheld.quantity import Unit

_HOURS = re.compile(
    r"\b(?:office|business|working|support|service|opening) (?:hours?|days?)\b|\bafter[- ]hours\b",
    re.IGNORECASE,
)


def review_hours(draft: Draft, reader: Reader) -> None:
    """Warn of clocks whose text names hours that nothing says, and of times that no ticket will have."""
    of_name = {written.name.text: written for written in draft.objectives}
    for quotation in draft.quoted:
        if quotation.section == "objectives" and len(quotation.path) > 1:
            written = of_name.get(quotation.path[1].text)
            if written is not None:
                _review_quote(written, quotation, reader)
    hours = {written.value.name: written for written in draft.hours}
    for written in draft.objectives:
        _review_outside(written, hours, draft, reader)
        _review_days(written, hours, draft, reader)


def is_always(hours: ServiceHours) -> bool:
    """Whether hours never close."""
    return all(_never_closes(version) for version in hours.versions)


def _review_quote(written: Written[Objective], quotation: Quotation, reader: Reader) -> None:
    clock = clock_of(written.value)
    if clock is None or clock.hours or clock.business_days:
        return
    found = _HOURS.search(quotation.text.text)
    if found is None:
        return
    message = (
        f"“{found[0].lower()}” are not said anywhere this clock could find them, so it runs day and night: "
        "a ticket "
        f"of Friday evening is due in the same night"
    )
    remedy = (
        "declare them, such as `hours: {office: {open: Mon-Fri 09:00-17:00, holidays: BE}}`, and name them: "
        "`hours: office`"
    )
    reader.report(Code.UNDEFINED_HOURS, spot(found, quotation.text, reader), message, remedy)


def _review_outside(
    objective: Written[Objective], hours: dict[str, Written[ServiceHours]], draft: Draft, reader: Reader
) -> None:
    """Tell, once for an objective, of times for tickets from outside hours which never close.

    Where they closed until some date, it is asked whether the hours of that time still tell tickets apart.
    """
    clock = clock_of(objective.value)
    if clock is None or clock.hours not in hours or clock.arrival_hours:
        return
    outside = next((cell.outside for cell in clock.cells if cell.outside is not None), None)
    since = _always_since(hours[clock.hours].value)
    if outside is None or since is None:
        return
    message = (
        f"`{clock.hours}` never closes{since}, so no ticket comes outside hours any more, and "
        f"what is promised for such tickets ({outside.target.bound}) is never owed"
    )
    at = Places(draft.fields.node).node_at(outside.place)
    readings = tuple(_readings(objective, hours[clock.hours], at, draft, reader))
    if len(readings) > 1:
        reader.ask(Code.OUTSIDE_HOURS_NEVER, at, message, readings)
    else:
        accepting = or_accept(Code.OUTSIDE_HOURS_NEVER, ("objectives", objective.value.name))
        remedy = "name `arrival_hours` that tell inside from outside, or end the promise, " + accepting
        reader.report(Code.OUTSIDE_HOURS_NEVER, at, message, remedy)


def _review_days(
    objective: Written[Objective], hours: dict[str, Written[ServiceHours]], draft: Draft, reader: Reader
) -> None:
    """Tell, once for an objective, of business days that are those of hours that never close."""
    clock = clock_of(objective.value)
    if clock is None or clock.hours not in hours or clock.business_days:
        return
    times = [time for cell in clock.cells for time in (cell.inside, cell.outside) if time is not None]
    in_days = next((time for time in times if time.target.bound.unit in _DAYS), None)
    if in_days is None or not is_always(hours[clock.hours].value):
        return
    message = (
        f"`{in_days.target.bound}` is counted in the days of `{clock.hours}`, which never closes: every day "
        "is a business day, Sundays and holidays too"
    )
    accepting = or_accept(Code.BUSINESS_DAYS_ALWAYS, ("objectives", objective.value.name))
    remedy = "declare `business_days` and name them beside `hours`, or write the time in hours, " + accepting
    at = Places(draft.fields.node).node_at(in_days.place)
    reader.report(Code.BUSINESS_DAYS_ALWAYS, at, message, remedy)


_DAYS = (Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY)


def _readings(
    objective: Written[Objective], hours: Written[ServiceHours], at: Node, draft: Draft, reader: Reader
) -> Iterator[Reading]:
    """By the hours as they are, and by those that closed until they never did any more."""
    clock, before = clock_node(objective, reader), _closing_version(hours)
    if clock is None or before is None:
        return
    name, until, version = hours.value.name, before[0], before[1]
    earlier = f"{name} until {until}"
    yield Reading(
        f"arrival_hours: {name}",
        f"none comes outside hours from {until} on, and the time for those inside hours holds",
        (clock.put("arrival_hours", name, at),),
    )
    yield Reading(
        f"arrival_hours: {earlier}",
        "those outside the hours of that time have the longer time still",
        (
            clock.put("arrival_hours", earlier, at),
            declare(draft.fields.node, ("hours", earlier), version),
        ),
    )


def _closing_version(hours: Written[ServiceHours]) -> tuple[date, MapNode] | None:
    """The date until which hours closed at times, and what they then were; nothing where they never did."""
    node = hours.node if isinstance(hours.node, ListNode) else None
    if isinstance(hours.node, MapNode):
        versions = hours.node.find("versions")
        node = versions if isinstance(versions, ListNode) else None
    if node is None or len(node.items) != len(hours.value.versions):
        return None
    dated = [
        (version.until, item)
        for version, item in zip(hours.value.versions, node.items, strict=True)
        if version.until is not None and isinstance(item, MapNode) and not _never_closes(version)
    ]
    return max(
        ((until, _without_dates(item)) for until, item in dated), key=lambda each: each[0], default=None
    )


def _without_dates(version: MapNode) -> MapNode:
    entries = tuple((key, value) for key, value in version.entries if key.text not in {"from", "until"})
    return MapNode(entries, version.place, version.width)


def _always_since(hours: ServiceHours) -> str | None:
    """From when on hours never close, as it is told; `None` where they close in the end."""
    last = max(hours.versions, key=lambda version: version.since or date.min)
    if last.until is not None or not _never_closes(last):
        return None
    return f" from {last.since} on" if last.since is not None else ""


def _never_closes(version: HoursVersion) -> bool:
    open_all_week = all(sum(window.length for window in version.weekly(day)) == DAY for day in Weekday)
    closed_dates = version.holidays.rules or version.holidays.extra or version.special
    return open_all_week and not closed_dates
