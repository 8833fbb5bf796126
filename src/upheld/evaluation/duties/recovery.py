"""Recoveries held against the evidence: failures and drills, and how long each took."""

from __future__ import annotations

from upheld.agreement.recovery import Recovery
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_recovery(hearing: Hearing, promise: Recovery) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
