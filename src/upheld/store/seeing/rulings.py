"""What was said about when alarms are raised, as it is seen."""

from __future__ import annotations

import msgspec
from django.db import models
from django.db.models import Max
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evaluation.alarms.rules import WrittenRules
from upheld.store.alarms import AlarmRuling
from upheld.store.reach import reached
from upheld.store.seeing.alarms import names_of
from upheld.store.seeing.eyes import Eyes

LATEST = 20


class SeenRuling(Struct, frozen=True, kw_only=True):
    """What somebody said about an agreement, or about all of which nothing is said of their own."""

    agreement: str
    """Its slug; empty where it is about all others."""
    name: str
    written: WrittenRules | None
    """Absent where what was said before holds no more."""
    made_by: str
    made_at: Instant


class RulingEyes(Eyes):
    """See when alarms are raised."""

    def alarm_rulings(self) -> list[SeenRuling]:
        """Give what holds: what is said of all first, then of agreements by name."""
        newest = AlarmRuling.objects.values("agreement").annotate(newest=Max("pk")).values("newest")
        seen = self._ruled(list(self._rows().filter(pk__in=newest).exclude(content="")))
        return sorted(seen, key=lambda each: (each.agreement != "", each.name))

    def former_alarm_rulings(self) -> list[SeenRuling]:
        """Give what was said, the latest first."""
        return self._ruled(list(self._rows().order_by("-pk")[:LATEST]))

    def _rows(self) -> models.QuerySet[AlarmRuling]:
        return reached(self.viewer, AlarmRuling).select_related("agreement")

    def _ruled(self, rows: list[AlarmRuling]) -> list[SeenRuling]:
        names = names_of(each.made_by for each in rows)
        return [
            SeenRuling(
                agreement="" if each.agreement is None else each.agreement.slug,
                name="" if each.agreement is None else each.agreement.name,
                written=msgspec.json.decode(each.content, type=WrittenRules) if each.content else None,
                made_by=names.get(each.made_by, each.made_by),
                made_at=Instant(each.made_at),
            )
            for each in rows
        ]
