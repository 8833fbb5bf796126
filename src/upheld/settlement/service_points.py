"""Service points: what the outages or late cases of a missed promise come to by a table of points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit_band import TieredCredit
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Finding
from upheld.evaluation.wording import listed
from upheld.quantity import write_length
from upheld.quantity.phrase import write_number
from upheld.settlement.figure_in_bands import outages_as_one
from upheld.settlement.late_case import late_cases_of, times_cases
from upheld.settlement.tally import shortened


class Points(Struct, frozen=True, kw_only=True):
    """The service points of a promise."""

    sum: Fraction
    steps: tuple[Reason, ...]
    """Each outage or late case with its points, and why they count twice where they do."""


def points_of(formula: TieredCredit, finding: Finding) -> Points | NoData:
    """Add up the points of the outages or late cases of a promise; open where earlier months leave it so."""
    terms = formula.points
    if terms is None:
        return NoData("the rule has no table of points")
    steps = []
    for what, length, priority, evidence in _lengths(finding):
        count = terms.of(length, priority)
        of = "" if priority is None else f", {priority}"
        says = f"{what} ({write_length(int(length))}{of}): {so_many_points(count)}"
        steps.append((count, Reason(rule="credit.points", says=says, evidence=evidence)))
    total = sum((count for count, _ in steps), Fraction(0))
    last = []
    if terms.doubled_within and total:
        former = [each for each in finding.former or () if each.months_before < terms.doubled_within]
        missed = [each.period.label for each in former if each.is_missed]
        doubtful = [each.period.label for each in former if each.is_missed is None]
        if doubtful and not missed and formula.owed_at(total) != formula.owed_at(2 * total):
            return NoData(f"nobody can say whether {finding.objective.name} was missed in {listed(doubtful)}")
        if missed:
            total *= 2
            says = f"missed in {listed(missed)} too, within {terms.doubled_within} months: they count twice"
            last = [Reason(rule="credit.points", says=f"{says}, {so_many_points(total)}")]
    return Points(sum=total, steps=(*shortened([step for _, step in steps]), *last))


def _lengths(finding: Finding) -> Iterator[tuple[str, Fraction, str | None, tuple[str, ...]]]:
    """What each outage or late case is, how long it took, its priority and its evidence."""
    if times_cases(finding):
        for case in late_cases_of(finding):
            yield case.what, Fraction(case.spent), case.priority, case.evidence
    else:
        for outage in outages_as_one(finding):
            yield "an outage", Fraction(outage.counted), None, outage.evidence


def so_many_points(count: Fraction) -> str:
    """Write a number of points."""
    return f"{write_number(count)} {'point' if count == 1 else 'points'}"
