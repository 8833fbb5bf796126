"""Work: what must be done because something changed, recorded together with the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import orjson
from django.db import models, transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import WorkError

AT_ONCE = 500
URGENT = 1
ORDINARY = 5
LEISURELY = 9


class State(models.TextChoices):
    """What has become of some work."""

    WAITING = "waiting"
    HELD = "held"
    """By a worker, under a lease."""
    DONE = "done"
    SET_ASIDE = "set aside"
    """It failed too often; somebody must look at it."""


class Worker(models.Model):
    """A process that does work. Others watch its beat: while it changes, the process lives."""

    name = models.CharField(max_length=40, primary_key=True)
    """Its own; a process that starts again has another."""
    place = models.CharField(max_length=200)
    """Machine and process, for people."""
    beat = models.BigIntegerField(default=0)
    started_at = models.BigIntegerField()
    """Microseconds since 1970."""

    objects: ClassVar[models.Manager[Worker]]

    class Meta:
        db_table = "worker"


class Work(models.Model):
    """One piece of work; it takes effect only while whoever does it holds its lease."""

    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    """Of the payload's form: a worker that knows only earlier ones leaves it to another."""
    key = models.CharField(max_length=200, blank=True)
    """Under one key it is done once; without a key it is work of its own."""
    payload = models.TextField()
    """JSON."""
    urgency = models.PositiveSmallIntegerField(default=ORDINARY)
    """The lower, the sooner."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    enqueued_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    wait = models.BigIntegerField(null=True)
    """How long it was to wait when it was put off; absent where it is due at an instant, whatever happens."""
    holder = models.CharField(max_length=40, blank=True)
    """The worker that holds it, or that has done it."""
    lease = models.BigIntegerField(default=0)
    """Counts how often it was taken: who took it before holds nothing any more."""
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    """Why it was put off or set aside."""
    ended_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Work]]

    class Meta:
        db_table = "work"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=~models.Q(key=""), name="one_work_of_a_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["urgency", "due_at"], condition=models.Q(state="waiting"), name="work_that_waits"
            ),
            models.Index(fields=["holder"], condition=models.Q(state="held"), name="work_that_is_held"),
            models.Index(fields=["state", "ended_at"], name="work_that_ended"),
        ]

    @property
    def content(self) -> dict[str, object]:
        """The payload as it was given."""
        content: dict[str, object] = orjson.loads(self.payload)
        return content


class Order(Struct, frozen=True, kw_only=True):
    """Work to be recorded."""

    kind: str
    payload: Mapping[str, object] = {}
    key: str = ""
    """Work under a key that is known already, be it waiting or done, is not recorded again."""
    version: int = 1
    not_before: Instant | None = None
    urgency: int = ORDINARY


def enqueue(now: Instant, *orders: Order) -> None:
    """Record work in the transaction of the change that causes it: both are there or neither is.

    WorkError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise WorkError("work is recorded outside the transaction of the change that causes it")
    Work.objects.bulk_create(
        (
            Work(
                kind=order.kind,
                version=order.version,
                key=order.key,
                payload=orjson.dumps(order.payload, option=orjson.OPT_SORT_KEYS).decode(),
                urgency=order.urgency,
                enqueued_at=now,
                due_at=now if order.not_before is None else order.not_before,
                wait=0 if order.not_before is None else None,
            )
            for order in orders
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
