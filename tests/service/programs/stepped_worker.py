"""The worker as it runs, with all kinds of work and all rounds, by a clock that somebody steps."""

from __future__ import annotations

import os
from pathlib import Path

from opening import opened

service = opened()
from upheld.chrono.instant import SECOND, Instant  # noqa: E402 records can be imported once the service is open
from upheld.operations.work.crew import Terms  # noqa: E402
from upheld.runtime.labour import kinds_of, rounds_of  # noqa: E402
from upheld.runtime.labouring import labour  # noqa: E402

STEP = Path(os.environ["UPHELD_DATA"]) / "step"


def clock() -> Instant:
    """The clock, as somebody has stepped it."""
    stepped = float(STEP.read_text() or 0) if STEP.exists() else 0.0
    return Instant(service.now + int(stepped * SECOND))


labour(kinds_of(service), rounds_of(service), clock, Terms(place=str(os.getpid()), lease=5.0, grace=3.0))
