"""Reviews held against the evidence: whether the time between two was ever too long."""

from __future__ import annotations

from upheld.agreement.governance import Review
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_review(hearing: Hearing, promise: Review) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
