"""The web process: granian, which answers requests in threads, and lets none fail when it starts anew."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from granian._internal import load_target
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from upheld.runtime.environment import Environment
from upheld.runtime.garbage import leave_out_what_stays
from upheld.runtime.listening import stop_listening
from upheld.runtime.logs import LOGGING
from upheld.runtime.parentage import end_with_parent

APPLICATION = "upheld.web.wsgi:application"
SECONDS_TO_FINISH = 30
"""So long requests may take when the process stops or starts anew; then they are cut off."""
SECONDS_BESIDE = 4.0
"""So long a new process has to load before the old one ends."""
SECONDS_TO_HEAR_OUT = 1.0
"""So long before its end a process takes no more connections, so that it hears what came by those it has."""
_STAND_ASIDE = signal.SIGUSR1
_SAID = {"_granian": {"handlers": [], "level": "WARNING", "propagate": True}}


class Server(MPServer):
    """Granian on one socket that all its processes inherit.

    By itself it gives each process a socket of its own; requests that wait at one of them are lost when its
    process ends. A socket that is shared keeps them for the others.
    """

    def _init_shared_socket(self) -> None:
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        spec: Any = self._ssp
        if spec is not None:
            holder = self._shd = spec.build()
            self._sfd = holder.get_fd()
            self._ssp = None
            self._sso = socket.socket(fileno=self._sfd)
            self._sso.set_inheritable(True)

    def _respawn_workers(
        self, workers: Sequence[int], spawn_target: object, target_loader: object, delay: float = 0
    ) -> None:
        for number in workers:
            old = self.wrks[number].inner.pid
            if delay > SECONDS_TO_HEAR_OUT and old is not None:
                aside = threading.Timer(delay - SECONDS_TO_HEAR_OUT, _ask_to_stand_aside, [old])
                aside.daemon = True
                aside.start()
            super()._respawn_workers([number], spawn_target, target_loader, delay)


def _ask_to_stand_aside(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, _STAND_ASIDE)


def serve(environment: Environment, application: str = APPLICATION) -> None:
    """Answer requests until SIGTERM or SIGINT; on SIGHUP new processes take over from those there are."""
    host, port = environment.listen
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=environment.web_processes,
        blocking_threads=environment.web_threads,
        backpressure=environment.web_threads * 4,
        respawn_failed_workers=True,
        respawn_interval=SECONDS_BESIDE,
        workers_kill_timeout=SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING | {"loggers": _SAID},
    ).serve(target_loader=_load)


def _load(application: str) -> Callable[..., None]:
    """Load the application in the process that answers; it must not outlive the one that looks after it."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with_parent(parent.pid)
    signal.signal(_STAND_ASIDE, lambda *_: stop_listening())
    loaded: Callable[..., None] = load_target(application)
    leave_out_what_stays()
    return loaded
