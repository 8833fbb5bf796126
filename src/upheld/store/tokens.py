"""Tokens: by which programs are let in, each for what it is needed for and no longer than that."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.db import models

from upheld.chrono.instant import MINUTE, Instant
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.roles import Role, Scope
from upheld.store.viewer import Viewer

PREFIX = "upheld_"
"""What every token begins with, so that one that was published by mistake is found."""
_USE_NOTED_EVERY = MINUTE


class Token(models.Model):
    """A token; its secret is shown once, when it is made."""

    name = models.CharField(max_length=100)
    """What it is for, in words."""
    digest = models.BinaryField(max_length=32, unique=True)
    """SHA-256 of the secret: of 256 random bits, for which nothing slower is needed."""
    hint = models.CharField(max_length=12)
    """How the secret begins, to tell tokens apart."""
    scopes = models.JSONField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="tokens")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="tokens")
    location = models.CharField(max_length=60, blank=True)
    """From where an agent probes that shows it."""
    made_by = models.CharField(max_length=40)
    """By number and not by name."""
    made_at = models.BigIntegerField()
    """Microseconds since 1970."""
    expires_at = models.BigIntegerField()
    last_used_at = models.BigIntegerField(null=True)
    """To the minute."""
    revoked_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Token]]

    class Meta:
        db_table = "token"


def new_token() -> str:
    """Make the secret of a token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def viewer_of_token(token: str, now: Instant) -> tuple[Viewer, Instant] | None:
    """Tell on whose behalf a token asks, and until when; absent where it is unknown, expired or revoked."""
    if not token.startswith(PREFIX):
        return None
    # looked up by digest: how long that takes tells nothing about the secret
    known = Token.objects.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now).first()
    if known is None:
        return None
    if known.last_used_at is None or now - known.last_used_at >= _USE_NOTED_EVERY:
        Token.objects.filter(pk=known.pk).update(last_used_at=now)
    customer = known.customer_id
    viewer = Viewer(
        token=known.pk,
        name=known.name,
        grants=frozenset() if customer is None else frozenset({(Role.CUSTOMER_MEMBER, customer)}),
        is_of_provider=customer is None,
        scopes=frozenset(Scope(scope) for scope in known.scopes if scope in Scope.values),
        dossier=known.dossier_id,
        location=known.location,
    )
    return viewer, Instant(known.expires_at)
