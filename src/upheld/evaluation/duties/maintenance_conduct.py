"""Maintenance held against how it is to be carried out: notice, hours, duration."""

from __future__ import annotations

from upheld.agreement.conduct import MaintenanceConduct
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_maintenance_conduct(hearing: Hearing, promise: MaintenanceConduct) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
