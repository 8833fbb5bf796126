"""Failures of an attempt: whether the point failed or this machine did, and in which words."""

from __future__ import annotations

import errno
import os

from upheld.collect.probes import trouble
from upheld.collect.probes.outcome import Measured, Phases, Received, Seen
from upheld.evidence.observation import State

_OWN = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOBUFS,
        errno.ENOMEM,
        errno.ENOSPC,
        errno.EADDRNOTAVAIL,
        errno.EAFNOSUPPORT,
        errno.ENETUNREACH,
        errno.ENETDOWN,
        errno.EPERM,
        errno.EACCES,
    }
)
"""What the system of this machine says before anything is sent: nothing is learnt of the point."""

_RESET = (trouble.RESET, "the connection was reset")
_UNREACHABLE = (trouble.NO_ROUTE, "the host can't be reached")
_WORDS = {
    errno.ECONNREFUSED: (trouble.REFUSED, "the connection was refused"),
    errno.ECONNRESET: _RESET,
    errno.EPIPE: _RESET,
    errno.ECONNABORTED: _RESET,
    errno.ETIMEDOUT: (trouble.TIMEOUT, "nothing answered in time"),
    errno.EHOSTUNREACH: _UNREACHABLE,
    errno.EHOSTDOWN: _UNREACHABLE,
    errno.ENETUNREACH: (trouble.NO_ROUTE, "this machine has no way to the network of the host"),
    errno.EAFNOSUPPORT: (trouble.NO_ROUTE, "this machine does not speak the protocol of the address"),
}


class Failure(Exception):
    """An attempt ended without the answer wanted.

    `state` says what was seen by that; it is `UNKNOWN` where the failure is of the probe itself.
    """

    def __init__(self, code: str, words: str, state: State = State.DOWN) -> None:
        super().__init__(trouble.trouble(code, words))
        self.code = code
        self.words = words
        self.state = state


def own(words: str) -> Failure:
    """Give a failure of the probe itself, which says nothing of the point."""
    return Failure(trouble.OWN, words, State.UNKNOWN)


def of_system(error: OSError, doing: str) -> Failure:
    """Tell by an error of the system whether the point failed, or this machine did."""
    number = error.errno or 0
    state = State.UNKNOWN if number in _OWN else State.DOWN
    unnamed = trouble.OWN if state is State.UNKNOWN else trouble.RESET
    code, words = _WORDS.get(number, (unnamed, os.strerror(number) if number else str(error)))
    return Failure(code, f"{doing}: {words}", state)


def seen_by(
    failure: Failure,
    method: str,
    phases: Phases,
    received: Received | None = None,
    measured: tuple[Measured, ...] = (),
) -> Seen:
    """Give what an attempt saw that ended by a failure."""
    return Seen(
        state=failure.state,
        method=method,
        phases=phases,
        trouble=str(failure),
        received=received,
        measured=measured,
    )
