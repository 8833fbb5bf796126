"""Members together: what several availabilities come to, whatever their weights, lengths and doubts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from uptime_court import ALMANAC, DOWN, UP, agreement, at, changes, evidence, period, service

from upheld.agreement.agreement import Subscription
from upheld.agreement.service import DownWhen, Quorum
from upheld.evaluation.availability.combination import bounds_of
from upheld.evaluation.availability.measured_time import MeasuredTime
from upheld.evaluation.evaluate import evaluate, evaluate_each
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Table
from upheld.evidence.resource import ResourceCase

HOW = st.sampled_from([Quorum.MEAN, Quorum.POOLED, Quorum.LOWEST])
LENGTH = st.integers(0, 10**6)
TIMES = st.builds(MeasuredTime, up=LENGTH, down=LENGTH, unknown=LENGTH, degraded_counts=st.just(Fraction(0)))
WEIGHTS = st.fractions(Fraction(1, 100), 100)
MEMBERS = st.lists(st.tuples(WEIGHTS, TIMES), min_size=1, max_size=6)


def value(figure: Share | NoData) -> Fraction | None:
    return figure.value if isinstance(figure, Share) else None


@given(MEMBERS, HOW)
def test_bounds_hold_whatever_the_unknown_time_was(
    members: list[tuple[Fraction, MeasuredTime]], how: Quorum
) -> None:
    """Turning the unknown time of every member into some of up and down stays between worst and best."""
    bounds = bounds_of(members, how)
    worst, best = value(bounds.worst), value(bounds.best)
    for part in (Fraction(0), Fraction(1, 3), Fraction(1)):
        known = [
            (
                weight,
                MeasuredTime(
                    up=time.up + int(time.unknown * part),
                    down=time.down + time.unknown - int(time.unknown * part),
                    degraded_counts=Fraction(0),
                ),
            )
            for weight, time in members
        ]
        figure = value(bounds_of(known, how).observed)
        if worst is None or best is None:
            assert figure is None
        else:
            assert figure is not None
            assert worst <= figure <= best


@given(MEMBERS, WEIGHTS, HOW)
def test_only_the_ratio_of_weights_counts(
    members: list[tuple[Fraction, MeasuredTime]], factor: Fraction, how: Quorum
) -> None:
    scaled = [(weight * factor, time) for weight, time in members]
    assert bounds_of(scaled, how) == bounds_of(members, how)


@given(MEMBERS)
def test_the_lowest_is_no_higher_than_the_mean_or_the_pooled_figure(
    members: list[tuple[Fraction, MeasuredTime]],
) -> None:
    lowest = value(bounds_of(members, Quorum.LOWEST).worst)
    mean = value(bounds_of(members, Quorum.MEAN).worst)
    pooled = value(bounds_of(members, Quorum.POOLED).worst)
    if lowest is None or mean is None or pooled is None:
        assert (lowest, mean, pooled) == (None, None, None)
    else:
        assert lowest <= min(mean, pooled)


@given(st.lists(LENGTH, min_size=1, max_size=6), HOW)
def test_members_of_one_length_pool_to_their_mean(down: list[int], how: Quorum) -> None:
    whole = 10**6
    members = [
        (Fraction(1), MeasuredTime(up=whole - each, down=each, degraded_counts=Fraction(0))) for each in down
    ]
    expected = 1 - Fraction(max(down) if how is Quorum.LOWEST else Fraction(sum(down), len(down))) / whole
    assert value(bounds_of(members, how).observed) == expected


@given(TIMES, WEIGHTS, HOW)
def test_one_member_alone_is_the_whole(time: MeasuredTime, weight: Fraction, how: Quorum) -> None:
    bounds = bounds_of([(weight, time)], how)
    assert value(bounds.observed) == (time.good / time.known if time.known else None)


RESOURCES = (
    ("vm-1", "Anna's Shop"),
    ("vm-2", "Bakery"),
    ("vm-3", "Bakery"),
    ("gateway", None),
)


@pytest.mark.parametrize("down_when", [Quorum.EACH, Quorum.POOLED, Quorum.ANY])
def test_many_customers_are_judged_as_each_alone(down_when: DownWhen) -> None:
    """What is everybody's is judged once; nobody's figures come from another's resources."""
    agreed = agreement(services=(service(points=(), as_recorded=True, down_when=down_when),))
    seen = [
        changes(
            (at("2026-03-01"), UP), (at(f"2026-03-{10 + number}"), DOWN), (at("2026-03-20"), UP), point=name
        )
        for number, (name, _) in enumerate(RESOURCES)
    ]
    known = evidence(
        *seen,
        resources=tuple(
            ResourceCase(source="inventory", name=name, customer=customer) for name, customer in RESOURCES
        ),
    )
    known = replace(known, tables=known.tables | {Table.RESOURCES})
    march = period("2026-03")
    as_of = at("2026-04-01")
    customers = [Subscription(customer=name) for name in ("Anna's Shop", "Bakery", "Cinema", "Dairy", None)]
    together: list[Statement] = list(
        evaluate_each(agreed, known, march, as_of, almanac=ALMANAC, subscriptions=customers)
    )
    alone = [evaluate(agreed, known, march, as_of, almanac=ALMANAC, subscription=each) for each in customers]
    assert together == alone
    members = [[finding.member for finding in statement.findings] for statement in together]
    if down_when is Quorum.EACH:
        everything = ["gateway", "vm-1", "vm-2", "vm-3"]
        assert members == [
            ["gateway", "vm-1"],
            ["gateway", "vm-2", "vm-3"],
            ["gateway"],
            ["gateway"],
            everything,
        ]
    assert together[2].findings[0] is together[3].findings[0], "those without a resource of their own share"
