"""Records: rows of evidence with the time they are about and the time they were recorded.

A row is kept as its table would have it, so that the same readers judge folders and the store. A correction
is a new row of the same identity; the one before stays, and says by which entry it was superseded.
"""

from __future__ import annotations

from typing import ClassVar

import orjson
from django.db import models

from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit
from upheld.store.ledger import LedgerEntry


class Batch(models.Model):
    """Rows that were recorded at once; each batch is an entry of the ledger."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, primary_key=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="batches")
    key = models.CharField(max_length=200)
    """Given by whoever sent it; a batch sent again under its key changes nothing."""
    body = models.BinaryField(max_length=32)
    """Digest of what was sent, to tell a repetition from another batch under the same key."""
    actor = models.CharField(max_length=200)
    """Who recorded it: a token or a person, by number and not by name."""
    rows = models.PositiveIntegerField()
    tables = models.JSONField(null=True)
    """How many of its rows are of each table; absent where a release that didn't keep it wrote the batch."""
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects: ClassVar[models.Manager[Batch]]

    class Meta:
        db_table = "batch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "key"], name="one_batch_of_a_key")
        ]


class Record(Exhibit):
    """One row: its content is a JSON object of cells by column; empty where it withdraws the one before."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="records")
    table = models.CharField(max_length=30)
    """A table of docs/evidence.md."""
    identity = models.TextField()
    """The natural key of the row, however its values were written."""
    is_withdrawal = models.BooleanField(default=False)
    superseded_by = models.ForeignKey(
        LedgerEntry, on_delete=models.PROTECT, null=True, related_name="supersedes"
    )
    valid_from = models.BigIntegerField(null=True)
    """Microseconds since 1970, where the row is about a time."""
    valid_until = models.BigIntegerField(null=True)
    customer = models.CharField(max_length=300, blank=True)
    """Whose it is, as the row has it; everybody's where empty."""
    subject = models.CharField(max_length=300, blank=True)
    """What it is about: a ticket, a point, an incident, a resource."""

    objects: ClassVar[models.Manager[Record]]

    class Meta:
        db_table = "record"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "table", "identity"],
                condition=models.Q(superseded_by=None),
                name="one_record_holds",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["dossier", "table", "customer", "valid_from"], name="record_of_customer"),
            models.Index(fields=["dossier", "table", "subject", "valid_from"], name="record_of_subject"),
            models.Index(fields=["dossier", "table", "valid_from"], name="record_in_time"),
            models.Index(fields=["dossier", "table", "id"], name="record_in_order"),
        ]

    @property
    def place(self) -> tuple[str, str]:
        """The table and its identity there."""
        return self.table, self.identity

    def label(self) -> bytes:
        """Its place, and by which time, customer and subject it is found."""
        found_by = [self.valid_from, self.valid_until, self.customer, self.subject]
        return orjson.dumps([self.table, self.identity, self.is_withdrawal, *found_by])

    def erase(self) -> None:
        """Take away all that was in the row; its identity too may tell who it was about."""
        super().erase()
        self.customer = self.subject = ""
        self.identity = f"erased/{self.pk}"
