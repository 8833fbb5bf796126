"""What is judged: the objectives asked for, each by its kind; the locations that count."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace
from uptime_court import ALMANAC, DOWN, UP, agreement, at, changes, evidence, finding, objective, period

from upheld.agreement.agreement import Agreement
from upheld.agreement.conduct import ChannelEntitlement, Classification
from upheld.agreement.objective import Indicator
from upheld.errors import UsageError
from upheld.evaluation.evaluate import JUDGES, evaluate
from upheld.evaluation.statement import Statement, Verdict

ALWAYS_UP = evidence(changes((at("2026-01-01"), UP)))
MARCH = period("2026-03")
CHANNELS = objective(name="channels", indicator=ChannelEntitlement(channels=("chat",)), target=None)
CLASSES = objective(name="classes", indicator=Classification(), target=None)
MIXED = agreement(objective(), objective(name="second"), CHANNELS, CLASSES)


def judge(agreed: Agreement, *objectives: str) -> Statement:
    end = MARCH.interval.end
    return evaluate(agreed, ALWAYS_UP, MARCH, end, almanac=ALMANAC, objectives=objectives)


def names(statement: Statement) -> list[str]:
    return [each.objective.name for each in statement.findings]


def test_all_objectives_are_judged_unless_some_are_asked_for() -> None:
    both = agreement(objective(), objective(name="second"))
    assert names(judge(both)) == ["uptime", "second"]
    assert names(judge(both, "second")) == ["second"]
    assert names(judge(MIXED, "second", "uptime")) == ["uptime", "second"]


def test_every_kind_of_objective_has_a_judge() -> None:
    assert set(JUDGES) == set(get_args(Indicator))
    assert names(judge(MIXED)) == ["uptime", "second", "channels", "classes"]


def test_an_objective_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no objective 'uptme' here: did you mean `uptime`"):
        judge(MIXED, "uptme")
    with pytest.raises(UsageError, match="it has uptime, second, channels, classes"):
        judge(MIXED, "latency")


def test_an_objective_of_another_plan_is_not_promised_here() -> None:
    agreed = agreement(objective(), objective(name="extra", plans=("b",)), plans=("a", "b"))
    with pytest.raises(UsageError, match="promises no objective 'extra' here"):
        evaluate(
            agreed,
            ALWAYS_UP,
            MARCH,
            MARCH.interval.end,
            almanac=ALMANAC,
            subscription=replace(judge(agreement()).subscription, plan="a"),
            objectives=["extra"],
        )


def test_only_the_locations_of_the_agreement_count() -> None:
    good = changes((at("2026-01-01"), UP), location="dublin")
    bad = changes((at("2026-01-01"), DOWN), location="mars")
    unnamed = changes((at("2026-01-01"), UP), source="other")
    everywhere, dublin = agreement(), agreement(locations=("dublin",))
    assert finding(everywhere, evidence(good, bad), MARCH).verdict is Verdict.MISSED
    assert finding(dublin, evidence(good, bad), MARCH).verdict is Verdict.MET
    assert finding(dublin, evidence(bad), MARCH).verdict is Verdict.INDETERMINATE
    assert finding(dublin, evidence(unnamed), MARCH).verdict is Verdict.MET
