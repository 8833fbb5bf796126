"""Limits of maintenance: how long one work may take, and how much of it there may be in a month or year."""

from __future__ import annotations

import re

from upheld.agreement.exclusion import (
    Allowance,
    AllowedOver,
    Excess,
    LeastNotice,
    MaintenanceKind,
    WindowAllowance,
)
from upheld.chrono.instant import Micros
from upheld.chrono.recurrence import (
    CalendarDay,
    CalendarMonth,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
)
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Phrase, Reference, choice
from upheld.language.record import Record
from upheld.language.terms.lengths import parse_length, parse_notice_before
from upheld.language.terms.span_calendars import only_business_days
from upheld.quantity import Duration, Operator, parse_duration, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

_PER = Pattern(
    r" (?:per|in each|in any|in a|a|each|every) (?:calendar )?(?P<per>day|week|month|quarter|year)$",
    re.IGNORECASE,
)
_OTHER_PER = Pattern(r" (?:per|in each|in any|each|every) [a-z0-9 ]+$", re.IGNORECASE)
_PERIODS: dict[str, AllowedOver] = {
    "day": CalendarDay(),
    "week": CalendarWeek(),
    "month": CalendarMonth(),
    "quarter": CalendarQuarter(),
    "year": CalendarYear(),
}
_WINDOWS = Pattern(
    r"^(?P<count>once|twice|.*? (?:[a-z-]+ ){0,3}?(?:windows?|works?|upgrades?|updates?|releases?|events?|"
    r"occasions?|times))$",
    re.IGNORECASE,
)
_SAID = {"once": 1, "twice": 2}
_MOST_WINDOWS = 1000


def parse_most(text: str) -> Micros:
    """The length of `at most 2 hours`; PhraseError for a least one."""
    target = parse_target(text, parse_duration, default=Operator.AT_MOST)
    if target.operator is not Operator.AT_MOST:
        raise PhraseError(f"`{tidy(text)}` is not a most length", f"write `at most {target.bound}`")
    return parse_length(str(target.bound))


def _parse_count(text: str) -> int:
    """The number of `4 windows`, `four upgrades`, `twice`."""
    said = _SAID.get(text.lower())
    if said is not None:
        return said
    number, _ = take_number(text, words=True)
    if number.denominator != 1 or not 1 <= number <= _MOST_WINDOWS:
        raise PhraseError(
            f"`{text}` is not a number of works", f"write a whole number from 1 to {_MOST_WINDOWS}"
        )
    return int(number)


def _parse_windows(text: str) -> int:
    """The number of `up to 4 windows`; PhraseError for a least one."""
    target = parse_target(text, _parse_count, default=Operator.AT_MOST)
    if target.operator is not Operator.AT_MOST:
        raise PhraseError(f"`{text}` is not a most number", f"write `at most {target.bound} windows`")
    return target.bound


def parse_allowance(text: str) -> Allowance | WindowAllowance:
    """So much maintenance in each day, week, month and so on: `4 hours per month`, `4 windows per year`."""
    phrase = tidy(text)
    found = _PER.search(phrase)
    if found is None:
        other = _OTHER_PER.search(phrase)
        if other is not None:
            raise PhraseError(
                f"`{other[0].strip()}` is no time that maintenance is counted over",
                "write `per day`, `per week`, `per month`, `per quarter` or `per year`; how long one work "
                "may take is `longest`",
            )
        raise PhraseError(
            f"`{phrase}` does not say in which time",
            f"write `{phrase} per month`, or per `day`, `week`, `quarter` or `year`",
        )
    most, per = phrase[: found.start()], _PERIODS[found["per"].lower()]
    if _WINDOWS.match(most):
        return WindowAllowance(_parse_windows(most), per)
    return Allowance(parse_most(most), per)


_LEAST = Phrase(
    parse_notice_before, "a least length of time (`at least 24 hours`, `at least 5 business days`)"
)


def _notice_of(kind: MaintenanceKind) -> Directive[LeastNotice | None]:
    return Directive(
        kind.value,
        _LEAST,
        f"The notice of {kind.value} maintenance.",
        "at least 24 hours",
        default=Otherwise(None, "that of `otherwise`"),
    )


_BY_KIND = tuple((kind, _notice_of(kind)) for kind in MaintenanceKind)
_OTHERWISE: Directive[LeastNotice | None] = Directive(
    "otherwise",
    _LEAST,
    "The notice of maintenance of all other kinds.",
    "at least 48 hours",
    default=Otherwise(None, "none is asked for"),
)

Notices = tuple[LeastNotice | None, tuple[tuple[MaintenanceKind, LeastNotice], ...]]
"""The notice of all kinds but those that have their own."""


def _build_notices(fields: Fields) -> Notices:
    named = ((kind, fields[directive]) for kind, directive in _BY_KIND)
    return fields[_OTHERWISE], tuple((kind, notice) for kind, notice in named if notice is not None)


MAINTENANCE: Directive[tuple[MaintenanceKind, ...]] = Directive(
    "maintenance",
    ListOf(choice(MaintenanceKind), "`planned`, `urgent`, `emergency` or a list of them"),
    "Maintenance of these kinds is left out.",
    "planned",
)
NOTICE: Directive[Notices] = Directive(
    "notice",
    Record(
        "notice of maintenance",
        "How long before its planned start maintenance is announced, by its kind. A single text is "
        "`otherwise`.",
        (*(directive for _, directive in _BY_KIND), _OTHERWISE),
        _build_notices,
        short=_OTHERWISE,
    ),
    "How long before its planned start maintenance must be announced; exactly this long is enough. "
    "Business days are counted after the day of the announcement, and the work begins on the last of them or "
    "later.",
    "at least 24 hours",
    default=Otherwise((None, ()), "none is asked for"),
    only_with=(MAINTENANCE,),
)
NOTICE_DAYS: Directive[str | None] = Directive(
    "business_days",
    Reference("business days", "the name of business days"),
    "The calendar by which a notice in business days is counted.",
    "banking",
    default=Otherwise(None, "the only one that is declared"),
    only_with=(NOTICE,),
)
ALLOWANCE: Directive[tuple[Allowance | WindowAllowance, ...]] = Directive(
    "allowance",
    ListOf(
        Phrase(
            parse_allowance,
            "a length of time, or a number of windows, and its period (`4 hours per month`, `12 hours per "
            "year`, `4 windows per year`)",
        ),
        "a length of time, or a number of windows, and its period (`4 hours per month`, `12 hours per year`, "
        "`4 windows per year`), or a list of these",
    ),
    "How much of this maintenance is left out in each day, week, month, quarter or year, in order of time: "
    "so much time, counted as it was used; or so many works (maintenance windows, upgrades), however long "
    "each takes, each counted where it was to begin, and those at one time as one. What is beyond it goes by "
    "`excess`, and counts as downtime where nothing is said.",
    "4 hours per month",
    default=Otherwise((), "all of it"),
    only_with=(MAINTENANCE,),
)
LONGEST: Directive[Micros | None] = Directive(
    "longest",
    Phrase(parse_most, "a length of time (`2 hours`)"),
    "How long a single maintenance window may last; one that lasts longer goes by `excess`.",
    "2 hours",
    default=Otherwise(None, "as long as it takes"),
    only_with=(MAINTENANCE,),
)
EXCESS: Directive[Excess] = Directive(
    "excess",
    choice(Excess),
    "What becomes of maintenance beyond its `longest` window or its `allowance`: the time beyond it counts "
    "as downtime, the whole work counts, or it is excluded all the same and reported.",
    "counts as downtime",
    default=Open(
        Code.MAINTENANCE_EXCESS,
        "the words do not say what becomes of maintenance that lasts longer than one work may",
        senses(
            {
                Excess.COUNTED: "the time beyond it counts like any outage",
                Excess.WHOLE: "work that lasts longer is not left out at all",
            }
        ),
        when=lambda fields: fields.has(LONGEST),
    ),
    only_with=(ALLOWANCE, LONGEST),
)


def days_of_notice(fields: Fields) -> str | None:
    """The calendar by which a notice in business days is counted; reports where nobody can tell."""
    otherwise, by_kind = fields[NOTICE]
    counted = any(isinstance(each, Duration) for each in (otherwise, *(notice for _, notice in by_kind)))
    if not counted or fields.has(NOTICE_DAYS):
        return fields[NOTICE_DAYS]
    return only_business_days(fields, NOTICE)
