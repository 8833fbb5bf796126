"""The agenda: which probe is due next, with its retries; nothing is made up for after a pause."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import count

from upheld.chrono.instant import MINUTE, SECOND, Instant, Micros
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.schedule import next_due, phase

LATEST_START = SECOND
"""A probe that could not be begun for so long is passed over: it waits for its next turn."""
TOGETHER = Micros(4000)
"""What is due within the same of these lengths of time is begun together, at its end: waking up costs as much
as a third of a probe."""
CATCH_UP = MINUTE
"""After a start or a pause every probe is asked within this, spread as ever."""


class Turn:
    """A probe's place on the agenda."""

    __slots__ = ("attempt", "due", "is_gone", "phase", "probe", "soon")

    def __init__(self, probe: Probe, location: str) -> None:
        self.probe = probe
        self.phase = phase(probe.name, location, probe.every)
        self.soon = Micros(min(probe.every, CATCH_UP))
        self.due = Instant(0)
        self.is_gone = False

    def catch_up(self, now: Instant) -> None:
        """Be due soon after a start or a pause, at this probe's own part of the minute."""
        self.due = next_due(Micros(self.phase * self.soon // self.probe.every), self.soon, now)


Entry = tuple[Instant, int, Turn, int]
"""When it is due, a number that decides between equals, whose turn, and the how manieth attempt."""


class Agenda:
    """Turns by when they are due."""

    def __init__(self) -> None:
        self._heap: list[Entry] = []
        self._numbers = count()
        self.passed_over = 0
        """Turns that came too late to be taken."""

    def set_to(self, turns: Iterable[Turn]) -> None:
        """Have these turns, when they are due, and no others; retries of others are dropped."""
        kept = {id(turn): turn for turn in turns}
        retries = [entry for entry in self._heap if entry[3] and id(entry[2]) in kept]
        self._heap = retries + [(turn.due, next(self._numbers), turn, 0) for turn in kept.values()]
        heapq.heapify(self._heap)

    def start_again(self, now: Instant) -> None:
        """Forget when everything was due, since the clock was set to another time."""
        turns = {id(turn): turn for _, _, turn, _ in self._heap}
        for turn in turns.values():
            turn.catch_up(now)
        self._heap = []
        self.set_to(turns.values())

    def retry(self, turn: Turn, at: Instant, attempt: int) -> None:
        """Have a probe asked once more, unless its next turn comes first."""
        if not turn.is_gone and at < turn.due:
            heapq.heappush(self._heap, (at, next(self._numbers), turn, attempt))

    def next(self, now: Instant) -> tuple[Turn, Instant, int] | None:
        """Take the next turn that is due, with when it was and the how manieth attempt it is."""
        heap = self._heap
        until = now - now % TOGETHER
        while heap and heap[0][0] <= until:
            due, number, turn, attempt = heap[0]
            if attempt:
                heapq.heappop(heap)
                return turn, due, attempt
            if now - due > LATEST_START:
                self.passed_over += 1
                turn.catch_up(now)
                heapq.heapreplace(heap, (turn.due, number, turn, 0))
                continue
            turn.due = next_due(turn.phase, turn.probe.every, due)
            heapq.heapreplace(heap, (turn.due, number, turn, 0))
            return turn, due, attempt
        return None

    def until_next(self, now: Instant) -> float:
        """Seconds until something is to be begun."""
        if not self._heap:
            return 3600.0
        due = self._heap[0][0]
        return max(0.0, (due + -due % TOGETHER - now) / 1e6)
