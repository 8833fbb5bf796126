"""Properties of credits by downtime: none falls as an outage grows, none exceeds its cap, pools are pools."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from credit_court import agreed, at, settled
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.quantity import Money

BEGIN = at("2026-04-05 10:00")
POOLED = {
    "by share": "{amount: 1 % of monthly fee, per: 0.1 %, counted: per full, of: all downtime}",
    "by started share": "{amount: 2 EUR, per: 0.1 %, counted: per started, of: beyond the target}",
    "by share pro rata": "{amount: 3 % of monthly fee, per: 0.1 %, counted: pro rata, of: beyond the target}",
    "beyond another share": "{amount: 7 EUR, per: 20 min, counted: per full, of: beyond 99 %}",
    "full, pooled": "{amount: 7 EUR, per: 30 min, counted: per full, summed: all outages}",
    "started, pooled": "{amount: 7 EUR, per: 30 min, counted: per started, summed: all outages}",
    "pro rata": "{amount: 7 EUR, per: 30 min, counted: pro rata}",
    "beyond the target": "{amount: 7 EUR, per: 20 min, counted: per started, of: beyond the target}",
    "lost time": "{lost_time: 10}",
    "lost time of 730 hours": "{lost_time: 3, spread_over: 730 hours}",
    "bands of downtime": "{bands_by: downtime, bands: [{at_most: 1 h, amount: 5 EUR}, "
    "{above: 1 h, at_most: 3 h, amount: 9 EUR}, {above: 3 h, amount: 90 EUR}]}",
    "cumulative bands": "{bands_by: downtime, bands_counted: cumulative, bands: ["
    "{above: 0 min, amount: 5 EUR}, {above: 1 h, amount: 9 EUR}, {above: 3 h, amount: 90 EUR}]}",
    "tiers of availability": "{bands: [{at_least: 99.5 %, below: 99.95 %, amount: 5 EUR}, "
    "{at_least: 99 %, below: 99.5 %, amount: 10 EUR}, {below: 99 %, amount: 90 EUR}]}",
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
    "first hour": "{first: 10 EUR for the first hour, amount: 4 EUR, per: 30 min, counted: per started, "
    "summed: each outage}",
}
FORMULAS = POOLED | SINGLE
MORE = {
    "at least": 'minimum: "> 5 EUR"',
    "at least, rounded": "minimum: 8 EUR, rounded_to: 3 EUR",
    "rounded": "rounded_to: 7 EUR",
    "each rounded": "rounded_to: 0.50 EUR each",
    "per incident": "cap: 11 EUR per incident",
    "per day": "cap: 9 EUR per calendar day",
    "two caps": "cap: [20 % of monthly fee per month, 100 EUR per quarter]",
    "all of it": "cap: [15 EUR per incident, 30 EUR per month], minimum: 4 EUR, rounded_to: 7 EUR",
}
"""What else credits may be bounded by."""
MOST = {"two caps": 40, "all of it": 30}
"""The most that is owed for a month by some of these, in euros."""
OF_EACH = {"per incident", "per day", "all of it"}
"""Bounds of what a single incident or day has of a credit."""


def terms(rule: str, more: str = "cap: none", rounding: str = "half up") -> str:
    more = more if "cap: " in more else f"{more}, cap: none"
    return f"""
objectives:
  uptime: {{availability: app, target: ">= 99.95 %", period: calendar month, force: guarantee}}
conventions: {{money_rounding: {rounding}}}
credits: {{rules: [{rule}], {more}}}
"""


def laid_out(lengths: Sequence[int], gaps: Sequence[int]) -> list[Interval]:
    """Outages of so many minutes one after the other, with gaps between them."""
    found, start = [], BEGIN
    for length, gap in zip(lengths, gaps, strict=True):
        end = Instant(start + length * MINUTE)
        found.append(Interval(start, end))
        start = Instant(end + gap * MINUTE)
    return found


def owed(
    rule: str, outages: Sequence[Interval], more: str = "cap: none", rounding: str = "half up"
) -> Decimal:
    found = settled(agreed(terms(rule, more, rounding)), *outages).owed
    assert isinstance(found, Money), found
    return found.amount


lengths = st.lists(st.integers(1, 260), min_size=1, max_size=4)
gaps = st.lists(st.integers(300, 2_000), min_size=4, max_size=4)
formulas = pytest.mark.parametrize("rule", FORMULAS.values(), ids=FORMULAS)
bounds = st.sampled_from(sorted(MORE))
roundings = st.sampled_from(["half up", "half even", "up", "down"])


@formulas
@settings(max_examples=15, deadline=None)
@given(lengths, gaps, st.integers(0, 3), st.integers(1, 299))
def test_a_credit_never_falls_when_an_outage_grows(
    rule: str, minutes: list[int], between: list[int], which: int, more: int
) -> None:
    """The outage grows into the time after it, and not into the next one, which would make one of two."""
    outages = laid_out(minutes, between[: len(minutes)])
    assert owed(rule, grown(outages, which, more)) >= owed(rule, outages)


def grown(outages: Sequence[Interval], which: int, more: int) -> list[Interval]:
    found = list(outages)
    number = which % len(found)
    found[number] = Interval(found[number].start, Instant(found[number].end + more * MINUTE))
    return found


@formulas
@settings(max_examples=12, deadline=None)
@given(lengths, gaps, st.integers(0, 3), st.integers(1, 299), bounds, roundings)
def test_nor_does_it_where_it_is_bounded_and_rounded(
    rule: str, minutes: list[int], between: list[int], which: int, more: int, bound: str, rounding: str
) -> None:
    # what outages earn together they share by their lengths: see the test after this one
    assume(rule not in POOLED.values() or bound not in OF_EACH)
    outages = laid_out(minutes, between[: len(minutes)])
    before, after = (
        owed(rule, each, MORE[bound], rounding) for each in (outages, grown(outages, which, more))
    )
    assert before <= after <= MOST.get(bound, after)


def test_a_share_that_outgrows_its_own_cap_leaves_less_in_all() -> None:
    before, after, long_after = (
        owed(FORMULAS["full, pooled"], laid_out(minutes, [300, 300]), MORE["per incident"])
        for minutes in ([47, 13], [48, 13], [76, 13])
    )
    # an hour in all: 14 EUR, of which 47/60 are 10.97 EUR, below the cap of 11 EUR
    assert before == Decimal("14.00")
    # a minute more makes no further half hour: 48/61 of 14 EUR are 11.016 EUR, cut to 11, and 13/61 are 2.984
    assert after == Decimal("13.98")
    # nor do 29 more: 76/89 of 14 EUR are 11.96 EUR, cut to 11, and 13/89 are 2.045
    assert long_after == Decimal("13.04")


@formulas
@settings(max_examples=15, deadline=None)
@given(lengths, gaps, st.integers(1, 100))
def test_a_credit_never_exceeds_its_cap(
    rule: str, minutes: list[int], between: list[int], percent: int
) -> None:
    outages = laid_out(minutes, between[: len(minutes)])
    capped = owed(rule, outages, f"cap: {percent} % of monthly fee per month")
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
    whole = laid_out(minutes, between[: len(minutes)])
    assert owed(rule, split) == owed(rule, whole)
    for more in ("at least", "at least, rounded", "rounded", "two caps"):
        assert owed(rule, split, MORE[more], "up") == owed(rule, whole, MORE[more], "up")
