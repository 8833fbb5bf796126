"""Filing: parcels of rows set down in a dossier of the store."""

from __future__ import annotations

from django.db import transaction

from upheld.collect.parcel.parcel import Parcel
from upheld.store.dossiers import Dossier
from upheld.store.keeping import keep
from upheld.store.ledger import LedgerHead, lock_head
from upheld.store.recording import Origin, Recorded, Row, record_under


def file_parcel(dossier: Dossier, parcel: Parcel, origin: Origin) -> Recorded:
    """Record the rows of a parcel, all or none; one without rows says that its table is kept.

    ConflictError where the key stands for another batch.
    """
    with transaction.atomic():
        return file_parcel_under(lock_head(), dossier, parcel, origin)


def file_parcel_under(
    head: LedgerHead, dossier: Dossier, parcel: Parcel, origin: Origin, *, is_new: bool = False
) -> Recorded:
    """Record the rows of a parcel within the transaction of whoever has just locked the head.

    Of a parcel that is new, its key is not looked for once more.
    """
    if not parcel.rows and keep(dossier, [parcel.table.value], origin.now):
        head = lock_head()
    rows = [
        Row(
            table=parcel.table.value,
            identity=row.identity,
            content=row.content,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            customer=row.customer or "",
            subject=row.subject or "",
        )
        for row in parcel.rows
    ]
    return record_under(head, dossier, rows, origin, is_new=is_new)
