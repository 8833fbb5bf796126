"""One exchange by HTTP over a socket of our own, an answer of the usual form read here.

An answer of any other form goes on to libcurl as it comes, which reads it as if it had asked: what is no
answer, what is too long, compressed or sent in parts means the same, however it was asked.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from errno import EINPROGRESS, EMFILE, ENFILE, ENOBUFS, ENOMEM
from select import EPOLLIN, EPOLLOUT
from typing import TYPE_CHECKING, Protocol

from upheld.collect.probes.kinds.http_trouble import BROKEN, NOT_CONNECTED, TOO_LATE
from upheld.collect.probes.kinds.usual_answer import Head, head_of, may_be_head

if TYPE_CHECKING:
    from upheld.collect.probes.kinds.transfer import Transfer

AT_ONCE = 16_384
"""Bytes read at once; as many as a record of TLS holds."""
_LACKING = frozenset({EMFILE, ENFILE, ENOBUFS, ENOMEM})
_NOT_YET = (0, EINPROGRESS)


class Host(Protocol):
    """What watches the sockets of dialogues, and hears how they end."""

    def watch(self, dialogue: Dialogue, descriptor: int, events: int) -> None:
        """Have a dialogue go on at these events of a socket; at none any more where there are none."""

    def close(self, opened: socket.socket) -> None:
        """Close a socket, and watch it no more."""

    def ended(self, dialogue: Dialogue, code: int, message: str) -> None:
        """Hear the end: by libcurl's code, 0 where it went well."""

    def read_by_libcurl(self, dialogue: Dialogue, far: socket.socket) -> Transfer:
        """Have libcurl read from a socket what the other side answers."""


class Dialogue:
    """An exchange, which gives what a transfer gives. Lengths of time are microseconds."""

    __slots__ = (
        "_asked_at",
        "_begun",
        "_by_all",
        "_connected_at",
        "_descriptor",
        "_far",
        "_head",
        "_held",
        "_host",
        "_near",
        "_out",
        "_request",
        "_socket",
        "address",
        "by",
        "connect",
        "first_byte",
        "inner",
        "is_cut",
        "limit",
        "size",
        "status",
        "system_error",
        "tls",
        "took",
    )

    def __init__(self, host: Host, request: bytes, limit: int) -> None:
        self._host = host
        self._request = request
        self._socket: socket.socket | None = None
        self._descriptor = -1
        self._near: socket.socket | None = None
        self._far: socket.socket | None = None
        self._out = b""
        self._held = bytearray()
        """Of the answer, what was not read yet, here or by libcurl."""
        self._head: Head | None = None
        self._begun = time.monotonic_ns()
        self._connected_at = self._asked_at = 0
        self._by_all = self.by = 0.0
        """The end of the time for what is under way, by `time.monotonic`."""
        self.address = ""
        self.limit = limit
        self.inner: Transfer | None = None
        """By this libcurl reads the answer, where it is not of the usual form."""
        self.size = self.status = self.system_error = self.took = 0
        self.is_cut = False
        self.connect = self.tls = self.first_byte = -1

    @property
    def head(self) -> list[bytes]:
        """Lines of what came before the body."""
        inner, head = self.inner, self._head
        if inner is not None:
            return inner.head
        return [] if head is None else head.lines()

    @property
    def body(self) -> list[bytes]:
        """The body, in the parts in which it came."""
        inner, head = self.inner, self._head
        if inner is not None:
            return inner.body
        return [] if head is None else [bytes(self._held[head.begins : head.begins + head.length])]

    @property
    def redirect(self) -> str:
        """Where the answer leads, if anywhere."""
        return "" if self.inner is None else self.inner.redirect

    def begin(self, address: str, port: int, by: float, begun_by: float) -> None:
        """Connect to an address, and go on from there; so far that the request can be sent, by `begun_by`."""
        self.address, self.by, self._by_all = address, begun_by, by
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            self._socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = self._socket.connect_ex((address, port))
        except OSError as error:
            number = error.errno or 0
        if self._socket is None or number not in _NOT_YET:
            self.system_error = number
            self._end(NOT_CONNECTED, "")
            return
        self._descriptor = self._socket.fileno()
        self._out = self._opening()
        self.go_on(self._descriptor)

    def go_on(self, descriptor: int) -> None:
        """Deal with an event on one of its sockets."""
        try:
            if descriptor != self._descriptor:
                self._hand_on()
            elif self._out:
                self._send()
            else:
                self._receive()
        except BlockingIOError:
            return
        except OSError as error:
            self._failed(error)

    def give_up(self) -> None:
        """End since the time is over; where libcurl reads, it sees to that."""
        if self.inner is None:
            self._end(TOO_LATE, "")

    def settle(self) -> None:
        """Take down what came, at the end."""
        self.took = (time.monotonic_ns() - self._begun) // 1000
        inner, head = self.inner, self._head
        if inner is not None:
            self.status, self.size, self.is_cut = inner.status, inner.size, inner.is_cut
        elif head is not None:
            self.status, self.size = head.status, min(head.length, len(self._held) - head.begins)

    def close(self) -> None:
        """Let go of everything."""
        self._close_sockets()
        if self.inner is not None:
            self.inner.close()

    def _opening(self) -> bytes:
        """What is said first."""
        return self._request

    def _connected(self) -> None:
        """Go on once the connection stands and what is said first is on its way."""
        self._asked_at = self._connected_at
        self.by = self._by_all

    def _hear(self, came: bytes) -> None:
        """Deal with what was said."""
        if self.first_byte < 0:
            self.first_byte = (time.monotonic_ns() - self._asked_at) // 1000
        self._held += came
        self._read()

    def _failed(self, error: OSError) -> None:
        """End with a failure of the system's; what this machine lacks is no fault of the other side."""
        self.system_error = error.errno or 0
        is_unconnected = self.connect < 0 or self.system_error in _LACKING
        self._end(NOT_CONNECTED if is_unconnected else self._stage(), error.strerror or "")

    def _stage(self) -> int:
        """What failed, once the connection stood."""
        return BROKEN

    def _closed(self) -> None:
        """Deal with the end of what the other side says."""
        if self._socket is not None:
            self._host.close(self._socket)
            self._socket = None
        if self.inner is None:
            self._call_libcurl()
        self._hand_on()

    def _send(self) -> None:
        """Send what there is to be sent; while the connection does not stand yet, none of it goes."""
        opened, out = self._socket, self._out
        if opened is None:
            return
        try:
            sent = opened.send(out)
        except BlockingIOError:
            sent = 0
        if sent and self.connect < 0:
            self._connected_at = time.monotonic_ns()
            self.connect = (self._connected_at - self._begun) // 1000
            self._connected()
        self._out = out = out[sent:]
        self._host.watch(self, self._descriptor, EPOLLOUT if out else EPOLLIN)

    def _receive(self) -> None:
        opened = self._socket
        if opened is None:
            return
        came = opened.recv(AT_ONCE)
        if came:
            self._hear(came)
        else:
            self._closed()

    def _read(self) -> None:
        """Read what is held, here while it is of the usual form."""
        if self.inner is None:
            held, head = self._held, self._head
            if head is None:
                if may_be_head(held):
                    return
                head = self._head = head_of(held, self._request.startswith(b"HEAD "))
            if head is not None and head.length <= self.limit:
                if len(held) - head.begins >= head.length:
                    self._end(0, "")
                return
            self._call_libcurl()
        self._hand_on()

    def _call_libcurl(self) -> None:
        """From here on libcurl reads."""
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self.inner = self._host.read_by_libcurl(self, self._far)

    def _hand_on(self) -> None:
        """Give libcurl what is held; while it has not read enough, no more is received."""
        near, held, watch = self._near, self._held, self._host.watch
        if near is None:
            return
        with suppress(BlockingIOError, BrokenPipeError):
            while held:
                del held[: near.send(held)]
        watch(self, near.fileno(), EPOLLOUT if held else 0)
        if self._socket is not None:
            watch(self, self._descriptor, 0 if held else EPOLLIN)
        elif not held:
            near.shutdown(socket.SHUT_WR)

    def _close_sockets(self) -> None:
        if self._socket is not None:
            self._host.close(self._socket)
            self._socket = None
        if self._near is not None and self._far is not None:
            self._host.close(self._near)
            self._host.close(self._far)
            self._near = self._far = None

    def _end(self, code: int, message: str) -> None:
        self._close_sockets()
        self._host.ended(self, code, message)
