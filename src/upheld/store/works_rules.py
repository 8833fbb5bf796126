"""Rules of works that come again and again, as they were handed over; each occurrence is a row."""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models

from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit


class WorksRule(Exhibit):
    """A rule in iCalendar; of those with one UID the newest holds."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="works_rules")
    source = models.CharField(max_length=100)
    uid = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    """Of the work; its rows of maintenance are known by it."""
    expanded_until = models.BigIntegerField()
    """Occurrences from before this instant are rows; moves on as time does, microseconds since 1970."""

    objects: ClassVar[models.Manager[WorksRule]]

    class Meta:
        db_table = "works_rule"
        indexes: ClassVar = [models.Index(fields=["dossier", "source", "uid"], name="rule_of_uid")]

    def label(self) -> bytes:
        """Which rule, of which dossier and source."""
        return orjson.dumps([self.dossier_id, self.source, self.uid, self.name])


def newest_rules(dossier: Dossier | None = None) -> list[WorksRule]:
    """The rules that hold, of one dossier or of all."""
    rules = WorksRule.objects.select_related("dossier").order_by("pk")
    if dossier is not None:
        rules = rules.filter(dossier=dossier)
    return list({(each.dossier_id, each.source, each.uid): each for each in rules}.values())
