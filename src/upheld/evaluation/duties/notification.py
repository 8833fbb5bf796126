"""Notifications held against the evidence: who was told of each event, when, and what."""

from __future__ import annotations

from upheld.agreement.notification import Notification
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_notification(hearing: Hearing, promise: Notification) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
