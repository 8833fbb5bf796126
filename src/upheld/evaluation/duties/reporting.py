"""Reporting held against the evidence: each report that was due, and what it contained."""

from __future__ import annotations

from upheld.agreement.governance import Reporting
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_reporting(hearing: Hearing, promise: Reporting) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
