"""Statistics held against the evidence: means, percentiles, ratios, minima and maxima."""

from __future__ import annotations

from upheld.agreement.statistic import Statistic
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_statistic(hearing: Hearing, promise: Statistic) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
