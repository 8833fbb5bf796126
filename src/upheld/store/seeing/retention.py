"""How long evidence is kept, and what holds it, as it is seen."""

from __future__ import annotations

import orjson
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.agreements import Agreement
from upheld.store.reach import reached
from upheld.store.retention import LegalHold
from upheld.store.seeing.alarms import names_of
from upheld.store.seeing.eyes import Eyes


class SeenKept(Struct, frozen=True, kw_only=True):
    """An agreement, and for how many days the samples that it is judged by are kept."""

    slug: str
    name: str
    dossier: str
    days: int | None
    """For ever where absent."""


class SeenHold(Struct, frozen=True, kw_only=True):
    """Evidence that must stay."""

    number: int
    dossier: str
    customer: str
    """Everybody where empty."""
    since: Instant
    until: Instant
    why: str
    by: str
    set_at: Instant


class RetentionEyes(Eyes):
    """See for how long evidence is kept, and what holds it."""

    def kept(self) -> list[SeenKept]:
        """Give for how long the samples of each agreement are kept, by dossier."""
        rows = (
            reached(self.viewer, Agreement).select_related("dossier").order_by("dossier__name", "name", "pk")
        )
        return [
            SeenKept(slug=each.slug, name=each.name, dossier=each.dossier.slug, days=each.retention_days)
            for each in rows
        ]

    def holds(self) -> list[SeenHold]:
        """Give the holds that were not lifted, the latest first."""
        rows = reached(self.viewer, LegalHold).filter(lifted=None).select_related("dossier", "entry")
        held = list(rows.order_by("-pk"))
        said = {each.pk: orjson.loads(bytes(each.content or b"{}")) for each in held}
        names = names_of(str(each.get("by", "")) for each in said.values())
        return [
            SeenHold(
                number=each.pk,
                dossier=each.dossier.slug,
                customer=each.customer,
                since=Instant(each.since),
                until=Instant(each.until),
                why=str(said[each.pk].get("why", "")),
                by=names.get(said[each.pk].get("by", ""), str(said[each.pk].get("by", ""))),
                set_at=Instant(each.entry.recorded_at),
            )
            for each in held
        ]
