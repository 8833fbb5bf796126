"""Lapses: when what was sampled last of a site holds no longer, which alone makes it unknown.

A site that goes on being seen never comes to that, so its promises are not judged again for it; one of which
nothing comes any more is noticed at the instant at which its last sample ends to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.collect.clock_steps import Key
from upheld.collect.series import Run
from upheld.evidence.observation import Grain, Observations


@dataclass(slots=True, eq=False)
class Lapses:
    """Of each series the last sample, and for how long that holds."""

    next: Instant | None = None
    """When one that holds will hold no longer, if nothing comes; absent where none holds."""
    _holds: dict[Key, tuple[Micros, ...]] = field(default_factory=dict)
    """As services that its point stands for say; a point may stand for several."""
    _looked_at: int = 0
    _last: dict[Key, int] = field(default_factory=dict)

    def begin(self, agreement: Agreement, observations: Iterable[Observations]) -> None:
        """Take how long samples of each series hold."""
        by_point: dict[str, set[Micros]] = {}
        for service in agreement.services:
            for point in service.points:
                by_point.setdefault(point.name, set()).add(service.stale_after or Micros(DAY))
        longest = {service.stale_after or Micros(DAY) for service in agreement.services}
        holds: dict[Key, set[Micros]] = {}
        for seen in observations:
            if seen.grain is Grain.SAMPLE:
                key = (seen.source, seen.site, seen.location)
                holds.setdefault(key, set()).update(by_point.get(seen.point, longest))
        self._holds = {key: tuple(sorted(each)) for key, each in holds.items()}

    def look(self, runs: Iterable[Mapping[Key, Run]], now: Instant) -> frozenset[str]:
        """Name the sites of which the last sample holds at an instant, and did not at the look before, or
        the other way round.

        A series that is seen for the first time is not among them.
        """
        before, differ = self._looked_at, set[str]()
        last: dict[Key, int] = {}
        ends: int | None = None
        for each in runs:
            for key, run in each.items():
                if not len(run.times):
                    continue
                at = last[key] = int(run.times[-1])
                was = self._last.get(key)
                for hold in self._holds.get(key, ()):
                    end = at + hold
                    if end > now and (ends is None or end < ends):
                        ends = end
                    if was is not None and (was + hold > before) is not (end > now):
                        differ.add(key[1])
        self._last, self._looked_at = last, now
        self.next = None if ends is None else Instant(ends)
        return frozenset(differ)
