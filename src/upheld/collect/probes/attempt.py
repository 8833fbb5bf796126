"""One attempt, by itself: to try a probe out, and to test it now."""

from __future__ import annotations

import time

from upheld.collect.probes.blocking import attempted, own_failure
from upheld.collect.probes.clockwork import Clock, Clockwork, machine_clock
from upheld.collect.probes.kinds.http import HttpAsking
from upheld.collect.probes.kinds.table import EVENT_DRIVEN
from upheld.collect.probes.outcome import Outcome, Seen
from upheld.collect.probes.probe import Probe, kind_of
from upheld.collect.probes.resolver import Resolver
from upheld.collect.probes.secret import Secrets
from upheld.errors import UpheldError


def attempt_once(probe: Probe, secrets: Secrets, location: str = "", clock: Clock = machine_clock) -> Outcome:
    """Ask a probe once, and say what was seen; what was received is told of good answers too.

    Returns within the probe's time limit, or a little after it.
    """
    at = clock()
    if kind_of(probe.what) in EVENT_DRIVEN:
        seen = _by_events(probe, secrets)
    else:
        clockwork = Clockwork(now=clock, deadline=time.monotonic() + probe.timeout / 1e6)
        seen = attempted(probe, secrets, clockwork)
    return Outcome(
        probe=probe.name,
        site=probe.site,
        source=probe.source,
        location=location,
        due_at=at,
        at=at,
        state=seen.state,
        method=seen.method,
        phases=seen.phases,
        trouble=seen.trouble,
        received=seen.received,
        measured=seen.measured,
    )


def _by_events(probe: Probe, secrets: Secrets) -> Seen:
    asking = HttpAsking(Resolver())
    try:
        try:
            ready = asking.ready(probe, secrets, tells_all=True)
        except UpheldError as error:
            return own_failure(probe, str(error))
        told: list[Seen] = []
        asking.ask(ready, told.append)
        while not told:
            asking.wait(1.0)
        return told[0]
    finally:
        asking.close()
