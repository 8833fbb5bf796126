"""Replies held against what they must contain, and fixes against the flow they must go through."""

from __future__ import annotations

from upheld.agreement.conduct import ReplyContent
from upheld.errors import UsageError
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding


def judge_reply_content(hearing: Hearing, promise: ReplyContent) -> Finding:
    """Judge it."""
    raise UsageError(f"{hearing.objective.name!r} can't be judged yet")
