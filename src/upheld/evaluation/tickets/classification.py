"""Classification held against the rules of the priorities: done, recorded, consistent."""

from __future__ import annotations

from upheld.agreement.conduct import Classification
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_classification(hearing: Hearing, promise: Classification) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
