"""Published texts judged by all their readings, on the evidence of the examples."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.instant import parse_instant
from upheld.chrono.period import parse_period
from upheld.collect.folder import read_folder
from upheld.evaluation.ambiguity.exploration import explore_all
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.ambiguity.matter import Matter
from upheld.evaluation.ambiguity.scope import Words, scope_of_objective
from upheld.evaluation.availability.track import Tracks
from upheld.evaluation.evaluate import Court
from upheld.evaluation.evaluate import evaluate as evaluated
from upheld.language.interpreting import interpretation_of
from upheld.operations.asked import on_plan
from upheld.operations.check import check
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.lock import calendars_of
from upheld.report.finding import finding_data

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = parse_instant("2030-01-01T00:00:00Z")
PLANS = {
    "infopromo": "premium",
    "managed-hosting": "complete",
    "optizio": "enterprise",
    "cloud-apim": "dedicated",
}
SHOWN = sorted(path.parent.name for path in EXAMPLES.glob("*/evidence") if path.parent.name != "service-desk")
WHOLE = [name for name in SHOWN if "to be agreed" not in (EXAMPLES / name / "as-published.yaml").read_text()]
"""Those whose published text leaves no value to be agreed, and so can be judged."""


@cache
def judged(name: str) -> dict[str, Any]:
    """The statement of a published text for March 2026."""
    request = Request(
        agreement=EXAMPLES / name / "as-published.yaml",
        evidence=EXAMPLES / name / "evidence",
        period="2026-03",
        plan=PLANS.get(name),
    )
    outcome = evaluate(request, NOW)
    assert isinstance(outcome, Judged)
    statement: dict[str, Any] = outcome.document["statement"]
    return statement


@pytest.mark.parametrize("name", WHOLE)
def test_every_open_term_stands_in_the_statement(name: str) -> None:
    statement = judged(name)
    read = check(EXAMPLES / name / "as-published.yaml").for_plan(PLANS.get(name))
    open_terms = {term.asks for term in interpretation_of(read).open_terms}
    assert open_terms <= {each["asks"] for each in statement["undeclared"]}


@pytest.mark.parametrize("name", WHOLE)
def test_a_verdict_is_ambiguous_where_readings_come_to_several_and_nowhere_else(name: str) -> None:
    statement = judged(name)
    decided = {objective for each in statement["undeclared"] for objective in each.get("decides", [])}
    for finding in statement["findings"]:
        verdicts = {each["verdict"] for each in finding.get("outcomes", [])}
        assert (finding["verdict"] == "AMBIGUOUS") is (len(verdicts) > 1)
        assert (finding["objective"] in decided) is bool(finding.get("outcomes"))


@pytest.mark.parametrize("name", SHOWN)
def test_a_promise_looks_at_nothing_beyond_its_scope(name: str) -> None:
    path = EXAMPLES / name / "agreement.yaml"
    read = on_plan(check(path), PLANS.get(name))
    evidence = read_folder(EXAMPLES / name / "evidence").evidence
    assert read.agreement is not None
    assert evidence is not None
    almanac, subscription = calendars_of(read, path).almanac, Subscription(plan=PLANS.get(name))
    march = parse_period("2026-03", almanac.zone(read.agreement.time_zone))

    def findings(agreement: Agreement) -> list[Any]:
        known = evaluated(
            agreement, evidence, march, march.interval.end, almanac=almanac, subscription=subscription
        )
        return [finding_data(each) for each in known.findings]

    whole = findings(read.agreement)
    scopes = [scope_of_objective(read.agreement, each.name, Words()) for each in read.agreement.objectives]
    assert [each for scope in scopes if scope is not None for each in findings(scope)] == whole


@pytest.mark.parametrize("name", WHOLE)
def test_readings_against_the_drafter_leave_nothing_ambiguous(name: str, tmp_path: Path) -> None:
    judged(name)
    text = (EXAMPLES / name / "as-published.yaml").read_text()
    agreement = tmp_path / "as-published.yaml"
    agreement.write_text(f"{text}\nundeclared_terms: against the drafter\n")
    outcome = evaluate(
        Request(
            agreement=agreement,
            evidence=EXAMPLES / name / "evidence",
            period="2026-03",
            plan=PLANS.get(name),
        ),
        NOW,
    )
    assert isinstance(outcome, Judged)
    statement = outcome.statement
    assert all(each.verdict.value != "AMBIGUOUS" and not each.outcomes for each in statement.findings)
    assert all(each.read_as is not None for each in statement.undeclared)
    worst = {each["objective"]: each for each in judged(name)["findings"]}
    for finding in statement.findings:
        outcomes = worst[finding.objective.name].get("outcomes", [])
        assert not outcomes or finding.verdict.value in {each["verdict"] for each in outcomes}
        touched = any(finding.objective.name in each.objectives for each in statement.undeclared)
        steps = {step.rule for step in finding.reason.because}
        assert ("reading.against_drafter" in steps) is touched


@pytest.mark.parametrize("name", WHOLE)
def test_what_readings_share_is_what_each_combination_comes_to_by_itself(name: str) -> None:
    path = EXAMPLES / name / "as-published.yaml"
    read = on_plan(check(path), PLANS.get(name))
    evidence = read_folder(EXAMPLES / name / "evidence").evidence
    assert evidence is not None
    text, subscription = interpretation_of(read), Subscription(plan=PLANS.get(name))
    almanac, tracks = calendars_of(read, path).almanac, Tracks(heard={})

    def court(agreement: Agreement, known: Tracks | None) -> Court:
        march = parse_period("2026-03", almanac.zone(agreement.time_zone))
        return Court.of(agreement, evidence, march, march.interval.end, almanac, tracks=known)

    shared = interpret(text, lambda each: court(each, tracks).statement(subscription), subscription)
    explored = explore_all(text, [])
    for objective, cases in shared.cases.items():
        for leaf, case in zip(explored[Matter(objective)].leaves, cases, strict=True):
            alone = () if leaf.scope is None else court(leaf.scope, None).statement(subscription).findings
            assert leaf.choices == case.choices or not case.choices
            assert [*map(finding_data, case.findings)] == [*map(finding_data, alone)]
            assert case.findings == alone
