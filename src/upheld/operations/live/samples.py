"""Samples of a dossier as live state follows them: what is new of them, and of which points."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.collect.clock_steps import Key
from upheld.collect.series import Run
from upheld.operations.live.rows import same_run
from upheld.telemetry.backlog import sizes_of_logs
from upheld.telemetry.carry import Carry
from upheld.telemetry.day_file import RETRY
from upheld.telemetry.holdings import open_holdings, takes_samples_in
from upheld.telemetry.kernel import by_series
from upheld.telemetry.manifest import MANIFEST

SEEN_BEFORE = Micros(32 * DAY)
"""So long before the time that is judged samples are looked at: an outage may have begun then."""


@dataclass(slots=True, eq=False)
class KeptSamples:
    """The runs of one folder of telemetry, as an agreement needs them."""

    folder: Path
    carry: Carry
    sign: str = ""
    """Names the samples that were looked at."""
    runs: dict[Key, Run] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, agreement: Agreement) -> KeptSamples:
        """Keep a folder's for an agreement."""
        services = agreement.services
        carry = Carry(
            stale_after=min((held for each in services if (held := each.stale_after)), default=Micros(DAY)),
            kept_of_run=max((service.confirmed_by for service in services), default=1),
        )
        return cls(folder, carry)

    @property
    def telemetry(self) -> Mapping[Key, Run] | None:
        """The runs; nothing where the dossier takes no samples in."""
        return self.runs if self.sign else None

    def follow(
        self, sign: str, since: Instant, as_of: Instant, judged_at: Instant | None = None
    ) -> frozenset[str]:
        """Look at what there is now, as far as it is known at an instant; name the sites that differ.

        One that went on being up does not, if it was taken to be up when anything was judged last: then the
        figures move with time alone.
        """
        if not sign:
            return frozenset()
        with open_holdings(self.folder) as holdings:
            taken = self.carry.take(holdings, Instant(since - SEEN_BEFORE), as_of)
        found: dict[Key, Run] = {}
        differ: set[str] = set()
        for name, part in zip(taken.names, by_series(taken.runs, len(taken.names)), strict=True):
            key = (name.source, name.site, name.location)
            run = Run(
                times=part.at,
                ends=part.until,
                states=(part.state & (RETRY - 1)).astype(np.int8),
                retries=part.state >= RETRY,
            )
            before = self.runs.get(key)
            if before is not None and same_run(before, run):
                run = before
            elif before is None or judged_at is None or not self._goes_on(before, run, judged_at):
                differ.add(name.site)
            found[key] = run
        if any(found[key] is not self.runs.get(key) for key in found):
            self.runs = found
        self.sign = sign
        return frozenset(differ)

    def _goes_on(self, before: Run, run: Run, judged_at: Instant) -> bool:
        """Whether a run is the one before and some more of being up, which held at an instant."""
        last = len(before.times) - 1
        if last < 0 or before.states[last] or before.retries[last]:
            return False
        if before.times[last] + self.carry.stale_after < judged_at or len(run.times) <= last:
            return False
        if not _is_same(before, run, last):
            return False
        if run.times[last] != before.times[last] and not (
            last and self._is_one(before, last) and run.times[last] > before.times[last]
        ):
            return False
        rest = range(last, len(run.times))
        if any(run.states[place] or run.retries[place] for place in rest):
            return False
        first = last + 1 if run.times[last] == before.times[last] else last
        return all(self._is_one(run, place) for place in range(first, len(run.times)))

    def _is_one(self, run: Run, place: int) -> bool:
        """Whether a sample and the one before it are of one run of up."""
        before = place - 1
        is_near = run.times[place] - run.times[before] <= self.carry.stale_after
        return not run.states[before] and bool(run.ends[before] == run.times[place] or is_near)


def _is_same(one: Run, other: Run, count: int) -> bool:
    """Whether the first so many records of two runs are the same, however far the last of them holds."""
    held = max(count - 1, 0)
    return bool(
        (one.times[:count] == other.times[:count]).all()
        and (one.states[:count] == other.states[:count]).all()
        and (one.retries[:count] == other.retries[:count]).all()
        and (one.ends[:held] == other.ends[:held]).all()
    )


def sign_of(folder: Path) -> str:
    """Name what a folder of telemetry holds at this moment, at the cost of a look at names and sizes.

    Empty where it takes no samples in.
    """
    if not folder.is_dir() or not takes_samples_in(folder):
        return ""
    digest = hashlib.sha256()
    try:
        seen = (folder / MANIFEST).stat()
        digest.update(f"{seen.st_ino} {seen.st_size} {seen.st_mtime_ns}".encode())
    except FileNotFoundError:
        digest.update(b"none yet")
    for path, size in sorted(sizes_of_logs(folder).items()):
        digest.update(f"\n{path.name} {size}".encode())
    return digest.hexdigest()
