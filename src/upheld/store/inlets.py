"""Inlets: addresses by which evidence comes in from what can't hold a token, each for one thing alone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import ClassVar

from django.db import models
from django.utils.crypto import salted_hmac

from upheld.chrono.instant import MINUTE, SECOND, Instant, Micros
from upheld.store.dossiers import Dossier

_USE_NOTED_EVERY = MINUTE
BEATS_NOTED_EVERY = Micros(5 * SECOND)
"""A heartbeat that comes sooner after the one that was noted last is not noted."""


class InletKind(models.TextChoices):
    """What comes in by an inlet."""

    HEARTBEAT = "heartbeat"
    """Pings of one thing that is alive; whoever knows the address may say so."""
    WEB_VITALS = "web vitals"
    """Beacons of pages; whoever reads a page knows the address, so that it counts from where they come."""


class Inlet(models.Model):
    """An address; of a heartbeat it is a secret, and shown once, when it is made."""

    kind = models.CharField(max_length=20, choices=InletKind.choices)
    name = models.CharField(max_length=100)
    """What it is for, in words."""
    digest = models.BinaryField(max_length=32, unique=True)
    """SHA-256 of the end of the address: of 192 random bits, for which nothing slower is needed."""
    hint = models.CharField(max_length=12)
    """How it begins, to tell inlets apart."""
    public = models.CharField(max_length=40, blank=True)
    """All of it, where it is no secret."""
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="inlets")
    source = models.CharField(max_length=100)
    """What the evidence calls the sender."""
    site = models.CharField(max_length=300, blank=True)
    """Of a heartbeat: what is alive."""
    location = models.CharField(max_length=300, blank=True)
    origins = models.JSONField(default=list)
    """Of web vitals: pages of these origins may send them."""
    made_by = models.CharField(max_length=40)
    """By number and not by name."""
    made_at = models.BigIntegerField()
    """Microseconds since 1970."""
    last_used_at = models.BigIntegerField(null=True)
    """To the minute; of heartbeats, to `BEATS_NOTED_EVERY`."""
    revoked_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Inlet]]

    class Meta:
        db_table = "inlet"

    @property
    def actor(self) -> str:
        """Who that is in records."""
        return f"inlet {self.pk}"


def new_ending() -> str:
    """Make the end of an address: 192 random bits."""
    return secrets.token_urlsafe(24)


def ending_by(key: str, whose: str) -> str:
    """The end of an address that somebody asks for under a key: the same again, and kept nowhere.

    Of as many bits as one that is made up, and known to nobody who lacks the key that signs (RFC 2104).
    """
    digest = salted_hmac("upheld.inlet", f"{len(whose)} {whose} {key}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def digest_of_ending(ending: str) -> bytes:
    """What is kept of it."""
    return hashlib.sha256(ending.encode()).digest()


def inlet_at(ending: str, kind: InletKind) -> Inlet | None:
    """Find an inlet by the end of its address; absent where there is none, or none any more."""
    open_ones = Inlet.objects.filter(digest=digest_of_ending(ending), kind=kind, revoked_at=None)
    return open_ones.select_related("dossier").first()


def note_use(inlet: Inlet, now: Instant) -> None:
    """Note that something came in."""
    every = BEATS_NOTED_EVERY if inlet.kind == InletKind.HEARTBEAT else _USE_NOTED_EVERY
    if inlet.last_used_at is None or now - inlet.last_used_at >= every:
        Inlet.objects.filter(pk=inlet.pk).update(last_used_at=now)
