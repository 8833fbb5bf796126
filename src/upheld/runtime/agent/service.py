"""The agent at work: hears from the server what to do, probes, and delivers what it saw."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from upheld import __version__
from upheld.chrono.instant import SECOND
from upheld.collect.probes.clockwork import Clock
from upheld.collect.probes.exchange import BEAT, PROBES, Beat, BeatAnswer, Orders, Standing
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.spool import MOST_BYTES, Spool
from upheld.errors import UsageError
from upheld.runtime.agent.clock import Offsets, SteadyClock
from upheld.runtime.agent.courier import Courier
from upheld.runtime.agent.line import CutOffError, Line, Place, RefusedError
from upheld.runtime.agent.notebook import Notebook
from upheld.runtime.agent.tester import Tester

log = logging.getLogger("upheld.agent")

FIRST_EXCHANGES = 4
"""Beats in a row at the beginning, to know the clock's offset before anything is probed."""
SECONDS_BETWEEN = 10.0
"""Between two beats, until the server says otherwise."""
SECONDS_BETWEEN_LOOKS = 0.2
"""At a test that is under way."""
SECONDS_TO_DELIVER = 20.0
"""So long a program that stops goes on delivering; the rest stays on disk."""
_LET_IN = frozenset({401, 403})


class Probing(Protocol):
    """What probes, as the agent sees it."""

    @property
    def passed_over(self) -> int:
        """Turns that came too late to be taken."""

    def run(self) -> None:
        """Probe until it is stopped."""

    def change(self, probes: Sequence[Probe], secrets: Secrets) -> None:
        """Probe these from now on."""

    def stop(self) -> None:
        """End."""


class Prober(Protocol):
    """Makes what probes."""

    def __call__(
        self, probes: Sequence[Probe], secrets: Secrets, location: str, sink: Courier, clock: Clock
    ) -> Probing:
        """Make it."""


class Wish(Struct, frozen=True, kw_only=True):
    """How an agent was started."""

    place: Place
    location: str
    spool: Path
    most: int = MOST_BYTES


class Agent:
    """An agent, from its start to its end."""

    def __init__(self, wish: Wish, prober: Prober, clock: SteadyClock) -> None:
        """Take its folder. ConflictError where another works there, UsageError for what can't be meant."""
        self._wish, self._clock = wish, clock
        self._line = Line(wish.place)
        self._spool = Spool(wish.spool, wish.most)
        self._notebook = Notebook(wish.spool, wish.place.token)
        notes = self._notebook.notes
        self._offsets = Offsets(notes.wall_offset)
        self._courier = Courier(self._spool, Line(wish.place), self._offsets, wish.location, notes.instance)
        self._prober = prober((), Secrets(), wish.location, self._courier, clock)
        self._tag, self._orders = "", Orders(location=wish.location, probes=(), secrets={})
        self._is_on_duty = False
        self._tester = Tester(wish.location, clock)
        self._said = ""
        self._between = SECONDS_BETWEEN

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop. UsageError where the server does not let this agent in at its start."""
        heard = self._begin()
        thread = threading.Thread(target=self._probe, name="prober", daemon=True)
        thread.start()
        self._courier.start()
        if not heard:
            self._go_on_as_before()
        while not self._paused(stop):
            self._hear()
        log.info("stopping")
        self._prober.stop()
        thread.join(SECONDS_TO_DELIVER)
        self._courier.stop(SECONDS_TO_DELIVER)
        self._leave()
        self._spool.close()

    def _paused(self, stop: threading.Event) -> bool:
        """Wait until it is time for a beat, or a test is done that is waited for; tell whether to stop."""
        ends = time.monotonic() + self._between
        while (left := ends - time.monotonic()) > 0 and not self._tester.is_done:
            if stop.wait(min(left, SECONDS_BETWEEN_LOOKS) if self._tester.is_at_work else left):
                return True
        return stop.is_set()

    def _begin(self) -> bool:
        """Beat a few times; tell whether the server was heard."""
        for number in range(FIRST_EXCHANGES):
            try:
                self._beat(is_measuring=number > 0)
            except CutOffError as error:
                self._say("cut off", str(error))
                return False
            except RefusedError as error:
                raise UsageError(f"the server does not let this agent in: {error}") from error
        return True

    def _go_on_as_before(self) -> None:
        kept = self._notebook.kept()
        if kept is not None and kept[1].location == self._wish.location:
            self._tag, self._orders = kept
            self._be(on_duty=self._notebook.notes.is_on_duty)

    def _hear(self) -> None:
        """Beat once more; cut off it goes on as it is, and not let in any more it stops probing."""
        try:
            self._beat()
        except CutOffError as error:
            self._say("cut off", str(error))
        except RefusedError as error:
            self._say("refused", str(error))
            if error.status in _LET_IN:
                self._be(on_duty=False)

    def _beat(self, *, is_measuring: bool = False, is_leaving: bool = False) -> None:
        offset = self._offsets.now
        measured = offset.bound is not None
        beat = Beat(
            location=self._wish.location,
            instance=self._notebook.notes.instance,
            run=self._spool.run,
            version=__version__,
            clock_offset=offset.micros - self._clock.stepped if measured else None,
            clock_bound=offset.bound,
            waiting=self._courier.waiting,
            lost=self._courier.lost,
            passed_over=self._prober.passed_over,
            is_measuring=is_measuring,
            is_leaving=is_leaving,
            ran=self._tester.told(),
        )
        asked = self._clock()
        answered = self._line.post(BEAT, msgspec.json.encode(beat))
        back = self._clock()
        answer = msgspec.json.decode(answered.body, type=BeatAnswer)
        self._offsets.measure(asked, answer.received, answer.sent, back)
        if not is_leaving:
            self._obey(answer)

    def _obey(self, answer: BeatAnswer) -> None:
        self._say(answer.standing.value, answer.words)
        self._between = answer.again_after / SECOND
        is_on_duty = answer.standing is Standing.ON_DUTY
        if answer.probes != self._tag:
            self._fetch()
        self._be(on_duty=is_on_duty)
        self._tester.take(answer.errands, self._orders)
        self._notebook.note(wall_offset=self._offsets.now.micros - self._clock.stepped, is_on_duty=is_on_duty)
        self._courier.reached()

    def _fetch(self) -> None:
        fetched = self._line.get(PROBES, self._tag)
        self._tag, self._orders = fetched.tag, msgspec.json.decode(fetched.body, type=Orders)
        self._notebook.keep(fetched.tag, fetched.body)
        log.info("probes fetched", extra={"number": len(self._orders.probes)})
        if self._is_on_duty:
            self._is_on_duty = False  # so that they take effect

    def _be(self, *, on_duty: bool) -> None:
        if on_duty == self._is_on_duty:
            return
        self._is_on_duty = on_duty
        if on_duty:
            self._prober.change(self._orders.probes, Secrets(self._orders.secrets))
        else:
            self._prober.change((), Secrets())

    def _probe(self) -> None:
        """Probe; an agent that can't is one that ends, and is started anew by whoever looks after it."""
        try:
            self._prober.run()
        except Exception:
            log.critical("the prober failed", exc_info=True)
            raise

    def _leave(self) -> None:
        try:
            self._beat(is_leaving=True)
        except (CutOffError, RefusedError) as error:
            log.info("not said goodbye", extra={"reason": str(error)})
        self._line.close()

    def _say(self, event: str, words: str) -> None:
        """Write a line where something is otherwise than before."""
        if (said := f"{event}: {words}") != self._said:
            self._said = said
            log.log(
                logging.INFO if event == Standing.ON_DUTY.value else logging.WARNING,
                event,
                extra={"reason": words, "place": self._wish.location},
            )
