"""Rehearings: a breach heard again as if what earns no credit were excluded, to see what is left of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.control import Coverage
from upheld.agreement.objective import Objective
from upheld.agreement.statistic import Statistic
from upheld.evaluation.exclusions.uncredited import creditable, uncredited
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Creditable, Finding


def rehear(hearing: Hearing, finding: Finding, judge: Callable[[Hearing], Finding]) -> Creditable | None:
    """Give what a breach of anything but an availability comes to for credits; nothing without conditions.

    The exclusions for which no credit is owed are named under the objective, and it is judged once more:
    tickets that they excuse earn nothing, nor does time that they take out of a clock or a figure.
    """
    objective = hearing.objective
    if not finding.breaches:
        return None
    held = uncredited(hearing, _subject(objective), objective.excluding, objective.services)
    if held is None:
        return None
    left = finding
    if held.is_anything:
        stricter = replace(objective, excluding=(*objective.excluding, *held.names))
        left = judge(replace(hearing, objective=stricter))
    return creditable(
        hearing,
        held,
        verdict=left.verdict,
        figure=left.figure,
        breaches=left.breaches,
        record=left.record,
    )


def _subject(objective: Objective) -> Subject:
    """Metrics are figures and their coverage; everything else is about time taken."""
    return Subject.METRICS if isinstance(objective.indicator, Statistic | Coverage) else Subject.CLOCKS
