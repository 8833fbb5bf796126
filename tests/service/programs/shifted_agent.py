"""An agent on a machine whose clock is wrong: SERVER TOKEN-FILE LOCATION SPOOL SECONDS [FILE].

It is off by so many seconds, or by as many as a file says, once that is written.
"""

from __future__ import annotations

import logging.config
import signal
import sys
import threading
from pathlib import Path

from upheld.collect.probes.prober import Prober
from upheld.runtime.agent.clock import SteadyClock, wall_clock
from upheld.runtime.agent.line import Place
from upheld.runtime.agent.service import Agent, Wish
from upheld.runtime.logs import LOGGING

server, token, location, spool, seconds = sys.argv[1:6]
setting = Path(sys.argv[6]) if len(sys.argv) > 6 else None


def wrong_clock() -> int:
    set_to = setting.read_text() if setting is not None and setting.exists() else seconds
    return wall_clock() + round(float(set_to) * 1_000_000)


logging.config.dictConfig(LOGGING)
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
place = Place(server=server, token=Path(token).read_text().strip())
Agent(Wish(place=place, location=location, spool=Path(spool)), Prober, SteadyClock(wrong_clock)).run(stop)
