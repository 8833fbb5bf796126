"""Rules of works that come again and again, as they are seen."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.reach import reached
from upheld.store.seeing.eyes import Eyes
from upheld.store.works_rules import WorksRule

AT_MOST = 200


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

    def works_rules(self) -> list[SeenRule]:
        """Give the rules that hold, the latest first."""
        rows = reached(self.viewer, WorksRule).select_related("dossier", "entry").order_by("pk")
        newest = {(each.dossier_id, each.source, each.uid): each for each in rows}
        latest = sorted(newest.values(), key=lambda each: -each.pk)[:AT_MOST]
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
            for each in latest
        ]
