"""Combination: the figure that the availabilities of several members make together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct

from upheld.agreement.service import DownWhen, Quorum
from upheld.evaluation.availability.measured_time import NOTHING_KNOWN, NOTHING_MEASURED, Bounds, MeasuredTime
from upheld.evaluation.reason import NoData, Share

T = TypeVar("T")


class Portion(Struct, frozen=True):
    """Some time of one member: its weight, how much of the time was good, and all of it."""

    weight: Fraction
    good: Fraction
    whole: Fraction | int


Weighed = tuple[Fraction, MeasuredTime]
"""A member's weight, and its time."""


def together(portions: Sequence[Portion], how: DownWhen, otherwise: NoData) -> Share | NoData:
    """Give the share of good time that several members come to; those without time have no part in it.

    Pooled, it is all good time over all time, each by its weight; the lowest is that of one member; in every
    other case it is the mean of the members' shares by weight, which for a single member is its own.
    """
    counting = [each for each in portions if each.whole and each.weight]
    if not counting:
        return otherwise
    match how:
        case Quorum.LOWEST:
            return Share(min(each.good / each.whole for each in counting))
        case Quorum.POOLED:
            whole = sum((each.weight * each.whole for each in counting), Fraction(0))
            return Share(sum((each.weight * each.good for each in counting), Fraction(0)) / whole)
        case _:
            weights = sum((each.weight for each in counting), Fraction(0))
            good = (each.weight * each.good / each.whole for each in counting)
            return Share(sum(good, Fraction(0)) / weights)


def bounds_of(members: Sequence[Weighed], how: DownWhen = Quorum.MEAN) -> Bounds:
    """Give the bounds of what members come to together; those with nothing measured have no part in it.

    As observed, it is over the members for which anything is known. The lowest member's bounds are the lowest
    of all worst cases and the lowest of all best cases.
    """
    measured = [(weight, time) for weight, time in members if time.measured]
    if not measured:
        return Bounds(
            observed=NOTHING_MEASURED,
            worst=NOTHING_MEASURED,
            best=NOTHING_MEASURED,
            coverage=NOTHING_MEASURED,
        )
    known = [Portion(weight, time.good, time.known) for weight, time in measured]
    worst = [Portion(weight, time.good, time.measured) for weight, time in measured]
    best = [Portion(weight, time.good + time.unknown, time.measured) for weight, time in measured]
    return Bounds(
        observed=together(known, how, NOTHING_KNOWN),
        worst=together(worst, how, NOTHING_MEASURED),
        best=together(best, how, NOTHING_MEASURED),
        coverage=Share(
            Fraction(sum(time.known for _, time in measured), sum(time.measured for _, time in measured))
        ),
    )


def deciding(members: Sequence[tuple[T, MeasuredTime]], how: DownWhen) -> tuple[T, ...]:
    """Give the members whose time and outages make the figure: all, or the one with the lowest.

    Of several that are as low, it is the first; one of which nothing is known comes after all others.
    """
    if how is not Quorum.LOWEST or not members:
        return tuple(each for each, _ in members)
    return (min(members, key=lambda pair: _rank(pair[1]))[0],)


def _rank(time: MeasuredTime) -> Fraction:
    return Fraction(time.good) / time.known if time.known else Fraction(2 if time.measured else 3)
