"""What statistics promise: a figure of a measure, where and when its values count, and over which period."""

from __future__ import annotations

from upheld.agreement.objective import Objective
from upheld.agreement.statistic import (
    Excess,
    Jitter,
    Percentile,
    Rank,
    RegionShare,
    Silence,
    Statistic,
    Summary,
    TimeShare,
    Within,
)
from upheld.quantity import write_length
from upheld.quantity.phrase import write_number
from upheld.report.promised.times import joined


def figure_name(statistic: Statistic) -> str:
    """The figure by its short name: `p75`, `mean`, `ratio`."""
    match statistic.summary:
        case Within(bound):
            return f"share {bound}"
        case TimeShare() as terms:
            return f"share of {write_length(terms.of)} slices with {_short(terms.summary)} {terms.bound}"
        case Jitter() as jitter:
            return f"jitter ({jitter.value})"
        case Excess(summary, over):
            return f"excess of {_short(summary)} over {statistic.out_of if over is None else over.bound}"
        case Summary() | Percentile() as summary:
            return _short(summary)


def _short(summary: Summary | Percentile) -> str:
    return summary.value if isinstance(summary, Summary) else f"p{write_number(summary.share * 100)}"


def statistic_briefly(objective: Objective, statistic: Statistic) -> str:
    """A few words for a table: `p75 < 2.5 s`, `mean tracked`."""
    if statistic.regions is not None and statistic.regions.parts:
        return f"{figure_name(statistic)} {_table(statistic.regions)}"
    among = "" if statistic.regions is None else f" in {statistic.regions.share} of {statistic.regions.by}s"
    return f"{figure_name(statistic)} {_target(objective)}{among}"


def statistic_in_full(objective: Objective, statistic: Statistic) -> str:
    """Everything but what weakens it: `p75 of lcp < 2.5 s over rolling 28 days, of at least 100 values`."""
    is_ratio = statistic.summary is Summary.RATIO and statistic.out_of
    out_of = f" out of {statistic.out_of}" if is_ratio else ""
    regions = statistic.regions
    promised = _table(regions) if regions is not None and regions.parts else _target(objective)
    parts = [
        f"{figure_name(statistic)} of {statistic.of}{out_of} {promised} over {_period(objective)}",
        *_conditions(statistic),
    ]
    return ", ".join(parts)


def _conditions(statistic: Statistic) -> list[str]:
    """Which values count, and how many of them it takes."""
    parts = [f"where {label.name} is {' or '.join(label.values)}" for label in statistic.where]
    if statistic.load:
        parts.append(f"under {statistic.load}")
    if statistic.during:
        parts.append(f"during {statistic.during}")
    if statistic.regions is not None and not statistic.regions.parts:
        parts.append(_regions(statistic.regions))
    if statistic.at_least > 1:
        parts.append(f"of at least {statistic.at_least} values")
    if isinstance(statistic.summary, TimeShare):
        parts.append(f"a slice without values enough {_SILENT[statistic.summary.empty]}")
    if isinstance(statistic.summary, Percentile) and statistic.summary.rank is Rank.INTERPOLATED:
        parts.append(f"by {Rank.INTERPOLATED.value}")
    return parts


_SILENT = {
    Silence.UNKNOWN: "is unknown",
    Silence.GOOD: "counts as good",
    Silence.LEFT_OUT: "is left out",
}


def _table(regions: RegionShare) -> str:
    """The targets of the parts: `by region (europe < 30 ms, asia tracked)`."""
    rows = (f"{part.name} {part.target or 'tracked'}" for part in regions.parts)
    return f"by {regions.by} ({', '.join(rows)})"


def _regions(regions: RegionShare) -> str:
    among = joined(regions.among) if regions.among else f"all {regions.by}s"
    return f"in {regions.share} of {among}, each by itself"


def _target(objective: Objective) -> str:
    return "tracked" if objective.target is None else str(objective.target)


def _period(objective: Objective) -> str:
    period = str(objective.period)
    return period if period.startswith("rolling") else f"each {period}"
