"""Credit rules: for which breaches how much is owed, by which formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from upheld.agreement.credit_band import BandsBy, TieredCredit
from upheld.agreement.credit_rule import (
    BeyondFirst,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    Formula,
    Grant,
    LengthCredit,
    LinearCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    Summed,
    UnstatedCredit,
    Waiver,
)
from upheld.agreement.fee import FeePeriod
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.party import Party
from upheld.agreement.price import Price, TimeOfFee
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Phrase, Reference, Text, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.amounts import Unbilled, check_currency
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.credit_bands import BANDS, BANDS_BY, BANDS_COUNTED, BETWEEN_BANDS, build_tiered
from upheld.language.terms.credit_counts import (
    AMOUNT,
    COUNTED,
    DAY_AFFECTED_BY,
    HOUR_AFFECTED_BY,
    LOST_TIME,
    OF,
    PER,
    SUMMED,
    in_blocks,
)
from upheld.language.terms.objectives import OBJECTIVES
from upheld.language.terms.prices import (
    LENGTH_OF_MONTH,
    parse_spread,
)
from upheld.quantity import Duration

_FOR: Directive[tuple[str, ...]] = Directive(
    "for",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breach earns this.",
    "[uptime]",
    default=Otherwise((), "every guarantee; by downtime or by bands, every availability"),
)
_SERVICES: Directive[tuple[str, ...]] = Directive(
    "services",
    ListOf(Reference("service", "the name of a service"), "the name of a service or a list of them"),
    "The services whose availability this is for.",
    "[app]",
    default=Otherwise((), "all of them"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans this is for.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_SPREAD_OVER: Directive[Duration | None] = Directive(
    "spread_over",
    Phrase(parse_spread, "`length of the month`, or a length (`30 days`, `730 hours`)"),
    "The length that a monthly fee is spread over, to tell what a day, an hour or the time lost costs.",
    "30 days",
    default=Otherwise(None, f"`{LENGTH_OF_MONTH}`, with its real number of days and hours"),
    only_with=(AMOUNT, BANDS, LOST_TIME),
)


def _is_unbilled(fields: Fields) -> bool:
    return isinstance(fields[AMOUNT], Unbilled)


_BILLED: Directive[FeePeriod] = Directive(
    "billed",
    choice(FeePeriod),
    "For how long the fee is paid that `amount` is a share of, where its words do not say.",
    "monthly",
    default=Open(
        Code.FEE_PERIOD,
        "the words do not say whether the credit is a share of the monthly or of the yearly fee",
        senses(
            {
                FeePeriod.MONTH: "a share of what is paid for one month",
                FeePeriod.YEAR: "a share of what is paid for one year",
            }
        ),
        when=_is_unbilled,
    ),
    only_with=(AMOUNT,),
)
_GRANT: Directive[Grant] = Directive(
    "granted",
    choice(Grant),
    "How firmly the words promise it.",
    "may be granted",
    default=Otherwise(Grant.OWED, f"`{Grant.OWED.value}`"),
)
_WAIVER_OF: Directive[str] = Directive(
    "of", Text("some charges"), "Which charges may be waived in place of the credit.", "service charges"
)
_CHOSEN_BY: Directive[Party] = Directive(
    "chosen_by",
    choice(Party),
    "Who chooses between the credit and the waiver.",
    "customer",
    default=Open(
        Code.WAIVER_CHOICE,
        "the words do not say who chooses between a credit and a waiver of charges",
        senses({Party.CUSTOMER: "the customer may ask for either", Party.PROVIDER: "the provider decides"}),
    ),
)


def _build_waiver(fields: Fields) -> Waiver:
    return Waiver(of=fields[_WAIVER_OF], chosen_by=fields[_CHOSEN_BY])


_OR_WAIVER: Directive[Waiver | None] = Directive(
    "or_waiver",
    Record(
        "waiver",
        "Charges that may be waived in place of a credit. A single text is `of`.",
        (_WAIVER_OF, _CHOSEN_BY),
        _build_waiver,
        short=_WAIVER_OF,
    ),
    "What may be given in place of the credit.",
    "{of: service charges, chosen_by: customer}",
    default=Otherwise(None, "nothing"),
)


def _build(fields: Fields) -> CreditRule:
    missed = _missed(fields)
    formula = _formula(fields, missed)
    _check_company(formula, fields)
    if not fields.has(BANDS) or fields[BANDS_BY] in (BandsBy.DOWNTIME, BandsBy.EACH_OUTAGE):
        _check_downtime(formula, missed, fields)
    return CreditRule(
        formula=formula,
        objectives=fields[_FOR],
        services=fields[_SERVICES],
        plans=fields[_PLANS],
        spread_over=fields[_SPREAD_OVER],
        grant=fields[_GRANT],
        or_waiver=fields[_OR_WAIVER],
        clause=fields[CLAUSE],
        place=fields.at(_sort_of(fields)).place,
    )


def _sort_of(fields: Fields) -> Directive[Any]:
    """The key that says what sort of rule it is."""
    return next((each for each in (BANDS, LOST_TIME) if fields.has(each)), AMOUNT)


def _missed(fields: Fields) -> list[Objective]:
    """The objectives that a rule names, as far as they could be read."""
    try:
        declared = {each.value.name: each.value for each in fields.outside(OBJECTIVES)}
    except UnreadError:
        return []
    return [declared[name] for name in fields[_FOR] if name in declared]


def _formula(fields: Fields, missed: Sequence[Objective]) -> Formula:
    if fields.has(BANDS):
        return build_tiered(fields, missed)
    if fields.has(LOST_TIME):
        times, fee = fields[LOST_TIME]
        return LostTimeCredit(times=times, fee=fee, downtime=fields[OF])
    amount = fields[AMOUNT]
    if isinstance(amount, UnstatedCredit):
        return amount
    if isinstance(amount, Unbilled):
        amount = amount.of(fields[_BILLED])
    check_currency(amount, fields.at(AMOUNT), fields)
    return _counted(amount, fields)


def _counted(amount: Price, fields: Fields) -> Formula:
    """The formula that owes an amount so many times."""
    match fields[PER]:
        case Fraction() as share:
            blocks, downtime = fields[COUNTED], _without_first(fields)
            return LinearCredit(amount=amount, per=share, blocks=blocks, downtime=downtime)
        case Duration() as length:
            return LengthCredit(
                amount=amount,
                per=length,
                blocks=fields[COUNTED],
                downtime=fields[OF],
                summed=_summed(fields),
            )
        case Occasion() as each:
            by = DAY_AFFECTED_BY if each is Occasion.AFFECTED_DAY else HOUR_AFFECTED_BY
            return OccasionCredit(amount=amount, each=each, affected_by=fields[by])
        case _:
            return FlatCredit(amount)


def _without_first(fields: Fields) -> CreditedDowntime:
    """Which downtime a share of the time is taken of; that of single outages is none."""
    downtime = fields[OF]
    if isinstance(downtime, CreditedDowntime):
        return downtime
    message = f"`{downtime}` is of each outage, and `per` is a share of the time of all of them"
    remedy = "write a length after `per`, such as `30 min`"
    raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(OF), message, remedy)


def _summed(fields: Fields) -> Summed:
    """What the target allows is allowed to the outages of the period together."""
    downtime = fields[OF]
    if downtime is CreditedDowntime.BEYOND_TARGET:
        if fields.has(SUMMED) and fields[SUMMED] is Summed.EACH_OUTAGE:
            message = "the target allows downtime to all outages together, and not to each of them"
            remedy = f"write `summed: {Summed.ALL_OUTAGES.value}`, or `of: beyond 15 min` of each outage"
            raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(SUMMED), message, remedy)
        return Summed.ALL_OUTAGES
    if isinstance(downtime, BeyondFirst) and not fields.has(SUMMED):
        return Summed.EACH_OUTAGE
    return fields[SUMMED]


_NEEDS: Mapping[Directive[Any], tuple[Callable[[Fields], bool], str]] = {
    COUNTED: (in_blocks, "a share or a length after `per`"),
    SUMMED: (lambda fields: isinstance(fields[PER], Duration), "a length after `per`"),
    DAY_AFFECTED_BY: (lambda fields: fields[PER] is Occasion.AFFECTED_DAY, "`per: affected day`"),
    HOUR_AFFECTED_BY: (lambda fields: fields[PER] is Occasion.CLOCK_HOUR, "`per: clock hour`"),
    OF: (lambda fields: fields.has(LOST_TIME) or in_blocks(fields), "a share or a length after `per`"),
}
"""What some keys go with, beyond the keys that they stand beside."""


def _check_company(formula: Formula, fields: Fields) -> None:
    """Report keys that say nothing about the formula they stand beside."""
    for directive, (fits, needs) in _NEEDS.items():
        if fields.has(directive) and any(map(fields.has, directive.only_with)) and not fits(fields):
            message = f"`{directive.key}` has no meaning here: there is no {needs}"
            remedy = f"write it beside {needs}, or delete it"
            fields.reader.report(Code.MISPLACED_KEY, fields.at(directive), message, remedy)
    by_time = isinstance(formula, LostTimeCredit) or any(
        isinstance(price, TimeOfFee) for price in _prices(formula)
    )
    if fields.has(_SPREAD_OVER) and not by_time:
        message = f"`{_SPREAD_OVER.key}` has no meaning here: no fee is taken for a length of time"
        remedy = "write it beside `lost_time` or an amount such as `1 day of monthly fee`, or delete it"
        fields.reader.report(Code.MISPLACED_KEY, fields.at(_SPREAD_OVER), message, remedy)


def _prices(formula: Formula) -> tuple[Price, ...]:
    match formula:
        case TieredCredit(bands=bands):
            return tuple(band.amount for band in bands)
        case LostTimeCredit() | UnstatedCredit():
            return ()
        case other:
            return (other.amount,)


def _check_downtime(formula: Formula, missed: Sequence[Objective], fields: Fields) -> None:
    """Report a credit by downtime that is promised for something that has none."""
    match formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.MISSED_CASE):
            return
        case LinearCredit():
            without = [each for each in missed if not _has_share(each)]
        case _:
            without = [each for each in missed if not isinstance(each.indicator, Availability)]
    for each in without:
        message = f"`{each.name}` has no downtime, so nothing can be owed for so much of it"
        remedy = "delete `per`, or name objectives of availability"
        fields.reader.report(Code.DOWNTIME_CREDIT, fields.at(_FOR), message, remedy)


def _has_share(objective: Objective) -> bool:
    """Whether a promise is missed by a share: an availability, or what has a share for its target."""
    return isinstance(objective.indicator, Availability) or objective.share_target is not None


CREDIT_RULE: Record[CreditRule] = Record(
    "credit rule",
    "What the breach of some objectives earns. Of several rules that fit a breach, the first counts.",
    (
        _FOR,
        _SERVICES,
        _PLANS,
        AMOUNT,
        PER,
        COUNTED,
        LOST_TIME,
        OF,
        SUMMED,
        DAY_AFFECTED_BY,
        HOUR_AFFECTED_BY,
        _BILLED,
        BANDS,
        BANDS_BY,
        BANDS_COUNTED,
        BETWEEN_BANDS,
        _SPREAD_OVER,
        _GRANT,
        _OR_WAIVER,
        CLAUSE,
    ),
    _build,
    one_of=(AMOUNT, BANDS, LOST_TIME),
)
