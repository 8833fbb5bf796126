"""How long evidence is kept, and what holds it, as it is seen."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from django.db.models import Count, QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.agreements import Agreement
from upheld.store.reach import reached
from upheld.store.retention import LegalHold
from upheld.store.seeing.agreements import SeenCustomer
from upheld.store.seeing.alarms import names_of
from upheld.store.seeing.eyes import AT_ONCE, Eyes


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

    def kept(self, slugs: Collection[str]) -> list[SeenKept]:
        """Give for how long the samples of each agreement on some dossiers are kept."""
        rows = reached(self.viewer, Agreement).filter(dossier__slug__in=slugs)
        rows = rows.select_related("dossier").order_by("dossier__name", "name", "pk")
        return [
            SeenKept(slug=each.slug, name=each.name, dossier=each.dossier.slug, days=each.retention_days)
            for each in rows
        ]

    def count_holds(self, slugs: Collection[str]) -> dict[str, int]:
        """How many holds there are on each of some dossiers that has any."""
        rows = reached(self.viewer, LegalHold).filter(lifted=None, dossier__slug__in=slugs).order_by()
        return dict(rows.values_list("dossier__slug").annotate(several=Count("pk")))

    def holds(
        self, slug: str | None = None, before: int | None = None, at_most: int = AT_ONCE
    ) -> list[SeenHold]:
        """Give holds that were not lifted, the latest first, from before one on; of one dossier or of all."""
        rows = self._holds()
        if slug is not None:
            rows = rows.filter(dossier__slug=slug)
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return _held(list(rows.order_by("-pk")[:at_most]))

    def holds_against(self, customer: SeenCustomer) -> list[SeenHold]:
        """Give the holds that cover evidence of a customer."""
        rows = self._holds().filter(dossier__slug=customer.dossier, customer__in=("", customer.name))
        return _held(list(rows.order_by("-pk")[:AT_ONCE]))

    def hold(self, number: int) -> SeenHold | None:
        """Give one hold; absent where there is none that was not lifted."""
        return next(iter(_held(list(self._holds().filter(pk=number)))), None)

    def _holds(self) -> QuerySet[LegalHold]:
        return reached(self.viewer, LegalHold).filter(lifted=None).select_related("dossier", "entry")


def _held(held: list[LegalHold]) -> list[SeenHold]:
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
