"""Keeping: which tables somebody keeps in a dossier, so that an empty one says that nothing happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import orjson
from django.db import models, transaction

from upheld.chrono.instant import Instant
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit, enter
from upheld.store.ledger import EntryKind, lock_head


class KeptTable(Exhibit):
    """A table that is kept from an entry of the ledger on; one that isn't says nothing."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField(max_length=30)

    objects: ClassVar[models.Manager[KeptTable]]

    class Meta:
        db_table = "kept_table"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "table"], name="one_keeping_of_a_table")
        ]

    def label(self) -> bytes:
        """Which table, of which dossier."""
        return orjson.dumps([self.dossier_id, self.table])


def keep(dossier: Dossier, tables: Iterable[str], now: Instant) -> bool:
    """Say that tables are kept from now on; those that are kept already are left as they are.

    Tells whether there was anything to say, which then is an entry of the ledger.
    """
    wanted = set(tables)
    if wanted <= tables_kept(dossier):
        return False  # for good: nobody need be kept waiting
    with transaction.atomic():
        lock_head()
        new = sorted(wanted - tables_kept(dossier))
        if not new:
            return False
        kept = [KeptTable(dossier=dossier, table=table, content=b"") for table in new]
        enter(EntryKind.KEEPING, f"{', '.join(new)} kept in {dossier.slug}", kept, now)
        KeptTable.objects.bulk_create(kept)
        return True


def tables_kept(dossier: Dossier, sequence: int | None = None) -> frozenset[str]:
    """Name the tables that are kept, or were once the entry of a sequence was written."""
    kept = KeptTable.objects.filter(dossier=dossier)
    if sequence is not None:
        kept = kept.filter(entry__lte=sequence)
    return frozenset(kept.values_list("table", flat=True))
