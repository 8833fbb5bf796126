"""Snapshots held against their cadence: the gaps between copies."""

from __future__ import annotations

from upheld.agreement.snapshot import Snapshots
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_snapshots(hearing: Hearing, promise: Snapshots) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
