"""Parted settlements: a period of which each part was settled by its own plan or version, put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import product

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit_cap import CapWindow, CreditCap
from upheld.agreement.fee import ShareOfFee
from upheld.evaluation.reason import NoData, Reason
from upheld.quantity import ExactMoney, Money
from upheld.settlement.adjustment import Adjustment, AdjustmentKind, adjusted
from upheld.settlement.amount import Owed, figure_of, write_amount
from upheld.settlement.balance import together
from upheld.settlement.bounds import open_words
from upheld.settlement.settlement import Open, OwedOutcome, Settlement, Standing

_IN_ORDER = (
    Standing.AMBIGUOUS,
    Standing.OWED,
    Standing.UNDECIDED,
    Standing.NOTHING_OWED,
    Standing.PLAN_NOT_GIVEN,
    Standing.NOT_ENTITLED,
    Standing.NOTHING_PROMISED,
)
_PAYING = frozenset({Standing.OWED, Standing.UNDECIDED})


def joined(settlements: Sequence[Settlement], names: Sequence[str], agreement: Agreement) -> Settlement:
    """Put the settlements of the parts of one period together: what is owed is what they owe in all.

    Caps that are shares of a fee bound each part, by its part of the fee; a cap of so much money for a month
    bounds all of them together, by the agreement of the last part.
    """
    if len(settlements) == 1:
        return settlements[0]
    owed = _sum([each.owed for each in settlements if each.standing is Standing.OWED])
    standing = min((each.standing for each in settlements), key=_IN_ORDER.index)
    is_final = all(each.is_final for each in settlements)
    left = _left_open(settlements, agreement) if standing in _PAYING else None
    caps: tuple[Adjustment, ...] = ()
    if isinstance(owed, Money) and (cap := _money_cap(agreement)) is not None and cap < owed:
        says = f"{write_amount(owed)} for all parts is cut to the cap of {cap} for one month"
        taken = (owed - cap).rounded()
        clause = settlements[-1].reason.clause
        kind = AdjustmentKind.CAP
        caps = (adjusted(kind, says, taken_off=taken, owed=cap, limit=cap, clause=clause),)
        owed = cap
    outcomes = _outcomes(settlements) if standing is Standing.AMBIGUOUS else ()
    if standing is not Standing.OWED:
        owed = next(each.owed for each in settlements if each.standing is standing)
    says = _says(standing, owed)
    if left is not None:
        says = open_words(standing, left, is_final=is_final)
        owed = NoData(says.partition(": ")[2])
    steps = [
        Reason(
            rule="credit.part",
            says=f"{name}: {each.reason.says}",
            figure=each.reason.figure,
            because=(each.reason,),
        )
        for name, each in zip(names, settlements, strict=True)
    ]
    return Settlement(
        standing=standing,
        fee=None,
        lines=tuple(line for each in settlements for line in each.lines),
        without_credit=tuple(miss for each in settlements for miss in each.without_credit),
        reductions=tuple(line for each in settlements for line in each.reductions),
        not_charged=together(less)
        if (less := [each.not_charged for each in settlements if each.not_charged is not None])
        else None,
        adjustments=(*(step for each in settlements for step in each.adjustments), *caps),
        owed=owed,
        open=left,
        is_final=is_final,
        reason=Reason(
            rule="credit.parts",
            says=says,
            figure=figure_of(owed),
            clause=settlements[-1].reason.clause,
            because=(*steps, *(each.reason for each in caps)),
        ),
        outcomes=outcomes,
    )


def _left_open(settlements: Sequence[Settlement], agreement: Agreement) -> Open | None:
    """What is owed for certain and what may be, of all parts together; nothing where none leaves any open."""
    several = [each for each in settlements if each.standing in _PAYING]
    opens = [each.open for each in several if each.open is not None]
    if not opens:
        return None
    sure = [each.certain for each in several if each.standing is Standing.OWED]
    least = _sum(sure) if sure else opens[0].least
    most = _sum([each.owed if each.open is None else each.open.most for each in several])
    cap = _money_cap(agreement)
    why = tuple(dict.fromkeys(each for left in opens for each in left.why))
    return Open(least=_cut(least, cap), most=_cut(most, cap), why=why)


def _cut(owed: Owed, cap: Money | None) -> Owed:
    return cap if isinstance(owed, Money) and cap is not None and cap < owed else owed


def _says(standing: Standing, owed: Owed) -> str:
    if standing is not Standing.OWED:
        return str(standing.value)
    if isinstance(owed, NoData):
        return f"{standing.value}, but how much is open: {owed.why}"
    return f"{standing.value}: {write_amount(owed)} for all parts of the period"


def _sum(amounts: Sequence[Owed]) -> Owed:
    if not amounts:
        return NoData(Standing.NOTHING_OWED.value)
    money = [each for each in amounts if isinstance(each, Money)]
    if len(money) == len(amounts):
        return reduce(ExactMoney.__add__, (each.exact for each in money)).rounded()
    shares = [each for each in amounts if isinstance(each, ShareOfFee)]
    if len(shares) == len(amounts) and len({each.of for each in shares}) == 1:
        return ShareOfFee(sum((each.share for each in shares), start=shares[0].share * 0), shares[0].of)
    return next((each for each in amounts if isinstance(each, NoData)), NoData("the parts don't add up"))


def _money_cap(agreement: Agreement) -> Money | None:
    caps: tuple[CreditCap, ...] = () if agreement.credits is None else agreement.credits.caps
    limits = [
        each.limit
        for each in caps
        if each.window is CapWindow.MONTH and each.months == 1 and not each.objectives
    ]
    money = [each for each in limits if isinstance(each, Money)]
    return min(money, default=None, key=lambda each: each.amount)


def _outcomes(settlements: Sequence[Settlement]) -> tuple[OwedOutcome, ...]:
    """Every amount that the readings of the parts come to together."""
    several = [
        [(each.readings, each.standing, each.owed, each.reason) for each in settlement.outcomes]
        or [((), settlement.standing, settlement.owed, settlement.reason)]
        for settlement in settlements
    ]
    found: dict[tuple[Standing, Owed | None], OwedOutcome] = {}
    for way in product(*several):
        lines = tuple(dict.fromkeys(line for readings, *_ in way for line in readings))
        if len({line.split(": ")[0] for line in lines}) < len(lines):
            continue
        paying = [owed for _, standing, owed, _ in way if standing is Standing.OWED]
        standing = Standing.OWED if paying else Standing.NOTHING_OWED
        owed = _sum(paying) if paying else way[0][2]
        reason = replace(way[0][3], says=_says(standing, owed), figure=figure_of(owed), because=())
        key = standing, owed if paying else None
        found.setdefault(key, OwedOutcome(readings=lines, standing=standing, owed=owed, reason=reason))
    return tuple(found.values())


def by_reading(readings: Sequence[tuple[str, Settlement]]) -> Settlement:
    """What is owed where it goes by how a change of plan is read, which the agreement does not say."""
    first = readings[0][1]
    outcomes: dict[tuple[Standing, Owed | None], OwedOutcome] = {}
    for line, settlement in readings:
        for each in settlement.outcomes or (
            OwedOutcome(
                readings=(),
                standing=settlement.standing,
                owed=settlement.owed,
                open=settlement.open,
                reason=settlement.reason,
            ),
        ):
            is_nothing = each.standing is Standing.NOTHING_OWED
            key = each.standing, None if is_nothing else each.owed
            told = replace(each, readings=(line, *each.readings))
            outcomes.setdefault(key, told)
    if len(outcomes) == 1:
        step = Reason(rule="reading.agreed", says="the same is owed however the change of plan is read")
        return replace(first, reason=replace(first.reason, because=(*first.reason.because, step)))
    several = tuple(outcomes.values())
    says = "what is owed goes by which plan holds in a period in which the customer changed plan"
    yielded = tuple(
        Reason(
            rule="credit.reading",
            says=f"{each.reason.says} by `{each.readings[0]}`",
            figure=figure_of(each.owed),
            because=(each.reason,),
        )
        for each in several
    )
    return replace(
        first,
        standing=Standing.AMBIGUOUS,
        lines=(),
        without_credit=(),
        adjustments=(),
        carried=None,
        owed=NoData(says),
        is_final=all(settlement.is_final for _, settlement in readings),
        reason=Reason(rule="credit.readings", says=says, clause=first.reason.clause, because=yielded),
        outcomes=tuple(replace(each, reason=replace(each.reason, because=())) for each in several),
    )
