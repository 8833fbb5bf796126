"""Supervision: the processes of one machine, started together, started anew when they die, stopped together.

They are forked from one that has loaded the program, so that most of their memory is shared.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping

from msgspec import Struct

from upheld.runtime.parentage import end_with_parent
from upheld.runtime.shedding import shed_files

log = logging.getLogger("upheld.processes")

ASKED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = ASKED | {signal.SIGCHLD}
LONGEST_WAIT = 30.0
STEADY = 60.0
"""A process that has lived for so many seconds is started anew at once."""
SECONDS_TO_STOP = 40.0

Run = Callable[[], None]


class Child(Struct):
    """A process that is looked after."""

    name: str
    run: Run
    is_wanted: Callable[[], bool]
    """Whether it is to run at all; asked again and again."""
    number: int = 0
    """Of the process; 0 while there is none."""
    began: float = 0.0
    wait: float = 0.5
    """Before it is started again."""


def supervise(
    runs: Mapping[str, Run],
    announce: Callable[[], bool],
    wanted: Mapping[str, Callable[[], bool]] | None = None,
) -> None:
    """Keep processes running until SIGTERM or SIGINT; SIGHUP is passed on to them.

    `announce` is called again and again until it says that it has told people where the service is. A
    process of which `wanted` says whether there is need of it is started and stopped by that.
    """
    is_announced = False
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    children = [Child(name, run, (wanted or {}).get(name, _always)) for name, run in runs.items()]
    # what is there already is never looked through again: looking would copy the pages that are shared
    gc.collect()
    gc.freeze()
    shed_files()
    while True:
        for child in children:
            _look_after(child)
        is_announced = is_announced or announce()
        received = signal.sigtimedwait(WATCHED, 0.5 if is_announced else 0.05)
        _reap(children)
        if received is None or received.si_signo == signal.SIGCHLD:
            continue
        if received.si_signo != signal.SIGHUP:
            break
        _tell(children, signal.SIGHUP)
    _stop(children)


def _always() -> bool:
    return True


def _look_after(child: Child) -> None:
    """Start a process that is wanted and not there, and stop one that is there and not wanted."""
    if child.is_wanted():
        if not child.number and time.monotonic() >= child.began:
            _start(child)
    elif child.number:
        os.kill(child.number, signal.SIGTERM)


def _start(child: Child) -> None:
    supervisor = os.getpid()
    number = os.fork()
    if number == 0:
        _become(child, supervisor)
    child.number, child.began = number, time.monotonic()
    log.info("process started", extra={"child": child.name, "number": number})


def _become(child: Child, supervisor: int) -> None:
    """Be the child, and never come back."""
    code = 1
    try:
        # a group of its own: Ctrl-C reaches the supervisor only, which stops everything in order
        os.setpgid(0, 0)
        end_with_parent(supervisor)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        child.run()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as error:
        log.critical("process failed", exc_info=error, extra={"child": child.name})
    finally:
        os._exit(code)


def _reap(children: list[Child]) -> None:
    """Take note of every process that has ended: in a container those that others left behind, too."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number == 0:
            return
        for child in children:
            if child.number == number:
                _note_end(child, os.waitstatus_to_exitcode(status))


def _note_end(child: Child, code: int) -> None:
    log.error("process ended", extra={"child": child.name, "number": child.number, "code": code})
    lived = time.monotonic() - child.began
    child.wait = 0.5 if lived > STEADY else min(child.wait * 2, LONGEST_WAIT)
    child.number, child.began = 0, time.monotonic() + child.wait


def _tell(children: list[Child], number: int) -> None:
    for child in children:
        if child.number:
            os.kill(child.number, number)


def _stop(children: list[Child]) -> None:
    log.info("stopping")
    _tell(children, signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        while child.number and time.monotonic() < until:
            number, _ = os.waitpid(child.number, os.WNOHANG)
            if number:
                child.number = 0
            else:
                signal.sigtimedwait({signal.SIGCHLD}, 0.2)
        if child.number:
            log.error("process did not stop", extra={"child": child.name, "number": child.number})
            os.killpg(child.number, signal.SIGKILL)
            os.waitpid(child.number, 0)
