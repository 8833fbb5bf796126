"""Hearers: who is told what; people by mail, and programs by webhook."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Mapping
from typing import ClassVar

import orjson
from django.db import models
from msgspec import Struct

from upheld.chrono.instant import DAY, Instant
from upheld.store.agreements import Agreement
from upheld.store.ciphers import decrypt, encrypt
from upheld.store.customers import Customer
from upheld.store.people import User
from upheld.store.roles import Role

PREFIX = "whsec_"
"""What the secret of a webhook begins with (Standard Webhooks)."""
OVERLAP = DAY
"""So long messages are signed with the secret before, too, once there is a new one."""
_PURPOSE = "webhook"
_BYTES = 32


class Channel(models.TextChoices):
    """By what somebody is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Topic(models.TextChoices):
    """What somebody is told of."""

    STATEMENTS = "statements"
    CLOCKS_50 = "clocks at 50 %"
    CLOCKS_75 = "clocks at 75 %"
    CLOCKS_100 = "clocks at 100 %"
    ALLOWANCES = "allowances"
    BURN_RATES = "burn rates"
    SILENCE = "no evidence arriving"


CUSTOMER_TOPICS = frozenset({Topic.STATEMENTS})
"""What customers may be told of: alarms are for those who keep the promise."""
_CLOCKS = frozenset({Topic.CLOCKS_75, Topic.CLOCKS_100})
_ALARMS = _CLOCKS | {Topic.ALLOWANCES, Topic.BURN_RATES, Topic.SILENCE}
BY_DEFAULT: Mapping[Role, frozenset[Topic]] = {
    Role.OWNER: _ALARMS,
    Role.OPERATOR: _ALARMS,
    Role.DESK_AGENT: _CLOCKS,
    Role.FINANCE: frozenset({Topic.STATEMENTS}),
    Role.CUSTOMER_ADMIN: CUSTOMER_TOPICS,
    Role.CUSTOMER_MEMBER: CUSTOMER_TOPICS,
}
"""What people are told by mail who have not said otherwise."""


class Hearer(models.Model):
    """What somebody chose to be told by mail, or an address that programs are told at."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="hearers")
    """Who is told by mail."""
    name = models.CharField(max_length=100, blank=True)
    """What a webhook is for, in words."""
    address = models.TextField(blank=True)
    """The URL of a webhook."""
    secrets = models.TextField(blank=True)
    """What messages of a webhook are signed with, encrypted: JSON, the newest first."""
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="hearers")
    """Of whom it is told; the provider's own hear of everybody's."""
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="hearers")
    """The only one it is told of, where it is not told of all."""
    topics = models.JSONField(default=list)
    is_paused = models.BooleanField(default=False)
    trouble = models.CharField(max_length=200, blank=True)
    """Why it was paused, where nobody did it."""
    failures = models.PositiveIntegerField(default=0)
    """How often it failed in a row."""
    rests_until = models.BigIntegerField(null=True)
    """Until then it is left alone: a thousand messages to an address that is down wait for one of them."""
    made_by = models.CharField(max_length=40)
    """By number and not by name."""
    made_at = models.BigIntegerField()
    """Microseconds since 1970, as the others."""
    ended_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Hearer]]

    class Meta:
        db_table = "hearer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "customer"], name="one_choice_of_a_person"),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(customer=None, channel="mail"),
                name="one_choice_of_a_person_of_staff",
            ),
        ]


class Secret(Struct, frozen=True):
    """What messages are signed with, and until when."""

    text: str
    until: int | None = None
    """Absent for the one that holds."""


def new_secret() -> str:
    """Make the secret of a webhook: 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def conceal(held: Collection[Secret]) -> str:
    """Encrypt secrets as they are kept."""
    return encrypt(orjson.dumps([[each.text, each.until] for each in held]).decode(), _PURPOSE)


def secrets_of(hearer: Hearer, now: Instant) -> list[Secret]:
    """The secrets that messages are signed with now, the newest first; SettingError without their key."""
    kept = [Secret(*each) for each in orjson.loads(decrypt(hearer.secrets, _PURPOSE))]
    return [each for each in kept if each.until is None or each.until > now]


def reconceal(encrypted: str) -> str:
    """Encrypt what is kept with the first key."""
    return encrypt(decrypt(encrypted, _PURPOSE), _PURPOSE)
