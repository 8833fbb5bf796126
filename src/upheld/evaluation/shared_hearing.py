"""Shared hearings: what readings have in common that differ in how breaches are counted and credited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Indicator
from upheld.evaluation.hearing import Hearing

Promise = TypeVar("Promise", bound=Indicator)
T = TypeVar("T")


def heard_once(
    hearing: Hearing, promise: Promise, acting: Sequence[str], judge: Callable[[Hearing, Promise], T]
) -> T:
    """Give what a hearing comes to before breaches are counted, worked out once for all readings of these.

    `acting` are the exclusions that hold for it. Where readings share their hearings, what works it out is
    shown these alone, no credits, and one breach for all that was missed: it can't go by what is not in the
    key.
    """
    kept, calendars = hearing.tracks.heard, hearing.calendars
    is_whole = promise is hearing.objective.indicator and calendars.agreement is hearing.agreement
    if kept is None or not is_whole:
        return judge(hearing, promise)
    bare = _bare(hearing, acting)
    key = (
        judge,
        bare.agreement,
        bare.objective,
        bare.subscription,
        bare.period,
        bare.interval,
        bare.member,
        bare.as_of,
        calendars.span,
        id(bare.evidence),
        id(calendars.almanac),
    )
    found = kept.get(key)
    if found is None:
        # with the evidence and the almanac themselves, which so keep their identity
        found = kept[key] = bare.evidence, calendars.almanac, judge(bare, promise)
    return cast(T, found[2])


def _bare(hearing: Hearing, acting: Sequence[str]) -> Hearing:
    agreement, conventions = hearing.agreement, hearing.objective.conventions
    objective = replace(hearing.objective, conventions=replace(conventions, one_breach=BreachUnit.OBJECTIVE))
    exclusions = tuple(each for each in agreement.exclusions if each.name in acting)
    bare = replace(agreement, objectives=(objective,), credits=None, exclusions=exclusions)
    return replace(hearing, agreement=bare, objective=objective)
