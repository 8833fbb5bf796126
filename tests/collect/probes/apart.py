"""Networks of their own: a thread that has one, and hosts in it that answer as they are told."""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

_NEW_NETWORK = 0x40000000
_SET_RESUID = {"x86_64": 117, "aarch64": 147}
_SET_DEVICE, _TUN, _BARE = 0x400454CA, 1, 0x1000
_FLAGS, _SET_FLAGS, _SET_ADDRESS, _SET_MASK, _UP = 0x8913, 0x8914, 0x8916, 0x891C, 1

Given = TypeVar("Given")


def apart(work: Callable[[], Given]) -> Given:
    """Do something in a thread with a network namespace of its own, in which there is only `lo`."""

    def inside() -> Given:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_NETWORK) != 0:
            pytest.skip("no network namespace may be made here")
        _raise("lo")
        return work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(inside).result()


def allow_datagrams() -> None:
    """Let everybody in this namespace send echo requests by datagram sockets."""
    Path("/proc/sys/net/ipv4/ping_group_range").write_text("0 2147483647")


@contextmanager
def without_privilege() -> Iterator[None]:
    """Let this thread, and no other, be nobody for a while."""
    number = _SET_RESUID[os.uname().machine]
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.syscall(number, -1, 65534, -1) == 0
    try:
        yield
    finally:
        assert libc.syscall(number, -1, 0, -1) == 0


@contextmanager
def answering(after: Callable[[int], float | None], network: str = "10.213.7.1") -> Iterator[None]:
    """Let every other host of a network answer its echo request number n after so many seconds, or never."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _SET_DEVICE, struct.pack("16sH22x", b"far", _TUN | _BARE))
    _address("far", _SET_ADDRESS, network)
    _address("far", _SET_MASK, "255.255.255.0")
    _raise("far")
    ended = threading.Event()
    thread = threading.Thread(target=_answer, args=(device, after, ended))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        os.close(device)


def _raise(name: str) -> None:
    """Have an interface up, without any program that may not be there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sH22x", name.encode(), 0)
        flags = struct.unpack("16sH22x", fcntl.ioctl(any_socket, _FLAGS, asked))[1] | _UP
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH22x", name.encode(), flags))


def _address(name: str, kind: int, text: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        packed = struct.pack("16sHH4s16x", name.encode(), socket.AF_INET, 0, socket.inet_aton(text))
        fcntl.ioctl(any_socket, kind, packed)


def _answer(device: int, after: Callable[[int], float | None], ended: threading.Event) -> None:
    number = 0
    while not ended.is_set():
        if not select.select([device], [], [], 0.05)[0]:
            continue
        packet = os.read(device, 65536)
        if packet[0] >> 4 != 4 or packet[9] != 1 or packet[20] != 8:
            continue
        delay = after(number)
        number += 1
        if delay is not None:
            time.sleep(delay)
            # Type 8 becomes type 0: the checksum, a complement, grows by as much (RFC 1624).
            total = int.from_bytes(packet[22:24]) + 0x0800
            total = (total & 0xFFFF) + (total >> 16)
            turned = packet[:12] + packet[16:20] + packet[12:16] + b"\0" + packet[21:22]
            os.write(device, turned + total.to_bytes(2) + packet[24:])
