"""Reading parts: statements on the parts of a period put together, by each reading of a change of plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import OpenTerm, TermReading
from upheld.agreement.plan_change import MEANINGS, PlanChange
from upheld.chrono.interval import Interval
from upheld.evaluation.ambiguity.case import Case, sign_of
from upheld.evaluation.ambiguity.merging import merged
from upheld.evaluation.statement import Finding, JudgedPart, Statement, Touched, Undeclared
from upheld.evaluation.tenure import Part

THEN = ", then "
"""Between the versions of a statement that was judged by several."""


def joined_statement(statements: Sequence[Statement], parts: Sequence[Part]) -> Statement:
    """Put the statements on the parts of a period together, in order of time."""
    first = statements[0]
    if len(statements) == 1:
        return first
    whole = first.period.interval
    judged = (
        JudgedPart(
            interval=Interval(max(whole.start, part.within.start), min(whole.end, part.within.end)),
            plan=part.plan,
            version=statement.version,
            says=part.says,
        )
        for part, statement in zip(parts, statements, strict=True)
    )
    undeclared = dict.fromkeys(each for statement in statements for each in statement.undeclared)
    return replace(
        first,
        subscription=replace(first.subscription, plan=None),
        version=THEN.join(dict.fromkeys(each.version for each in statements)),
        findings=tuple(finding for statement in statements for finding in statement.findings),
        parts=tuple(judged),
        undeclared=tuple(undeclared),
    )


def statements_by_reading(heard: Mapping[PlanChange, Statement], agreement: Agreement) -> Statement:
    """The statement where the agreement does not say by which plan it is: each promise by every reading."""
    term = OpenTerm(
        code="plan-change",
        asks="the customer changed plan in this period, and the words do not say by which plan it is judged",
        place=agreement.place,
        parts=(("plan_change",),),
        readings=tuple(TermReading(f"plan_change: {each.value}", MEANINGS[each]) for each in heard),
    )
    statements = tuple(heard.values())
    names = dict.fromkeys(each.objective.name for statement in statements for each in statement.findings)
    findings: list[Finding] = []
    decided: list[str] = []
    for name in names:
        cases = [
            Case(
                choices={term: number},
                findings=tuple(each for each in statement.findings if each.objective.name == name),
            )
            for number, statement in enumerate(statements)
        ]
        findings += merged(cases)
        if len({sign_of(case.findings) for case in cases}) > 1:
            decided.append(name)
    undeclared = Undeclared(
        term=term, objectives=tuple(names), decides=tuple(decided), settlement=(Touched.CREDITS,)
    )
    others = dict.fromkeys(each for statement in statements for each in statement.undeclared)
    return replace(statements[0], findings=tuple(findings), parts=(), undeclared=(undeclared, *others))
