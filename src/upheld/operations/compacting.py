"""Compact: samples that were taken in sorted into files, each of which enters the ledger."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from upheld.chrono.instant import Instant
from upheld.errors import UpheldError
from upheld.operations.work.duties import Duty
from upheld.store.dossiers import Dossier
from upheld.store.segments import SetDown, record_segment
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.keeping_up import Keeper
from upheld.telemetry.manifest import Segment

COMPACT = "compact"
FOLDER = "telemetry"
log = logging.getLogger("upheld.telemetry")


class Compactors:
    """Compacts the telemetry of every dossier in turn; each keeper remembers what it did last."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: dict[str, Keeper] = {}

    def compact(self, duty: Duty) -> None:
        """Sort what waits in logs where that is worth it by now, as work that comes round."""
        for slug, keeper in self._keepers(duty.now):
            try:
                if keeper.is_due():
                    _compact(keeper, slug)
            except UpheldError as error:  # it is tried again; the other dossiers go on
                log.error("samples can't be sorted", extra={"dossier": slug, "why": str(error)})

    def compact_all(self, now: Instant) -> None:
        """Sort all that waits in the logs."""
        for slug, keeper in self._keepers(now):
            _compact(keeper, slug)

    def _keepers(self, now: Instant) -> Iterator[tuple[str, Keeper]]:
        for dossier in Dossier.objects.order_by("pk"):
            folder = telemetry_of(self._data, dossier.slug)
            if folder.is_dir():
                fresh = Keeper(compactor=Compactor(folder=folder))
                keeper = self._known.setdefault(dossier.slug, fresh)
                keeper.compactor.tell = partial(_tell, dossier, now)
                yield dossier.slug, keeper


def telemetry_of(data: Path, dossier: str) -> Path:
    """The folder of a dossier's telemetry."""
    return data / FOLDER / dossier


def _compact(keeper: Keeper, dossier: str) -> None:
    while (done := keeper.round()) is not None:
        if done.contradictions or done.damages or done.damaged:
            said = {"contradictions": done.contradictions, "damaged": len(done.damages) + len(done.damaged)}
            log.warning("samples set aside", extra={"dossier": dossier, **said})
        if not done.more:
            return


def _tell(dossier: Dossier, now: Instant, segment: Segment) -> None:
    set_down = SetDown(
        file=segment.file,
        rows=segment.rows,
        sha256=segment.sha256,
        first=Instant(segment.first),
        last=Instant(segment.last),
        replaces=segment.replaces,
    )
    record_segment(dossier, set_down, now)
