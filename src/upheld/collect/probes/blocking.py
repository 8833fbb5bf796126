"""Attempts of the kinds that block: each in a thread, and never longer than it may take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from upheld.chrono.instant import Instant
from upheld.collect.probes.clockwork import Clock, Clockwork
from upheld.collect.probes.crew import Crew
from upheld.collect.probes.kinds.table import asking
from upheld.collect.probes.outcome import Phases, Seen
from upheld.collect.probes.probe import Probe, kind_of
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.trouble import OWN, trouble
from upheld.errors import UpheldError
from upheld.evidence.observation import State

MOST_THREADS = 256
_GRACE = 5.0
"""Seconds by which an attempt may overrun before it is given up."""
_BETWEEN_SWEEPS = 0.5

Heard = Callable[[Seen, Instant | None], None]
"""Told what was seen, and when the attempt began in truth."""


class _Attempt:
    __slots__ = ("began", "by", "heard", "probe")

    def __init__(self, probe: Probe, heard: Heard, by: float) -> None:
        self.probe = probe
        self.heard = heard
        self.by = by
        self.began: Instant | None = None


class BlockingAsking:
    """Asks in threads; what was seen is told from within `hear`, in the prober's thread."""

    def __init__(
        self,
        clock: Clock,
        last_beat: Callable[[str], Instant | None],
        listening_since: Callable[[], Instant | None],
        wake: Callable[[], None],
        crew: Crew | None = None,
    ) -> None:
        self._clock = clock
        self._last_beat = last_beat
        self._listening_since = listening_since
        self._wake = wake
        self._crew = Crew(MOST_THREADS, "probe") if crew is None else crew
        self._done: deque[tuple[_Attempt, Seen]] = deque()
        self._under_way: set[_Attempt] = set()
        self._next_sweep = 0.0

    def ask(self, probe: Probe, secrets: Secrets, heard: Heard) -> None:
        """Begin an attempt."""
        timeout = probe.timeout / 1e6
        attempt = _Attempt(probe, heard, time.monotonic() + 2 * timeout + _GRACE)
        self._under_way.add(attempt)

        def work() -> None:
            attempt.began = self._clock()
            clockwork = Clockwork(
                now=self._clock,
                deadline=time.monotonic() + timeout,
                last_beat=self._last_beat,
                listening_since=self._listening_since,
            )
            self._done.append((attempt, attempted(probe, secrets, clockwork)))
            self._wake()

        self._crew.do(work)

    def hear(self) -> None:
        """Tell what was seen since, and give up what overran."""
        while self._done:
            attempt, seen = self._done.popleft()
            if attempt in self._under_way:
                self._under_way.remove(attempt)
                attempt.heard(seen, attempt.began)
        now = time.monotonic()
        if self._under_way and now >= self._next_sweep:
            self._next_sweep = now + _BETWEEN_SWEEPS
            for attempt in [each for each in self._under_way if each.by <= now]:
                self._under_way.remove(attempt)
                words = "it did not return in time" if attempt.began is not None else "no thread was free"
                attempt.heard(own_failure(attempt.probe, words), attempt.began)


def attempted(probe: Probe, secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Ask once, here and now, by a kind that blocks; its own failure is a state too."""
    try:
        seen = asking(kind_of(probe.what))(probe, secrets, clockwork)
    except (OSError, UpheldError) as error:
        return own_failure(probe, secrets.struck_out(str(error) or type(error).__name__))
    except ImportError as error:
        return own_failure(probe, f"this kind needs the library `{error.name}`, which is not installed")
    except Exception as error:  # noqa: BLE001 - a flaw in one kind must not end the prober, nor count as down
        return own_failure(probe, f"a flaw in Upheld: {type(error).__name__}")
    return seen


def own_failure(probe: Probe, words: str) -> Seen:
    """What is seen where the prober itself fails: nothing."""
    return Seen(
        state=State.UNKNOWN,
        method=kind_of(probe.what),
        phases=Phases(),
        trouble=trouble(OWN, words),
    )
