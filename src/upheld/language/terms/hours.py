"""Service hours: when somebody is there, or when something is promised to work."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from upheld.chrono.hours import (
    ALWAYS,
    NO_HOLIDAYS,
    DayWindow,
    HoursVersion,
    ServiceHours,
    SpecialDate,
    Window,
)
from upheld.errors import TimeError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Inherited, Otherwise
from upheld.language.kind import ListOf, Named, PairsOf, Phrase, Written
from upheld.language.record import Record
from upheld.language.terms.dates import DATE
from upheld.language.terms.holidays import HOLIDAYS, joined_holidays
from upheld.language.terms.openings import parse_opening, parse_windows_of_date
from upheld.language.terms.parties import TIME_ZONE

_OPEN: Directive[tuple[tuple[Window, ...], ...]] = Directive(
    "open",
    ListOf(
        Phrase(
            parse_opening,
            "weekly hours (`Mon-Fri 09:00-17:00`, `daily 22:00-06:00`, `Sun 15:00-Fri 17:00`, `always`)",
        ),
        "weekly hours (`Mon-Fri 09:00-17:00`, `daily 22:00-06:00`, `always`) or a list of them",
    ),
    "The weekly windows, by the clock on the wall; one that closes before it opens runs past midnight.",
    "[Mon-Thu 09:00-17:00, Fri 09:00-15:00]",
)
_FROM: Directive[date | None] = Directive(
    "from",
    DATE,
    "The first date on which they hold.",
    "2025-09-01",
    default=Otherwise(None, "since ever"),
)
_UNTIL: Directive[date | None] = Directive(
    "until",
    DATE,
    "The first date on which they no longer hold.",
    "2025-09-01",
    default=Otherwise(None, "open-ended"),
)
_SPECIAL: Directive[tuple[tuple[date, tuple[DayWindow, ...]], ...]] = Directive(
    "special_dates",
    PairsOf(DATE, Phrase(parse_windows_of_date, "hours of that date (`09:00-12:00`) or `closed`")),
    "Dates with hours of their own, holiday or not.",
    "{2026-12-24: 09:00-12:00, 2026-12-31: closed}",
    default=Otherwise((), "none"),
)
_HOLIDAYS_OF_VERSION = replace(
    HOLIDAYS,
    meaning="The holidays on which this version is closed.",
    default=Inherited(HOLIDAYS, "those of the hours"),
)


def _build_version(fields: Fields) -> HoursVersion:
    windows = tuple(window for phrase in fields[_OPEN] for window in phrase)
    always = any(window in ALWAYS for window in windows)
    if always and fields.has(HOLIDAYS) and any(each != NO_HOLIDAYS for each in fields[HOLIDAYS]):
        message = "hours that are always open have no holidays"
        remedy = (
            "delete one of the two, write `daily 00:00-24:00` to be closed on holidays, or `holidays: none` "
            "where a plan or an order form opens them always"
        )
        raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(HOLIDAYS), message, remedy)
    special = tuple(SpecialDate(on, windows_then) for on, windows_then in fields[_SPECIAL])
    since, until = fields[_FROM], fields[_UNTIL]
    holidays = NO_HOLIDAYS if always else joined_holidays(fields)
    try:
        return HoursVersion(since=since, until=until, windows=windows, holidays=holidays, special=special)
    except TimeError as error:
        at = fields.at(_UNTIL)
        raise fields.reader.refuse(Code.EMPTY_TERM, at, str(error), "write a later date") from None


_VERSIONS: Directive[tuple[HoursVersion, ...]] = Directive(
    "versions",
    ListOf(
        Record(
            "version of hours",
            "Hours as they hold between two dates. A single text is `open`.",
            (_OPEN, _FROM, _UNTIL, _HOLIDAYS_OF_VERSION, _SPECIAL),
            _build_version,
            short=_OPEN,
        ),
        "a list of versions",
    ),
    "Hours that change: each version with its dates. A list in place of the mapping is this list, too.",
    "[{until: 2025-09-01, open: Mon-Fri 09:00-21:00}, {from: 2025-09-01, open: always}]",
)
_ZONE: Directive[str] = Directive(
    "time_zone",
    TIME_ZONE.kind,
    "The zone on whose wall the clock hangs.",
    "Europe/London",
    default=Inherited(TIME_ZONE, "that of the agreement"),
)


def _build(fields: Fields) -> ServiceHours:
    versions = fields[_VERSIONS] if fields.has(_VERSIONS) else (_build_version(fields),)
    try:
        return ServiceHours(fields.name, fields[_ZONE], versions)
    except TimeError as error:
        said = str(error).replace(repr(fields.name), f"`{fields.name}`")
        message, _, remedy = said.partition(": ")
        at = fields.at(_VERSIONS)
        raise fields.reader.refuse(Code.OVERLAPPING_VERSIONS, at, message, remedy) from None


HOURS: Directive[tuple[Written[ServiceHours], ...]] = Directive(
    "hours",
    Named(
        "hours",
        Record(
            "hours",
            "Service hours. A single text is `open`, a list is `versions`.",
            (
                _OPEN,
                replace(_FROM, only_with=(_OPEN,)),
                replace(_UNTIL, only_with=(_OPEN,)),
                HOLIDAYS,
                replace(_SPECIAL, only_with=(_OPEN,)),
                _ZONE,
                _VERSIONS,
            ),
            _build,
            one_of=(_OPEN, _VERSIONS),
            short=_OPEN,
            listed=_VERSIONS,
        ),
    ),
    "Service hours by name: when somebody is there, or when something is promised to work.",
    "{office: Mon-Fri 09:00-17:00}",
    default=Otherwise((), "none"),
)
