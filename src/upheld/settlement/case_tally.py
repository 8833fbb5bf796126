"""Tallies of late cases: how many times an amount is owed by how long tickets and occasions took."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.credit_rule import BeyondFirst, Credited, CreditedDowntime, LengthCredit, LostTimeCredit
from upheld.agreement.fee import Amount
from upheld.chrono.business_days import OpenDays
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Count, Length, NoData, Reason
from upheld.evaluation.statement import Finding
from upheld.evaluation.wording import counted as so_many
from upheld.quantity import write_length
from upheld.quantity.phrase import write_number
from upheld.settlement.blocks import and_the_first, cut, word_of
from upheld.settlement.fee_time import Spread
from upheld.settlement.late_case import LateCase, late_cases_of
from upheld.settlement.tally import Tally, shortened


def tally_late_lengths(formula: LengthCredit, finding: Finding, worth: Fraction = Fraction(0)) -> Tally:
    """Cut the time of each late case into blocks of a length; each has its own target.

    `worth` is how many blocks the first part is worth, where it earns another amount.
    """
    cases = late_cases_of(finding)
    cuts = [cut(Fraction(each.credited(formula.downtime)), formula, worth) for each in cases]
    blocks = [each.times for each in cuts]
    each = f"{word_of(formula)} of a case{_beyond(formula.downtime)}{and_the_first(formula, worth)}"
    steps = [
        step_of_case(case, formula.downtime, f": {of_it.says(formula)}")
        for case, of_it in zip(cases, cuts, strict=True)
    ]
    times = sum(blocks, Fraction(0))
    parts = " + ".join(map(write_number, blocks)) or "0"
    last = Reason(rule="credit.blocks", says=f"{parts} = {write_number(times)} × {each}")
    return _tally(cases, formula.downtime, [*steps, last], times=times, each=each, parts=blocks)


def tally_late_days(finding: Finding, zone: Zone, business: OpenDays | None = None) -> Tally:
    """Count the days by which each case was late: those after the one on which it was due.

    One that was done late on the day on which it was due was late by a day, too. They are calendar days, or
    the `business` days among them.
    """
    cases = late_cases_of(finding)
    each_day = [_days(case, finding, zone, business) for case in cases]
    days = [len(each) for each in each_day]
    day = "calendar day" if business is None else "business day"
    steps = [
        Reason(
            rule="credit.case",
            says=f"{case.what} was late by {so_many(count, day)}",
            figure=Count(count, "days"),
            evidence=case.evidence,
            evidence_count=len(case.evidence),
        )
        for case, count in zip(cases, days, strict=True)
    ]
    count = sum(days)
    says = f"{so_many(count, day)} of delay in {so_many(len(cases), 'late case')}"
    last = Reason(rule="credit.occasions", says=says, figure=Count(count, "days"))
    parts = [Fraction(each) for each in days]
    tally = _tally(
        cases,
        CreditedDowntime.ALL,
        [*steps, last],
        times=Fraction(count),
        each=f"{day} of delay",
        parts=parts,
    )
    late_days = tuple((case.interval, dates) for case, dates in zip(cases, each_day, strict=True))
    return replace(tally, says=says, late_days=late_days)


def _days(case: LateCase, finding: Finding, zone: Zone, business: OpenDays | None) -> tuple[date, ...]:
    """The days after the one on which a case was due; of one that goes on, to the end of the time judged."""
    end = case.interval.end if case.is_over else max(finding.interval.end, case.interval.start)
    due, done = zone.date(Instant(case.due - 1)).toordinal(), zone.date(Instant(end - 1)).toordinal()
    if done <= due:
        return (date.fromordinal(due),)
    late: Sequence[int] = range(due + 1, done + 1)
    if business is not None:
        ordinals = business.ordinals
        late = ordinals[bisect_right(ordinals, due) : bisect_right(ordinals, done)]
    return tuple(map(date.fromordinal, late))


def tally_late_time(formula: LostTimeCredit, finding: Finding, spread: Spread) -> Tally:
    """Hold the time of late cases against the time the fee is paid for."""
    cases = late_cases_of(finding)
    parts = [Fraction(each.credited(formula.downtime)) for each in cases]
    lost = sum(parts, Fraction(0))
    times = formula.times * lost / spread.length
    last = Reason(
        rule="credit.lost_time",
        says=f"{_in_cases(cases, formula.downtime)}; {write_number(formula.times)} × this / {spread.says} = "
        f"{write_number(times)} of the {formula.fee}",
        figure=Length(Micros(int(lost)), "late cases"),
    )
    steps = [step_of_case(each, formula.downtime) for each in cases]
    return _tally(cases, formula.downtime, [*steps, last], times=times, each="", parts=parts)


def tally_in_bands(
    cases: Sequence[LateCase],
    amount: Amount | NoData,
    steps: Sequence[Reason],
    parts: Sequence[Fraction] = (),
) -> Tally:
    """The tally of cases that earn an amount each by their time; `amount` is theirs in all."""
    nothing = isinstance(amount, NoData)
    tally = _tally(
        cases,
        CreditedDowntime.ALL,
        steps,
        times=Fraction(0 if nothing else 1),
        each="",
        parts=parts,
        amount=None if isinstance(amount, NoData) else amount,
    )
    return tally


def step_of_case(case: LateCase, credited: Credited, result: str = "") -> Reason:
    """A late case, how much of it counts, and what that makes."""
    counts = "" if credited is CreditedDowntime.ALL else f", {_written(case, credited)}{_beyond(credited)}"
    return Reason(
        rule="credit.case",
        says=f"{case.what} took {write_length(case.spent)}{counts}{result}",
        figure=Length(case.spent),
        evidence=case.evidence,
        evidence_count=len(case.evidence),
    )


def _tally(
    cases: Sequence[LateCase],
    credited: Credited,
    steps: Sequence[Reason],
    *,
    times: Fraction,
    each: str,
    parts: Sequence[Fraction],
    amount: Amount | None = None,
) -> Tally:
    return Tally(
        says=_in_cases(cases, credited),
        times=times,
        each=each,
        amount=amount,
        steps=tuple(shortened(steps)),
        weights=tuple((case.interval, part) for case, part in zip(cases, parts, strict=True))
        if parts
        else (),
    )


def _in_cases(cases: Sequence[LateCase], credited: Credited) -> str:
    whole = sum(case.credited(credited) for case in cases)
    return f"{write_length(whole)}{_beyond(credited)} in {so_many(len(cases), 'late case')}"


def _written(case: LateCase, credited: Credited) -> str:
    return f"{write_length(case.credited(credited))} of it"


def _beyond(credited: Credited) -> str:
    if isinstance(credited, BeyondFirst):
        return f" {credited}"
    return " beyond the time that was promised" if credited is CreditedDowntime.BEYOND_TARGET else ""
