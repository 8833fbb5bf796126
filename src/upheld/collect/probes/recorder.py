"""The recorder: hands what was seen to a sink in small batches, from a thread of its own.

Making samples durable takes milliseconds, in which the prober must not stand still.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from upheld.collect.probes.outcome import Outcome
from upheld.errors import UpheldError

BATCH = 1000
MOST_KEPT = 200_000
"""Outcomes that wait for a sink that fails; beyond that, new ones are lost, and counted."""
_PAUSE = 0.2
"""Seconds in which outcomes are gathered."""
_AGAIN = 1.0
"""Seconds after which a batch that failed is handed over again."""


class Sink(Protocol):
    """Where outcomes go."""

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Take a batch in, and return when it is safe.

        An UpheldError means that nothing of it was taken; the same batch then comes again, so that a sink can
        tell it by its content.
        """


class Recorder:
    """Hands outcomes to a sink, in order, each batch until it is taken."""

    def __init__(self, sink: Sink, told: Callable[[str], None]) -> None:
        self._sink = sink
        self._told = told
        self._waiting: deque[Outcome] = deque()
        self._ended = threading.Event()
        self.lost = 0
        """Outcomes that found no room."""
        self.put = self._waiting.append
        """Take one outcome; the prober's thread alone does."""
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Hand over what is left, for at most so many seconds."""
        self._ended.set()
        self._thread.join(patience)

    @property
    def waiting(self) -> int:
        """How many outcomes are not taken yet."""
        return len(self._waiting)

    def _work(self) -> None:
        waiting = self._waiting
        while True:
            is_last = self._ended.wait(_PAUSE)
            # What comes while a batch is taken waits for the next pause, unless it is a whole batch again:
            # otherwise small ones would follow each other as fast as a disk takes them.
            is_whole = True
            while waiting and (is_whole or is_last):
                batch = [waiting[place] for place in range(min(BATCH, len(waiting)))]
                if not self._hand_over(batch):
                    break
                for _ in batch:
                    waiting.popleft()
                is_whole = len(waiting) >= BATCH
            if is_last:
                return

    def _hand_over(self, batch: Sequence[Outcome]) -> bool:
        while True:
            try:
                self._sink.take(batch)
            except UpheldError as error:
                self._told(f"{len(batch)} outcomes were not taken, and are kept: {error}")
                self._make_room()
                if self._ended.wait(_AGAIN):
                    return False
            else:
                return True

    def _make_room(self) -> None:
        over = len(self._waiting) - MOST_KEPT
        for _ in range(over):
            self._waiting.pop()
        if over > 0:
            self.lost += over
            self._told(f"{over} outcomes were lost: {MOST_KEPT:,} are waiting already")
