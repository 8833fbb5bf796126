"""Compact: samples that were taken in sorted into files, each of which enters the ledger."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from upheld.chrono.instant import Instant
from upheld.operations.work.duties import Duty
from upheld.store.dossiers import Dossier
from upheld.store.segments import SetDown, record_segment
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.manifest import Segment

COMPACT = "compact"
FOLDER = "telemetry"
log = logging.getLogger("upheld.telemetry")


class Compactors:
    """Compacts the telemetry of every dossier in turn; each compactor remembers which days are quiet."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: dict[str, Compactor] = {}

    def compact(self, duty: Duty) -> None:
        """Sort all that waits in the logs, as work that comes round."""
        self.compact_all(duty.now)

    def compact_all(self, now: Instant) -> None:
        """Sort all that waits in the logs."""
        for dossier in Dossier.objects.order_by("pk"):
            folder = telemetry_of(self._data, dossier.slug)
            if folder.is_dir():
                compactor = self._known.setdefault(dossier.slug, Compactor(folder=folder))
                compactor.tell = partial(_tell, dossier, now)
                _compact(compactor, dossier.slug)


def telemetry_of(data: Path, dossier: str) -> Path:
    """The folder of a dossier's telemetry."""
    return data / FOLDER / dossier


def _compact(compactor: Compactor, dossier: str) -> None:
    while (done := compactor.round()) is not None:
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
