"""Credit rules: for which breaches how much is owed, by which formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from upheld.agreement.credit_band import BandsBy
from upheld.agreement.credit_rule import (
    BeyondFirst,
    BeyondShare,
    CreditedDowntime,
    CreditRule,
    FirstPart,
    FlatCredit,
    Formula,
    GivenAs,
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
from upheld.agreement.objective import Objective
from upheld.agreement.party import Party
from upheld.agreement.price import Price
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Reference, Text, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.amounts import Unbilled, added_in, check_currency
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.credit_bands import (
    BANDS,
    BANDS_BY,
    BANDS_COUNTED,
    BETWEEN_BANDS,
    MISSED_WITHIN,
    SHARED_EDGES,
    build_tiered,
)
from upheld.language.terms.credit_company import SPREAD_OVER, check_company, check_downtime
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
)
from upheld.language.terms.credit_for import FOR, missed_by, of_timed_cases
from upheld.language.terms.service_points import DOUBLED_WITHIN, POINTS_TABLE
from upheld.quantity import Duration

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
_AS: Directive[GivenAs] = Directive(
    "as",
    choice(GivenAs),
    "As what it comes to the customer. What is `not charged` is no credit: it is not claimed, and no cap, "
    "minimum or combination of credits is about it; of an hour or day it is the part in which what failed "
    "was there.",
    "not charged",
    default=Otherwise(GivenAs.CREDIT, f"`{GivenAs.CREDIT.value}`"),
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
    missed = missed_by(fields)
    formula = _formula(fields, missed)
    check_company(formula, fields)
    if not fields.has(BANDS) or fields[BANDS_BY] in _BY_TIME:
        check_downtime(formula, missed, fields)
    return CreditRule(
        formula=formula,
        objectives=fields[FOR],
        services=fields[_SERVICES],
        plans=fields[_PLANS],
        spread_over=fields[SPREAD_OVER],
        given_as=fields[_AS],
        grant=fields[_GRANT],
        or_waiver=fields[_OR_WAIVER],
        clause=fields[CLAUSE],
        place=fields.at(_sort_of(fields)).place,
    )


_BY_TIME = (BandsBy.DOWNTIME, BandsBy.EACH_OUTAGE, BandsBy.EACH_CASE, BandsBy.POINTS)


def _sort_of(fields: Fields) -> Directive[Any]:
    """The key that says what sort of rule it is."""
    return next((each for each in (BANDS, LOST_TIME) if fields.has(each)), AMOUNT)


def _formula(fields: Fields, missed: Sequence[Objective]) -> Formula:
    if fields.has(BANDS):
        if fields[FOR] and not missed:
            raise UnreadError("nobody can tell what the bands are of")
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
                first=_first(amount, fields),
            )
        case Occasion() as each:
            by = DAY_AFFECTED_BY if each is Occasion.AFFECTED_DAY else HOUR_AFFECTED_BY
            there = fields[_AS] is GivenAs.NOT_CHARGED
            return OccasionCredit(amount=amount, each=each, affected_by=fields[by], of_time_there=there)
        case _:
            return FlatCredit(amount)


def _first(further: Price, fields: Fields) -> FirstPart | None:
    """What the first part earns, in what every further one earns."""
    first = fields[FIRST]
    if first is None:
        return None
    check_currency(first.amount, fields.at(FIRST), fields)
    units = [added_in(each) for each in (first.amount, further)]
    if units[0] != units[1]:
        message = f"the first part earns {units[0]}, every further one {units[1]}, which do not add up"
        remedy = f"write both in {units[1]}"
        raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(FIRST), message, remedy)
    return FirstPart(amount=first.amount, length=first.length, blocks=first.blocks or fields[COUNTED])


def _without_first(fields: Fields) -> CreditedDowntime | BeyondShare:
    """Which downtime a share of the time is taken of; that of single outages is none."""
    downtime = fields[OF]
    if isinstance(downtime, CreditedDowntime | BeyondShare):
        return downtime
    message = f"`{downtime}` is of each outage, and `per` is a share of the time of all of them"
    remedy = "write a length after `per`, such as `30 min`"
    raise fields.reader.refuse(Code.WRONG_UNIT, fields.at(OF), message, remedy)


def _summed(fields: Fields) -> Summed:
    """What the target allows is allowed to the outages of the period together."""
    downtime = fields[OF]
    if of_timed_cases(fields):
        if isinstance(downtime, BeyondShare):
            message = f"`{downtime}` is an availability, and a late case has a length of time"
            raise fields.reader.refuse(
                Code.WRONG_UNIT, fields.at(OF), message, "write `of: beyond the target`"
            )
        if fields.has(SUMMED):
            message = f"`{SUMMED.key}` has no meaning here: each late case has a time of its own"
            raise fields.reader.refuse(Code.MISPLACED_KEY, fields.at(SUMMED), message, "delete it")
        return Summed.EACH_OUTAGE
    if downtime is CreditedDowntime.BEYOND_TARGET or isinstance(downtime, BeyondShare):
        if fields.has(SUMMED) and fields[SUMMED] is Summed.EACH_OUTAGE:
            message = "the target allows downtime to all outages together, and not to each of them"
            remedy = f"write `summed: {Summed.ALL_OUTAGES.value}`, or `of: beyond 15 min` of each outage"
            raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(SUMMED), message, remedy)
        return Summed.ALL_OUTAGES
    if isinstance(downtime, BeyondFirst) and not fields.has(SUMMED):
        return Summed.EACH_OUTAGE
    return fields[SUMMED]


CREDIT_RULE: Record[CreditRule] = Record(
    "credit rule",
    "What the breach of some objectives earns. Of several rules that fit a breach, the first counts.",
    (
        FOR,
        _SERVICES,
        _PLANS,
        AMOUNT,
        PER,
        COUNTED,
        FIRST,
        LOST_TIME,
        OF,
        SUMMED,
        DAY_AFFECTED_BY,
        HOUR_AFFECTED_BY,
        _BILLED,
        BANDS,
        BANDS_BY,
        MISSED_WITHIN,
        POINTS_TABLE,
        DOUBLED_WITHIN,
        BANDS_COUNTED,
        BETWEEN_BANDS,
        SHARED_EDGES,
        SPREAD_OVER,
        _AS,
        _GRANT,
        _OR_WAIVER,
        CLAUSE,
    ),
    _build,
    one_of=(AMOUNT, BANDS, LOST_TIME),
    other_words={
        **dict.fromkeys(("tiers", "levels", "table", "schedule", "ladder"), "`bands`"),
        **dict.fromkeys(("credit", "percentage", "pays"), "`amount: 10 % of monthly fee`"),
        **dict.fromkeys(("objective", "objectives", "of_promise", "applies_to"), "`for`"),
    },
)
