"""Agreements and their versions, each sealed with its lock."""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models

from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit


class Agreement(models.Model):
    """An agreement under one name through all its versions."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="agreements")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    settling_days = models.PositiveSmallIntegerField(default=3)
    """So long after its end a month waits for late evidence before it is closed."""
    is_released_at_once = models.BooleanField(default=False)
    """Whether statements go out as soon as they are made; otherwise somebody looks at them first."""

    retention_days = models.PositiveIntegerField(null=True)
    """So long samples are kept; for ever where absent."""

    objects: ClassVar[models.Manager[Agreement]]

    class Meta:
        db_table = "agreement"

    def __str__(self) -> str:
        return self.slug


class AgreementVersion(Exhibit):
    """The files of one version as they were sealed: `{"main": name, "files": {name: text}, "lock": text}`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=100)
    in_force_from = models.BigIntegerField()
    """Microseconds since 1970."""
    in_force_until = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[AgreementVersion]]

    class Meta:
        db_table = "agreement_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "version"], name="one_text_of_a_version")
        ]

    def label(self) -> bytes:
        """Which agreement and version, and when in force."""
        return orjson.dumps([self.agreement_id, self.version, self.in_force_from, self.in_force_until])
