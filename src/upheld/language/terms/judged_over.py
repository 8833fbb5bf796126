"""What a right counts by: a month, or a longer or shorter time over which all its promises are judged."""

from __future__ import annotations

from msgspec.structs import replace

from upheld.agreement.objective import Force, Objective
from upheld.agreement.termination import TerminationRight
from upheld.chrono.recurrence import (
    CalendarDay,
    CalendarQuarter,
    CalendarWeek,
    CalendarYear,
    ContractPeriod,
    MonthsFrom,
    PromisedPeriod,
)
from upheld.language.kind import Written

_MONTH = "month"
_NOUNS = {1: _MONTH, 3: "quarter", 6: "half-year", 12: "year"}


def judged_over(right: TerminationRight, objectives: tuple[Written[Objective], ...]) -> TerminationRight:
    """The right, with the word for the time over which the guarantees that count are judged."""
    counted = [
        each.value
        for each in objectives
        if each.value.force is Force.GUARANTEE
        and (not right.objectives or each.value.name in right.objectives)
    ]
    words = {_word(each.period) for each in counted}
    return replace(right, judged_over=words.pop()) if len(words) == 1 else right


def _word(rule: PromisedPeriod) -> str:
    match rule:
        case CalendarQuarter():
            return "quarter"
        case CalendarYear():
            return "year"
        case MonthsFrom(months=months) | ContractPeriod(months):
            return _NOUNS[months]
        case CalendarWeek():
            return "week"
        case CalendarDay():
            return "day"
        case _:
            return _MONTH
