"""The prober: asks each probe when it is due, and hands on what was seen."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from upheld.chrono.instant import SECOND, Instant
from upheld.collect.probes.agenda import Agenda, Turn
from upheld.collect.probes.blocking import BlockingAsking, own_failure
from upheld.collect.probes.clockwork import Clock, machine_clock, no_beats, nobody_listens
from upheld.collect.probes.descriptors import allow_all
from upheld.collect.probes.kinds.asked import Ready
from upheld.collect.probes.kinds.http import HttpAsking
from upheld.collect.probes.kinds.table import EVENT_DRIVEN
from upheld.collect.probes.outcome import Outcome, Seen
from upheld.collect.probes.probe import Probe, kind_of
from upheld.collect.probes.recorder import Recorder, Sink
from upheld.collect.probes.resolver import Resolver
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.trouble import NETWORK, WITNESS, code_of, trouble
from upheld.errors import UpheldError
from upheld.evidence.observation import State

LONGEST_WAIT = 1.0
"""Seconds between two looks at the clock, which may have been set."""
MOST_BEGUN = 64
"""Attempts begun before those under way go on: where more is due than can be done, what was begun still ends
in time, and the rest waits for its next turn."""
STEP = SECOND
"""A clock that moved by more than this beside the machine's own count of time was set."""


def silent(_words: str) -> None:
    """Where nobody is told."""


class _Place:
    """A probe among those that are asked."""

    __slots__ = ("last_at", "last_state", "last_words", "probe", "ready", "turn", "unfit", "waiting")

    def __init__(self, probe: Probe, location: str) -> None:
        self.probe = probe
        self.turn = Turn(probe, location)
        self.ready: Ready | None = None
        self.unfit = ""
        """Why it can't be asked at all."""
        self.last_at = Instant(0)
        self.last_state = State.UNKNOWN
        self.last_words = ""
        self.waiting: list[Callable[[], None]] = []
        """Who waits for this probe's word as a witness."""


class Prober:
    """Asks probes from one location; `run` in a thread of its own, everything else in any."""

    def __init__(
        self,
        probes: Sequence[Probe],
        secrets: Secrets,
        location: str,
        sink: Sink,
        clock: Clock = machine_clock,
        *,
        last_beat: Callable[[str], Instant | None] = no_beats,
        listening_since: Callable[[], Instant | None] = nobody_listens,
        told: Callable[[str], None] = silent,
    ) -> None:
        self.location = location
        self._clock = clock
        self._secrets = Secrets()
        self._agenda = Agenda()
        self._places: dict[str, _Place] = {}
        self._by_turn: dict[int, _Place] = {}
        self._recorder = Recorder(sink, told)
        self._http = HttpAsking(Resolver())
        self._blocking = BlockingAsking(clock, last_beat, listening_since, self._http.wake)
        self._orders: deque[Callable[[], None]] = deque()
        self._stopped = threading.Event()
        self.change(probes, secrets)

    @property
    def lost(self) -> int:
        """Outcomes that the sink did not take, and that found no room to wait."""
        return self._recorder.lost

    @property
    def passed_over(self) -> int:
        """Turns that came so late that they were not taken."""
        return self._agenda.passed_over

    def change(self, probes: Sequence[Probe], secrets: Secrets) -> None:
        """Ask these probes from now on; those that stay as they are keep their times."""
        chosen = [each for each in probes if not each.locations or self.location in each.locations]
        self._orders.append(lambda: self._change(chosen, secrets))
        self._http.wake()

    def ask_now(self, name: str) -> None:
        """Ask a probe once, beside its times; recorded as a retry. Nothing happens where there is none."""
        self._orders.append(lambda: self._ask_now(name))
        self._http.wake()

    def stop(self) -> None:
        """Have `run` return; what is under way is given up, what was seen is handed over."""
        self._stopped.set()
        self._http.wake()

    def run(self) -> None:
        """Ask until stopped."""
        allow_all()
        self._recorder.start()
        agenda, clock, wait, hear = self._agenda, self._clock, self._http.wait, self._blocking.hear
        offset = clock() - time.monotonic_ns() // 1000
        try:
            while not self._stopped.is_set():
                while self._orders:
                    self._orders.popleft()()
                now = clock()
                before, offset = offset, now - time.monotonic_ns() // 1000
                if abs(offset - before) > STEP:
                    agenda.start_again(now)
                for _ in range(MOST_BEGUN):
                    found = agenda.next(now)
                    if found is None:
                        break
                    turn, due, attempt = found
                    self._begin(self._by_turn[id(turn)], due, attempt)
                wait(min(LONGEST_WAIT, agenda.until_next(clock())))
                hear()
        finally:
            self._recorder.stop()
            self._http.close()

    def _change(self, probes: Sequence[Probe], secrets: Secrets) -> None:
        before, same_secrets = self._places, secrets == self._secrets
        self._secrets = secrets
        now = self._clock()
        self._places = {}
        self._http.forget()
        for probe in probes:
            old = before.get(probe.name)
            place = old if old is not None and old.probe == probe and same_secrets else None
            if place is None:
                place = _Place(probe, self.location)
                if old is not None and old.probe.every == probe.every:
                    place.turn.due = old.turn.due
                else:
                    place.turn.catch_up(now)
            self._make_ready(place)
            self._places[probe.name] = place
        for name, old in before.items():
            if self._places.get(name) is not old:
                old.turn.is_gone = True
        self._by_turn = {id(place.turn): place for place in self._places.values()}
        self._agenda.set_to(place.turn for place in self._places.values())

    def _make_ready(self, place: _Place) -> None:
        place.ready, place.unfit = None, ""
        if kind_of(place.probe.what) not in EVENT_DRIVEN:
            return
        try:
            place.ready = self._http.ready(place.probe, self._secrets)
        except UpheldError as error:
            place.unfit = str(error)

    def _ask_now(self, name: str) -> None:
        place = self._places.get(name)
        if place is not None:
            self._begin(place, self._clock(), place.probe.retries + 1)

    def _begin(self, place: _Place, due: Instant, attempt: int) -> None:
        """Begin an attempt: the first of a turn is number 0."""
        at = self._clock()
        if place.ready is not None:
            self._http.ask(place.ready, lambda seen: self._saw(place, due, at, attempt, seen))
        elif place.unfit:
            self._saw(place, due, at, attempt, own_failure(place.probe, place.unfit))
        else:
            self._blocking.ask(
                place.probe,
                self._secrets,
                lambda seen, began: self._saw(place, due, began or at, attempt, seen),
            )

    def _saw(self, place: _Place, due: Instant, at: Instant, attempt: int, seen: Seen) -> None:
        """Record what was seen; where it may be the network here, the witness is heard first."""
        state = seen.state
        place.last_at, place.last_state, place.last_words = at, state, seen.trouble
        if place.waiting:
            waiting, place.waiting = place.waiting, []
            for each in waiting:
                each()
        if state is State.DOWN and place.probe.witness is not None and code_of(seen.trouble) in NETWORK:
            witness = self._places.get(place.probe.witness)
            if witness is not None and witness is not place:
                self._hear_witness(witness, place, due, at, attempt, seen)
                return
        self._record(place, due, at, attempt, state, seen)

    def _hear_witness(
        self, witness: _Place, place: _Place, due: Instant, at: Instant, attempt: int, seen: Seen
    ) -> None:
        def hear() -> None:
            state, words = seen.state, seen.trouble
            if witness.last_state in (State.DOWN, State.UNKNOWN):
                state = State.UNKNOWN
                words = trouble(
                    WITNESS,
                    f"{seen.trouble}; the witness {witness.probe.name} had no answer either "
                    f"({witness.last_words})",
                )
            self._record(place, due, at, attempt, state, seen, words)

        if witness.last_at >= at:
            hear()
            return
        witness.waiting.append(hear)
        if len(witness.waiting) == 1:
            self._begin(witness, self._clock(), witness.probe.retries + 1)

    def _record(
        self,
        place: _Place,
        due: Instant,
        at: Instant,
        attempt: int,
        state: State,
        seen: Seen,
        words: str | None = None,
    ) -> None:
        probe = place.probe
        self._recorder.put(
            Outcome(
                probe=probe.name,
                site=probe.site,
                source=probe.source,
                location=self.location,
                due_at=due,
                at=at,
                state=state,
                is_retry=attempt > 0,
                method=seen.method,
                phases=seen.phases,
                trouble=seen.trouble if words is None else words,
                received=seen.received,
                measured=seen.measured,
            )
        )
        if state is State.DOWN and attempt < probe.retries:
            self._agenda.retry(place.turn, Instant(self._clock() + probe.retry_after), attempt + 1)
