"""Exclusions: causes, conditions, parties, evidence, approvers, and on what they act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.exclusion import (
    CauseExclusion,
    EmergencyWork,
    Exclusion,
    MaintenanceExclusion,
    acting_on,
)
from upheld.agreement.party import Approver
from upheld.agreement.provenance import Clause
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement

Read = Callable[[str], Any]

APP = "services: {app: {points: [web], sampled_every: 60 s}}\n"


@pytest.fixture(scope="module")
def settled(gazetteer: Gazetteer) -> dict[str, Exclusion]:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "settled-hosting.yaml"
    agreement = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer).agreement
    assert agreement is not None
    return {each.name: each for each in agreement.exclusions}


@pytest.fixture
def excluded(read: Read) -> Callable[..., Any]:
    """Read one exclusion, called `it`, that uptime names or does not."""

    def one(terms: str, named: str = "it") -> Any:
        availability = f"{{of: app, excluding: [{named}]}}"
        objective = f'{{availability: {availability}, target: ">= 99.5 %", period: calendar month}}'
        return read(f"{APP}exclusions: {{it: {{{terms}}}}}\nobjectives: {{uptime: {objective}}}\n")

    return one


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def unused(reading: Any) -> bool:
    return Code.UNUSED_NAME in {each.code for each in reading.diagnostics}


def test_a_cause_with_all_that_may_stand_beside_it(settled: dict[str, Exclusion]) -> None:
    parties = settled["third_parties"]
    assert parties == CauseExclusion(
        name="third_parties",
        causes=(Cause.THIRD_PARTY_OUTAGE,),
        parties=("Example CDN", "Example DNS"),
        examples=("internet service providers", "cloud infrastructure vendors"),
        open_list=False,
        evidence=("incident report of the third party",),
        approved_by=Approver.BOTH,
        acts_on=tuple(Subject),
        clause=Clause("4. Exclusions", "outages of third parties, including but not limited to…"),
        place=parties.place,
    )


def test_several_causes_under_one_condition(settled: dict[str, Exclusion]) -> None:
    attacks = settled["attacks"]
    assert isinstance(attacks, CauseExclusion)
    assert attacks.causes == (Cause.CYBER_ATTACK, Cause.ABUSE)
    assert attacks.condition == "not directly preventable by the provider's security measures"
    assert attacks.evidence == ("attack report",)
    assert (attacks.approved_by, attacks.open_list) == (Approver.CUSTOMER, False)
    assert attacks.acts_on == (Subject.AVAILABILITY, Subject.METRICS)


def test_what_is_not_said_is_not_made_up(excluded: Callable[..., Any]) -> None:
    (it,) = excluded("cause: customer misuse").agreement.exclusions
    assert it == CauseExclusion(name="it", causes=(Cause.CUSTOMER_MISUSE,), place=it.place)


def test_exclusions_that_act_by_themselves(settled: dict[str, Exclusion]) -> None:
    declared = tuple(settled.values())
    assert acting_on(Subject.AVAILABILITY, declared, ("misuse", "works")) == (
        "misuse",
        "works",
        "third_parties",
        "force_majeure",
        "attacks",
    )
    assert acting_on(Subject.CLOCKS, declared, ()) == ("third_parties", "force_majeure")
    assert acting_on(Subject.METRICS, declared, ()) == ("third_parties", "force_majeure", "attacks")


def test_maintenance_that_could_not_wait(settled: dict[str, Exclusion]) -> None:
    works = settled["works"]
    assert isinstance(works, MaintenanceExclusion)
    assert (works.emergencies, works.acts_on) == (EmergencyWork.COUNTED, (Subject.AVAILABILITY,))


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.OTHER])
def test_every_cause_can_stand_alone(excluded: Callable[..., Any], cause: Cause) -> None:
    (it,) = excluded(f"cause: {cause.value}").agreement.exclusions
    assert it.causes == (cause,)


def test_another_cause_says_which(excluded: Callable[..., Any]) -> None:
    assert errors(excluded("cause: another cause")) == [Code.MISSING_KEY]
    assert errors(excluded("cause: another cause, condition: a strike")) == []


def test_a_cause_nearly_written_right(excluded: Callable[..., Any]) -> None:
    reading = excluded("cause: third party outage")
    (found,) = [each for each in reading.diagnostics if each.level is Level.ERROR]
    assert (found.code, found.remedy[:35]) == (Code.UNKNOWN_WORD, "did you mean `third-party outage`?")


def test_an_exclusion_is_of_one_sort(excluded: Callable[..., Any]) -> None:
    assert Code.CONFLICTING_KEYS in errors(excluded("maintenance: planned, cause: force majeure"))
    assert errors(excluded("maintenance: planned, parties: Example CDN")) == [Code.MISPLACED_KEY]
    assert errors(excluded("cause: force majeure, notice: 24 h")) == [Code.MISPLACED_KEY]


def test_an_exclusion_that_acts_by_itself_is_in_use(read: Read) -> None:
    text = APP + 'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}\n'
    assert unused(read(text + "exclusions: {it: {cause: force majeure}}\n"))
    assert not unused(read(text + "exclusions: {it: {cause: force majeure, acts_on: all}}\n"))
