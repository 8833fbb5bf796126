"""Failures of libcurl in our words: what went wrong, and whether that is the target's trouble or our own."""

from __future__ import annotations

import errno

from upheld.collect.probes.trouble import (
    CERTIFICATE,
    NO_ROUTE,
    OWN,
    PROTOCOL,
    REFUSED,
    RESET,
    TIMEOUT,
    TLS,
    trouble,
)
from upheld.evidence.observation import State

CUT = 23
"""We ended the transfer ourselves, having read enough."""
TOO_LATE = 28
NOT_CONNECTED = 7
NOT_SECURED = 35
BROKEN = 56
UNVERIFIED = 60
_DOWN = {
    8: PROTOCOL,
    16: PROTOCOL,
    18: RESET,
    NOT_SECURED: TLS,
    52: RESET,
    55: RESET,
    BROKEN: RESET,
    UNVERIFIED: CERTIFICATE,
    61: PROTOCOL,
    83: CERTIFICATE,
    90: CERTIFICATE,
    91: CERTIFICATE,
    92: PROTOCOL,
    97: NO_ROUTE,
    100: PROTOCOL,
    1: PROTOCOL,
}
_REFUSED = {
    errno.ECONNREFUSED: (REFUSED, "the connection was refused"),
    errno.ECONNRESET: (RESET, "the connection was reset"),
    errno.EHOSTUNREACH: (NO_ROUTE, "the host can't be reached"),
    errno.ETIMEDOUT: (TIMEOUT, "the host does not answer"),
}
_WORDS = {
    18: "the answer broke off before its end",
    52: "the connection was closed without an answer",
}


def failure(code: int, number: int, message: str) -> tuple[State, str]:
    """Say what a failed transfer stands for: libcurl's code, the system's error number, and its message."""
    if code == NOT_CONNECTED:
        if number in _REFUSED:
            return State.DOWN, trouble(*_REFUSED[number])
        # Without an error of the system's, no socket was to be had: none for lack of descriptors, or memory.
        why = errno.errorcode.get(number, str(number)) if number else _plain(message)
        return State.UNKNOWN, trouble(OWN, f"no connection could be begun here: {why}")
    if code in _DOWN:
        words = _WORDS.get(code) or _plain(message)
        if "HTTP/0.9" in words:
            words = "what came is no answer by HTTP/1.0 or 1.1; HTTP/2 alone is not spoken here"
        if "reset by peer" in words:
            return State.DOWN, trouble(RESET, "the connection was reset")
        return State.DOWN, trouble(_DOWN[code], words)
    return State.UNKNOWN, trouble(OWN, f"libcurl failed with {code}: {_plain(message)}")


def _plain(message: str) -> str:
    return " ".join(message.split())[:200]
