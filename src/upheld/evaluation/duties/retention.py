"""Retention held against the evidence: whether each copy was there as long as promised."""

from __future__ import annotations

from upheld.agreement.snapshot import Retention
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_retention(hearing: Hearing, promise: Retention) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
