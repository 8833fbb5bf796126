"""Slots: work that comes round by itself, once in each slot, however many workers look at the clock."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction

from upheld.chrono.instant import Instant
from upheld.store.work import Order, State, Work, enqueue


class Slot(models.Model):
    """The slot that some work was recorded for last."""

    kind = models.CharField(max_length=60, primary_key=True)
    number = models.BigIntegerField()
    """A count of turns, or a day since 1970."""

    objects: ClassVar[models.Manager[Slot]]

    class Meta:
        db_table = "slot"


def slot_of(kind: str, first: int) -> int:
    """The slot that was filled last; the first one given where there was none yet."""
    return Slot.objects.get_or_create(kind=kind, defaults={"number": first})[0].number


def slots() -> dict[str, int]:
    """The slots that were filled last, by kind; of a kind that never had its turn there is none."""
    return dict(Slot.objects.values_list("kind", "number"))


def fill(order: Order, seen: int, now: Instant) -> bool:
    """Move on from the slot that was seen, and record the work of the new one, under its key.

    Where another process was sooner, or the turn before is not over, nothing is recorded.
    """
    number = int(order.key)
    with transaction.atomic():
        if Slot.objects.filter(kind=order.kind, number=seen).update(number=number) != 1:
            return False
        if Work.objects.filter(kind=order.kind, state__in=[State.WAITING, State.HELD]).exists():
            return False
        enqueue(now, order)
    return True
