"""Invitations: how people get an account; there is no other way but sign-on elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.db import models

from upheld.chrono.instant import DAY, Instant
from upheld.store.customers import Customer
from upheld.store.people import User
from upheld.store.roles import Role

SECRET_BYTES = 32
VALID = 7 * DAY
VALID_FIRST = DAY
"""Of the first sign-in, which is for whoever set the service up."""


class Invitation(models.Model):
    """A role that is waiting for somebody; whoever has the secret may take it, once."""

    digest = models.BinaryField(max_length=32, unique=True)
    """SHA-256 of the secret, which is kept nowhere."""
    email = models.EmailField(max_length=254, blank=True)
    """Empty for the first sign-in, where it is asked for."""
    role = models.CharField(max_length=20, choices=Role.choices)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="invitations")
    invited_by = models.CharField(max_length=40)
    """By number and not by name; `upheld` for the first sign-in."""
    invited_at = models.BigIntegerField()
    """Microseconds since 1970."""
    expires_at = models.BigIntegerField()
    accepted_at = models.BigIntegerField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations")
    withdrawn_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Invitation]]

    class Meta:
        db_table = "invitation"


def new_secret() -> str:
    """Make a secret to be handed out once."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def open_invitations(now: Instant) -> models.QuerySet[Invitation]:
    """Give those that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
