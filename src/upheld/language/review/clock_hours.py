"""Times of a text that do not say in which hours they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upheld.agreement.clock import RunsOn, TimeTarget
from upheld.agreement.objective import Objective, clock_of
from upheld.chrono.instant import DAY, HOUR, Micros
from upheld.chrono.window import time_of_day
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import Node
from upheld.language.patch import Edit, declare, written
from upheld.language.question import Reading
from upheld.language.quotations import keys_within
from upheld.language.reader import Reader
from upheld.language.review.clock_node import ClockNode, clock_node
from upheld.language.review.hours import is_always
from upheld.language.review.placing import Places

_SAID = re.compile(
    r"\b(?:24 ?[/x×] ?7|around the clock|day and night|at any time|clock hours|calendar days?"
    r"|(?:office|business|working|support|service|opening|after)[- ](?:hours?|days?))\b",
    re.IGNORECASE,
)
"""What tells in which hours a time is counted, or is reported by itself."""
_OPENS, _OFFICE_DAY = Micros(9 * HOUR), Micros(8 * HOUR)
_OFFICE, _USUAL = "office hours", "Mon-Fri 09:00-17:00"
_MOST_HOURS = 3
"""Service hours that are offered as readings."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SATURDAY, _AT_TWO = 5, Micros(2 * HOUR)


def review_clock_hours(draft: Draft, reader: Reader) -> None:
    """Ask in which hours quoted times are counted, where none are named and they run on the wall clock."""
    of_name = {each.name.text: each for each in draft.objectives}
    quoted: dict[str, list[str]] = {}
    for each in draft.quoted:
        if each.section == "objectives" and len(each.path) > 1:
            quoted.setdefault(each.path[1].text, []).append(each.text.text)
    places = Places(draft.fields.node)
    for name, texts in quoted.items():
        objective = of_name.get(name)
        if objective is not None and not any(map(_SAID.search, texts)):
            _review(objective, places, draft, reader)


def _review(objective: Written[Objective], places: Places, draft: Draft, reader: Reader) -> None:
    clock = clock_of(objective.value)
    if clock is None or clock.hours or "counted_in" in keys_within(objective.node):
        return
    time = next((cell.inside for cell in clock.cells if cell.inside.runs_on is RunsOn.WALL_CLOCK), None)
    if time is None:
        return
    message = (
        f"nothing says in which hours {time.target.bound} are counted: from Saturday 02:00 they end on "
        f"{_by_wall(time)}, or, in hours of Mon-Fri 09:00-17:00, on {_by_office(time)}"
    )
    clock_at, at = clock_node(objective, reader), places.node_at(time.place)
    if clock_at is not None:
        readings = (_round_the_clock(clock_at, at), *_in_hours(clock_at, at, draft))
        reader.ask(Code.CLOCK_HOURS, at, message, readings)


def _round_the_clock(clock: ClockNode, at: Node) -> Reading:
    meaning = "round the clock, nights, weekends and holidays too"
    return Reading("counted_in: wall clock", meaning, tuple(clock.count_in("wall clock", at)))


def _in_hours(clock: ClockNode, at: Node, draft: Draft) -> Iterator[Reading]:
    """In the service hours that the agreement declares; in usual ones where it declares none."""
    declared = [each.value for each in draft.hours if not is_always(each.value)][:_MOST_HOURS]
    for hours in declared:
        yield Reading(
            f"hours: {hours.name}", f"in the hours of `{hours.name}` alone", _count_in(clock, hours.name, at)
        )
    if not declared:
        meaning = f"in office hours alone, taken for {_USUAL} here, since nothing says them"
        yield Reading(
            f"hours: {_OFFICE}",
            meaning,
            (
                *_count_in(clock, _OFFICE, at),
                declare(draft.fields.node, ("hours", _OFFICE), written(_USUAL, at.place)),
            ),
        )


def _count_in(clock: ClockNode, hours: str, at: Node) -> tuple[Edit, ...]:
    return (clock.put("hours", hours, at), *clock.count_in("service hours", at))


def _by_wall(time: TimeTarget) -> str:
    days, rest = divmod(_AT_TWO + time.target.bound.micros, DAY)
    return f"{_named(_SATURDAY + days)} at {time_of_day(Micros(rest))}"


def _by_office(time: TimeTarget) -> str:
    """The end of a time that is counted in eight hours of each working day, from Monday 09:00 on."""
    days, rest = divmod(time.target.bound.micros, _OFFICE_DAY)
    if rest == 0:
        days, rest = days - 1, _OFFICE_DAY
    weeks, weekday = divmod(days, 5)
    after = "" if weeks == 0 else " of the week after" if weeks == 1 else f", {weeks} weeks later"
    return f"{_WEEKDAYS[weekday]} at {time_of_day(Micros(_OPENS + rest))}{after}"


def _named(day: int) -> str:
    weeks = (day - _SATURDAY) // 7
    return _WEEKDAYS[day % 7] + ("" if weeks == 0 else f", {weeks} week{'s' if weeks > 1 else ''} later,")
