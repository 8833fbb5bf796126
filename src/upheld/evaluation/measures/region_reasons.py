"""Why a share of regions is what it is: every region with its own figure, the worst first."""

from __future__ import annotations

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
    parts = account.regional.parts
    kept = sum(part.verdict is Verdict.MET for part in parts)
    worst = sorted(parts, key=lambda part: (_WORST_FIRST.index(part.verdict), part.name))
    return Reason(
        rule="statistic.regions",
        says=f"each region has a figure of its own: kept in {kept} of {counted(len(worst), 'region')}",
        figure=Count(kept, "region" if kept == 1 else "regions"),
        because=tuple(map(_of_region, worst[:SHOWN])),
    )


def _of_region(part: Part) -> Reason:
    return Reason(
        rule="statistic.region",
        says=f"{part.name}: {spoken_figure(part.figure)} of {counted(part.values, 'value')}: "
        f"{_CAME_TO[part.verdict]}",
        figure=part.figure,
    )
