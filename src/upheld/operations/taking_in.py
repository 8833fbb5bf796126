"""Take in: bodies of rows or samples, recorded all or none once nothing in them is wrong."""

from __future__ import annotations

import hashlib
from weakref import WeakSet

import numpy as np
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.parcel.parcel import BodyForm, Parcel, ParcelProblems
from upheld.collect.parcel.reader import read_parcel
from upheld.collect.parcel.samples import Samples as Read
from upheld.collect.parcel.samples import read_samples
from upheld.collect.sample_stream import SampleBatch
from upheld.errors import UsageError
from upheld.evidence.evidence import Table
from upheld.operations.filing import file_parcel_under
from upheld.operations.neighbouring import clash
from upheld.store.dossiers import Dossier
from upheld.store.keeping import keep, tables_kept
from upheld.store.ledger import lock_head
from upheld.store.recording import Origin, was_recorded
from upheld.store.viewer import Viewer
from upheld.telemetry.day_file import RETRY, Samples
from upheld.telemetry.intake import Intake

_KEPT: WeakSet[Intake] = WeakSet()
"""Intakes of dossiers that are known to keep samples; what is kept once is kept for good."""


class Delivery(Struct, frozen=True, kw_only=True):
    """A body as it was sent."""

    table: Table
    body: bytes
    form: BodyForm
    key: str | None
    """Its own, by which it is known when it is sent again; the digest of the body where none was given."""
    actor: str

    def origin(self, now: Instant) -> Origin:
        """By whom it is recorded and under which key: keys of different tables are different ones."""
        return Origin(key=f"{self.table.value} {self.known_by}", actor=self.actor, now=now)

    @property
    def known_by(self) -> str:
        """The key."""
        return self.key or f"sha256:{hashlib.sha256(self.body).hexdigest()}"


class TakenIn(Struct, frozen=True, kw_only=True):
    """What came of a body: rows by what they did to what was known."""

    added: int
    corrected: int = 0
    repeated: int = 0
    ledger: int | None = None
    """The entry it stands in; samples enter the ledger once they are sorted."""
    is_repetition: bool = False


def dossier_for(viewer: Viewer, slug: str | None) -> Dossier:
    """The dossier evidence goes into: that of the token, or the one that is named where it is for several.

    UsageError where none is named and there are several, or where the token is not for the one named.
    """
    dossiers = Dossier.objects.all()
    if viewer.dossier is not None:
        dossiers = dossiers.filter(pk=viewer.dossier)
    if slug is not None:
        found = dossiers.filter(slug=slug).first()
        if found is None:
            raise UsageError(f"there is no dossier {slug!r}, or it is not for this token")
        return found
    several = list(dossiers[:2])
    if len(several) != 1:
        raise UsageError("this token is for several dossiers: name the one that is meant, `?dossier=…`")
    return several[0]


def take_in(dossier: Dossier, delivery: Delivery, now: Instant) -> TakenIn | ParcelProblems:
    """Record rows of any table but samples, that can be beside those that are kept.

    ConflictError where its key stands for another body.
    """
    parcel = read_parcel(delivery.table, delivery.body, delivery.form)
    if isinstance(parcel, ParcelProblems):
        return parcel
    return record_parcel(dossier, parcel, delivery.origin(now))


def record_parcel(dossier: Dossier, parcel: Parcel, origin: Origin) -> TakenIn | ParcelProblems:
    """Record rows that were read, where they can be beside those that are kept. Errors as of `take_in`."""
    with transaction.atomic():
        head = lock_head()
        # what was taken in before is not asked again: it may have been corrected since
        is_known = was_recorded(dossier, origin.key)
        problems = None if is_known else clash(dossier, parcel)
        if problems is not None:
            return problems
        recorded = file_parcel_under(head, dossier, parcel, origin, is_new=not is_known)
    return TakenIn(
        added=recorded.added,
        corrected=recorded.corrected,
        repeated=recorded.repeated + parcel.repeated,
        ledger=recorded.sequence,
        is_repetition=recorded.is_repetition,
    )


def take_in_samples(
    dossier: Dossier, intake: Intake, delivery: Delivery, now: Instant
) -> TakenIn | ParcelProblems:
    """Take samples in; they are on disk once this returns. Errors as of `Intake.append`."""
    read = read_samples(delivery.body, delivery.form)
    if isinstance(read, ParcelProblems):
        return read
    return append_samples(Place(dossier, intake), read, delivery.known_by, now)


class Place(Struct, frozen=True):
    """Where samples go: a dossier, and the intake of its telemetry."""

    dossier: Dossier
    intake: Intake


def append_samples(place: Place, read: Read, key: str, now: Instant) -> TakenIn:
    """Take samples in that were read. Errors as of `Intake.append`."""
    dossier = place.dossier
    if place.intake not in _KEPT:
        if Table.SAMPLES.value not in tables_kept(dossier):
            keep(dossier, [Table.SAMPLES.value], now)
        _KEPT.add(place.intake)
    batch = read.batch
    if not len(batch.at):
        return TakenIn(added=0)
    receipt = place.intake.append(batch.keys, _columns(batch), key)
    rows = 0 if receipt.repeated else receipt.rows
    return TakenIn(added=rows, repeated=receipt.rows - rows + read.repeated, is_repetition=receipt.repeated)


def _columns(batch: SampleBatch) -> Samples:
    return Samples(
        series=batch.series.astype(np.int32),
        at=batch.at,
        state=(batch.state + RETRY * batch.retry).astype(np.int8),
        response=batch.response.astype(np.int32),
    )
