"""Deliveries: messages to the world outside, which no transaction takes back.

Each is written down as on its way before it is handed over. A process that dies in between leaves it so; it
is then handed over once more, under the same key, by which whoever gets it can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import orjson
from django.db import models
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.hearers import Hearer
from upheld.store.people import User
from upheld.store.work import AT_ONCE, ORDINARY, Order, State, Work, enqueue

KIND = "deliver"
"""The kind of work that hands a delivery over."""


class Course(models.TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting"
    ON_ITS_WAY = "on its way"
    """Perhaps handed over: whoever knew has died, or got no answer."""
    DELIVERED = "delivered"
    REFUSED = "refused"
    """Whoever it was for wants none any more."""


ENDED = frozenset({Course.DELIVERED, Course.REFUSED})
"""Nothing more is done about these."""


class Delivery(models.Model):
    """A message to somebody outside."""

    key = models.CharField(max_length=200, unique=True)
    """Sent along, so that a message that comes twice can be told to be the same."""
    channel = models.CharField(max_length=20)
    address = models.TextField()
    content = models.TextField()
    """JSON, as the channel has it."""
    hearer = models.ForeignKey(Hearer, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    """The webhook it goes to, at the address which that has by then."""
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    """The person it goes to."""
    subject = models.CharField(max_length=100, blank=True)
    """What is told of, such as `statement 17`: by it one finds who was told."""
    course = models.CharField(max_length=12, choices=Course.choices, default=Course.WAITING)
    repeated = models.PositiveIntegerField(default=0)
    """How often it was handed over anew without it being known what became of the time before."""
    recorded_at = models.BigIntegerField()
    delivered_at = models.BigIntegerField(null=True)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    """What came of the last try, in words."""

    objects: ClassVar[models.Manager[Delivery]]

    class Meta:
        db_table = "delivery"
        indexes: ClassVar = [
            models.Index(fields=["subject"], condition=~models.Q(subject=""), name="delivery_about"),
        ]


class Message(Struct, frozen=True, kw_only=True):
    """What is to be delivered, to whom and by what; under one key it is delivered once."""

    key: str
    channel: str
    content: Mapping[str, object]
    address: str = ""
    """Of mail; a webhook has its own."""
    hearer: int | None = None
    user: int | None = None
    subject: str = ""
    urgency: int = ORDINARY


def dispatch(now: Instant, *messages: Message) -> None:
    """Record deliveries and the work of them, in the transaction of the change that causes them."""
    rows = [
        Delivery(
            key=message.key,
            channel=message.channel,
            address=message.address,
            content=orjson.dumps(message.content).decode(),
            hearer_id=message.hearer,
            user_id=message.user,
            subject=message.subject,
            recorded_at=now,
        )
        for message in messages
    ]
    orders = [
        Order(kind=KIND, key=message.key, payload={"key": message.key}, urgency=message.urgency)
        for message in messages
    ]
    enqueue(now, *orders)
    Delivery.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def hold_undelivered(trouble: str, now: Instant) -> int:
    """Set aside all that is not known to be delivered, until somebody has looked; tell how many."""
    unended = Work.objects.filter(kind=KIND, state__in=[State.WAITING, State.HELD])
    return unended.update(state=State.SET_ASIDE, holder="", trouble=trouble, ended_at=int(now))
