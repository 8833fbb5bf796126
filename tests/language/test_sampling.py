"""Whether sampling can prove a target: the rule against its slow reading, day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY, HOUR, Micros, parse_instant
from upheld.chrono.period import period_containing
from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    MonthsFrom,
    PeriodRule,
    RollingDays,
    RollingMonths,
)
from upheld.chrono.zone import fixed_zone
from upheld.language.catalogue import Code
from upheld.language.reading import ReadAgreement
from upheld.language.review.period_lengths import longest_days, shortest_days
from upheld.language.review.sampling import measured_at_least
from upheld.language.terms.openings import parse_opening

Read = Callable[[str], ReadAgreement]
UTC = fixed_zone("UTC", Micros(0))


@given(
    st.sampled_from([CalendarMonth(), CalendarQuarter(), CalendarYear()])
    | st.integers(1, 31).map(BillingMonth)
    | st.builds(MonthsFrom, st.sampled_from([3, 12]), st.integers(1, 12), st.integers(1, 28))
    | st.integers(1, 24).map(RollingMonths)
    | st.integers(1, 100).map(RollingDays)
)
def test_no_period_of_four_years_is_shorter_or_longer(rule: PeriodRule) -> None:
    lengths = set()
    for day in range(0, 4 * 366, 1 if isinstance(rule, RollingMonths) else 5):
        noon = parse_instant(f"{date(2025, 1, 1) + timedelta(day)}T12:00:00Z")
        lengths.add(period_containing(rule, noon, UTC).interval.length)
    assert (shortest_days(rule) * DAY, longest_days(rule) * DAY) == (min(lengths), max(lengths))


def test_only_service_hours_are_measured_where_the_objective_says_so() -> None:
    office = ServiceHours("office", "UTC", (HoursVersion(windows=parse_opening("Mon-Fri 09:00-17:00")),))
    assert measured_at_least(CalendarMonth(), office) == 4 * 5 * 8 * HOUR
    assert measured_at_least(CalendarMonth(), None) == 28 * DAY


@pytest.mark.parametrize(
    ("every", "target", "period", "proves"),
    [
        ("60 s", "99.99 %", "calendar month", False),
        ("30 s", "99.99 %", "calendar month", True),
        ("31 s", "99.99 %", "calendar month", False),
        ("60 s", "99.9 %", "calendar month", True),
        ("5 min", "99.9 %", "calendar month", True),
        ("303 s", "99.9 %", "calendar month", False),
        ("5 min", "99.95 %", "calendar month", False),
        ("60 s", "99.99 %", "calendar year", True),
        ("1 h", "99.5 %", "calendar month", False),
        ("60 s", "99 %", "rolling 1 day", True),
    ],
)
def test_verdicts(read: Read, every: str, target: str, period: str, proves: bool) -> None:
    text = (
        f"services: {{app: {{points: web, sampled_every: {every}}}}}\n"
        f"objectives: {{up: {{availability: app, target: {target}, period: {period}}}}}\n"
    )
    found = {each.code for each in read(text).diagnostics}
    assert (Code.UNPROVABLE_TARGET not in found) == proves


@given(st.integers(1, 7200), st.fractions(Fraction(1, 2), Fraction(99_999, 100_000), max_denominator=100_000))
def test_the_interval_that_is_named_would_do(read: Read, seconds: int, share: Fraction) -> None:
    def text(every: str) -> str:
        return (
            f"services: {{app: {{points: web, sampled_every: {every}}}}}\n"
            "objectives: {up: {availability: app, period: calendar month, "
            f"target: {share.numerator}/{share.denominator}}}}}\n"
        )

    for each in read(text(f"{seconds} s")).diagnostics:
        if each.code is Code.UNPROVABLE_TARGET:
            named = each.remedy.split("every ")[1].split(" or oftener")[0]
            again = read(text(named)).diagnostics
            assert Code.UNPROVABLE_TARGET not in {found.code for found in again}
