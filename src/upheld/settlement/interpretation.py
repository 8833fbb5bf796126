"""Settling by all readings: what is owed for a statement where the text allows several."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.fee import FeePeriod, ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.evaluation.ambiguity.case import lines_of
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Touched
from upheld.quantity import Money
from upheld.settlement.amount import Owed, figure_of, write_amount
from upheld.settlement.joint import Results, enough
from upheld.settlement.settlement import OwedOutcome, Settlement, Standing
from upheld.settlement.terms_by_reading import terms_by_reading
from upheld.settlement.whole import TellerOf, Whole, Wholes, settle_wholes


def settle_readings(interpreted: Interpreted, teller_of: TellerOf) -> Settlement:
    """Work out what is owed by every combination of readings; where all agree, that is what is owed."""
    wholes = settle_wholes(interpreted, teller_of)
    if wholes is None:
        plain = teller_of(interpreted.root.agreement, interpreted.statement)
        return _uncounted(plain.settle(interpreted.statement.findings))
    first = wholes.several[0].in_full
    outcomes = _outcomes(wholes)
    if len(outcomes) > 1:
        first = _differing(first, [each.settlement for each in wholes.several], outcomes)
    elif len(wholes.several) > 1:
        first = replace(first, reason=_agreed(first.reason))
    most = max(wholes.several, key=lambda each: size_of(each.settlement.certain))
    terms = list(terms_by_reading(interpreted, most, teller_of))
    if len(outcomes) == 1 and not any(each.rule == _CLAIMS_BY_READING for each in terms):
        terms += _claimed_by_reading(wholes)
    return replace(first, reason=replace(first.reason, because=(*first.reason.because, *terms)))


def size_of(owed: Owed) -> tuple[int, Fraction, str]:
    """What amounts are put in order by: what nobody can say first, then shares of fees, then money."""
    match owed:
        case NoData(why):
            return 0, Fraction(0), why
        case ShareOfFee(share, of):
            return 1, share * (12 if of.per is FeePeriod.YEAR else 1), str(of)
        case ServiceTime(months, days):
            return 1, months * 30 + days, str(owed)
        case Money():
            return 2, Fraction(owed.amount), owed.currency


def _outcomes(wholes: Wholes) -> tuple[OwedOutcome, ...]:
    """Each amount once, the least first, told by a combination of readings that is enough for it."""
    by_amount: dict[Hashable, list[Whole]] = {}
    for each in wholes.several:
        by_amount.setdefault(_amount(each.settlement), []).append(each)
    effects = [(each.results, amount) for amount, several in by_amount.items() for each in several]
    outcomes = []
    for amount, several in by_amount.items():
        best = max(several, key=lambda each: each.way.rank)
        outcomes.append(
            OwedOutcome(
                readings=lines_of(enough(best.way, amount, wholes.matters, effects)),
                standing=best.settlement.standing,
                owed=best.settlement.owed,
                open=best.settlement.open,
                reason=best.in_full.reason,
            )
        )
    return tuple(sorted(outcomes, key=lambda each: size_of(_surely(each))))


_CLAIMS_BY_READING = f"reading.{Touched.CLAIMS.value}"
_COMPARED = 8
"""So many ways to the same amount are told apart by when it must be claimed; more are hardly ever told."""


def _claimed_by_reading(wholes: Wholes) -> Iterator[Reason]:
    """Say by which readings the same amount must be claimed at other times, as by those of a period."""
    if not 1 < len(wholes.several) <= _COMPARED or _is_nothing(wholes.several[0].settlement):
        return
    steps = [_claim_steps(each) for each in wholes.several]
    says = [tuple(step.says for step in each) for each in steps]
    if len(set(says)) == 1:
        return
    effects: list[tuple[Results, Hashable]] = [
        (each.results, words) for each, words in zip(wholes.several, says, strict=True)
    ]
    outcomes = []
    for words in dict.fromkeys(says):
        at = says.index(words)
        lines = lines_of(enough(wholes.several[at].way, words, wholes.matters, effects))
        by = " and ".join(f"`{line}`" for line in lines)
        outcomes.append(Reason(rule="reading.outcome", says=f"by {by}", because=steps[at]))
    yield Reason(
        rule=_CLAIMS_BY_READING,
        says="until when the credit is to be claimed depends on how the text is read",
        because=tuple(outcomes),
    )


def _claim_steps(whole: Whole) -> tuple[Reason, ...]:
    return tuple(step for step in whole.in_full.reason.because if step.rule == "credit.claim")


def _is_nothing(settlement: Settlement) -> bool:
    return settlement.standing is Standing.NOTHING_OWED


def _surely(outcome: OwedOutcome) -> Owed:
    return outcome.owed if outcome.open is None else outcome.open.least


def _amount(settlement: Settlement) -> Hashable:
    """What tells settlements apart; nothing is nothing, whatever it would have been a share of."""
    is_nothing = settlement.standing is Standing.NOTHING_OWED
    return settlement.standing, None if is_nothing else settlement.owed, settlement.not_charged


def _differing(
    first: Settlement, several: Sequence[Settlement], outcomes: tuple[OwedOutcome, ...]
) -> Settlement:
    """What all settlements have in common, and that they do not come to the same amount."""
    least, most = (_written(outcomes[at]) for at in (0, -1))
    says = f"the words do not decide what is owed: {len(outcomes)} amounts, from {least} to {most}"
    return replace(
        first,
        standing=Standing.AMBIGUOUS,
        lines=tuple(line for line in first.lines if all(line in each.lines for each in several)),
        without_credit=tuple(
            miss for miss in first.without_credit if all(miss in each.without_credit for each in several)
        ),
        adjustments=(),
        carried=None,
        reductions=tuple(
            line for line in first.reductions if all(line in each.reductions for each in several)
        ),
        not_charged=first.not_charged
        if all(each.not_charged == first.not_charged for each in several)
        else NoData("the words do not decide it"),
        owed=NoData(says),
        is_final=all(each.is_final for each in several),
        reason=Reason(
            rule="credit.readings",
            says=says,
            clause=first.reason.clause,
            because=tuple(_yielded(each) for each in outcomes),
        ),
        outcomes=tuple(replace(each, reason=replace(each.reason, because=())) for each in outcomes),
    )


def _yielded(outcome: OwedOutcome) -> Reason:
    lines = " and ".join(f"`{line}`" for line in outcome.readings)
    says = f"{_written(outcome)} by {lines}" if lines else _written(outcome)
    return Reason(rule="credit.reading", says=says, figure=figure_of(outcome.owed), because=(outcome.reason,))


def _written(outcome: OwedOutcome) -> str:
    if outcome.standing is Standing.NOTHING_OWED:
        return "nothing"
    if not isinstance(outcome.owed, NoData):
        return write_amount(outcome.owed)
    if outcome.open is None:
        return outcome.owed.why
    least, most = outcome.open.least, outcome.open.most
    up_to = "more" if isinstance(most, NoData) else write_amount(most)
    return up_to if isinstance(least, NoData) else f"{write_amount(least)} or up to {up_to}"


def _agreed(reason: Reason) -> Reason:
    step = Reason(
        rule="reading.agreed", says="the same is owed by every reading of what the text leaves open"
    )
    return replace(reason, because=(*reason.because, step))


def _uncounted(settlement: Settlement) -> Settlement:
    """A settlement of which nobody worked out all readings, because they are too many."""
    says = (
        "the readings of what the text leaves open meet in so many ways that what is owed was not worked out "
        "for each: declare some terms"
    )
    return replace(
        settlement,
        standing=Standing.AMBIGUOUS,
        lines=(),
        adjustments=(),
        carried=None,
        owed=NoData(says),
        reason=Reason(rule="credit.too_many_readings", says=says, clause=settlement.reason.clause),
    )
