"""Hours that a text speaks of and does not say, or that come to mean nothing from some date on."""

from __future__ import annotations

import re
from datetime import date

from upheld.agreement.clock import TicketClock
from upheld.agreement.objective import Objective
from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY
from upheld.chrono.window import Weekday
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.placing import Places
from upheld.language.review.quotations import QUOTED, Quotation, quotations, spot

_HOURS = re.compile(
    r"\b(?:office|business|working|support|service|opening) (?:hours?|days?)\b|\bafter[- ]hours\b",
    re.IGNORECASE,
)


def review_hours(draft: Draft, reader: Reader) -> None:
    """Warn of clocks whose text names hours that nothing says, and of times that no ticket will have."""
    of_name = {written.name.text: written for written in draft.objectives}
    for quotation in quotations(draft.fields.node, keys=QUOTED):
        if quotation.section == "objectives" and len(quotation.path) > 1:
            written = of_name.get(quotation.path[1].text)
            if written is not None:
                _review_quote(written, quotation, reader)
    hours = {written.value.name: written.value for written in draft.hours}
    places = Places(draft.fields.node)
    for written in draft.objectives:
        _review_outside(written, hours, places, reader)


def _review_quote(written: Written[Objective], quotation: Quotation, reader: Reader) -> None:
    clock = written.value.indicator
    found = _HOURS.search(quotation.text.text)
    if found is None or not isinstance(clock, TicketClock) or clock.hours or clock.business_days:
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
    written: Written[Objective], hours: dict[str, ServiceHours], places: Places, reader: Reader
) -> None:
    """Report, once for an objective, times for tickets from outside hours which never close."""
    clock = written.value.indicator
    if not isinstance(clock, TicketClock) or clock.hours not in hours:
        return
    outside = next((cell.outside for cell in clock.cells if cell.outside is not None), None)
    since = _always_since(hours[clock.hours])
    if outside is None or since is None:
        return
    message = (
        f"`{clock.hours}` never closes{since}, so no ticket comes outside hours any more, and "
        f"what is promised for such tickets ({outside.target.bound}) is never owed"
    )
    accepting = or_accept(Code.OUTSIDE_HOURS_NEVER, ("objectives", written.value.name))
    remedy = (
        "name hours of their own that tell inside from outside, or end the promise where the hours change, "
        + accepting
    )
    reader.report(Code.OUTSIDE_HOURS_NEVER, places.node_at(outside.place), message, remedy)


def _always_since(hours: ServiceHours) -> str | None:
    """From when on hours never close, as it is told; `None` where they close in the end."""
    last = max(hours.versions, key=lambda version: version.since or date.min)
    if last.until is not None or not _is_always(last):
        return None
    return f" from {last.since} on" if last.since is not None else ""


def _is_always(version: HoursVersion) -> bool:
    open_all_week = all(sum(window.length for window in version.weekly(day)) == DAY for day in Weekday)
    closed_dates = version.holidays.rules or version.holidays.extra or version.special
    return open_all_week and not closed_dates
