"""The resolver: names to addresses by the system's own rules, where a name that hangs holds up no other.

The lookups that libcurl makes share twenty threads, so twenty names that hang would stop all probes. Here
each name has at most one lookup under way, which all who ask for it meanwhile wait for.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from upheld.collect.probes.crew import Crew
from upheld.collect.probes.targets.http import Family
from upheld.collect.probes.trouble import NO_NAME, OWN, trouble

MOST_LOOKUPS = 256
MOST_ADDRESSES = 8
_FAMILIES = {Family.ANY: socket.AF_UNSPEC, Family.FOUR: socket.AF_INET, Family.SIX: socket.AF_INET6}
_CONFIGURATION = Path("/etc/resolv.conf")
_ROOT_QUERY = struct.pack(">HHHHHH", 0x7570, 0x0100, 1, 0, 0, 0) + b"\0" + struct.pack(">HH", 2, 1)
"""Who serves the root? Every resolver that works has an answer."""
_PATIENCE = 2.0
"""Seconds in which a resolver must answer that."""


class Lookup(Struct, frozen=True):
    """What a name led to."""

    addresses: tuple[str, ...] = ()
    """In the order in which the system would try them."""
    trouble: str = ""
    is_own: bool = False
    """The trouble is the prober's, not the name's."""


Answered = Callable[[Lookup], None]
_TOO_LATE = Lookup(
    trouble=trouble(NO_NAME, "the lookup took too long: those who serve the name give no answer")
)
_NO_RESOLVER = Lookup(
    trouble=trouble(OWN, "the name can't be looked up: no resolver answers here"), is_own=True
)


class Resolver:
    """Looks names up in threads; what was asked is answered in one of them."""

    def __init__(self, crew: Crew | None = None) -> None:
        self._crew = Crew(MOST_LOOKUPS, "lookup") if crew is None else crew
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, Family], list[Answered]] = {}
        self._in_doubt: list[Answered] = []
        self._known: dict[tuple[str, Family], tuple[float, Lookup]] = {}

    def ask(self, host: str, family: Family, answered: Answered, at_most_old: float = 0.0) -> None:
        """Look a name up, or hear what came of it within so many seconds. One thread may ask."""
        key = (host, family)
        if at_most_old > 0:
            found = self._known.get(key)
            if found is not None and found[0] >= time.monotonic() - at_most_old:
                answered(found[1])
                return
        with self._lock:
            waiting = self._under_way.setdefault(key, [])
            waiting.append(answered)
            is_first = len(waiting) == 1
        if is_first:
            self._crew.do(lambda: self._look_up(key, at_most_old > 0))

    def ask_whether_alive(self, answered: Answered) -> None:
        """Tell of a name that was not found in time whose trouble that is: its own, or the resolver's."""
        with self._lock:
            self._in_doubt.append(answered)
            is_first = len(self._in_doubt) == 1
        if is_first:
            self._crew.do(self._find_out)

    def _find_out(self) -> None:
        is_alive = resolver_answers()
        with self._lock:
            waiting, self._in_doubt = self._in_doubt, []
        for answered in waiting:
            answered(_TOO_LATE if is_alive else _NO_RESOLVER)

    def _look_up(self, key: tuple[str, Family], is_kept: bool) -> None:
        lookup = look_up(*key)
        if is_kept and lookup.addresses:
            self._known[key] = (time.monotonic(), lookup)
        with self._lock:
            waiting = self._under_way.pop(key)
        for answered in waiting:
            answered(lookup)


def look_up(host: str, family: Family = Family.ANY) -> Lookup:
    """Look a name up, and say whose trouble it is where that fails."""
    try:
        found = socket.getaddrinfo(host, None, _FAMILIES[family], socket.SOCK_STREAM)
    except socket.gaierror as error:
        return _failed(host, error)
    except UnicodeError:
        return Lookup(trouble=trouble(NO_NAME, f"`{host}` can't be a name"))
    except OSError as error:
        return Lookup(trouble=trouble(OWN, f"{host} can't be looked up: {error.strerror}"), is_own=True)
    return Lookup(addresses=tuple(dict.fromkeys(str(each[4][0]) for each in found))[:MOST_ADDRESSES])


def _failed(host: str, error: socket.gaierror) -> Lookup:
    if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_ADDRFAMILY, socket.EAI_FAIL):
        return Lookup(trouble=trouble(NO_NAME, f"{host} has no address of the kind asked for"))
    if error.errno == socket.EAI_AGAIN:
        if resolver_answers():
            return Lookup(trouble=trouble(NO_NAME, f"those who serve the name {host} give no answer"))
        return Lookup(
            trouble=trouble(OWN, f"{host} can't be looked up: no resolver answers here"), is_own=True
        )
    return Lookup(
        trouble=trouble(OWN, f"{host} can't be looked up: {error.strerror or os.strerror(error.errno or 0)}"),
        is_own=True,
    )


def resolver_answers() -> bool:
    """Whether one of the machine's resolvers answers at all."""
    return any(_answers(server) for server in nameservers())


def nameservers() -> tuple[str, ...]:
    """The resolvers this machine is set to ask."""
    try:
        lines = _CONFIGURATION.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    found = [line.split()[1] for line in lines if line.startswith("nameserver") and len(line.split()) > 1]
    return tuple(found[:3]) or ("127.0.0.1",)


def _answers(server: str) -> bool:
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(server, 53, type=socket.SOCK_DGRAM)
        with socket.socket(family, kind, protocol) as asked:
            asked.settimeout(_PATIENCE)
            asked.connect(address)
            asked.send(_ROOT_QUERY)
            return asked.recv(512)[:2] == _ROOT_QUERY[:2]
    except OSError:
        return False
