"""Beats: when each heartbeat came last, for probes that expect them."""

from __future__ import annotations

from django.db.models import Max

from upheld.chrono.instant import Instant
from upheld.store.inlets import BEATS_NOTED_EVERY, Inlet, InletKind


class Beats:
    """What is known of heartbeats; read by one thread, asked by others.

    What is known is of the instant it was read. A beat that came since, or too soon after another to be
    noted, is not among it: the last one is given as late as it can have been, and none that came is missing.
    """

    def __init__(self) -> None:
        self._read_at: Instant | None = None
        self._last: dict[tuple[int, str], Instant] = {}
        self._listening_since: Instant | None = None

    def read(self, now: Instant, is_heard: bool) -> None:
        """Read the records; `is_heard` says whether heartbeats can come in now."""
        rows = Inlet.objects.filter(kind=InletKind.HEARTBEAT, last_used_at__isnull=False)
        last = rows.values_list("dossier_id", "site").annotate(last=Max("last_used_at"))
        self._last = {(dossier, site): Instant(at) for dossier, site, at in last}
        self._read_at = now
        if not is_heard:
            self._listening_since = None
        elif self._listening_since is None:
            self._listening_since = now

    def last(self, dossier: int, site: str, now: Instant) -> Instant | None:
        """When something alive was heard last, at the latest that is possible."""
        noted = self._last.get((dossier, site))
        if noted is None or self._read_at is None:
            return None
        return Instant(min(noted + BEATS_NOTED_EVERY + (now - self._read_at), now))

    def listening_since(self) -> Instant | None:
        """Since when heartbeats have been able to come in, as far as it was looked."""
        return self._listening_since
