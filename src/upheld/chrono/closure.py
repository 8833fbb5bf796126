"""Closed dates: the holidays of an almanac, less those struck, with dates added and holidays moved."""

from __future__ import annotations

from datetime import date

from upheld.chrono.almanac import Almanac, PublicHoliday
from upheld.chrono.hours import HolidayRule, Holidays


def closed_dates(holidays: Holidays, almanac: Almanac, first: date, last: date) -> frozenset[date]:
    """Which dates from `first` to `last` are closed.

    Where two holidays fall on one date, it stays closed until both are struck. TimeError where the almanac
    lacks a region or the years.
    """
    if holidays.rules:
        almanac.require_years(first.year, last.year)
    kept = {holiday.date for rule in holidays.rules for holiday in _kept(rule, almanac)}
    moved = {replacement.instead_of for replacement in holidays.replacements}
    placed = {replacement.on for replacement in holidays.replacements}
    return frozenset(on for on in ((kept | set(holidays.extra)) - moved) | placed if first <= on <= last)


def idle_exceptions(holidays: Holidays, almanac: Almanac) -> tuple[str, ...]:
    """Exceptions that change nothing: a holiday struck or replaced that the almanac does not have.

    Mostly a slip of the pen. Dates outside the almanac's years are not judged.
    """
    idle = [
        str(struck)
        for rule in holidays.rules
        for struck in rule.without
        if _in_years(struck, almanac)
        and not any(_is_struck(holiday, (struck,)) for holiday in almanac.holidays_of(rule.region))
    ]
    known = {holiday.date for rule in holidays.rules for holiday in almanac.holidays_of(rule.region)}
    return tuple(idle) + tuple(
        str(replacement.instead_of)
        for replacement in holidays.replacements
        if _in_years(replacement.instead_of, almanac)
        and replacement.instead_of not in known | set(holidays.extra)
    )


def _kept(rule: HolidayRule, almanac: Almanac) -> list[PublicHoliday]:
    return [holiday for holiday in almanac.holidays_of(rule.region) if not _is_struck(holiday, rule.without)]


def _is_struck(holiday: PublicHoliday, without: tuple[str | date, ...]) -> bool:
    return holiday.date in without or holiday.name.casefold() in {
        name.casefold() for name in without if isinstance(name, str)
    }


def _in_years(struck: str | date, almanac: Almanac) -> bool:
    first, last = almanac.span_years
    return isinstance(struck, str) or first <= struck.year <= last
