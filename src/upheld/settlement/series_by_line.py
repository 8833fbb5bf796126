"""A series by the readings of one line, such as that on a change of plan: settled by each, put together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.drafting import Drafter
from upheld.settlement.parted import by_reading
from upheld.settlement.series import SeriesSettlement, SettledMonth
from upheld.settlement.series_readings import (
    agreed_steps,
    badness,
    by_differing,
    effect_on_credits,
    effect_on_right,
    opened,
    outcome_by,
    span_of,
)
from upheld.settlement.termination import HeldRight


def worst_series(several: Sequence[SeriesSettlement], drafter: Drafter) -> SeriesSettlement:
    """The series that is worst for who drafted the text; of those as bad, the first."""
    sign = 1 if drafter is Drafter.PROVIDER else -1
    return max(several, key=lambda each: badness(each, sign))


def series_by_line(several: Mapping[str, SeriesSettlement]) -> SeriesSettlement:
    """Put series together that differ by how one line is read: what all have, and what each comes to."""
    settled = list(several.items())
    first = settled[0][1]
    groups: dict[Hashable, list[tuple[str, SeriesSettlement]]] = {}
    for line, series in settled:
        groups.setdefault(effect_on_credits(series), []).append((line, series))
    outcomes = tuple(outcome_by((group[0][0],), group[0][1]) for group in groups.values())
    every = [series for _, series in settled]
    return replace(
        first,
        months=tuple(_month_by_line(number, settled) for number in range(len(first.months))),
        rights=tuple(_right_by_line(number, settled) for number in range(len(first.rights))),
        next_steps=agreed_steps(every),
        owed=span_of([each.owed for each in every]),
        due=span_of([each.due for each in every]),
        still_open=span_of([each.still_open for each in every]),
        lost=span_of([each.lost for each in every]),
        outcomes=outcomes if len(outcomes) > 1 else (),
    )


def _month_by_line(number: int, settled: Sequence[tuple[str, SeriesSettlement]]) -> SettledMonth:
    several = [(line, series.months[number]) for line, series in settled]
    first = several[0][1]
    settlement = by_reading([(line, month.settlement) for line, month in several])
    told = replace(first, settlement=settlement)
    same = all(
        (month.claimed, month.applications) == (first.claimed, first.applications) for _, month in several
    )
    return told if same else opened(told)


def _right_by_line(number: int, settled: Sequence[tuple[str, SeriesSettlement]]) -> HeldRight:
    held = [(line, series.rights[number]) for line, series in settled]
    first = held[0][1]
    by_effect: dict[Hashable, tuple[str, HeldRight]] = {}
    for line, right in held:
        by_effect.setdefault(effect_on_right(right), (line, right))
    if len(by_effect) == 1:
        return first
    return by_differing(first, [((line,), right) for line, right in by_effect.values()])
