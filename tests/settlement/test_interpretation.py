"""What readings come to: every combination judged and settled by itself says the same, only slower."""

from __future__ import annotations

from typing import Any

from drawn_terms import Drawn, drawn, every_agreement
from hypothesis import HealthCheck, given, settings

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.drafting import Drafter
from upheld.agreement.objective import Force
from upheld.evaluation.ambiguity.interpreted import Interpreted, interpret
from upheld.evaluation.statement import Finding, Outcome, Statement, Verdict
from upheld.settlement.drafter import settle_against, worst_for_drafter
from upheld.settlement.interpretation import settle_readings
from upheld.settlement.settlement import Settlement, Standing

Every = list[tuple[frozenset[str], Agreement, Statement, Settlement]]


def interpreted(drawn: Drawn) -> Interpreted:
    return interpret(drawn.interpretation(), drawn.judge, Subscription())


def by_brute_force(drawn: Drawn) -> Every:
    found = []
    for lines, agreement in every_agreement(drawn.interpretation()):
        statement = drawn.judge(agreement)
        found.append((lines, agreement, statement, drawn.settle(agreement, statement)))
    return found


def sign(finding: Finding | Outcome) -> tuple[Any, ...]:
    return finding.verdict, finding.figure, finding.breaches


def in_full(lines: tuple[str, ...], name: str) -> set[str]:
    """Lines of a finding, which are told as seen from its objective, as seen from the top of the file."""
    tops = ("time_zone", "hours", "services", "exclusions", "conventions", "objectives", "credits")
    return {line if line.startswith(tops) else f"objectives.{name}.{line}" for line in lines}


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn())
def test_a_statement_tells_what_every_combination_yields(drawn: Drawn) -> None:
    found, every = interpreted(drawn), by_brute_force(drawn)
    check_findings(found.statement, every)
    check_settlement(settle_readings(found, drawn.teller), every)


def check_findings(found: Statement, every: Every) -> None:
    """Each finding tells what every combination yields."""
    for at, finding in enumerate(found.findings):
        name = finding.objective.name
        slowly = [(lines, statement.findings[at]) for lines, _, statement, _ in every]
        assert all(other.objective.name == name for _, other in slowly)
        signs = {sign(other) for _, other in slowly}
        if len(signs) == 1:
            assert {sign(finding)} == signs
            assert finding.outcomes == ()
            continue
        assert {sign(outcome) for outcome in finding.outcomes} == signs
        verdicts = {other.verdict for _, other in slowly}
        assert finding.verdict is (verdicts.pop() if len(verdicts) == 1 else Verdict.AMBIGUOUS)
        assert finding.breaches == min(other.breaches for _, other in slowly)
        for lines, other in slowly:
            told = [o for o in finding.outcomes if any(in_full(each, name) <= lines for each in o.readings)]
            assert [sign(outcome) for outcome in told] == [sign(other)]


def check_settlement(settlement: Settlement, every: Every) -> None:
    """The settlement tells every amount, and a combination that comes to it."""
    nothing = Standing.NOTHING_OWED
    amounts = {(s.standing, None if s.standing is nothing else s.owed) for *_, s in every}
    if len(amounts) == 1:
        assert (settlement.standing, settlement.owed) == (every[0][3].standing, every[0][3].owed)
        assert settlement.outcomes == ()
        return
    assert settlement.standing is Standing.AMBIGUOUS
    told = {
        (o.standing, None if o.standing is nothing else o.owed): set(o.readings) for o in settlement.outcomes
    }
    assert told.keys() == amounts
    for (standing, owed), lines in told.items():
        those = [s for found, _, _, s in every if lines <= found]
        assert those
        assert all((s.standing, None if s.standing is nothing else s.owed) == (standing, owed) for s in those)
    assert all(line in s.lines for line in settlement.lines for *_, s in every)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn())
def test_against_the_drafter_nothing_is_worse(drawn: Drawn) -> None:
    def badness(statement: Statement, settlement: Settlement) -> tuple[Any, ...]:
        owed: Any = settlement.owed
        missed = [each for each in statement.findings if each.verdict is Verdict.MISSED]
        guarantees = [each for each in missed if each.objective.force is Force.GUARANTEE]
        breaches = sum(each.breaches for each in statement.findings)
        return owed.amount, breaches, len(guarantees), len(missed)

    root = drawn.interpretation()
    every = [badness(statement, settlement) for _, _, statement, settlement in by_brute_force(drawn)]
    for drafter, worst in ((Drafter.PROVIDER, max(every)), (Drafter.CUSTOMER, min(every))):
        choices = worst_for_drafter(interpreted(drawn), drawn.teller, drafter)
        chosen = None if choices is None else root.read_as(choices)
        assert chosen is not None
        statement = drawn.judge(chosen.agreement)
        settlement = settle_against(chosen.agreement, statement, drawn.teller, drafter)
        assert badness(statement, settlement) == worst
