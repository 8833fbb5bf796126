"""Tallies: how many times an amount is owed by outages, affected days and hours, or missed cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_rule import (
    BeyondFirst,
    BeyondShare,
    Credited,
    CreditedDowntime,
    LengthCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    Summed,
)
from upheld.agreement.fee import Amount
from upheld.agreement.statistic import Statistic, TimeShare
from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Count, Length, NoData, Reason, Stretch
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage
from upheld.evaluation.wording import counted as so_many
from upheld.quantity import Duration, Target, write_length, write_share
from upheld.quantity.phrase import write_number
from upheld.settlement.affected_time import day_around, downtime_in_each, hour_around, time_there
from upheld.settlement.blocks import and_the_first, cut, word_of
from upheld.settlement.fee_time import Spread
from upheld.settlement.figure_in_bands import (
    counted_outages,
    missed_cases,
    outages_as_one,
    owed_elsewhere,
)
from upheld.settlement.lateness_breach import late_cases, time_of

_SHOWN = 50
"""So many outages, days or hours have a step of their own."""


class Tally(Struct, frozen=True, kw_only=True):
    """What a credit is counted on, and how many times its amount is owed."""

    says: str
    """What there was: `1 h 17 min of downtime in 2 outages`."""
    times: Fraction
    each: str
    """What the amount is owed for: `full 30 min of an outage`; empty where outages earn different ones."""
    downtime: Micros | None = None
    """All the downtime it is counted on; absent where cases are counted."""
    amount: Amount | None = None
    """What is owed in all, where outages earn different amounts."""
    steps: tuple[Reason, ...]
    """The outages, days or hours, then the arithmetic."""
    weights: tuple[tuple[Interval, Fraction], ...] = ()
    """Each outage with its part in what is owed, where that is reckoned outage by outage."""
    days: tuple[tuple[Interval, Fraction], ...] = ()
    """Each affected day or hour with its part in what is owed, where those are counted."""
    late_days: tuple[tuple[Interval, tuple[date, ...]], ...] = ()
    """The days by which each case was late, beside its time, where those are counted."""
    is_by_length: bool = False
    """Whether it is counted on lengths of time, of which each day has its own part."""
    earlier: tuple[Fraction, ...] = ()
    """Of each of them how many times the amount was owed for its parts in the periods before."""


def tally_lengths(formula: LengthCredit, finding: Finding, worth: Fraction = Fraction(0)) -> Tally:
    """Cut the downtime of outages into blocks of a length, each outage by itself or all of them together.

    Pro rata it makes no difference which, so that each period is owed for its own part of an outage.
    `worth` is how many blocks the first part is worth, where it earns another amount.
    """
    outages, word = counted_outages(finding), word_of(formula)
    if formula.summed is Summed.EACH_OUTAGE:
        if not formula.is_by_parts:
            outages = outages_as_one(finding)
        cuts = [cut(part_of(outage, formula.downtime), formula, worth) for outage in outages]
        blocks = [each.times for each in cuts]
        each = f"{word} of an outage{and_the_first(formula, worth)}"
        steps = [
            _step(outage, formula.downtime, f": {of_it.says(formula)}")
            for outage, of_it in zip(outages, cuts, strict=True)
        ]
        if not formula.is_by_parts:
            steps += elsewhere(finding)
        times = sum(blocks, Fraction(0))
        says = f"{_sum(map(write_number, blocks))} = {write_number(times)} × {each}"
        last = Reason(rule="credit.blocks", says=says)
        weights = _weights(outages, blocks)
        _, words = lost_time(formula.downtime, finding, outages)
        earlier = earlier_parts(
            outages,
            formula.downtime,
            lambda lost, _: cut(lost, formula, worth).times,
        )
        return _tally(
            outages,
            steps,
            last,
            times=times,
            each=each,
            weights=weights,
            says=words,
            earlier=earlier,
            is_by_length=True,
        )
    each = f"{word} of downtime{and_the_first(formula, worth)}"
    lost, words = lost_time(formula.downtime, finding)
    whole = cut(lost, formula, worth)
    times = whole.times
    last = Reason(
        rule="credit.blocks",
        says=f"{words}: {whole.says(formula)} of downtime",
        figure=Length(Micros(int(lost)), "downtime"),
    )
    steps = [_step(outage, formula.downtime) for outage in outages]
    weights = _weights(outages, _credited_parts(outages, formula.downtime, finding))
    return _tally(
        outages, steps, last, times=times, each=each, weights=weights, says=words, is_by_length=True
    )


def tally_lost_time(
    formula: LostTimeCredit,
    finding: Finding,
    spread: Spread,
    spread_in: Callable[[Period], Spread | NoData],
) -> Tally:
    """Hold the time that was lost against the time the fee is paid for, also in the periods before."""
    outages = counted_outages(finding)
    lost, words = lost_time(formula.downtime, finding)
    times = formula.times * lost / spread.length
    last = Reason(
        rule="credit.lost_time",
        says=f"{words}; {write_number(formula.times)} × this / {spread.says} = {write_number(times)} of the "
        f"{formula.fee}",
        figure=Length(Micros(int(lost)), "downtime"),
    )
    steps = [_step(outage, formula.downtime) for outage in outages]
    is_apart = formula.downtime is CreditedDowntime.ALL or isinstance(formula.downtime, BeyondFirst)
    weights = _weights(outages, _credited_parts(outages, formula.downtime, finding))

    def share_of_fee(lost: Fraction, period: Period) -> Fraction:
        """How many times the fee was lost in another period."""
        then = spread_in(period)
        return formula.times * lost / (spread if isinstance(then, NoData) else then).length

    earlier = earlier_parts(outages, formula.downtime, share_of_fee) if is_apart else ()
    return _tally(
        outages,
        steps,
        last,
        times=times,
        each="",
        weights=weights,
        says=words,
        earlier=earlier,
        is_by_length=True,
    )


def tally_occasions(formula: OccasionCredit, finding: Finding, zone: Zone) -> Tally | NoData:
    """Count affected days or hours, outages, or missed cases; nothing where these can't be counted."""
    each = formula.each.value
    if formula.each in (Occasion.AFFECTED_DAY, Occasion.CLOCK_HOUR):
        return _tally_time(formula, finding, zone)
    if formula.each is Occasion.OUTAGE:
        outages = outages_as_one(finding)
        count = len(outages)
        steps = [*(_step(outage, CreditedDowntime.ALL) for outage in outages), *elsewhere(finding)]
        last = Reason(rule="credit.occasions", says=so_many(count, each), figure=Count(count, "outages"))
        weights = _weights(outages, [Fraction(1)] * count)
        return _tally(outages, steps, last, times=Fraction(count), each=each, weights=weights)
    missed = missed_cases(finding)
    if isinstance(missed, NoData):
        return missed
    tally = _of_missed(missed, each if not _is_of_slices(finding) else "bad slice")
    return replace(tally, weights=_case_by_case(finding, missed))


def _case_by_case(finding: Finding, missed: int) -> tuple[tuple[Interval, Fraction], ...]:
    """Each missed case with its part, so that one is one incident; nothing where they are not known."""
    if isinstance(finding.record, AvailabilityRecord):
        return _weights(outages_as_one(finding), [Fraction(1)] * missed)
    cases, _ = late_cases(finding)
    return tuple((time_of(case), Fraction(1)) for case in cases) if len(cases) == missed else ()


def _is_of_slices(finding: Finding) -> bool:
    promise = finding.objective.indicator
    return isinstance(promise, Statistic) and isinstance(promise.summary, TimeShare)


def _of_missed(count: int, each: str) -> Tally:
    says = so_many(count, each)
    return Tally(
        says=says,
        times=Fraction(count),
        each=each,
        steps=(Reason(rule="credit.occasions", says=says, figure=Count(count, "missed cases")),),
    )


def _tally_time(formula: OccasionCredit, finding: Finding, zone: Zone) -> Tally:
    around = day_around if formula.each is Occasion.AFFECTED_DAY else hour_around
    cells = downtime_in_each(finding, around, zone)
    least = formula.affected_by
    affected = [(cell, down) for cell, down in cells if _is_affected(least, down, cell, finding)]
    noun = formula.each.value.split()[-1]
    each = f"{noun} with downtime" if least is None else f"{noun} with downtime {least}"
    parts = [Fraction(1)] * len(affected)
    if formula.of_time_there:
        parts = [Fraction(time_there(finding, cell), cell.length) for cell, _ in affected]
    steps = [
        Reason(
            rule="credit.affected",
            says=f"{_written(down)} of downtime in this {noun}{_there(part, cell)}",
            figure=Stretch(cell),
        )
        for (cell, down), part in zip(affected[:_SHOWN], parts, strict=False)
    ]
    says = so_many(len(affected), noun) + each.removeprefix(noun)
    others = len(cells) - len(affected)
    if others:
        says += f"; {so_many(others, noun)} with less"
    last = Reason(rule="credit.occasions", says=says, figure=Count(len(affected), f"{noun}s"))
    tally = _tally(counted_outages(finding), steps, last, times=sum(parts, Fraction(0)), each=each)
    days = tuple((cell, part) for (cell, _), part in zip(affected, parts, strict=True))
    return replace(tally, days=days)


def _is_affected(
    least: Target[Duration] | Target[Fraction] | None, down: Fraction, cell: Interval, finding: Finding
) -> bool:
    """Whether there was so much downtime in a day or hour, in length or of the time what failed was there."""
    if least is None:
        return True
    bound = least.bound
    if isinstance(bound, Fraction):
        there = time_there(finding, cell)
        return there > 0 and least.operator.holds(down / there, bound)
    return least.operator.holds(down, Fraction(bound.micros))


def _there(part: Fraction, cell: Interval) -> str:
    return (
        "" if part == 1 else f", of {_written(part * cell.length)} in which there was anything to charge for"
    )


def part_of(outage: Outage, credited: Credited) -> Fraction:
    """How much of an outage's counted downtime is credited, in microseconds.

    What the periods before had of the first part of it is not taken off again.
    """
    first = credited.first.micros if isinstance(credited, BeyondFirst) else 0
    if outage.whole is not None:
        first = max(first - outage.whole.counted_before, 0)
    return Fraction(max(outage.counted - first, 0))


def _credited_parts(outages: Sequence[Outage], credited: Credited, finding: Finding) -> list[Fraction]:
    """How much of each outage is credited; what the target allows is used up by the first ones."""
    if credited is CreditedDowntime.ALL or isinstance(credited, BeyondFirst):
        return [part_of(outage, credited) for outage in outages]
    allowed = _left_of_all(credited, finding)[0]
    parts: list[Fraction] = []
    for outage in outages:
        used = min(allowed, Fraction(outage.counted))
        allowed -= used
        parts.append(outage.counted - used)
    return parts


def earlier_parts(
    outages: Sequence[Outage], credited: Credited, owed: Callable[[Fraction, Period], Fraction]
) -> tuple[Fraction, ...]:
    """How many times the amount was owed for the parts of each outage in earlier periods, as `owed` counts.

    Only periods that missed the promise owed anything.
    """
    found = []
    for outage in outages:
        first = credited.first.micros if isinstance(credited, BeyondFirst) else 0
        sum_of_parts = Fraction(0)
        for part in () if outage.whole is None else outage.whole.earlier:
            if part.is_missed:
                sum_of_parts += owed(Fraction(max(part.counted - first, 0)), part.period)
            first = max(first - part.counted, 0)
        found.append(sum_of_parts)
    return tuple(found)


def lost_time(credited: Credited, finding: Finding, outages: Sequence[Outage] = ()) -> tuple[Fraction, str]:
    """The downtime of all outages that is credited, in microseconds, and how it comes about, in words.

    Of those of the period judged, or else of some that are owed for in it, whole.
    """
    outages = outages or counted_outages(finding)
    whole = sum(outage.counted for outage in outages)
    said = _in_outages(Micros(whole), len(outages))
    if isinstance(credited, BeyondFirst):
        left = sum((part_of(outage, credited) for outage in outages), Fraction(0))
        return left, f"{said}, {_written(left)} of it beyond the first {credited.first} of each"
    if credited is CreditedDowntime.BEYOND_TARGET or isinstance(credited, BeyondShare):
        allowed, by = _left_of_all(credited, finding)
        left = max(whole - allowed, Fraction(0))
        return left, f"{said}, less {_written(allowed)} that {by}, is {_written(left)}"
    return Fraction(whole), said


def _left_of_all(credited: Credited, finding: Finding) -> tuple[Fraction, str]:
    """The downtime that earns nothing, whichever outage it is of, and what leaves it."""
    if isinstance(credited, BeyondShare) and isinstance(finding.record, AvailabilityRecord):
        return (1 - credited.of) * finding.record.measured, f"{write_share(credited.of)} leaves"
    return _allowed(finding), "the target allows"


def _allowed(finding: Finding) -> Fraction:
    """The downtime that the target leaves, unrounded where that is known."""
    record, target = finding.record, finding.objective.share_target
    if not isinstance(record, AvailabilityRecord):
        return Fraction(0)
    if target is not None:
        exact = (1 - target.bound) * record.measured
        if int(exact) == record.allowance:
            return exact
    return Fraction(record.allowance)


def _weights(outages: Sequence[Outage], parts: Sequence[Fraction]) -> tuple[tuple[Interval, Fraction], ...]:
    return tuple((outage.interval, part) for outage, part in zip(outages, parts, strict=True))


def _tally(
    outages: Sequence[Outage],
    steps: Sequence[Reason],
    last: Reason,
    *,
    times: Fraction,
    each: str,
    weights: tuple[tuple[Interval, Fraction], ...] = (),
    says: str = "",
    earlier: tuple[Fraction, ...] = (),
    is_by_length: bool = False,
) -> Tally:
    whole = Micros(sum(outage.counted for outage in outages))
    return Tally(
        says=says or _in_outages(whole, len(outages)),
        times=times,
        each=each,
        downtime=whole,
        steps=(*shortened(steps), last),
        weights=weights,
        earlier=earlier if any(earlier) else (),
        is_by_length=is_by_length,
    )


def _in_outages(whole: Micros, count: int) -> str:
    return f"{write_length(whole)} of downtime in {so_many(count, 'outage')}"


def elsewhere(finding: Finding) -> list[Reason]:
    """The outages of which some is downtime of the period judged, and that are owed for in another one."""
    return [_elsewhere(outage, finding) for outage in owed_elsewhere(finding)]


def _elsewhere(outage: Outage, finding: Finding) -> Reason:
    says = f"an outage of {write_length(outage.run.length)} is owed for where it belongs, by "
    says += finding.conventions.outage_belongs_to.value
    if outage.whole is not None and not outage.whole.is_over:
        says += ", and it had not ended when the time judged did"
    return Reason(
        rule="credit.elsewhere",
        says=says,
        figure=Stretch(outage.run),
        evidence=outage.evidence,
        evidence_count=outage.evidence_count,
    )


def _step(outage: Outage, credited: Credited, result: str = "") -> Reason:
    """An outage, how much of it counts, and what that makes."""
    length = write_length(outage.interval.length)
    counts = "all of it" if outage.counted == outage.interval.length else write_length(outage.counted)
    beyond = ""
    if isinstance(credited, BeyondFirst):
        beyond = f", {_written(part_of(outage, credited))} beyond the first {credited.first}"
    return Reason(
        rule="credit.outage",
        says=f"an outage of {length} counts with {counts}{beyond}{result}",
        figure=Stretch(outage.interval),
        evidence=outage.evidence,
        evidence_count=outage.evidence_count,
        because=tuple(Reason(rule="credit.counted", says=why) for why in outage.why),
    )


def step_in_bands(outage: Outage, where: str) -> Reason:
    """An outage, and the band that its length lies in."""
    return _step(outage, CreditedDowntime.ALL, f": {where}")


def of_bands(
    outages: Sequence[Outage],
    amount: Amount | NoData,
    steps: Sequence[Reason],
    parts: Sequence[Fraction] = (),
) -> Tally:
    """The tally of outages that earn an amount each by their length; `amount` is theirs in all."""
    whole = Micros(sum(outage.counted for outage in outages))
    return Tally(
        says=_in_outages(whole, len(outages)),
        times=Fraction(0 if isinstance(amount, NoData) else 1),
        each="",
        downtime=whole,
        amount=None if isinstance(amount, NoData) else amount,
        steps=tuple(shortened(steps)),
        weights=_weights(outages, parts) if parts else (),
    )


def shortened(steps: Sequence[Reason]) -> Iterator[Reason]:
    """The first steps, and how many more there are."""
    yield from steps[:_SHOWN]
    if len(steps) > _SHOWN:
        yield Reason(rule="credit.more", says=f"and {len(steps) - _SHOWN} more")


def _written(length: Fraction) -> str:
    """A length that may have parts of a microsecond."""
    return write_length(int(length)) if length.denominator == 1 else f"{write_number(length)} µs"


def _sum(parts: Iterable[str]) -> str:
    return " + ".join(parts) or "0"
