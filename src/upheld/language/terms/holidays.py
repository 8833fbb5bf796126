"""Holidays: the public holidays of a region, less some, with dates added and holidays moved."""

from __future__ import annotations

from datetime import date

from upheld.chrono.hours import HolidayRule, Holidays, Replacement
from upheld.errors import TimeError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, PairsOf, Phrase, Text
from upheld.language.record import Record
from upheld.language.terms.dates import DATE, parse_date
from upheld.language.terms.places import REGION_CODE, known_region

NONE = "none"
"""What is written to say that there are no holidays."""

_COUNTRY: Directive[str | None] = Directive(
    "country",
    REGION_CODE,
    "The country whose public holidays are closed, by its code in ISO 3166-1; one of its subdivisions with a "
    "hyphen and its code in ISO 3166-2.",
    "BE",
    default=Otherwise(None, "no public holidays"),
)
_SUBDIVISION: Directive[str | None] = Directive(
    "subdivision",
    Text("a code of ISO 3166-2 without the country"),
    "The subdivision of the country, where its holidays count too.",
    "ENG",
    default=Otherwise(None, "those of the whole country"),
    only_with=(_COUNTRY,),
)


def _parse_struck(text: str) -> str | date:
    """A date where it looks like one, else the name of a holiday."""
    return parse_date(text) if text[:1].isdigit() else text.strip()


_EXCEPT: Directive[tuple[str | date, ...]] = Directive(
    "except",
    ListOf(Phrase(_parse_struck, "a date or the name of a holiday"), "a list of dates or names of holidays"),
    "Public holidays that are days like any other, by name or date.",
    "[Easter Sunday, 2026-11-11]",
    default=Otherwise((), "none"),
    only_with=(_COUNTRY,),
)
_ALSO: Directive[tuple[date, ...]] = Directive(
    "also",
    ListOf(DATE, "a list of dates"),
    "Dates that are closed as well.",
    "[2026-12-24, 2026-12-31]",
    default=Otherwise((), "none"),
)
_INSTEAD: Directive[tuple[tuple[date, date], ...]] = Directive(
    "instead",
    PairsOf(DATE, DATE),
    "Holidays kept on another date: the holiday, and after the colon the date that is closed in its place.",
    "{2026-08-15: 2026-08-14}",
    default=Otherwise((), "none"),
)


def _build(fields: Fields) -> Holidays:
    moved = tuple(Replacement(instead_of, on) for instead_of, on in fields[_INSTEAD])
    return Holidays(rules=_rules(fields), extra=fields[_ALSO], replacements=moved)


def _rules(fields: Fields) -> tuple[HolidayRule, ...]:
    country = fields[_COUNTRY]
    if country in (None, NONE):
        return ()
    code, _, part = country.partition("-")
    if part and fields.has(_SUBDIVISION):
        message = f"`{country}` names a subdivision already"
        remedy = f"write `country: {code}`, or delete `subdivision`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_SUBDIVISION), message, remedy)
    region = known_region(code, fields[_SUBDIVISION] or part or None, fields.at(_COUNTRY), fields.reader)
    return (HolidayRule(region, fields[_EXCEPT]),)


def joined_holidays(fields: Fields) -> Holidays:
    """The holidays of all regions that hours or business days name, together."""
    several = fields[HOLIDAYS]
    try:
        return Holidays(
            rules=tuple(rule for each in several for rule in each.rules),
            extra=tuple(sorted({on for each in several for on in each.extra})),
            replacements=tuple(moved for each in several for moved in each.replacements),
        )
    except TimeError as error:
        raise fields.reader.refuse(
            Code.UNREADABLE_VALUE, fields.at(HOLIDAYS), str(error), "name each holiday once"
        ) from None


HOLIDAYS: Directive[tuple[Holidays, ...]] = Directive(
    "holidays",
    ListOf(
        Record(
            "holidays",
            "Dates that are closed. A single text is the country, `none` says that there are no holidays.",
            (_COUNTRY, _SUBDIVISION, _EXCEPT, _ALSO, _INSTEAD),
            _build,
            short=_COUNTRY,
        ),
        "a country (`BE`), a mapping (holidays), or a list of these",
    ),
    "The holidays on which it is closed.",
    "BE",
    default=Otherwise((), "none"),
)
