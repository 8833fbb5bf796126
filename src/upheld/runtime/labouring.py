"""A worker process: a crew at work until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Sequence

from upheld.operations.work.crew import Crew, Terms
from upheld.operations.work.duties import Clock, Kind
from upheld.operations.work.rounds import Round
from upheld.runtime.environment import Environment


def terms_of(environment: Environment) -> Terms:
    """How the workers of an environment work."""
    place = f"{socket.gethostname()}/{os.getpid()}"
    return Terms(place=place, hands=environment.hands, lease=environment.lease)


def labour(kinds: Sequence[Kind], rounds: Sequence[Round], clock: Clock, terms: Terms) -> None:
    """Work until SIGTERM, SIGINT or SIGHUP comes; then finish what was begun, or hand it back."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    Crew(kinds, rounds, clock, terms).run(stop)
