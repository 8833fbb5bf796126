"""The gate: the only way out for a page, by which nothing is reached that may not be asked.

It is a proxy of SOCKS 5 (RFC 1928) on this machine, of one page, before all that the page fetches, be it by
redirects or sockets. The browser hands it names; it looks them up, checks addresses, and connects to those
that it checked, so that a name that resolves otherwise a moment later changes nothing.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading

from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, of_system
from upheld.collect.probes.names import allowed_addresses
from upheld.evidence.observation import State

_MOST_CONNECTIONS = 256
_MOST_REFUSALS = 20
_CONNECT_SECONDS = 5.0
_VERSION, _NO_SIGN_IN, _CONNECT = 5, 0, 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_GRANTED, _REFUSED = b"\x05\x00\x00\x01\0\0\0\0\0\0", b"\x05\x02\x00\x01\0\0\0\0\0\0"


class Gate:
    """Lets one page out, to what it may ask and for so many bytes."""

    def __init__(self, asked: str, may_be_private: bool, most_bytes: int, clockwork: Clockwork) -> None:
        self.size = 0
        self.is_cut = False
        self.failures: dict[str, Failure] = {}
        """Of each host that could not be reached: why."""
        self._asked = asked
        self._may_be_private = may_be_private
        self._most_bytes = most_bytes
        self._clockwork = clockwork
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_closed = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def refused(self) -> tuple[str, ...]:
        """What the page wanted and may not be asked."""
        return tuple(
            f"{host}: {each.words}"
            for host, each in list(self.failures.items())
            if each.code == trouble.PRIVATE
        )

    def close(self) -> None:
        """Let nothing through any more."""
        with self._lock:
            self._is_closed = True
            still_open = list(self._open)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in still_open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                inner, _ = self._listener.accept()
            except OSError:
                return
            if len(self._open) >= 2 * _MOST_CONNECTIONS or not self._hold(inner):
                inner.close()
                continue
            threading.Thread(target=self._serve, args=(inner,), daemon=True).start()

    def _serve(self, inner: socket.socket) -> None:
        outer: socket.socket | None = None
        try:
            inner.settimeout(_CONNECT_SECONDS)
            host, port = _wish(inner)
            outer = self._reach(host, port)
            if outer is None or not self._hold(outer):
                inner.sendall(_REFUSED)
                return
            inner.sendall(_GRANTED)
            self._pump(inner, outer)
        except (OSError, ValueError):
            # Either side may end at any moment: so ends what goes through.
            return
        finally:
            self._drop(inner)
            if outer is not None:
                self._drop(outer)

    def _reach(self, host: str, port: int) -> socket.socket | None:
        """Connect to a host. What is asked for once the time is over says nothing of it, and is not noted."""
        if self._clockwork.is_over():
            return None
        try:
            addresses = allowed_addresses(host, self._may_be_private, self._clockwork, asked=self._asked)
        except Failure as failure:
            self._note(host, failure)
            return None
        for address in addresses:
            if self._clockwork.is_over():
                return None
            try:
                seconds = min(_CONNECT_SECONDS, self._clockwork.remaining())
                return socket.create_connection((address, port), timeout=seconds)
            except TimeoutError:
                self._note(host, Failure(trouble.TIMEOUT, f"{address} port {port} did not answer in time"))
            except OSError as error:
                self._note(host, of_system(error, f"{address} port {port}"))
        return None

    def _pump(self, inner: socket.socket, outer: socket.socket) -> None:
        """Hand on what comes from either side, until one ends."""
        inner.settimeout(None)
        outer.settimeout(None)
        while True:
            ready, _, _ = select.select([inner, outer], [], [], self._clockwork.remaining())
            for one in ready:
                data = one.recv(65_536)
                if not data:
                    return
                if one is outer and not self._count(len(data)):
                    return
                (inner if one is outer else outer).sendall(data)

    def _count(self, number: int) -> bool:
        with self._lock:
            self.size += number
            self.is_cut = self.is_cut or self.size > self._most_bytes
            return not self.is_cut

    def _note(self, host: str, failure: Failure) -> None:
        with self._lock:
            if len(self.failures) < _MOST_REFUSALS and (
                host not in self.failures or self.failures[host].state is State.UNKNOWN
            ):
                self.failures[host] = failure

    def _hold(self, one: socket.socket) -> bool:
        with self._lock:
            if not self._is_closed:
                self._open.add(one)
            return not self._is_closed

    def _drop(self, one: socket.socket) -> None:
        with self._lock:
            self._open.discard(one)
        one.close()


def _wish(inner: socket.socket) -> tuple[str, int]:
    """Hear where to; raises ValueError for what is no wish for a connection."""
    version, methods = _exactly(inner, 2)
    if version != _VERSION:
        raise ValueError
    _exactly(inner, methods)
    inner.sendall(bytes((_VERSION, _NO_SIGN_IN)))
    version, command, _, kind = _exactly(inner, 4)
    if version != _VERSION or command != _CONNECT:
        raise ValueError
    if kind == _NAME:
        host = _exactly(inner, _exactly(inner, 1)[0]).decode("ascii")
    elif kind == _IPV4:
        host = socket.inet_ntop(socket.AF_INET, _exactly(inner, 4))
    elif kind == _IPV6:
        host = socket.inet_ntop(socket.AF_INET6, _exactly(inner, 16))
    else:
        raise ValueError
    return host, int.from_bytes(_exactly(inner, 2))


def _exactly(inner: socket.socket, number: int) -> bytes:
    got = b""
    while len(got) < number:
        came = inner.recv(number - len(got))
        if not came:
            raise ValueError
        got += came
    return got
