"""The service's own prober: probes from where it runs, and puts what it saw straight into the intake."""

from __future__ import annotations

import logging
import secrets
import signal
import threading
from collections.abc import Sequence

from django.db import DatabaseError, close_old_connections, connection

from upheld.collect.probes.exchange import SIGN_LENGTH, Orders
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.prober import Prober
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.errors import NotWritten
from upheld.operations.probing.beats import Beats
from upheld.operations.probing.own import Roll, Watch
from upheld.operations.probing.reporting import Place, file_own
from upheld.runtime.door import door_is_open
from upheld.runtime.intakes import Intakes
from upheld.runtime.opened import Opened
from upheld.store.dossiers import Dossier

log = logging.getLogger("upheld.probing")


class _Desk:
    """Where outcomes of one dossier go; the prober hands a batch over again where it could not be kept."""

    def __init__(self, opened: Opened, watch: Watch, intakes: Intakes) -> None:
        self._opened = opened
        self._watch = watch
        self._place = Place(watch.seat.dossier, intakes.of(watch.seat.dossier.slug))

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Put outcomes on disk. NoRoom, NotWritten: then nothing of them counts."""
        try:
            now = self._opened.now
            filed = file_own(self._place, self._watch.agent(now), outcomes, now)
        except DatabaseError as error:
            connection.close()
            raise NotWritten(f"the records can't be reached ({type(error).__name__})") from error
        if filed.left_out:
            log.warning("outcomes were no evidence", extra={"number": filed.left_out})


class _Watched:
    """A dossier with its prober, in a thread of its own."""

    def __init__(self, watch: Watch, desk: _Desk, location: str, opened: Opened, beats: Beats) -> None:
        self.watch = watch
        self._orders = Orders(location=location, probes=(), secrets={})
        self._is_on_duty = False
        dossier = watch.seat.dossier.pk
        self._prober = Prober(
            (),
            Secrets(),
            location,
            desk,
            lambda: opened.now,
            told=_told,
            last_beat=lambda site: beats.last(dossier, site, opened.now),
            listening_since=beats.listening_since,
        )
        self._thread = threading.Thread(target=self._prober.run, name="prober", daemon=True)
        self._thread.start()

    def be(self, on_duty: bool, changed: Orders | None) -> None:
        """Probe what is to be probed while on duty, and nothing otherwise."""
        if changed is None and on_duty == self._is_on_duty:
            return
        self._orders = changed or self._orders
        self._is_on_duty = on_duty
        if on_duty:
            self._prober.change(self._orders.probes, Secrets(self._orders.secrets))
        else:
            self._prober.change((), Secrets())
        log.info("probes changed", extra={"number": len(self._orders.probes) if on_duty else 0})

    @property
    def passed_over(self) -> int:
        """Turns that came too late to be taken."""
        return self._prober.passed_over

    @property
    def expects_beats(self) -> bool:
        """Whether a probe waits for signs of life."""
        return any(isinstance(each.what, Heartbeat) for each in self._orders.probes)

    def stop(self) -> None:
        """End, with what was seen handed over."""
        self._prober.stop()
        self._thread.join(10)


class OwnProber:
    """All that one process probes."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._location = opened.environment.location
        self._intakes = Intakes.of_environment(opened.environment)
        self._roll = Roll(self._location)
        self._run = secrets.token_hex(SIGN_LENGTH // 2)
        self._watched: dict[int, _Watched] = {}
        self._beats = Beats()

    def run(self, stop: threading.Event) -> None:
        """Probe until told to stop."""
        while True:
            self._look()
            if stop.wait(self._opened.environment.agent_beat):
                break
        for each in self._watched.values():
            each.stop()
        self._leave()
        self._intakes.close()

    def _leave(self) -> None:
        """Go off duty everywhere; where that can't be recorded, the next prober finds out by itself."""
        try:
            for each in self._watched.values():
                each.watch.leave(self._opened.now)
        except DatabaseError as error:
            log.warning("nobody was told that probing ends", extra={"reason": type(error).__name__})

    def _look(self) -> None:
        """See what is to be probed; where the records can't be reached everything goes on as it is."""
        try:
            for dossier in self._roll.dossiers():
                if dossier.pk not in self._watched:
                    self._watched[dossier.pk] = self._begun(dossier)
            for each in self._watched.values():
                each.be(*each.watch.look(self._opened.now, each.passed_over))
            if any(each.expects_beats for each in self._watched.values()):
                self._beats.read(self._opened.now, door_is_open(self._opened.environment))
        except DatabaseError as error:
            log.error("what is probed can't be read", extra={"reason": type(error).__name__})
            connection.close()
        close_old_connections()

    def _begun(self, dossier: Dossier) -> _Watched:
        # a sign of the process: the other prober of a service on two machines is another agent
        watch = Watch(dossier, self._location, self._run, self._run)
        desk = _Desk(self._opened, watch, self._intakes)
        return _Watched(watch, desk, self._location, self._opened, self._beats)


def probe(opened: Opened) -> None:
    """Probe until SIGTERM, SIGINT or SIGHUP."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    OwnProber(opened).run(stop)


def _told(words: str) -> None:
    log.error("outcomes wait", extra={"reason": words})
