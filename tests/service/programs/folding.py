"""The worker as it runs, that writes live rows a few at a time; with a number, killed -9 within that part."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from opening import opened

service = opened()
from upheld.operations.work.crew import Terms  # noqa: E402 records can be imported once the service is open
from upheld.runtime.labour import kinds_of, rounds_of  # noqa: E402
from upheld.runtime.labouring import labour  # noqa: E402
from upheld.store import live_telling  # noqa: E402

DIES_IN = int(sys.argv[1]) if len(sys.argv) > 1 else 0
written = 0
write = live_telling._write


def writing(together: Sequence[Any]) -> None:
    """Write a part; of the one that it dies in, nothing is committed."""
    global written
    write(together)
    written += 1
    if written == DIES_IN:
        os.kill(os.getpid(), signal.SIGKILL)


live_telling.AT_ONCE = 4
live_telling._write = writing
labour(
    kinds_of(service),
    rounds_of(service),
    lambda: service.now,
    Terms(place=str(os.getpid()), lease=2.0, grace=1.0),
)
