"""What a credit rule's keys have to do with each other, and with the promises that the rule is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from upheld.agreement.clock import TicketClock
from upheld.agreement.credit_band import BandsBy, TieredCredit
from upheld.agreement.credit_rule import (
    FirstPart,
    FlatCredit,
    Formula,
    LengthCredit,
    LinearCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    SpreadOver,
    Summed,
    UnstatedCredit,
)
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Objective, is_timed
from upheld.agreement.price import Price, TimeOfFee
from upheld.agreement.service import WITHOUT_QUORUM, Quorum
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Phrase
from upheld.language.reader import UnreadError
from upheld.language.terms.credit_bands import BANDS, BANDS_BY
from upheld.language.terms.credit_counts import (
    AMOUNT,
    COUNTED,
    DAY_AFFECTED_BY,
    FIRST,
    HOUR_AFFECTED_BY,
    LOST_TIME,
    OF,
    PER,
    SUMMED,
    in_blocks,
)
from upheld.language.terms.credit_for import FOR
from upheld.language.terms.prices import LENGTH_OF_MONTH, parse_credit_spread
from upheld.language.terms.services import SERVICES
from upheld.quantity import Duration

SPREAD_OVER: Directive[Duration | SpreadOver | None] = Directive(
    "spread_over",
    Phrase(
        parse_credit_spread, "`length of the month`, a length (`30 days`, `730 hours`), or `time measured`"
    ),
    "The length that a monthly fee is spread over, or a yearly one where it is longer than a month, to tell "
    "what a day, an hour or the time lost costs. Beside `lost_time` it may be the `time measured`, of which "
    "availability is a share, such as the service hours of the month.",
    "30 days",
    default=Otherwise(
        None,
        f"`{LENGTH_OF_MONTH}`, with its real number of days and hours; of a yearly fee the calendar year",
    ),
    only_with=(AMOUNT, BANDS, LOST_TIME),
)


_NEEDS: Mapping[Directive[Any], tuple[Callable[[Fields], bool], str]] = {
    COUNTED: (in_blocks, "a share or a length after `per`"),
    SUMMED: (lambda fields: isinstance(fields[PER], Duration), "a length after `per`"),
    FIRST: (lambda fields: isinstance(fields[PER], Duration), "a length after `per`"),
    DAY_AFFECTED_BY: (lambda fields: fields[PER] is Occasion.AFFECTED_DAY, "`per: affected day`"),
    HOUR_AFFECTED_BY: (lambda fields: fields[PER] is Occasion.CLOCK_HOUR, "`per: clock hour`"),
    OF: (lambda fields: fields.has(LOST_TIME) or in_blocks(fields), "a share or a length after `per`"),
}
"""What some keys go with, beyond the keys that they stand beside."""


def check_company(formula: Formula, fields: Fields) -> None:
    """Report keys that say nothing about the formula they stand beside."""
    for directive, (fits, needs) in _NEEDS.items():
        if fields.has(directive) and any(map(fields.has, directive.only_with)) and not fits(fields):
            message = f"`{directive.key}` has no meaning here, without {needs}"
            remedy = f"write it beside {needs}, or delete it"
            fields.reader.report(Code.MISPLACED_KEY, fields.at(directive), message, remedy)
    by_time = isinstance(formula, LostTimeCredit) or any(
        isinstance(price, TimeOfFee) for price in _prices(formula)
    )
    if fields.has(SPREAD_OVER) and not by_time:
        message = f"`{SPREAD_OVER.key}` has no meaning here: no fee is taken for a length of time"
        remedy = "write it beside `lost_time` or an amount such as `1 day of monthly fee`, or delete it"
        fields.reader.report(Code.MISPLACED_KEY, fields.at(SPREAD_OVER), message, remedy)
    if fields[SPREAD_OVER] is SpreadOver.MEASURED and by_time and not isinstance(formula, LostTimeCredit):
        message = "the time measured tells what the time lost costs, and not what a day or an hour does"
        remedy = f"write `{LENGTH_OF_MONTH}` or a length such as `30 days`"
        fields.reader.report(Code.MISPLACED_KEY, fields.at(SPREAD_OVER), message, remedy)


def _prices(formula: Formula) -> tuple[Price, ...]:
    match formula:
        case TieredCredit(bands=bands):
            return tuple(band.amount for band in bands)
        case LostTimeCredit() | UnstatedCredit():
            return ()
        case LengthCredit(amount=amount, first=FirstPart(amount=first)):
            return (first, amount)
        case other:
            return (other.amount,)


def check_downtime(formula: Formula, missed: Sequence[Objective], fields: Fields) -> None:
    """Report a credit by downtime that is promised for something that has none, or several at a time."""
    match formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.MISSED_CASE):
            return
        case LinearCredit():
            without = [each for each in missed if not _has_share(each)]
        case OccasionCredit(each=Occasion.BUSINESS_DAY_LATE):
            without = [each for each in missed if not is_timed(each)]
            _count_working_days(missed, fields)
        case LengthCredit() | LostTimeCredit() | OccasionCredit(each=Occasion.AFFECTED_DAY):
            without = [each for each in missed if not _has_downtime(each) and not is_timed(each)]
        case TieredCredit(by=BandsBy.EACH_CASE):
            _check_cases(missed, fields)
            return
        case TieredCredit(by=BandsBy.POINTS):
            without = [each for each in missed if not _has_downtime(each) and not is_timed(each)]
        case _:
            without = [each for each in missed if not _has_downtime(each)]
    for each in without:
        message = f"`{each.name}` has no downtime, so nothing can be owed for so much of it"
        remedy = f"{_instead(formula, each)}, or name objectives of availability"
        fields.reader.report(Code.DOWNTIME_CREDIT, fields.at(FOR), message, remedy)
    if _adds_outages_up(formula):
        for each in missed:
            if each not in without and _service_of(each) in _averaged(fields):
                message = (
                    f"the figure of `{each.name}` is made of those of several points, whose outages do not "
                    "add up to a downtime of the service"
                )
                remedy = (
                    "credit by a share (`per: 1 %`) or by bands of its figure, or judge each point by itself"
                )
                fields.reader.report(Code.DOWNTIME_CREDIT, fields.at(FOR), message, remedy)


def _count_working_days(missed: Sequence[Objective], fields: Fields) -> None:
    """Use the only calendar of the agreement, by which days late are counted where a clock has none."""
    clocks = [each.indicator for each in missed if isinstance(each.indicator, TicketClock | Notification)]
    names = fields.reader.names
    sort = "business days" if names.get("business days") else "hours"
    declared = list(names.get(sort, {}))
    if len(declared) == 1 and not all(clock.business_days or clock.hours for clock in clocks):
        fields.reader.used.add((sort, declared[0]))


def _check_cases(missed: Sequence[Objective], fields: Fields) -> None:
    """Report bands by the time of each case for what times no cases."""
    for each in missed:
        if not is_timed(each):
            message = f"`{each.name}` times no tickets or occasions, so no case of it can be late"
            remedy = "name objectives of responses, resolutions, notifications, recoveries or reports"
            if _has_downtime(each):
                remedy = f"write `{BANDS_BY.key}: {BandsBy.EACH_OUTAGE.value}`, or {remedy}"
            fields.reader.report(Code.DOWNTIME_CREDIT, fields.at(FOR), message, remedy)


def _instead(formula: Formula, objective: Objective) -> str:
    """What to write for a promise that has no downtime, by the key that asks for some."""
    if isinstance(formula, TieredCredit):
        by = BandsBy.EACH_CASE if is_timed(objective) else BandsBy.FIGURE
        return f"write `{BANDS_BY.key}: {by.value}`"
    if isinstance(formula, LostTimeCredit):
        return f"write `{AMOUNT.key}` in place of `{LOST_TIME.key}`"
    if isinstance(formula, OccasionCredit):
        return f"write `{PER.key}: {Occasion.MISSED_CASE.value}`"
    return f"delete `{PER.key}`"


def _has_downtime(objective: Objective) -> bool:
    return isinstance(objective.indicator, Availability) and objective.indicator.has_downtime


def _adds_outages_up(formula: Formula) -> bool:
    """Whether the lengths of outages are put together, which must then be those of one thing."""
    match formula:
        case LengthCredit(summed=Summed.ALL_OUTAGES) | LostTimeCredit() | TieredCredit(by=BandsBy.DOWNTIME):
            return True
        case OccasionCredit(each=each):
            return each in (Occasion.AFFECTED_DAY, Occasion.CLOCK_HOUR)
        case _:
            return False


def _service_of(objective: Objective) -> str | None:
    return objective.indicator.of if isinstance(objective.indicator, Availability) else None


def _averaged(fields: Fields) -> set[str]:
    """The services whose points have availabilities of their own, which make one figure."""
    try:
        declared = [each.value for each in fields.outside(SERVICES)]
    except UnreadError:
        return set()
    return {each.name for each in declared if each.down_when in _OF_SEVERAL}


_OF_SEVERAL = WITHOUT_QUORUM - {Quorum.EACH}


def _has_share(objective: Objective) -> bool:
    """Whether a promise is missed by a share: an availability, or what has a share for its target."""
    return isinstance(objective.indicator, Availability) or objective.share_target is not None
