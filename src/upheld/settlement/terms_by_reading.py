"""Terms by reading: how credits are claimed and paid, and what gives a right to leave, by each reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import Choices
from upheld.evaluation.ambiguity.case import lines_of, told_apart
from upheld.evaluation.ambiguity.interpreted import Interpreted
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Touched
from upheld.settlement.whole import TellerOf, Whole

_BESIDE_CREDITS = (Touched.CLAIMS, Touched.PAYMENT, Touched.TERMINATION)


class _Way(Struct, frozen=True):
    """Readings that make one thing of a part of the agreement, and the steps of a settlement by them."""

    readings: Sequence[Choices]
    steps: Sequence[Reason]


def terms_by_reading(interpreted: Interpreted, whole: Whole, teller_of: TellerOf) -> Iterator[Reason]:
    """Say what each reading of claims, payment and termination makes of a settlement, where they differ."""
    for part in _BESIDE_CREDITS:
        ways = list(_ways(part, interpreted, whole, teller_of))
        common = [step for step in ways[0].steps if all(step in way.steps for way in ways)] if ways else []
        if any(len(way.steps) > len(common) for way in ways):
            yield Reason(
                rule=f"reading.{part.value}",
                says=f"what holds for {part.value} depends on how the text is read",
                because=tuple(_told(way, common) for way in ways),
            )


def _ways(part: Touched, interpreted: Interpreted, whole: Whole, teller_of: TellerOf) -> Iterator[_Way]:
    """What each distinct reading of a part makes of a settlement; none where all read it alike."""
    by_value: dict[object, list[Choices]] = {}
    for leaf in interpreted.explored[part].leaves:
        by_value.setdefault(_part_of(leaf.scope, part), []).append(leaf.choices)
    if len(by_value) > 1:
        for value, several in by_value.items():
            teller = teller_of(_with(whole.agreement, part, value), interpreted.statement)
            settlement = teller.settle(whole.findings)
            yield _Way(readings=told_apart(several), steps=settlement.reason.because)


def _part_of(scope: Agreement | None, part: Touched) -> object:
    return None if scope is None else getattr(scope, part.value)


def _with(agreement: Agreement, part: Touched, value: object) -> Agreement:
    return replace(agreement, **{part.value: value})


def _told(way: _Way, common: Sequence[Reason]) -> Reason:
    ways = [" and ".join(f"`{line}`" for line in lines_of(choices)) for choices in way.readings]
    return Reason(
        rule="reading.outcome",
        says=f"by {'; or '.join(ways)}",
        because=tuple(step for step in way.steps if step not in common),
    )
