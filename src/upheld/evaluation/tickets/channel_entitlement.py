"""Channels held against the plan: whether customers could use those they have."""

from __future__ import annotations

from upheld.agreement.conduct import ChannelEntitlement
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_channel_entitlement(hearing: Hearing, promise: ChannelEntitlement) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
