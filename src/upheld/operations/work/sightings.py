"""Sightings: how long something has looked the same, by a clock that nobody can step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable


class Sightings:
    """What was seen of things that others change, and since when it has been so."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._seen: dict[str, tuple[int, float]] = {}

    def unchanged(self, name: str, value: int) -> float:
        """For how many seconds a thing has had this value whenever it was looked at."""
        now = self._seconds()
        known, since = self._seen.get(name, (value, now))
        if known != value:
            since = now
        self._seen[name] = (value, since)
        return now - since

    def keep(self, names: Iterable[str]) -> None:
        """Forget all things but these."""
        kept = set(names)
        self._seen = {name: seen for name, seen in self._seen.items() if name in kept}

    def forget(self) -> None:
        """Forget everything: one could not look for a while, and does not know what happened meanwhile."""
        self._seen.clear()
