"""The trail: who saw what of customers, and who changed what; added to, and never changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, NoReturn

from django.db import models

from upheld.chrono.instant import MINUTE, Instant
from upheld.errors import LedgerError
from upheld.store.viewer import Viewer

OPENED = "opened"
"""The action of whoever opened a statement, once for each."""
SEEN_AGAIN_AFTER = 15 * MINUTE
"""Who looks at the same thing again within this time, as a page does that refreshes itself, adds no step."""


class Untouched(models.QuerySet["Step"]):
    """Refuses to change or delete what was written."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise LedgerError("a step of the trail is never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise LedgerError("a step of the trail is never deleted")


class Step(models.Model):
    """Somebody did something, or saw something, at a time."""

    at = models.BigIntegerField()
    """Microseconds since 1970."""
    actor = models.CharField(max_length=40)
    """By number and not by name."""
    action = models.CharField(max_length=100)
    """The name of the route; `saw` for data of customers that staff looked at, `opened` for statements."""
    subject = models.CharField(max_length=300, blank=True)
    outcome = models.PositiveSmallIntegerField()
    """The status of the answer."""
    address = models.CharField(max_length=60, blank=True)

    objects: ClassVar[models.Manager[Step]] = Untouched.as_manager()

    class Meta:
        db_table = "trail_step"
        indexes: ClassVar = [
            models.Index(fields=["actor", "action", "subject", "at"], name="step_of_actor"),
            models.Index(fields=["subject"], condition=models.Q(action=OPENED), name="step_of_opening"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        """Write it down, once."""
        if not self._state.adding:
            raise LedgerError("a step of the trail is never changed")
        super().save(force_insert=True)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise LedgerError("a step of the trail is never deleted")


def seen_lately(viewer: Viewer, subjects: Collection[str], now: Instant) -> frozenset[str]:
    """Tell which of these looks are on the trail already."""
    steps = Step.objects.filter(actor=viewer.actor, action="saw", subject__in=subjects)
    return frozenset(steps.filter(at__gt=now - SEEN_AGAIN_AFTER).values_list("subject", flat=True))


def has_opened(viewer: Viewer, subject: str) -> bool:
    """Tell whether somebody has opened a statement before."""
    return Step.objects.filter(actor=viewer.actor, action=OPENED, subject=subject).exists()
