"""Which conventions hold by default, of those that matter for what the agreement promises."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.clock import ClockKind, MeanTime, TicketClock
from upheld.agreement.convention import Conventions
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.statistic import Statistic
from upheld.chrono.recurrence import RollingDays, RollingMonths
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.terms.conventions import CONVENTIONS, CONVENTIONS_IN_ORDER
from upheld.quantity import Unit

_OF_AVAILABILITY = ("missing_data", "unknown_members", "before_start", "degraded_counts")
_OF_CLOCKS = ("pauses", "pause_reasons", "ended_by_customer", "breach_test", "belongs_to")
_OF_PRIORITIES = ("priority_change", "priority_history")
_OF_KIND = {ClockKind.RESOLUTION: ("reopening",), ClockKind.NEXT_RESPONSE: ("next_reply",)}
_OF_UNIT = {
    Unit.BUSINESS_DAY: ("business_day",),
    Unit.NEXT_BUSINESS_DAY: ("next_business_day", "next_day_after"),
}
_OF_CREDITS = ("one_breach", "money_rounding")


def review_defaults(draft: Draft, reader: Reader) -> None:
    """Note, once, the conventions that matter and are left to their default, with what they then are.

    Not while there are errors: which ones matter is known only when all objectives can be read.
    """
    if reader.found_errors:
        return
    silent = {name for each in draft.objectives for name in _undeclared(each.value)}
    if draft.credits is not None:
        silent |= _without(_OF_CREDITS, draft.conventions)
    left = [
        f"{directive.key}: {getattr(directive.default, 'words', '').strip('`')}"
        for directive in CONVENTIONS_IN_ORDER
        if directive.key in silent
    ]
    if left:
        message = f"not declared, so by default: {'; '.join(left)}"
        remedy = "declare them under `conventions`, so that both parties read the same"
        reader.report(Code.CONVENTION_DEFAULT, draft.fields.at(CONVENTIONS), message, remedy)


def _undeclared(objective: Objective) -> set[str]:
    return _without(tuple(_that_matter(objective)), objective.conventions)


def _without(names: tuple[str, ...], conventions: Conventions) -> set[str]:
    return set(names) - {name for name, _ in conventions.declared}


def _that_matter(objective: Objective) -> Iterator[str]:
    if isinstance(objective.period, RollingDays | RollingMonths):
        yield "rolling"
    match objective.indicator:
        case Statistic():
            yield "missing_data"
            yield from ("exclusions",) if objective.excluding else ()
        case Availability(excluding=excluding):
            yield from _OF_AVAILABILITY
            yield from ("exclusions",) if excluding else ()
        case TicketClock(kind=kind, cells=cells) | MeanTime(clock=TicketClock(kind=kind, cells=cells)):
            yield from _OF_CLOCKS
            yield from _OF_KIND.get(kind, ())
            yield from _OF_PRIORITIES if any(cell.priority for cell in cells) else ()
            for cell in cells:
                for time in (cell.inside, cell.outside):
                    yield from _OF_UNIT.get(time.target.bound.unit, ()) if time is not None else ()
