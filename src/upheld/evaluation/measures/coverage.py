"""Coverage held against the evidence: for how much of the time there is any."""

from __future__ import annotations

from upheld.agreement.control import Coverage
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_coverage(hearing: Hearing, promise: Coverage) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
