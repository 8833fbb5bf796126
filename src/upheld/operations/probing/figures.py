"""Figures: what probes measured beside up and down, recorded as evidence together, once a minute."""

from __future__ import annotations

import hashlib
import logging

from django.db import transaction

from upheld.chrono.instant import Instant
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm, Parcel, ParcelProblems
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.evidence import Table
from upheld.operations.filing import file_parcel
from upheld.operations.probing.failures import forget_old_failures
from upheld.operations.work.duties import Duty
from upheld.store.dossiers import Dossier
from upheld.store.ledger import lock_head
from upheld.store.probing import ProbeFigures
from upheld.store.recording import Origin

log = logging.getLogger("upheld.probing")

FIGURES = "record figures of probes"


def record_figures(duty: Duty) -> None:
    """Record all figures that wait, in batches, and let go of failures that many others followed."""
    while (dossier := Dossier.objects.filter(probe_figures__isnull=False).distinct().first()) is not None:
        with duty.step():
            record_some(dossier, duty.now)
    forget_old_failures()


def record_some(dossier: Dossier, now: Instant) -> int:
    """Record the first figures of a dossier that wait, in one entry of the ledger; tell how many."""
    with transaction.atomic():
        lock_head()
        taken: list[ProbeFigures] = []
        for each in ProbeFigures.objects.filter(dossier=dossier).order_by("pk").iterator(chunk_size=100):
            if taken and sum(every.count for every in taken) + each.count > MOST_ROWS:
                break
            taken.append(each)
        rows = [row for each in taken for row in each.rows.splitlines()]
        body = "\n".join(rows).encode()
        parcel = _readable(rows)
        ProbeFigures.objects.filter(pk__in=[each.pk for each in taken]).delete()
        if parcel is None:
            return 0
        key = f"figures {hashlib.sha256(body).hexdigest()}"
        return file_parcel(dossier, parcel, Origin(key=key, actor="probes", now=now)).added


def _readable(rows: list[str]) -> Parcel | None:
    """The rows that can be evidence; those that can't are left out and told."""
    while rows:
        read = read_parcel(Table.MEASUREMENTS, "\n".join(rows).encode(), BodyForm.NDJSON, most=2 * MOST_ROWS)
        if not isinstance(read, ParcelProblems):
            return read
        bad = {each.row for each in read.problems if each.row is not None}
        log.error("figures can't be recorded", extra={"reason": str(read.problems[0]), "number": len(bad)})
        rows = [row for place, row in enumerate(rows) if place not in bad] if bad else []
    return None
