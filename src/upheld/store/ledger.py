"""The ledger: one chain of everything that can change a verdict, in the order in which it was recorded.

An entry holds a digest, not the content; the content stands beside the chain, under a salt of its own, and
can be erased without breaking it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import ClassVar

from django.db import models, transaction

from upheld.chrono.instant import Instant
from upheld.errors import LedgerError

GENESIS = bytes(32)
"""What the first entry is chained to."""
_FORM = b"upheld ledger 1"


class EntryKind(Enum):
    """What an entry records."""

    BATCH = "batch"
    """Rows of evidence."""
    KEEPING = "keeping"
    """Tables that are kept from then on."""
    BINDINGS = "bindings"
    PROBES = "probes"
    """What is probed from then on."""
    AGREEMENT = "agreement"
    SUBSCRIPTION = "subscription"
    SEGMENT = "segment"
    """Samples, set down in a file."""
    REMOVAL = "removal"
    """Samples that were kept long enough."""
    RULE = "rule"
    """Works that come again and again."""
    HOLD = "hold"
    """Evidence that must stay until somebody lifts it."""
    SAMPLES = "samples"
    """Samples as a closing saw them."""
    STATEMENT = "statement"
    """Statements, as they were made."""
    RELEASE = "release"
    """Statements that were shown to those whose they are."""
    ERASURE = "erasure"
    """Content taken away; its digests stay."""


class LedgerEntry(models.Model):
    """One link of the chain; never changed, never deleted."""

    sequence = models.BigIntegerField(primary_key=True)
    """1, 2, 3 …, without gaps: the order of recording, whatever the clock said."""
    recorded_at = models.BigIntegerField()
    """Microseconds since 1970, by the clock of the process that recorded it."""
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in EntryKind])
    subject = models.TextField()
    """What it is about, in words that are nobody's personal data."""
    digest = models.BinaryField(max_length=32)
    """Of the digests of its exhibits, in their order."""
    chain = models.BinaryField(max_length=32)

    objects: ClassVar[models.Manager[LedgerEntry]]

    class Meta:
        db_table = "ledger_entry"

    def link(self, previous: bytes) -> bytes:
        """What `chain` must be after the entry before: SHA-256 of that one's and of all this one says."""
        parts = (
            _FORM,
            previous,
            str(self.sequence).encode(),
            str(self.recorded_at).encode(),
            self.kind.encode(),
            self.subject.encode(),
            bytes(self.digest),
        )
        # each part with its length: two entries that differ can't read the same end to end
        return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).digest()


class LedgerHead(models.Model):
    """The end of the chain: one row, locked by whoever adds an entry until that is on disk."""

    number = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    chain = models.BinaryField(max_length=32, default=GENESIS)

    objects: ClassVar[models.Manager[LedgerHead]]

    class Meta:
        db_table = "ledger_head"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(number=1), name="one_head")]


def digest_of(digests: Iterable[bytes]) -> bytes:
    """The digest of an entry from those of its exhibits."""
    together = hashlib.sha256()
    for each in digests:
        together.update(each)
    return together.digest()


def lock_head() -> LedgerHead:
    """Take the end of the chain; others who would record wait until the transaction is over."""
    if not transaction.get_connection().in_atomic_block:
        raise LedgerError("the ledger is written to outside a transaction")
    heads = LedgerHead.objects.select_for_update()
    try:
        return heads.get(number=1)
    except LedgerHead.DoesNotExist:
        LedgerHead.objects.get_or_create(number=1)
        return heads.get(number=1)


def append(
    kind: EntryKind, subject: str, digests: Iterable[bytes], now: Instant, head: LedgerHead | None = None
) -> LedgerEntry:
    """Add an entry within the transaction of the change it records; LedgerError outside one.

    Whoever has locked the head, and added nothing since, hands it over: asking once more would take time
    for which all others wait.
    """
    head = head or lock_head()
    entry = LedgerEntry(
        sequence=head.sequence + 1,
        recorded_at=int(now),
        kind=kind.value,
        subject=subject,
        digest=digest_of(digests),
    )
    entry.chain = entry.link(bytes(head.chain))
    entry.save(force_insert=True)
    head.sequence, head.chain = entry.sequence, entry.chain
    head.save(update_fields=["sequence", "chain"])
    return entry


def entries() -> Iterator[LedgerEntry]:
    """Go through the chain from its beginning."""
    return LedgerEntry.objects.order_by("sequence").iterator(chunk_size=2000)
