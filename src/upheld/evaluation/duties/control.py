"""Controls held against the evidence: for which time each fact was shown to hold."""

from __future__ import annotations

from upheld.agreement.control import Control
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_control(hearing: Hearing, promise: Control) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
