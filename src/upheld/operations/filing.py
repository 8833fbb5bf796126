"""Filing: parcels of rows set down in a dossier of the store."""

from __future__ import annotations

from upheld.collect.parcel.parcel import Parcel
from upheld.store.dossiers import Dossier
from upheld.store.keeping import keep
from upheld.store.recording import Origin, Recorded, Row, record


def file_parcel(dossier: Dossier, parcel: Parcel, origin: Origin) -> Recorded:
    """Record the rows of a parcel, all or none; one without rows says that its table is kept.

    ConflictError where the key stands for another batch.
    """
    if not parcel.rows:
        keep(dossier, [parcel.table.value], origin.now)
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
    return record(dossier, rows, origin)
