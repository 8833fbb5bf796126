"""An agent that saw a day go by while it was cut off: SERVER TOKEN-FILE LOCATION SPOOL POINTS EVERY BATCH.

Its prober puts down at once what it would have seen in the last 24 hours, of so many points, each asked every
so many seconds, so many times of asking together; each point is down for an hour after six.
"""

from __future__ import annotations

import logging.config
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from upheld.chrono.instant import DAY, HOUR, SECOND, Instant, Micros
from upheld.collect.probes.clockwork import Clock
from upheld.collect.probes.outcome import Outcome, Phases
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.evidence.observation import State
from upheld.runtime.agent import service
from upheld.runtime.agent.clock import SteadyClock
from upheld.runtime.agent.courier import Courier
from upheld.runtime.agent.line import Place
from upheld.runtime.logs import LOGGING

server, token, location, spool = sys.argv[1:5]
points, every, together = map(int, sys.argv[5:8])
log = logging.getLogger("upheld.agent")
stop = threading.Event()


class Yesterday:
    """Sees no point, and tells of a day."""

    passed_over = 0

    def __init__(
        self, _probes: Sequence[Probe], _secrets: Secrets, _location: str, sink: Courier, clock: Clock
    ) -> None:
        self._sink, self._now = sink, clock()

    def run(self) -> None:
        begins, seen = self._now - DAY, list[Outcome]()
        times = range(0, DAY, every * SECOND)
        for number, passed in enumerate(times, 1):
            is_down = 6 * HOUR <= passed < 7 * HOUR
            seen += [self._seen(point, Instant(begins + passed), is_down) for point in range(points)]
            if number % together == 0 or number == len(times):
                self._sink.take(seen)
                seen = []
        log.info("the day is over")
        stop.wait()

    def _seen(self, point: int, at: Instant, is_down: bool) -> Outcome:
        return Outcome(
            probe=f"point-{point}",
            site=f"point-{point}",
            source="probe",
            location=location,
            due_at=at,
            at=at,
            state=State.DOWN if is_down else State.UP,
            method="http",
            phases=Phases(total=Micros(1000)),
            trouble="status: 500 is not 200-299" if is_down else "",
        )

    def change(self, _probes: Sequence[Probe], _secrets: Secrets) -> None:
        """Nothing changes what was."""

    def stop(self) -> None:
        """Nothing goes on."""


logging.config.dictConfig(LOGGING)
signal.signal(signal.SIGTERM, lambda *_: stop.set())
service.SECONDS_BETWEEN = 0.2
place = Place(server=server, token=Path(token).read_text().strip())
wish = service.Wish(place=place, location=location, spool=Path(spool))
service.Agent(wish, Yesterday, SteadyClock()).run(stop)
