"""Samples as a closing saw them: kept while its statements are made, so that all of them see the same."""

from __future__ import annotations

import hashlib
from typing import ClassVar

import orjson
from django.db import models

from upheld.chrono.instant import Instant
from upheld.errors import LedgerError
from upheld.store.closings import Closing
from upheld.store.exhibit import Exhibit, enter
from upheld.store.ledger import EntryKind

PART = 1 << 22
"""Bytes of a part: neither database likes a row of hundreds of megabytes."""


class SeenSamples(Exhibit):
    """Which samples a closing saw: `{"rows": …, "series": …, "sha256": …}` of all that they come to."""

    closing = models.OneToOneField(Closing, on_delete=models.PROTECT, related_name="seen_samples")

    objects: ClassVar[models.Manager[SeenSamples]]

    class Meta:
        db_table = "seen_samples"

    def label(self) -> bytes:
        """Whose samples they are."""
        return orjson.dumps([self.closing_id])


class SeenPart(models.Model):
    """A part of what they come to; gone once all statements of the closing are made."""

    seen = models.ForeignKey(SeenSamples, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    objects: ClassVar[models.Manager[SeenPart]]

    class Meta:
        db_table = "seen_samples_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seen", "number"], name="one_part_of_a_number")
        ]


def keep_seen(closing: Closing, written: bytes, series: int, rows: int, now: Instant) -> None:
    """Keep what the samples of a closing come to, in an entry of the ledger; within a transaction.

    Nothing is written where it looks at none, which differs from samples of no series.
    """
    said = {"rows": rows, "series": series, "sha256": hashlib.sha256(written).hexdigest()}
    seen = SeenSamples(closing=closing, content=orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
    subject = f"samples of {series} series for {closing.period} of {closing.version.agreement.slug}"
    enter(EntryKind.SAMPLES, subject, [seen], now)
    seen.save()
    for number, start in enumerate(range(0, len(written), PART)):
        SeenPart.objects.create(seen=seen, number=number, content=written[start : start + PART])


def seen_by(closing: Closing) -> bytes | None:
    """Give what the samples of a closing come to; absent where nobody kept them.

    LedgerError where it is gone, or not what was recorded.
    """
    seen = SeenSamples.objects.filter(closing=closing).first()
    if seen is None:
        return None
    contents = SeenPart.objects.filter(seen=seen).order_by("number").values_list("content", flat=True)
    written = b"".join(map(bytes, contents))
    if hashlib.sha256(written).hexdigest() != orjson.loads(bytes(seen.content or b"{}")).get("sha256"):
        raise LedgerError(f"the samples that closing {closing.pk} saw are not those that were recorded")
    return written


def let_go(closing: Closing) -> None:
    """Do without what was kept, once nobody makes statements from it any more; its digest stays."""
    SeenPart.objects.filter(seen__closing=closing).delete()
