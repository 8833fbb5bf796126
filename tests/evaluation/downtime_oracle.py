"""A slow, obvious oracle for downtime: it walks through steps of ten seconds, by the words of the rules.

It knows the truth: of every step whether it was bad, of every outage what its record would have told. What
the evidence leaves open is tried out in every way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, product

STEP = 10
"""Seconds."""
MINUTE = 60 // STEP
NEVER = 10**6


@dataclass(frozen=True)
class Told:
    """A record of an outage: from and until which step, and what it tells; `None` where it does not."""

    since: int
    until: int
    begins: int | None = None
    affected: Fraction | None = None
    holds: bool | None = None


@dataclass(frozen=True)
class Terms:
    """The rules, in steps; `lasting` with whether it is strict."""

    lasting: tuple[int, bool] | None = None
    beyond: bool = False
    grace: int = 0
    partial: str = "as they are"
    from_event: bool = False
    affecting: tuple[Fraction, bool] | None = None
    weighted: bool = False
    provided: bool = False


def downtime(bad: Sequence[bool], countable: Sequence[bool], told: Sequence[Told], terms: Terms) -> Fraction:
    """How many steps count as downtime, where all is known."""
    bad = [is_bad and _is_downtime(_at(told, step), terms) for step, is_bad in enumerate(bad)]
    return sum((_of_run(run, countable, told, terms) for run in runs(bad)), Fraction(0))


def runs(flags: Sequence[object]) -> Iterator[list[int]]:
    """The steps of each unbroken run of true flags."""
    for is_bad, steps in groupby(range(len(flags)), lambda step: bool(flags[step])):
        if is_bad:
            yield list(steps)


def _at(told: Sequence[Told], step: int) -> Told:
    return next(each for each in told if each.since <= step < each.until)


def _is_downtime(record: Told, terms: Terms) -> bool:
    if terms.provided and not record.holds:
        return False
    if terms.affecting is None:
        return True
    assert record.affected is not None
    least, is_strict = terms.affecting
    return record.affected > least or (record.affected == least and not is_strict)


def _of_run(run: list[int], countable: Sequence[bool], told: Sequence[Told], terms: Terms) -> Fraction:
    records = [each for each in told if each.since <= run[-1] and run[0] < each.until]
    if terms.from_event:
        begins = min(NEVER if each.begins is None else each.begins for each in records)
        run = [step for step in run if step >= begins]
    if terms.lasting is not None:
        least, is_strict = terms.lasting
        if len(run) < least or (len(run) == least and is_strict):
            return Fraction(0)
    counted = [step for step in run if countable[step]]
    spared = terms.lasting[0] if terms.beyond and terms.lasting else terms.grace
    counted = counted[spared:]
    is_nearer_up = len(counted) % MINUTE * 2 >= MINUTE
    to_nearest = terms.partial == "rounded to the nearest"
    if terms.partial == "dropped" or (to_nearest and not is_nearer_up):
        counted = counted[: len(counted) // MINUTE * MINUTE]
    weights = [_weight(_at(told, step), terms) for step in counted]
    total = sum(weights, Fraction(0))
    if (terms.partial == "counted as whole" or (to_nearest and is_nearer_up)) and counted:
        total += -len(counted) % MINUTE * _weight(_at(told, run[-1]), terms)
    return total


def _weight(record: Told, terms: Terms) -> Fraction:
    if not terms.weighted:
        return Fraction(1)
    assert record.affected is not None
    return record.affected


def truths(
    seen: Sequence[bool | None], told: Sequence[Told], terms: Terms
) -> Iterator[tuple[list[bool], list[Told]]]:
    """All that may have been so: unknown stretches bad in one part or none, every fact that is missing."""
    unknown = list(runs([state is None for state in seen]))
    for choice in product(*(list(_parts(steps)) for steps in unknown)):
        bad = [bool(state) for state in seen]
        for step in (step for part in choice for step in part):
            bad[step] = True
        for records in product(*(list(_facts(each, terms)) for each in told)):
            yield bad, list(records)


def _parts(steps: list[int]) -> Iterator[list[int]]:
    yield []
    yield from (steps[i:j] for i in range(len(steps)) for j in range(i + 1, len(steps) + 1))


def _facts(told: Told, terms: Terms) -> Iterator[Told]:
    begins = (
        [told.begins]
        if told.begins is not None or not terms.from_event
        else [None, *range(told.since, told.until)]
    )
    asks = terms.weighted or terms.affecting is not None
    shares = (
        [told.affected]
        if told.affected is not None or not asks
        else [Fraction(0), Fraction(1, 2), Fraction(1)]
    )
    holds = [told.holds] if told.holds is not None or not terms.provided else [True, False]
    for begin, share, hold in product(begins, shares, holds):
        yield replace(told, begins=begin, affected=share, holds=hold)
