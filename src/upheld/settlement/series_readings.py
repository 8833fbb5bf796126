"""A series by all readings: what follows from months whose text allows several, each meant for all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import TypeAlias

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.drafting import Drafter
from upheld.evaluation.ambiguity.case import lines_of
from upheld.evaluation.ambiguity.drafting import read_against
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Statement
from upheld.settlement.amount import Owed, write_amount
from upheld.settlement.claimed_month import ClaimedMonth
from upheld.settlement.claims import ClaimState
from upheld.settlement.interpretation import settle_readings, size_of
from upheld.settlement.joint import enough
from upheld.settlement.series import SeriesOutcome, SeriesSettlement, SettledMonth
from upheld.settlement.series_docket import Reading, Readings, docket_of
from upheld.settlement.settlement import Open, Settlement, Standing
from upheld.settlement.termination import HeldRight, RightState, right_in_words
from upheld.settlement.whole import TellerOf

SettleSeries: TypeAlias = Callable[[Agreement, Sequence[Statement]], SeriesSettlement]
"""Settles the statements of several months by one agreement."""
_Settled: TypeAlias = Sequence[tuple[Reading, SeriesSettlement]]

_DEPENDS = "it depends on how the text is read"
_TOO_MANY = (
    "the readings of what the text leaves open meet in so many ways that they were not settled one by one: "
    "declare some terms"
)


def settle_series_by_readings(
    months: Sequence[Interpreted], teller_of: TellerOf, settle_series: SettleSeries
) -> SeriesSettlement:
    """Settle months by every combination of readings; what all agree on holds, the rest is told by reading.

    A term is read the same in all months. Where there are too many combinations, it is left open.
    """
    docket = docket_of(months)
    readings = None if docket is None else docket.readings()
    if readings is None:
        return _uncounted(_told(months, teller_of, settle_series))
    settled = [(each, settle_series(each.agreement, each.statements)) for each in readings.several]
    first = settled[0][1]
    if len(settled) == 1 and not any(month.statement.undeclared for month in months):
        return first
    told = _told(months, teller_of, settle_series)
    return replace(
        told,
        months=tuple(_month(month, number, settled) for number, month in enumerate(told.months)),
        rights=tuple(_right(number, settled, readings) for number in range(_rights(settled))),
        next_steps=_steps(settled),
        owed=span_of([series.owed for _, series in settled]),
        due=span_of([series.due for _, series in settled]),
        still_open=span_of([series.still_open for _, series in settled]),
        lost=span_of([series.lost for _, series in settled]),
        unmatched=tuple(
            case for case in first.unmatched if all(case in each.unmatched for _, each in settled)
        ),
        outcomes=_outcomes(settled, readings),
    )


def settle_series_against(
    months: Sequence[Interpreted], settle_series: SettleSeries, drafter: Drafter
) -> SeriesSettlement | None:
    """Settle months by the readings that are worst for who drafted the text; `None` where they are too many.

    The worst for a provider is what makes it owe most, then what makes most of it due, then what gives most
    rights to leave; for a customer it is the reverse. Of readings that are as bad, the first counts.
    """
    docket = docket_of(months)
    readings = None if docket is None else docket.readings()
    if readings is None:
        return None
    sign = 1 if drafter is Drafter.PROVIDER else -1
    settled = [(each, settle_series(each.agreement, each.statements)) for each in readings.several]
    worst = max(settled, key=lambda each: badness(each[1], sign))[0]
    statements = [
        read_against(statement, month.statement.undeclared, worst.way.choices, drafter)
        for statement, month in zip(worst.statements, months, strict=True)
    ]
    return settle_series(worst.agreement, statements)


def badness(series: SeriesSettlement, sign: int) -> tuple[tuple[int, Fraction], tuple[int, Fraction], int]:
    """How bad a series is for a provider, with a sign of 1; with -1 for a customer."""
    (owed_kind, owed, _), (due_kind, due, _) = size_of(series.owed), size_of(series.due)
    arisen = sum(held.state is RightState.ARISEN for held in series.rights)
    return (owed_kind, sign * owed), (due_kind, sign * due), sign * arisen


def _told(
    months: Sequence[Interpreted], teller_of: TellerOf, settle_series: SettleSeries
) -> SeriesSettlement:
    """The series as the statements of its months tell it, each by all readings."""
    plain = settle_series(months[0].root.agreement, [month.statement for month in months])
    told = zip(plain.months, months, strict=True)
    return replace(
        plain,
        months=tuple(replace(each, settlement=settle_readings(month, teller_of)) for each, month in told),
    )


def _month(told: SettledMonth, number: int, settled: _Settled) -> SettledMonth:
    """A month with the claims that all readings have; where they differ, how it stands depends on them."""
    several = [series.months[number] for _, series in settled]
    first = several[0]
    if len({_worth(each.settlement) for each in several}) == 1 and _worth(first.settlement) != _worth(
        told.settlement
    ):
        # What months before were given counts, which a month by itself knows nothing of.
        told = replace(told, settlement=first.settlement)
    if all(each.claimed == first.claimed and each.applications == first.applications for each in several):
        return replace(told, claimed=first.claimed, applications=first.applications)
    return opened(told)


def _worth(settlement: Settlement) -> tuple[Standing, Owed, Open | None]:
    return settlement.standing, settlement.owed, settlement.open


def opened(told: SettledMonth) -> SettledMonth:
    """A month whose claims depend on how the text is read."""
    claimed = ClaimedMonth(
        state=ClaimState.AMBIGUOUS, claims=(), open=(), lapsed=(), entitled=(), still_open=NoData(_DEPENDS)
    )
    return replace(told, claimed=claimed, applications=())


def _outcomes(settled: _Settled, readings: Readings) -> tuple[SeriesOutcome, ...]:
    """What becomes of the credits, each once; nothing where all readings come to the same."""
    effects = [(each.results, effect_on_credits(series)) for each, series in settled]
    first_of: dict[Hashable, tuple[Reading, SeriesSettlement]] = {}
    for (_, effect), pair in zip(effects, settled, strict=True):
        first_of.setdefault(effect, pair)
    if len(first_of) == 1:
        return ()
    return tuple(
        outcome_by(lines_of(enough(each.way, effect, readings.matters, effects)), series)
        for effect, (each, series) in first_of.items()
    )


def outcome_by(lines: tuple[str, ...], series: SeriesSettlement) -> SeriesOutcome:
    """What becomes of the credits by some lines."""
    return SeriesOutcome(
        readings=lines,
        owed=series.owed,
        due=series.due,
        still_open=series.still_open,
        lost=series.lost,
        states=tuple(month.claimed.state for month in series.months),
        claim_by=tuple(month.claimed.claim_by for month in series.months),
        applications=tuple(every for month in series.months for every in month.applications),
    )


def effect_on_credits(series: SeriesSettlement) -> Hashable:
    """What tells the credits of one reading from those of another."""
    return (
        (series.owed, series.due, series.still_open, series.lost),
        tuple((month.claimed.state, month.claimed.claim_by, month.applications) for month in series.months),
    )


def _right(number: int, settled: _Settled, readings: Readings) -> HeldRight:
    """A right as all readings have it, or what each makes of it."""
    held = [(each, series.rights[number]) for each, series in settled]
    first = held[0][1]
    by_effect: dict[Hashable, tuple[Reading, HeldRight]] = {}
    for each, right in held:
        by_effect.setdefault(effect_on_right(right), (each, right))
    if len(by_effect) == 1:
        return first
    effects = [(each.results, effect_on_right(right)) for each, right in held]
    return by_differing(
        first,
        [
            (lines_of(enough(each.way, effect, readings.matters, effects)), right)
            for effect, (each, right) in by_effect.items()
        ],
    )


def by_differing(first: HeldRight, several: Sequence[tuple[Sequence[str], HeldRight]]) -> HeldRight:
    """A right of which readings make different things, with what each makes of it."""
    state = RightState.AMBIGUOUS
    return HeldRight(
        right=first.right,
        state=state,
        reason=Reason(
            rule="termination.readings",
            says=f"a right to terminate after {right_in_words(first.right)}: {state.value}",
            clause=first.right.clause,
            because=tuple(_by_reading(lines, right) for lines, right in several),
        ),
    )


def _rights(settled: _Settled) -> int:
    """How many rights all readings have."""
    return min(len(series.rights) for _, series in settled)


def effect_on_right(held: HeldRight) -> Hashable:
    """What tells a right of one reading from that of another: whether and on which day it arose, until when.

    By which breaches may differ, as where one outage is a breach by itself or one of several.
    """
    arisen = [each for each in (held.first, held.latest) if each is not None]
    return held.state, held.reason.says, tuple(each.exercise_by for each in arisen)


def _by_reading(lines: Sequence[str], held: HeldRight) -> Reason:
    by = " and ".join(f"`{line}`" for line in lines)
    return replace(held.reason, rule="termination.reading", says=f"by {by}, {held.reason.says}")


def _steps(settled: _Settled) -> tuple[Reason, ...]:
    """The steps that all readings ask for, and to declare what they differ by, where they do."""
    return agreed_steps([series for _, series in settled])


def agreed_steps(several: Sequence[SeriesSettlement]) -> tuple[Reason, ...]:
    """The steps that all ask for, and to declare what they differ by, where they do."""
    first = several[0]
    agreed = tuple(step for step in first.next_steps if all(step in each.next_steps for each in several))
    if all(each.next_steps == first.next_steps for each in several):
        return agreed
    says = "what else is to be done depends on how the text is read: declare what `upheld check` asks for"
    return (*agreed, Reason(rule="next.declare", says=says))


def span_of(amounts: Sequence[Owed]) -> Owed:
    """The amount that all have, or that the words do not decide it, and how far they leave it open."""
    if all(amount == amounts[0] for amount in amounts):
        return amounts[0]
    least, most = min(amounts, key=size_of), max(amounts, key=size_of)
    return NoData(f"the words do not decide it: {_written(least)} to {_written(most)}")


def _written(owed: Owed) -> str:
    return f"an open amount ({owed.why})" if isinstance(owed, NoData) else write_amount(owed)


def _uncounted(told: SeriesSettlement) -> SeriesSettlement:
    """A series of which nobody settled all readings."""
    unknown = NoData(_TOO_MANY)
    return replace(
        told,
        months=tuple(opened(month) if month.settlement.lines else month for month in told.months),
        rights=tuple(_in_doubt(held) for held in told.rights),
        next_steps=(Reason(rule="next.declare", says=_TOO_MANY),),
        owed=unknown,
        due=unknown,
        still_open=unknown,
        lost=unknown,
    )


def _in_doubt(held: HeldRight) -> HeldRight:
    state = RightState.UNKNOWN
    reason = Reason(
        rule="termination.too_many_readings",
        says=f"a right to terminate after {right_in_words(held.right)}: {state.value}; {_TOO_MANY}",
        clause=held.right.clause,
    )
    return HeldRight(right=held.right, state=state, reason=reason)
