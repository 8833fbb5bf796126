"""Retention: holds that keep evidence, days of samples that were removed, and content that was erased."""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models, transaction

from upheld.chrono.instant import Instant
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit, enter
from upheld.store.ledger import EntryKind, lock_head


class LegalHold(Exhibit):
    """Evidence of a time that must stay until somebody lifts the hold: `{"by": …, "why": …}`."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="holds")
    customer = models.CharField(max_length=300, blank=True)
    """Whose evidence is held; everybody's where empty."""
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    """Of the time that the evidence tells of; microseconds since 1970."""

    objects: ClassVar[models.Manager[LegalHold]]

    class Meta:
        db_table = "legal_hold"

    def label(self) -> bytes:
        """What is held."""
        return orjson.dumps([self.dossier_id, self.customer, self.since, self.until])


class HoldLifted(Exhibit):
    """A hold that holds no more: `{"by": …}`."""

    hold = models.OneToOneField(LegalHold, on_delete=models.PROTECT, related_name="lifted")

    objects: ClassVar[models.Manager[HoldLifted]]

    class Meta:
        db_table = "legal_hold_lifted"

    def label(self) -> bytes:
        """Which one."""
        return orjson.dumps([self.hold_id])


class RemovedDays(Exhibit):
    """Files of samples that were kept long enough: `{"files": [{"file", "rows", "sha256"}], "before": …}`."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="removals")

    objects: ClassVar[models.Manager[RemovedDays]]

    class Meta:
        db_table = "removed_days"

    def label(self) -> bytes:
        """Whose they were."""
        return orjson.dumps([self.dossier_id])

    @property
    def files(self) -> frozenset[str]:
        """The files, as the ledger names them."""
        said = orjson.loads(bytes(self.content or b"{}"))
        return frozenset(each["file"] for each in said.get("files", ()))


class Erasure(Exhibit):
    """Content that was taken away: `{"by", "why", "erased": {kind: [numbers]}}`; nobody's data."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="erasures")

    objects: ClassVar[models.Manager[Erasure]]

    class Meta:
        db_table = "erasure"

    def label(self) -> bytes:
        """Of which dossier."""
        return orjson.dumps([self.dossier_id])


def holds_of(dossier: Dossier) -> list[LegalHold]:
    """The holds on a dossier that were not lifted."""
    return list(LegalHold.objects.filter(dossier=dossier, lifted=None).order_by("pk"))


def hold(held: LegalHold, by: str, why: str, now: Instant) -> LegalHold:
    """Set a hold."""
    held.content = orjson.dumps({"by": by, "why": why}, option=orjson.OPT_SORT_KEYS)
    with transaction.atomic():
        lock_head()
        enter(EntryKind.HOLD, f"a hold on {held.dossier.slug}", [held], now)
        held.save()
    return held


def lift(held: LegalHold, by: str, now: Instant) -> bool:
    """Lift a hold; tell whether it held."""
    with transaction.atomic():
        lock_head()
        if HoldLifted.objects.filter(hold=held).exists():
            return False
        lifted = HoldLifted(hold=held, content=orjson.dumps({"by": by}))
        enter(EntryKind.HOLD, f"hold {held.pk} on {held.dossier.slug} lifted", [lifted], now)
        lifted.save()
    return True


def record_removal(dossier: Dossier, said: bytes, rows: int, now: Instant) -> None:
    """Put into the ledger that files of samples go; the same files again change nothing."""
    with transaction.atomic():
        lock_head()
        if RemovedDays.objects.filter(dossier=dossier, content=said).exists():
            return
        removed = RemovedDays(dossier=dossier, content=said)
        enter(EntryKind.REMOVAL, f"{rows} samples of {dossier.slug} removed", [removed], now)
        removed.save()
