"""Segments: files of samples that stand in the ledger by their digest."""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models, transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit, enter
from upheld.store.ledger import EntryKind, lock_head


class SegmentRecord(Exhibit):
    """A file of samples as it was set down; the content says which, how many, and its SHA-256."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="segments")
    file = models.CharField(max_length=200)
    """From the dossier's folder of telemetry."""

    objects: ClassVar[models.Manager[SegmentRecord]]

    class Meta:
        db_table = "segment_record"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "file"], name="one_record_of_a_segment")
        ]

    def label(self) -> bytes:
        """Which file, of which dossier."""
        return orjson.dumps([self.dossier_id, self.file])


class SetDown(Struct, frozen=True, kw_only=True):
    """A file of samples."""

    file: str
    rows: int
    sha256: str
    first: Instant
    last: Instant
    replaces: tuple[str, ...]
    """Files whose samples it has taken over."""


def record_segment(dossier: Dossier, segment: SetDown, now: Instant) -> None:
    """Put a file of samples into the ledger; the same file again changes nothing."""
    with transaction.atomic():
        lock_head()
        if SegmentRecord.objects.filter(dossier=dossier, file=segment.file).exists():
            return
        said = {
            "rows": segment.rows,
            "sha256": segment.sha256,
            "first": segment.first,
            "last": segment.last,
            "replaces": segment.replaces,
        }
        content = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        record = SegmentRecord(dossier=dossier, file=segment.file, content=content)
        enter(EntryKind.SEGMENT, f"{segment.rows} samples in {dossier.slug}", [record], now)
        record.save()
