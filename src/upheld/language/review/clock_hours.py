"""Times of a text that do not say in which hours they are counted."""

from __future__ import annotations

import re

from upheld.agreement.clock import RunsOn, TicketClock, TimeTarget
from upheld.agreement.objective import Objective
from upheld.chrono.instant import DAY, HOUR, Micros
from upheld.chrono.window import time_of_day
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.placing import Places
from upheld.language.review.quotations import QUOTED, keys_within, quotations

_SAID = re.compile(
    r"\b(?:24 ?[/x×] ?7|around the clock|day and night|at any time|clock hours|calendar days?"
    r"|(?:office|business|working|support|service|opening|after)[- ](?:hours?|days?))\b",
    re.IGNORECASE,
)
"""What tells in which hours a time is counted, or is reported by itself."""
_OPENS, _OFFICE_DAY = Micros(9 * HOUR), Micros(8 * HOUR)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SATURDAY, _AT_TWO = 5, Micros(2 * HOUR)


def review_clock_hours(draft: Draft, reader: Reader) -> None:
    """Warn of quoted times that run on the wall clock because no hours are named."""
    of_name = {written.name.text: written for written in draft.objectives}
    quoted: dict[str, list[str]] = {}
    for each in quotations(draft.fields.node, keys=QUOTED):
        if each.section == "objectives" and len(each.path) > 1:
            quoted.setdefault(each.path[1].text, []).append(each.text.text)
    places = Places(draft.fields.node)
    for name, texts in quoted.items():
        written = of_name.get(name)
        if written is not None and not any(map(_SAID.search, texts)):
            _review(written, places, reader)


def _review(written: Written[Objective], places: Places, reader: Reader) -> None:
    clock = written.value.indicator
    if not isinstance(clock, TicketClock) or clock.hours or "counted_in" in keys_within(written.node):
        return
    time = next((cell.inside for cell in clock.cells if cell.inside.runs_on is RunsOn.WALL_CLOCK), None)
    if time is None:
        return
    message = (
        f"nothing says in which hours {time.target.bound} are counted: from Saturday 02:00 they end on "
        f"{_by_wall(time)}, or, in hours of Mon-Fri 09:00-17:00, on {_by_office(time)}"
    )
    remedy = (
        "name the hours beside it, such as `hours: support`, with `support: always` under `hours` where it "
        "is round "
        "the clock, " + or_accept(Code.CLOCK_HOURS, ("objectives", written.value.name))
    )
    reader.report(Code.CLOCK_HOURS, places.node_at(time.place), message, remedy)


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
