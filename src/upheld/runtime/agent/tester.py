"""The tester: asks a probe once where somebody at the server wants to know; what it sees is no evidence."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from msgspec.structs import replace

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.attempt import attempt_once
from upheld.collect.probes.clockwork import Clock
from upheld.collect.probes.exchange import Errand, Orders, Ran
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets

log = logging.getLogger("upheld.agent")

LONGEST = Micros(15 * SECOND)
"""A test takes no longer, whatever time the probe has: somebody waits for it."""
MOST_AT_WORK = 4


class Tester:
    """Tests, each in a thread of its own; called by the thread that talks with the server."""

    def __init__(self, location: str, clock: Clock) -> None:
        self._location, self._clock = location, clock
        self._mutex = threading.Lock()
        self._at_work = 0
        self._ran: list[Ran] = []

    def take(self, errands: Sequence[Errand], orders: Orders) -> None:
        """Begin errands; one of a probe that is not known here, or one too many, is left."""
        known = {each.name: each for each in orders.probes}
        for each in errands:
            probe = known.get(each.probe)
            with self._mutex:
                if probe is None or self._at_work >= MOST_AT_WORK:
                    continue
                self._at_work += 1
            words = (each.number, probe, Secrets(orders.secrets))
            threading.Thread(target=self._test, args=words, name="tester", daemon=True).start()

    @property
    def is_at_work(self) -> bool:
        """Whether something is being tested."""
        return self._at_work > 0

    @property
    def is_done(self) -> bool:
        """Whether there is something to tell."""
        return bool(self._ran)

    def told(self) -> tuple[Ran, ...]:
        """Give what was found, once."""
        with self._mutex:
            ran, self._ran = self._ran, []
        return tuple(ran)

    def _test(self, number: int, probe: Probe, secrets: Secrets) -> None:
        seen = None
        try:
            asked = replace(probe, timeout=min(probe.timeout, LONGEST))
            seen = attempt_once(asked, secrets, self._location, self._clock)
        except Exception:
            log.exception("a test failed", extra={"probe": probe.name})
            raise
        finally:
            with self._mutex:
                self._at_work -= 1
                if seen is not None:
                    self._ran.append(Ran(number=number, outcome=seen))
