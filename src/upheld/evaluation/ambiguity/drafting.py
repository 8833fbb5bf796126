"""Drafting: a statement by the readings that count against who wrote the text, and that they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.drafting import Drafter
from upheld.agreement.interpretation import Choices, OpenTerm
from upheld.evaluation.ambiguity.case import lines_of
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Finding, Statement, Undeclared
from upheld.evaluation.wording import listed


def read_against(
    statement: Statement, undeclared: Sequence[Undeclared], choices: Choices, drafter: Drafter
) -> Statement:
    """Say in each finding of a statement by which readings it was judged, where others were possible.

    The statement is one by the readings of `choices`; `undeclared` is what the text leaves open. Terms that
    could not make it worse are read in the first way.
    """
    told = tuple(replace(each, read_as=choices.get(each.term, 0)) for each in undeclared)
    touching = {
        finding.objective.name: [each for each in told if finding.objective.name in each.objectives]
        for finding in statement.findings
    }
    return replace(
        statement,
        findings=tuple(_told(finding, touching, drafter) for finding in statement.findings),
        undeclared=told,
    )


def against(several: Sequence[Undeclared], drafter: Drafter, within: tuple[str, ...] = ()) -> Reason:
    """The step of an explanation that says which readings count against the drafter."""
    choices = {each.term: each.read_as or 0 for each in several}
    lines = listed([f"`{line}`" for line in lines_of(choices, within)])
    return Reason(
        rule="reading.against_drafter",
        says=f"the text leaves this open and is read against the {drafter.value}, who drafted it: {lines}",
        because=tuple(_asked(each.term for each in several)),
    )


def _told(finding: Finding, touching: Mapping[str, Sequence[Undeclared]], drafter: Drafter) -> Finding:
    name = finding.objective.name
    if not touching[name]:
        return finding
    step = against(touching[name], drafter, ("objectives", name))
    return replace(finding, reason=replace(finding.reason, because=(*finding.reason.because, step)))


def _asked(terms: Iterator[OpenTerm]) -> Iterator[Reason]:
    for term in terms:
        yield Reason(rule="reading.open", says=term.asks)
