"""A worker whose effects are entries of the ledger, which nothing but the lease keeps from coming twice."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from opening import opened

service = opened()
from upheld.chrono.instant import Instant  # noqa: E402 records can be imported once the service is open
from upheld.operations.work.crew import Terms  # noqa: E402
from upheld.operations.work.duties import Duty, Kind  # noqa: E402
from upheld.operations.work.rounds import Every  # noqa: E402
from upheld.runtime.labouring import labour  # noqa: E402
from upheld.store.ledger import EntryKind, append  # noqa: E402

STEP = Path(os.environ["UPHELD_DATA"]) / "step"
"""By how many seconds the clock is stepped."""


def clock() -> Instant:
    """The clock, as somebody has stepped it."""
    stepped = float(STEP.read_text()) if STEP.exists() else 0.0
    return Instant(service.now + int(stepped * 1_000_000))


def note(duty: Duty) -> None:
    with duty.finishing():
        append(EntryKind.BATCH, str(duty.payload.get("name", "a turn")), [], duty.now)


def slow(duty: Duty) -> None:
    Path(f"{STEP}.begun.{os.getpid()}").touch()
    time.sleep(float(sys.argv[2]))
    note(duty)


def chunks(duty: Duty) -> None:
    left = list(duty.payload.get("left", range(20)))  # type: ignore[call-overload]
    while len(left) > 1:
        with duty.step({"left": left[1:]}):
            append(EntryKind.BATCH, f"chunk {left[0]:02}", [], duty.now)
        left = left[1:]
        time.sleep(0.05)
    with duty.finishing():
        append(EntryKind.BATCH, f"chunk {left[0]:02}", [], duty.now)


def fail(duty: Duty) -> None:
    raise RuntimeError("somebody@example.net has the password hunter2")


def hang(_duty: Duty) -> None:
    time.sleep(60)


KINDS = (
    Kind(name="hang", perform=hang, limit=1.0),
    Kind(name="note", perform=note),
    Kind(name="slow", perform=slow),
    Kind(name="fresh", perform=slow),
    Kind(name="chunks", perform=chunks),
    Kind(name="fail", perform=fail, attempts=1),
    Kind(name="turn", perform=note),
)
ROUNDS = (Every(kind="turn", seconds=1.0),) if "turns" in sys.argv else ()
labour(KINDS, ROUNDS, clock, Terms(place=str(os.getpid()), lease=float(sys.argv[1]), pause=0.05, grace=3.0))
