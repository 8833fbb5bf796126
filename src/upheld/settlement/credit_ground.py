"""Grounds to leave that go by credits: what some months in a row are owed, and how many reach the cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.fee import Amount, FeePeriod, ShareOfFee
from upheld.agreement.termination import CappedMonths, CreditsWithin
from upheld.chrono.instant import Instant
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Statement
from upheld.evaluation.wording import listed
from upheld.quantity import Money, Operator
from upheld.settlement.adjustment import Adjustment, AdjustmentKind
from upheld.settlement.amount import Owed, alike, figure_of, measure_of, write_amount
from upheld.settlement.balance import is_nothing, less, nothing_of, together
from upheld.settlement.breach_record import first_of_month
from upheld.settlement.settlement import Settlement

CreditGround = CreditsWithin | CappedMonths


class CreditedMonth(Struct, frozen=True, kw_only=True):
    """What one month was owed, whether or not anybody claimed it."""

    month: date
    label: str
    at: Instant
    """Its last instant, or the last one that is judged."""
    least: Owed
    most: Owed
    fee: Money | None
    """For everything, for the month."""
    is_capped: bool | None
    """Whether it reached the cap of the month; `None` where nobody can say."""


class Reached(Struct, frozen=True):
    """A ground reached with a month, and what shows it."""

    at: Instant
    shown: tuple[Reason, ...]


def credited_months(
    statements: Sequence[Statement],
    settlements: Sequence[Settlement],
    zone: Zone,
    objectives: Sequence[str] = (),
) -> tuple[CreditedMonth, ...]:
    """What each month of a series was owed, for all promises or some, in order of time."""
    return tuple(
        CreditedMonth(
            month=first_of_month(statement, zone),
            label=statement.period.label,
            at=Instant(min(statement.period.interval.end, statement.as_of) - 1),
            least=least,
            most=most,
            fee=settled.fee,
            is_capped=_is_capped(settled),
        )
        for statement, settled in zip(statements, settlements, strict=True)
        for least, most in [_owed_for(settled, objectives)]
    )


def _owed_for(settled: Settlement, objectives: Sequence[str]) -> tuple[Owed, Owed]:
    """What a month is owed for some promises, at least and at most.

    Where a bound on all credits took something off, nobody can say of which promise: at least all the others
    lost nothing, at most these did not.
    """
    whole = settled.certain
    most = settled.owed if settled.open is None else settled.open.most
    mine = [line for line in settled.lines if line.objective in objectives]
    if not objectives or (settled.open is None and len(mine) == len(settled.lines)):
        return whole, most
    own = together((nothing_of(whole), *(line.owed for line in mine)))
    others = together((nothing_of(whole), *(line.owed for line in settled.lines if line not in mine)))
    if settled.parts is not None and together(part.amount for part in settled.parts) == whole:
        own = together(
            (nothing_of(whole), *(each.amount for each in settled.parts if each.promise in objectives))
        )
        return own, own if settled.open is None else most
    least = _smaller(own, less(whole, others))
    return least, _smaller(own, whole) if settled.open is None else most


def _smaller(one: Owed, other: Owed) -> Owed:
    return less(one, less(one, other))


def reached(ground: CreditGround, months: Sequence[CreditedMonth]) -> Iterator[Reached]:
    """Give each time a month completed a ground, by what is owed for certain."""
    for number, last in enumerate(months):
        window = _window(ground, months[: number + 1])
        match ground:
            case CreditsWithin(limit=limit):
                total = together(each.least for each in window)
                if not is_nothing(last.least) and _holds(limit.operator, total, limit.bound, last.fee):
                    yield Reached(last.at, tuple(map(_shown, window)))
            case CappedMonths(at_least=count):
                capped = [each for each in window if each.is_capped]
                if last.is_capped and len(capped) >= count:
                    yield Reached(last.at, tuple(_shown_at_cap(each) for each in capped))


def may_be_reached(ground: CreditGround, months: Sequence[CreditedMonth]) -> tuple[str, ...]:
    """Why a ground may be reached that is not, for certain; nothing where it can't be."""
    return tuple(dict.fromkeys(_doubts(ground, months)))


def _doubts(ground: CreditGround, months: Sequence[CreditedMonth]) -> Iterator[str]:
    for number, last in enumerate(months):
        window = _window(ground, months[: number + 1])
        match ground:
            case CreditsWithin(limit=limit):
                total = together(each.most for each in window)
                if isinstance(total, NoData) or _holds(limit.operator, total, limit.bound, last.fee) is None:
                    why = total.why if isinstance(total, NoData) else f"{write_amount(total)} of unknown fees"
                    yield f"what {_spoken(window)} are owed together is open: {why}"
                elif _holds(limit.operator, total, limit.bound, last.fee):
                    yield f"{_spoken(window)} may be owed {write_amount(total)} together"
            case CappedMonths(at_least=count):
                open_ = [each for each in window if each.is_capped is None]
                if open_ and len([each for each in window if each.is_capped is not False]) >= count:
                    yield f"nobody can say whether {_spoken(open_)} reached the cap"


def credit_ground_in_words(ground: CreditGround) -> str:
    """The ground as a sentence says it."""
    window = "a month" if ground.months == 1 else f"{ground.months} months in a row"
    match ground:
        case CreditsWithin(limit=limit):
            more = "more than" if limit.operator is Operator.MORE else "at least"
            return f"credits of {more} {write_amount(limit.bound)} together within {window}"
        case CappedMonths(at_least=count):
            several = "a month" if count == 1 else f"{count} months or more"
            return f"{several} in which credits reach the cap, within {window}"


def _window(ground: CreditGround, months: Sequence[CreditedMonth]) -> Sequence[CreditedMonth]:
    """The months of the window that ends with the last one; some of them may have no statement."""
    first = add_months(months[-1].month, 1 - ground.months)
    return [each for each in months if each.month >= first]


def _holds(operator: Operator, total: Owed, bound: Amount, fee: Money | None) -> bool | None:
    """Whether a sum of credits passes a bound, which may be a share of the fee of the last month."""
    if isinstance(total, NoData):
        return None
    if is_nothing(total):
        return False
    if isinstance(bound, ShareOfFee) and isinstance(total, Money):
        if fee is None:
            return None
        year = 12 if bound.of.per is FeePeriod.YEAR else 1
        return operator.holds(Fraction(total.amount), Fraction(fee.amount) * bound.share * year)
    return operator.holds(measure_of(total), measure_of(bound)) if alike(total, bound) else None


def _is_capped(settled: Settlement) -> bool | None:
    caps = [each for each in settled.adjustments if each.kind is AdjustmentKind.CAP and each.is_of_month]
    found = [_reaches(each, settled.fee) for each in caps]
    if any(found):
        return True
    return None if None in found or settled.open is not None else False


def _reaches(cap: Adjustment, fee: Money | None) -> bool | None:
    """Whether a cap took something off, or is come to exactly."""
    if isinstance(cap.taken_off, NoData) or isinstance(cap.owed, NoData):
        return None
    if not is_nothing(cap.taken_off):
        return True
    limit = cap.limit
    return limit is not None and _holds(Operator.AT_LEAST, cap.owed, limit, fee)


def _shown(each: CreditedMonth) -> Reason:
    owed = each.least.why if isinstance(each.least, NoData) else write_amount(each.least)
    says = f"{each.label} is owed {owed}"
    return Reason(rule="termination.credit", says=says, figure=figure_of(each.least))


def _shown_at_cap(each: CreditedMonth) -> Reason:
    return Reason(rule="termination.credit", says=f"the credit of {each.label} reached the cap")


def _spoken(months: Sequence[CreditedMonth]) -> str:
    return listed([each.label for each in months])
