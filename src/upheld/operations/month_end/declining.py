"""Declining: statements that somebody has looked at, and that do not go out."""

from __future__ import annotations

from django.db import transaction

from upheld.errors import ConflictError, UsageError
from upheld.store.closings import Closing, Stage, Statement
from upheld.store.reach import reached
from upheld.store.viewer import Viewer

LONGEST_REASON = 300


def decline(closing: Closing, why: str) -> None:
    """Keep the statements of a closing from going out, for good; the month can be closed anew.

    ConflictError unless it is ready, UsageError without a reason.
    """
    reason = " ".join(why.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise UsageError(f"say why, in {LONGEST_REASON} letters at most")
    ready = Closing.objects.filter(pk=closing.pk, stage=Stage.READY)
    with transaction.atomic():
        if not ready.update(stage=Stage.GIVEN_UP, trouble=f"declined: {reason}"):
            stage = Closing.objects.values_list("stage", flat=True).get(pk=closing.pk)
            raise ConflictError(
                f"the closing of {closing.period} is {stage}: only one that is ready is declined"
            )
        # what is out stands, and waits for another to take its place
        Statement.objects.filter(closing=closing).update(supersedes=None)


def decline_for(viewer: Viewer, number: int, why: str) -> bool:
    """As `decline`, on behalf of somebody who reaches the closing; tell whether there is one."""
    closing = reached(viewer, Closing).filter(pk=number).first()
    if closing is None:
        return False
    decline(closing, why)
    return True
