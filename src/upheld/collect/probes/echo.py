"""Echo requests (RFC 792, RFC 4443): sent one after another, with the time each answer took."""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
import time

from msgspec import Struct, field

from upheld.chrono.instant import Micros
from upheld.collect.probes.ticks import ticks

SMALLEST = 16
"""Bytes of a request's data: a token by which its answer is known, and its number."""
LARGEST = 65_000

_ECHO_4, _ANSWER_4, _ECHO_6, _ANSWER_6 = 8, 0, 128, 129
_SO_TIMESTAMPNS = 35
_SOL_RAW = 255
_ICMP_FILTER, _ICMP6_FILTER = 1, 1
_HEADER = struct.Struct("!BBHHH")
_TOKEN = 8
_SAID_OF_ANOTHER = (errno.EAGAIN, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH)


class NotAllowed(Exception):
    """The process may not send echo requests, neither by a datagram socket nor by a raw one."""


class Echoes(Struct, frozen=True):
    """What came of some echo requests."""

    method: str
    """By which socket they were sent."""
    times: tuple[Micros | None, ...]
    """How long each answer took, in the order of sending; absent where none came in time."""


class _Sending(Struct):
    """The requests of one run, and what came back."""

    token: bytes
    sent: list[Micros] = field(default_factory=list)
    times: list[Micros | None] = field(default_factory=list)
    is_last: bool = False
    """Whether nothing more will be sent, so that the last answer ends the run."""

    @property
    def is_complete(self) -> bool:
        return None not in self.times


def echo(address: str, count: int, gap: Micros, wait: Micros, size: int) -> Echoes:
    """Send so many requests to a literal address, `gap` apart, and wait so long for each answer.

    A datagram socket is tried first, which needs no privilege where the system allows it to this group
    (`net.ipv4.ping_group_range`), then a raw one (`CAP_NET_RAW`). Raises `NotAllowed` where both are
    refused, and `OSError` where a request can't be sent for another reason.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened, method = _opened(family)
    with opened:
        opened.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        opened.setblocking(False)
        run = _Sending(token=os.urandom(_TOKEN))
        began = ticks()
        for number in range(count):
            _gather(opened, address, run, wait, until=Micros(began + number * gap))
            _send(opened, address, run, number, size)
        run.is_last = True
        if not run.is_complete:
            _gather(opened, address, run, wait, until=Micros(run.sent[-1] + wait))
    return Echoes(method, tuple(run.times))


def _opened(family: socket.AddressFamily) -> tuple[socket.socket, str]:
    protocol = socket.IPPROTO_ICMPV6 if family is socket.AF_INET6 else socket.IPPROTO_ICMP
    for kind, method in ((socket.SOCK_DGRAM, "icmp"), (socket.SOCK_RAW, "icmp, raw socket")):
        try:
            opened = socket.socket(family, kind, protocol)
        except PermissionError:
            continue
        except OSError as error:
            # A system without datagram sockets for ICMP says that it knows no such protocol.
            if error.errno in (errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT):
                continue
            raise
        if kind is socket.SOCK_RAW:
            _hear_answers_only(opened, family)
        return opened, method
    raise NotAllowed


def _hear_answers_only(opened: socket.socket, family: socket.AddressFamily) -> None:
    """Let the system drop what is no answer: a raw socket hears every message that comes to the machine."""
    if family is socket.AF_INET6:
        wanted = [0xFFFFFFFF] * 8
        wanted[_ANSWER_6 >> 5] &= ~(1 << (_ANSWER_6 & 31))
        opened.setsockopt(socket.IPPROTO_ICMPV6, _ICMP6_FILTER, struct.pack("=8I", *wanted))
    else:
        opened.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("=I", ~(1 << _ANSWER_4) & 0xFFFFFFFF))


def _send(opened: socket.socket, address: str, run: _Sending, number: int, size: int) -> None:
    data = (run.token + struct.pack("!Q", number)).ljust(size, b"\0")
    kind = _ECHO_6 if opened.family is socket.AF_INET6 else _ECHO_4
    # A datagram socket sets the identifier itself; a raw one is told from others by the token.
    head = _HEADER.pack(kind, 0, 0, int.from_bytes(run.token[:2]), number & 0xFFFF)
    head = _HEADER.pack(kind, 0, _checksum(head + data), int.from_bytes(run.token[:2]), number & 0xFFFF)
    run.sent.append(ticks())
    run.times.append(None)
    opened.sendto(head + data, (address, 0))


def _checksum(packet: bytes) -> int:
    """Sum a packet up as RFC 1071 says; the system does it anew for ICMPv6, whose sum covers addresses."""
    even = packet + b"\0" * (len(packet) % 2)
    total: int = sum(struct.unpack(f"!{len(even) // 2}H", even))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _gather(opened: socket.socket, address: str, run: _Sending, wait: Micros, until: Micros) -> None:
    """Take answers as they come, until an instant."""
    poll = select.poll()
    poll.register(opened, select.POLLIN)
    while (left := until - ticks()) > 0:
        if not poll.poll(left / 1000):
            continue
        try:
            packet, ancillary, _, sender = opened.recvmsg(LARGEST + 100, 64)
        except OSError as error:
            # A router's word about an earlier request, or nothing after all; the request stays unanswered.
            if error.errno in _SAID_OF_ANOTHER:
                continue
            raise
        if str(sender[0]).partition("%")[0] != address.partition("%")[0]:
            continue
        _note(run, packet, opened, Micros(ticks() - _queued(ancillary)), wait)
        if run.is_complete and run.is_last:
            return


def _queued(ancillary: list[tuple[int, int, bytes]]) -> Micros:
    """How long a packet waited in this machine before it was read, by the system's stamp on it."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(data) >= 16:
            seconds, nanoseconds = struct.unpack("=qq", data[:16])
            waited = Micros((time.time_ns() - seconds * 10**9 - nanoseconds) // 1000)
            # The calendar's clock may be set meanwhile: a wait of more than a second is not believed.
            return waited if 0 <= waited < 1_000_000 else Micros(0)
    return Micros(0)


def _note(run: _Sending, packet: bytes, opened: socket.socket, came: Micros, wait: Micros) -> None:
    """Enter an answer, if it is one to a request of this run that has none yet."""
    start = 0
    if opened.family is socket.AF_INET and opened.type == socket.SOCK_RAW:
        start = (packet[0] & 0x0F) * 4
    if len(packet) < start + _HEADER.size + SMALLEST:
        return
    kind = packet[start]
    data = packet[start + _HEADER.size :]
    if kind not in (_ANSWER_4, _ANSWER_6) or data[:_TOKEN] != run.token:
        return
    number = int.from_bytes(data[_TOKEN:SMALLEST])
    if number < len(run.times) and run.times[number] is None:
        took = Micros(max(came - run.sent[number], 0))
        if took <= wait:
            run.times[number] = took
