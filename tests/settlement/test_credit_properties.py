"""Properties of credits by downtime: none falls as an outage grows, none exceeds its cap, pools are pools."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from credit_court import agreed, at, settled
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.quantity import Money

BEGIN = at("2026-04-05 10:00")
POOLED = {
    "by share": "{amount: 1 % of monthly fee, per: 0.1 %, counted: per full, of: all downtime}",
    "full, pooled": "{amount: 7 EUR, per: 30 min, counted: per full, summed: all outages}",
    "started, pooled": "{amount: 7 EUR, per: 30 min, counted: per started, summed: all outages}",
    "pro rata": "{amount: 7 EUR, per: 30 min, counted: pro rata}",
    "beyond the target": "{amount: 7 EUR, per: 20 min, counted: per started, of: beyond the target}",
    "lost time": "{lost_time: 10}",
    "lost time of 730 hours": "{lost_time: 3, spread_over: 730 hours}",
    "bands of downtime": "{bands_by: downtime, bands: [{at_most: 1 h, amount: 5 EUR}, "
    "{above: 1 h, at_most: 3 h, amount: 9 EUR}, {above: 3 h, amount: 90 EUR}]}",
}
"""Formulas for which only the sum of the downtime counts."""
SINGLE = {
    "full": "{amount: 7 EUR, per: 30 min, counted: per full, summed: each outage}",
    "started": "{amount: 7 EUR, per: 30 min, counted: per started, summed: each outage}",
    "after the first minutes": "{amount: 7 EUR, per: 30 min, counted: per full, of: beyond 15 min}",
    "lost after the first minutes": "{lost_time: 2, of: beyond 15 min}",
    "days": '{amount: 1 day of monthly fee, per: affected day, day_affected_by: "> 20 min"}',
    "hours": '{amount: 1 hour of monthly fee, per: clock hour, hour_affected_by: "> 6 min"}',
    "outages": "{amount: 7 EUR, per: outage}",
    "lengths of outages": "{bands_by: each outage, bands: [{at_least: 10 min, below: 1 h, amount: 5 EUR}, "
    "{at_least: 1 h, below: 3 h, amount: 9 EUR}, {at_least: 3 h, amount: 90 EUR}]}",
    "bands of availability": "{bands: [{at_least: 99.5 %, below: 99.95 %, amount: 5 EUR}, "
    "{at_least: 99 %, below: 99.5 %, amount: 10 EUR}, {below: 99 %, amount: 90 EUR}]}",
}
FORMULAS = POOLED | SINGLE


def terms(rule: str, cap: str = "none") -> str:
    return f"""
objectives:
  uptime: {{availability: app, target: ">= 99.95 %", period: calendar month, force: guarantee}}
credits: {{rules: [{rule}], cap: {cap}}}
"""


def laid_out(lengths: Sequence[int], gaps: Sequence[int]) -> list[Interval]:
    """Outages of so many minutes one after the other, with gaps between them."""
    found, start = [], BEGIN
    for length, gap in zip(lengths, gaps, strict=True):
        end = Instant(start + length * MINUTE)
        found.append(Interval(start, end))
        start = Instant(end + gap * MINUTE)
    return found


def owed(rule: str, outages: Sequence[Interval], cap: str = "none") -> Decimal:
    found = settled(agreed(terms(rule, cap)), *outages).owed
    assert isinstance(found, Money)
    return found.amount


lengths = st.lists(st.integers(1, 260), min_size=1, max_size=4)
gaps = st.lists(st.integers(300, 2_000), min_size=4, max_size=4)
formulas = pytest.mark.parametrize("rule", FORMULAS.values(), ids=FORMULAS)


@formulas
@settings(max_examples=15, deadline=None)
@given(lengths, gaps, st.integers(0, 3), st.integers(1, 299))
def test_a_credit_never_falls_when_an_outage_grows(
    rule: str, minutes: list[int], between: list[int], which: int, more: int
) -> None:
    """The outage grows into the time after it, and not into the next one, which would make one of two."""
    outages = laid_out(minutes, between[: len(minutes)])
    grown = list(outages)
    number = which % len(outages)
    grown[number] = Interval(grown[number].start, Instant(grown[number].end + more * MINUTE))
    assert owed(rule, grown) >= owed(rule, outages)


@formulas
@settings(max_examples=15, deadline=None)
@given(lengths, gaps, st.integers(1, 100))
def test_a_credit_never_exceeds_its_cap(
    rule: str, minutes: list[int], between: list[int], percent: int
) -> None:
    outages = laid_out(minutes, between[: len(minutes)])
    capped = owed(rule, outages, f"{percent} % of monthly fee per month")
    free = owed(rule, outages)
    assert capped == min(free, Decimal(2 * percent))  # the fee is 200 EUR


@pytest.mark.parametrize("rule", POOLED.values(), ids=POOLED)
@settings(max_examples=15, deadline=None)
@given(lengths, gaps, st.integers(0, 3), st.integers(0, 259), st.integers(1, 100))
def test_splitting_an_outage_never_changes_a_pooled_credit(
    rule: str, minutes: list[int], between: list[int], which: int, cut: int, pause: int
) -> None:
    number = which % len(minutes)
    cut %= minutes[number]
    parts = [part for part in (cut, minutes[number] - cut) if part]
    spaces = [pause, between[number]][-len(parts) :]
    split = laid_out(
        [*minutes[:number], *parts, *minutes[number + 1 :]],
        [*between[:number], *spaces, *between[number + 1 : len(minutes)]],
    )
    assert owed(rule, split) == owed(rule, laid_out(minutes, between[: len(minutes)]))
