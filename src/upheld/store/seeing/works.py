"""Rules of works that come again and again, as they are seen."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.reach import reached
from upheld.store.seeing.eyes import AT_ONCE, Eyes
from upheld.store.works_rules import WorksRule


class SeenRule(Struct, frozen=True, kw_only=True):
    """A rule as it was handed over last."""

    number: int
    dossier: str
    source: str
    name: str
    text: str
    """A calendar with this rule alone."""
    expanded_until: Instant
    recorded_at: Instant


class WorksEyes(Eyes):
    """See works that come again and again."""

    def works_rules(
        self, find: str = "", before: int | None = None, at_most: int = AT_ONCE
    ) -> list[SeenRule]:
        """Give rules that hold, the latest first, from before one on; those in whose name it stands."""
        same = WorksRule.objects.filter(
            dossier=OuterRef("dossier"), source=OuterRef("source"), uid=OuterRef("uid"), pk__gt=OuterRef("pk")
        )
        rows = reached(self.viewer, WorksRule).filter(~Exists(same)).select_related("dossier", "entry")
        if find:
            rows = rows.filter(name__icontains=find)
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return [
            SeenRule(
                number=each.pk,
                dossier=each.dossier.name,
                source=each.source,
                name=each.name,
                text=bytes(each.content or b"").decode(),
                expanded_until=Instant(each.expanded_until),
                recorded_at=Instant(each.entry.recorded_at),
            )
            for each in rows.order_by("-pk")[:at_most]
        ]
