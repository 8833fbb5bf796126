"""Calendars of time limits: by which business days or hours a limit outside any promise is counted."""

from __future__ import annotations

from typing import Any

from upheld.agreement.claim import ClaimOpening, ClaimUntil
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields
from upheld.language.terms.claim_ends import SpanFrom
from upheld.quantity import Duration, Unit

_DAYS = frozenset({Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY})


def count_by_calendars(fields: Fields, *limits: Directive[Any]) -> None:
    """Use the calendar that each limit in business time is counted by; reports where there is none.

    Business days are counted by the only calendar of business days, or else by the only service hours.
    """
    for directive in limits:
        limit = fields[directive] if fields.has(directive) else None
        if _counts_days(limit):
            _use(fields, directive, is_days=True)
        elif _is_business(limit):
            _use(fields, directive, is_days=False)


def ask_for_one_calendar(fields: Fields, *limits: Directive[Any]) -> None:
    """Report limits in business days where several calendars of these are declared, and none is named.

    Several service hours without such a calendar are several calendars as well.
    """
    calendars, hours = (list(fields.reader.names.get(sort, {})) for sort in ("business days", "hours"))
    counted = [each for each in limits if fields.has(each) and _counts_days(fields[each])]
    declared = calendars or hours
    if counted and len(declared) > 1:
        which = "several" if calendars else "none of these, and several service hours"
        message = f"`{counted[0].key}` is counted in business days, and the agreement declares {which}: "
        remedy = "name one under `business_days` here" if calendars else DECLARE_DAYS
        fields.reader.report(Code.MISSING_KEY, fields.at(counted[0]), message + ", ".join(declared), remedy)


def _counts_days(limit: object) -> bool:
    match limit:
        case Duration(unit=unit) | SpanFrom(length=Duration(unit=unit)):
            return unit in _DAYS
        case ClaimUntil(in_business_days=is_counted):
            return is_counted
        case ClaimOpening(day=day):
            return _counts_days(day)
        case _:
            return False


def _is_business(limit: object) -> bool:
    length = limit.length if isinstance(limit, SpanFrom) else limit
    return isinstance(length, Duration) and length.is_business


DECLARE_DAYS = (
    "declare them, such as `business_days: {working days: {open: Mon-Fri 09:00-17:00, holidays: none}}`"
)


def only_business_days(fields: Fields, notice: Directive[Any]) -> str | None:
    """The only calendar of business days, by which a notice is counted; reports where nobody can tell."""
    declared = list(fields.reader.names.get("business days", {}))
    if len(declared) == 1:
        fields.reader.used.add(("business days", declared[0]))
        return declared[0]
    which = "declares none" if not declared else f"declares several: {', '.join(declared)}"
    message = f"the notice is counted in business days, and the agreement {which}"
    remedy = DECLARE_DAYS if not declared else "name one under `business_days` here"
    fields.reader.report(Code.MISSING_KEY, fields.at(notice), message, remedy)
    return None


def _use(fields: Fields, directive: Directive[Any], *, is_days: bool) -> None:
    names = fields.reader.names
    sorts = ("business days", "hours") if is_days else ("hours",)
    sort = next((each for each in sorts if names.get(each)), None)
    if sort is not None:
        fields.reader.used.update((sort, name) for name in names[sort])
        return
    what = "business days" if is_days else "business hours"
    message = f"`{directive.key}` is counted in {what}, and the agreement declares none"
    remedy = DECLARE_DAYS if is_days else "declare them under `hours`"
    fields.reader.report(Code.MISSING_KEY, fields.at(directive), message, remedy)
