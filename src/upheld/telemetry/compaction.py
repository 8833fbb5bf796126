"""Compaction: logs sorted into segments, and small segments of a day merged into larger ones.

One process does it at a time, under a lock that dies with it. Nothing counts before the manifest names it,
and nothing is removed before a manifest that does without it is on disk; so it may be killed at any moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from upheld.telemetry.backlog import Backlog, read_backlog
from upheld.telemetry.durable import locked, refusal
from upheld.telemetry.edition import Edition
from upheld.telemetry.garbage import collect_garbage
from upheld.telemetry.log import Damage, order_lock
from upheld.telemetry.manifest import Manifest, Segment, begin, compacting, publish
from upheld.telemetry.numbering import Numbering

ROWS_AT_ONCE = 1 << 20
"""So many samples are sorted in one round: what its memory grows with."""
QUIET_ROUNDS = 8
"""After so many rounds without samples of a day, its segments are merged into one."""

Tell = Callable[[Segment], None]


class Round(Struct, frozen=True, kw_only=True):
    """What one round of compaction did."""

    batches: int
    rows: int
    """Samples taken from the logs, repeated ones counted."""
    repeated: int
    """Samples that said again what an earlier one said."""
    contradictions: int
    """Samples set aside since something else had been said of their series and instant."""
    segments: int
    """How many were written."""
    merged: int
    """How many were merged into others."""
    damages: tuple[Damage, ...]
    """Stretches of logs that can't be read; those logs are kept aside."""
    damaged: tuple[str, ...]
    """Segments that are not what was written; their days were not merged."""
    more: bool
    """Whether the logs held more than one round takes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Compactor:
    """What compacts a folder of telemetry, round by round."""

    folder: Path
    tell: Tell | None = None
    """Told of each new segment once the manifest names it, and again where it is not known whether that came
    through: what it does must be harmless twice. Without it, segments wait to be told of."""
    rows_at_once: int = ROWS_AT_ONCE
    _quiet: Counter[int] = field(init=False, default_factory=Counter)

    def round(self, *, whole: bool = False, wait: bool = False) -> Round | None:
        """Sort what is in the logs, as far as one round goes, and merge; none where another process is at it.

        `whole` merges every day into one segment. Raises NoRoom or NotWritten where the disk is full or
        fails, UnreadableFile where the manifest is damaged; then everything stays as it was.
        """
        try:
            with compacting(self.folder, wait=wait) as allowed:
                done = self._round(whole=whole) if allowed else None
        except OSError as error:
            what = f"the logs of {self.folder} can't be sorted"
            raise refusal(error, what, "they stay as they are", "it goes on by itself") from error
        pa.default_memory_pool().release_unused()  # a round needs a lot, and comes once in minutes
        return done

    def _round(self, *, whole: bool) -> Round:
        with locked(order_lock(self.folder)):
            manifest = begin(self.folder)
        collect_garbage(self.folder, manifest)
        manifest = tell_of(self.folder, manifest, self.tell)
        numbering = Numbering(self.folder, manifest.series)
        backlog = read_backlog(self.folder, manifest, numbering, self.rows_at_once)
        numbering.save()
        edition = Edition(self.folder, manifest)
        edition.sort(backlog)
        for day, count in Counter(each.day for each in edition.segments).items():
            if day is not None and count > 1:
                self._quiet[day] = 0 if day in edition.touched else self._quiet[day] + 1
                edition.merge(day, whole=whole or self._quiet[day] >= QUIET_ROUNDS)
        following = edition.publish(backlog, len(numbering))
        if following is not manifest:
            collect_garbage(self.folder, tell_of(self.folder, following, self.tell))
        return _report(edition, backlog)


def tell_of(folder: Path, manifest: Manifest, tell: Tell | None) -> Manifest:
    """Tell of the segments that nobody was told of, and note that in the manifest."""
    waiting = [each for each in (*manifest.segments, *manifest.contradictions) if not each.told]
    if tell is None or not waiting:
        return manifest
    for each in waiting:
        tell(each)
    return publish(
        folder,
        replace(
            manifest,
            segments=tuple(replace(each, told=True) for each in manifest.segments),
            contradictions=tuple(replace(each, told=True) for each in manifest.contradictions),
        ),
    )


def _report(edition: Edition, backlog: Backlog) -> Round:
    return Round(
        batches=backlog.batches,
        rows=len(backlog.samples),
        repeated=sum(written.repeated for written in edition.written),
        contradictions=sum(map(len, edition.aside)),
        segments=len(edition.written),
        merged=edition.merged,
        damages=backlog.damages,
        damaged=tuple(edition.damaged),
        more=backlog.more,
    )
