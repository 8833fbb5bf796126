"""A crew: the hands of one worker process that do work, and the watch that keeps their leases."""

from __future__ import annotations

import logging
import math
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from django.db import Error, connection
from msgspec import Struct

from upheld.errors import LeaseLost, WorkError
from upheld.operations.work.duties import Clock, Duty, Kind
from upheld.operations.work.rounds import Every, Round, go_round
from upheld.operations.work.sightings import Sightings
from upheld.store.leases import beat, enrol, leave, left_to_others, let_go, put_off, take, take_over
from upheld.store.turns import let_others_first
from upheld.store.work import Work, Worker

log = logging.getLogger("upheld.work")


class Terms(Struct, frozen=True, kw_only=True):
    """How a crew works; all in seconds but the number of hands."""

    place: str
    """Machine and process, for people."""
    hands: int = 3
    lease: float = 20.0
    """A worker whose beat has not changed for so long is taken for dead."""
    pause: float = 0.5
    """Between two looks for work while there is none."""
    grace: float = 25.0
    """So long it finishes what it has begun when it is asked to stop."""


class Crew:
    """Does work until it is asked to stop; then it finishes what it has begun, or hands it back."""

    def __init__(self, kinds: Sequence[Kind], rounds: Sequence[Round], clock: Clock, terms: Terms) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._versions: Mapping[str, int] = {kind.name: kind.version for kind in kinds}
        self._staying = frozenset(kind.name for kind in kinds if kind.stays)
        self._lasting = frozenset(kind.name for kind in kinds if kind.lasts)
        self._rounds = rounds
        self._turns = frozenset(each.kind for each in rounds if isinstance(each, Every))
        self._clock = clock
        self._terms = terms
        self._name = ""
        self._next_beat = 0.0
        self._sightings = Sightings()
        self._busy: dict[int, tuple[Work, float]] = {}
        self._taking = threading.Lock()
        self._is_cut_off = False
        self._may_hold_more = False

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. WorkError where work hangs: the process must then be started anew."""
        hands = [
            threading.Thread(target=self._labour, args=(stop,), name=f"hand-{number}", daemon=True)
            for number in range(self._terms.hands)
        ]
        for hand in hands:
            hand.start()
        try:
            while not stop.is_set():
                if not self._guarded(self._watch):
                    # what others did meanwhile is not known: whoever lives gets the time to show it
                    self._sightings.forget()
                self._look_for_hanging()
                stop.wait(min(self._terms.lease / 4, 1.0))
        finally:
            stop.set()
            self._see_out(hands)
            self._guarded(self._leave)

    def _see_out(self, hands: Sequence[threading.Thread]) -> None:
        """Let the hands finish what they have begun, while nobody takes this worker for dead."""
        until = time.monotonic() + self._terms.grace
        for hand in hands:
            while hand.is_alive() and time.monotonic() < until:
                self._guarded(self._keep_lease)
                hand.join(min(self._terms.lease / 4, 1.0))

    def _watch(self) -> None:
        """Show that this worker lives, take over from those that don't, and record work whose turn it is."""
        self._keep_lease()
        if self._may_hold_more:
            self._let_go()
        others = dict(Worker.objects.exclude(name=self._name).values_list("name", "beat"))
        self._sightings.keep([*others, *(each.kind for each in self._rounds)])
        for name, seen in others.items():
            if self._sightings.unchanged(name, seen) >= self._terms.lease:
                released = take_over(name, seen)
                if released is None:
                    continue
                log.warning("worker taken for dead", extra={"worker": name, "released": released})
        go_round(self._rounds, self._sightings, self._clock())

    def _keep_lease(self) -> None:
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + self._terms.lease / 4
        try:
            if self._name:
                beat(self._name)
                return
        except LeaseLost:
            log.warning("others took this worker for dead", extra={"worker": self._name})
        name = secrets.token_hex(8)
        enrol(name, self._terms.place, self._clock())
        self._name = name
        log.info("worker enrolled", extra={"worker": name, "place": self._terms.place})

    def _let_go(self) -> None:
        """Give back what was taken just as the database went out of reach, so that no hand knows of it."""
        with self._taking:
            self._may_hold_more = False
            released = let_go(self._name, [work.pk for work, _ in self._busy.values()])
        if released:
            log.warning("work handed back that was taken unknowingly", extra={"released": released})

    def _leave(self) -> None:
        released = leave(self._name)
        log.info("worker left", extra={"worker": self._name, "released": released})

    def _guarded(self, act: Callable[[], None]) -> bool:
        """Do something with the database, which may be out of reach for a while."""
        try:
            act()
        except Error as error:
            self._cut_off(error)
            return False
        if self._is_cut_off:
            log.info("database within reach again")
            self._is_cut_off = False
        return True

    def _cut_off(self, error: Error) -> None:
        self._may_hold_more = True
        connection.close()
        if not self._is_cut_off:
            log.error("database out of reach", extra={"error": type(error).__name__})
            self._is_cut_off = True

    def _look_for_hanging(self) -> None:
        for work, since in list(self._busy.values()):
            limit = self._kinds[work.kind].limit
            if time.monotonic() - since > limit:
                trouble = f"took longer than {limit:g} s"
                self._guarded(lambda work=work, trouble=trouble: self._put_off(work, trouble))  # type: ignore[misc]
                raise WorkError(f"{work.kind} {work.pk} {trouble}: the worker must be started anew")

    def _labour(self, stop: threading.Event) -> None:
        """What one hand does, in a thread with a connection of its own."""
        let_others_first()
        while not stop.is_set():
            try:
                was_busy = self._name != "" and self._do_one(stop)
            except LeaseLost as error:
                log.warning("lease lost", extra={"reason": str(error)})
                was_busy = False
            except Error as error:
                self._cut_off(error)
                was_busy = False
            except Exception as error:  # noqa: BLE001 with no hand left, a worker lives and does nothing
                log.error("a hand stumbled", extra={"error": type(error).__name__})
                self._may_hold_more = True
                was_busy = False
            if not was_busy:
                stop.wait(self._terms.pause)
        connection.close()

    def _do_one(self, stop: threading.Event) -> bool:
        hand = threading.get_ident()
        with self._taking:
            work = take(self._name, self._mine(), self._clock(), self._staying)
            if work is None:
                return False
            begun = time.monotonic()
            self._busy[hand] = (work, begun)
        try:
            trouble = self._trouble_with(work)
            if trouble is not None:
                self._busy[hand] = (work, math.inf)  # it hangs no more, however long this takes
                # until it is recorded: nobody takes over from a worker that lives
                while not self._guarded(lambda: self._put_off(work, trouble)) and not stop.wait(
                    self._terms.pause
                ):
                    pass
                return True
        finally:
            del self._busy[hand]
        took = round((time.monotonic() - begun) * 1000)
        # what comes round every few seconds would fill the log
        level = logging.DEBUG if work.kind in self._turns else logging.INFO
        log.log(level, "work done", extra={"kind": work.kind, "work": work.pk, "milliseconds": took})
        return True

    def _mine(self) -> Mapping[str, int]:
        """The kinds of work to take now, but for those that another worker does sooner.

        Nor any that lasts, where what comes every few seconds would find no hand any more.
        """
        left = left_to_others(self._name, self._staying, self._clock())
        lasting = sum(work.kind in self._lasting for work, _ in list(self._busy.values()))
        if lasting >= max(self._terms.hands - 1, 1):
            left |= self._lasting
        return {name: version for name, version in self._versions.items() if name not in left}

    def _trouble_with(self, work: Work) -> str | None:
        duty, kind = Duty(work, self._clock), self._kinds[work.kind]
        if work.attempts > kind.attempts:
            return "its worker died each time"
        try:
            kind.perform(duty)
            if not duty.is_finished:
                with duty.finishing():
                    pass
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 the edge: whatever work raises, the next piece is still done
            connection.close()
            return f"{type(error).__name__}: {error}"
        return None

    def _put_off(self, work: Work, trouble: str) -> None:
        aside = put_off(work, trouble, self._kinds[work.kind].attempts, self._clock())
        # the message may hold personal data: it stays with the work, where only operators see it
        said = {"kind": work.kind, "work": work.pk, "attempt": work.attempts, "error": trouble.split(":")[0]}
        (log.error if aside else log.warning)("work set aside" if aside else "work put off", extra=said)
