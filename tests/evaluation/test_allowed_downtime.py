"""Availability that bounds the downtime of a period in place of its share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from uptime_court import (
    UP,
    agreement,
    at,
    between,
    changes,
    evidence,
    finding,
    objective,
    period,
    record,
    work,
)

from upheld.agreement.exclusion import MaintenanceExclusion, MaintenanceKind
from upheld.agreement.provenance import Place
from upheld.chrono.instant import MINUTE, Micros
from upheld.evaluation.statement import Finding, Verdict
from upheld.evidence.observation import State
from upheld.quantity import Operator, Target, parse_duration

HERE = Place("agreement.yaml", 1, 1)


def judged(minutes: int, month: str, allowed: str, operator: Operator = Operator.AT_MOST) -> Finding:
    """An outage of so many minutes in a month that allows so much downtime."""
    begins = at(f"{month}-10 12:00")
    seen = changes((at("2025-12-01"), UP), (begins, State.DOWN), (begins + minutes * MINUTE, UP))
    promised = replace(objective(), target=Target(operator, parse_duration(allowed)))
    return finding(agreement(promised), evidence(seen), period(month))


@pytest.mark.parametrize(
    ("minutes", "month", "operator", "verdict"),
    [
        (43, "2026-02", Operator.AT_MOST, Verdict.MET),
        (43, "2026-03", Operator.AT_MOST, Verdict.MET),
        (44, "2026-02", Operator.AT_MOST, Verdict.MISSED),
        (43, "2026-03", Operator.LESS, Verdict.MISSED),
        (42, "2026-03", Operator.LESS, Verdict.MET),
    ],
)
def test_minutes_are_minutes_in_every_month(
    minutes: int, month: str, operator: Operator, verdict: Verdict
) -> None:
    found = judged(minutes, month, "43 min", operator)
    assert found.verdict is verdict
    assert record(found).allowance == 43 * MINUTE
    assert record(found).allowance_left == (43 - minutes) * MINUTE
    assert "43 min of downtime" in found.reason.says


@given(st.integers(1, 3000), st.integers(1, 2900))
def test_a_bound_on_downtime_is_kept_by_downtime_within_it(minutes: int, allowed: int) -> None:
    found = judged(minutes, "2026-03", f"{allowed} min")
    assert (found.verdict is Verdict.MET) is (minutes <= allowed)
    assert found.breaches == (minutes > allowed)


def test_excluded_time_makes_neither_more_nor_less_of_the_minutes() -> None:
    works = MaintenanceExclusion(name="works", kinds=(MaintenanceKind.PLANNED,), place=HERE)
    promised = objective(excluding=("works",), target=None)
    promised = replace(promised, target=Target(Operator.AT_MOST, parse_duration("43 min")))
    seen = changes((at("2025-12-01"), UP), (at("2026-03-10 11:00"), State.DOWN), (at("2026-03-10 12:43"), UP))
    known = evidence(seen, maintenance=[work(between("2026-03-10 11:00", "2026-03-10 12:00"))])
    found = finding(agreement(promised, exclusions=(works,)), known, period("2026-03"))
    assert (found.verdict, record(found).down, record(found).allowance_left) == (Verdict.MET, 43 * MINUTE, 0)
    assert found.figure.value == 1 - Fraction(43, 743 * 60)  # type: ignore[union-attr]
    assert record(found).excluded == Micros(60 * MINUTE)
