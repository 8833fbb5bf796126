"""Why a share of regions is what it is: every region with its own figure, the worst first."""

from __future__ import annotations

from upheld.agreement.figure_target import FigureTarget
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.wording import spoken_figure
from upheld.evaluation.reason import Count, Reason
from upheld.evaluation.statement import Part, Verdict
from upheld.evaluation.wording import counted

_WORST_FIRST = (Verdict.MISSED, Verdict.INDETERMINATE, Verdict.MET, Verdict.TRACKED, Verdict.NOT_APPLICABLE)

_CAME_TO = {
    Verdict.MET: "kept",
    Verdict.MISSED: "missed",
    Verdict.INDETERMINATE: "the evidence does not decide",
    Verdict.NOT_APPLICABLE: "nothing to judge",
    Verdict.TRACKED: "nothing was promised",
}

SHOWN = 20
"""So many regions are named in the reasons; the record has them all."""


def regions_reason(account: Account) -> Reason | None:
    """Tell what every region came to; nothing where all are taken together."""
    if account.regional is None:
        return None
    parts, regions = account.regional.parts, account.inquiry.promise.regions
    noun = "region" if regions is None else regions.by
    promised = {} if regions is None else {each.name: each.target for each in regions.parts}
    kept = sum(part.verdict is Verdict.MET for part in parts)
    worst = sorted(parts, key=lambda part: (_WORST_FIRST.index(part.verdict), part.name))
    return Reason(
        rule="statistic.regions",
        says=f"each {noun} has a figure of its own: kept in {kept} of {counted(len(worst), noun)}",
        figure=Count(kept, noun if kept == 1 else f"{noun}s"),
        because=tuple(_of_region(part, promised.get(part.name)) for part in worst[:SHOWN]),
    )


def _of_region(part: Part, promised: FigureTarget | None) -> Reason:
    target = "" if promised is None else f", {promised} is promised"
    return Reason(
        rule="statistic.region",
        says=f"{part.name}: {spoken_figure(part.figure)} of {counted(part.values, 'value')}{target}: "
        f"{_CAME_TO[part.verdict]}",
        figure=part.figure,
    )
