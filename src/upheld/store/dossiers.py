"""Dossiers: bodies of evidence with their bindings, on which agreements are judged."""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models

from upheld.errors import UsageError
from upheld.store.exhibit import Exhibit


class Dossier(models.Model):
    """What a folder of evidence is on files: what some agreements are judged on, and nothing else."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Dossier]]

    class Meta:
        db_table = "dossier"

    def __str__(self) -> str:
        return self.slug


class BindingsVersion(Exhibit):
    """The bindings of a dossier as they were recorded; the newest holds."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="bindings")

    objects: ClassVar[models.Manager[BindingsVersion]]

    class Meta:
        db_table = "bindings_version"

    def label(self) -> bytes:
        """Whose bindings they are."""
        return orjson.dumps([self.dossier_id])


def dossier_named(slug: str) -> Dossier:
    """Give the dossier of a slug. UsageError where there is none."""
    found = Dossier.objects.filter(slug=slug).first()
    if found is None:
        raise UsageError(f"there is no dossier {slug!r} in the service: `upheld enrol` makes one")
    return found
