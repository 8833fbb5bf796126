"""The courier: takes outcomes from the prober, puts them on disk, and delivers them in order."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

import msgspec
from msgspec import Raw, structs

from upheld.collect.probes.exchange import OUTCOMES, Batch, DeliveryAnswer
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.spool import Consignment, Spool
from upheld.collect.probes.trouble import code_of
from upheld.runtime.agent.clock import Offsets
from upheld.runtime.agent.line import CutOffError, Line, RefusedError

log = logging.getLogger("upheld.agent")

PACE = 1.0
"""Seconds between two deliveries while there is little to deliver."""
WAITS = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds before the next try, the last ever after."""
SECONDS_CUT_OFF = 5.0
"""So long a program that stops tries to reach a server that can't be reached."""
RECEIVED_AGAIN = 60.0
"""What was received is kept again after so many seconds of the same trouble, and not each time."""
_LARGE = 256 << 10


class Courier:
    """Where the prober puts outcomes: on disk once it is put there; a thread delivers them."""

    def __init__(self, spool: Spool, line: Line, offsets: Offsets, location: str, instance: str) -> None:
        self._spool, self._line, self._offsets = spool, line, offsets
        self._location, self._instance = location, instance
        self._news = threading.Event()
        self._heard = threading.Event()
        self._stop = threading.Event()
        self._is_cut_off = False
        self._kept: dict[tuple[str, str], float] = {}
        self._runner = threading.Thread(target=self._deliver, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._runner.start()

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Put outcomes on disk; without room there they are counted as lost."""
        self._put_down(outcomes)
        self._news.set()

    @property
    def waiting(self) -> int:
        """Outcomes that are not delivered yet."""
        return self._spool.depth.outcomes

    @property
    def lost(self) -> int:
        """Outcomes that could not be kept, as far as that was not told yet."""
        return self._spool.depth.lost

    def reached(self) -> None:
        """The server was heard: what waits is delivered at once."""
        self._heard.set()

    def stop(self, seconds: float) -> None:
        """Go on delivering for no longer than some seconds, less where that fails; the rest stays on disk."""
        until = time.monotonic() + seconds
        give_up = time.monotonic() + min(seconds, SECONDS_CUT_OFF)
        self._news.set()
        while (self._spool.depth.outcomes or self._spool.depth.lost) and time.monotonic() < until:
            if self._is_cut_off and time.monotonic() > give_up:
                break
            time.sleep(0.05)
        self._stop.set()
        self._news.set()
        self._heard.set()
        self._runner.join(max(until - time.monotonic(), 0.1))

    def _put_down(self, outcomes: Sequence[Outcome]) -> None:
        offset = self._offsets.now
        batch = Batch(
            offset=offset.micros,
            bound=offset.bound,
            outcomes=tuple(self._slimmed(each) for each in outcomes),
        )
        was_lost = self._spool.depth.lost
        if not self._spool.append(msgspec.json.encode(batch), len(outcomes)) and not was_lost:
            log.error("results can't be kept", extra={"reason": "no room, or the disk fails"})

    def _slimmed(self, outcome: Outcome) -> Outcome:
        """Leave out what was received where the same trouble goes on: people look at how it began."""
        if outcome.received is None or not outcome.trouble:
            return outcome
        mine = (outcome.probe, code_of(outcome.trouble))
        now = time.monotonic()
        if now - self._kept.get(mine, -RECEIVED_AGAIN) < RECEIVED_AGAIN:
            return structs.replace(outcome, received=None)
        self._kept[mine] = now
        return outcome

    def _deliver(self) -> None:
        failures = 0
        while not self._stop.is_set():
            self._news.clear()
            consignment = self._spool.next()
            if consignment is None:
                if self._spool.depth.lost:
                    self._put_down(())
                self._news.wait(PACE)
                continue
            try:
                self._hand_over(consignment)
            except (CutOffError, RefusedError) as error:
                if failures == 0 or isinstance(error, RefusedError):
                    log.warning("nothing is delivered", extra={"reason": str(error)})
                self._is_cut_off = True
                self._pause(WAITS[min(failures, len(WAITS) - 1)])
                failures += 1
                continue
            if failures:
                log.info("deliveries go on", extra={"number": self._spool.depth.outcomes})
            failures, self._is_cut_off = 0, False
            if sum(len(each.payload) for each in consignment.records) < _LARGE:
                self._stop.wait(PACE)

    def _pause(self, seconds: float) -> None:
        """Wait until the server was heard, or some seconds; news of outcomes cut no wait short."""
        self._heard.clear()
        self._heard.wait(seconds)

    def _hand_over(self, consignment: Consignment) -> None:
        records = [
            {"sequence": each.sequence, "lost": each.lost, "seen": Raw(each.payload)}
            for each in consignment.records
        ]
        body = {
            "location": self._location,
            "instance": self._instance,
            "run": consignment.run,
            "records": records,
        }
        answered = self._line.post(OUTCOMES, msgspec.json.encode(body))
        taken = msgspec.json.decode(answered.body, type=DeliveryAnswer)
        if taken.delivered < consignment.records[-1].sequence:
            raise CutOffError("the server took only a part")
        self._spool.acknowledge(consignment)
        if taken.left_out:
            log.warning("outcomes were no evidence there", extra={"number": taken.left_out})
