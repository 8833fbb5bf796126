"""Business days: a calendar of their own, apart from service hours."""

from __future__ import annotations

from upheld.chrono.hours import BusinessDays, Window
from upheld.language.directive import Directive, Fields, Inherited, Otherwise
from upheld.language.kind import Named, Phrase, Written
from upheld.language.record import Record
from upheld.language.terms.holidays import HOLIDAYS, joined_holidays
from upheld.language.terms.openings import parse_business_day
from upheld.language.terms.parties import TIME_ZONE

_OPEN: Directive[Window] = Directive(
    "open",
    Phrase(parse_business_day, "weekdays with the hours of the day (`Mon-Fri 09:00-17:00`, or `Mon-Fri`)"),
    "The weekdays that are business days, and when each begins and ends; the whole date without hours.",
    "Mon-Fri 09:00-17:00",
)
_ZONE: Directive[str] = Directive(
    "time_zone",
    TIME_ZONE.kind,
    "The zone by whose dates days are counted.",
    "Europe/London",
    default=Inherited(TIME_ZONE, "that of the agreement"),
)


def _build(fields: Fields) -> BusinessDays:
    window = fields[_OPEN]
    return BusinessDays(
        name=fields.name,
        zone=fields[_ZONE],
        days=window.days,
        opens=window.opens,
        closes=window.closes,
        holidays=joined_holidays(fields),
    )


BUSINESS_DAYS: Directive[tuple[Written[BusinessDays], ...]] = Directive(
    "business_days",
    Named(
        "business days",
        Record(
            "business days",
            "A calendar of business days, by which a target such as `2 business days` is counted. "
            "A single text is `open`.",
            (_OPEN, HOLIDAYS, _ZONE),
            _build,
            short=_OPEN,
        ),
    ),
    "Calendars of business days by name, where they are not the days of the service hours.",
    "{banking: Mon-Fri 09:00-17:00}",
    default=Otherwise((), "those of the hours a clock runs on"),
)
