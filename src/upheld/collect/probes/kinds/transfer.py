"""A transfer: a handle of libcurl with what is read by it, used again for requests of the same options."""

from __future__ import annotations

import socket

import pycurl

from upheld.collect.probes.kinds.http_request import Options, configured

MOST_IDLE = 256
"""Handles that wait for their next request."""
_TIMES = (
    pycurl.NAMELOOKUP_TIME_T,
    pycurl.CONNECT_TIME_T,
    pycurl.APPCONNECT_TIME_T,
    pycurl.PRETRANSFER_TIME_T,
    pycurl.STARTTRANSFER_TIME_T,
    pycurl.TOTAL_TIME_T,
)


class Transfer:
    """A handle, and what has come by it; lengths of time are microseconds."""

    __slots__ = ("body", "connect", "first_byte", "handle", "head", "is_cut", "limit", "size", "tls", "took")

    def __init__(self, options: Options) -> None:
        self.handle = configured(options)
        self.head: list[bytes] = []
        self.body: list[bytes] = []
        self.handle.setopt(pycurl.WRITEFUNCTION, self._write)
        self.handle.setopt(pycurl.HEADERFUNCTION, self.head.append)
        self.limit = 0
        self.clear()

    def clear(self) -> None:
        """Make ready for the next answer."""
        self.head.clear()
        self.body.clear()
        self.size = 0
        self.is_cut = False
        self.connect = self.tls = self.first_byte = -1
        self.took = 0

    def settle(self) -> None:
        """Take down how long the parts of this transfer took; -1 for what did not take place."""
        handle = self.handle
        looked, connected, secured, ready, begun, total = [handle.getinfo(each) for each in _TIMES]
        self.took = total
        if connected:
            self.connect = connected - looked
            if secured:
                self.tls = secured - connected
        if begun:
            self.first_byte = begun - ready

    @property
    def status(self) -> int:
        """The status of the answer, 0 without one."""
        number: int = self.handle.getinfo(pycurl.RESPONSE_CODE)
        return number

    @property
    def system_error(self) -> int:
        """The system's error number, where no connection was to be had."""
        number: int = self.handle.getinfo(pycurl.OS_ERRNO)
        return number

    @property
    def address(self) -> str:
        """The address that was asked."""
        return self.handle.getinfo(pycurl.PRIMARY_IP) or ""

    @property
    def redirect(self) -> str:
        """Where the answer leads, if anywhere."""
        return self.handle.getinfo(pycurl.REDIRECT_URL) or ""

    def show_certificate(self) -> None:
        """Make the next transfer a handshake alone, that trusts anybody; then this handle is spent."""
        handle = self.handle
        handle.setopt(pycurl.SSL_VERIFYPEER, 0)
        handle.setopt(pycurl.SSL_VERIFYHOST, 0)
        handle.setopt(pycurl.CONNECT_ONLY, 1)
        handle.setopt(pycurl.OPT_CERTINFO, 1)
        self.clear()

    def read_from(self, far: socket.socket, url: str, seconds: float) -> None:
        """Make the next transfer read what somebody else hands it; what it asks goes nowhere."""
        handle = self.handle
        handle.setopt(pycurl.URL, f"http://{url.partition('://')[2]}")
        handle.setopt(pycurl.CONNECT_TO, ["::127.0.0.1:1"])
        handle.setopt(pycurl.OPENSOCKETFUNCTION, lambda _purpose, _address: far)
        handle.setopt(pycurl.SOCKOPTFUNCTION, lambda _socket, _purpose: pycurl.SOCKOPT_ALREADY_CONNECTED)
        handle.setopt(pycurl.TIMEOUT_MS, max(1, int(1000 * seconds)))

    def certificate(self) -> str:
        """The server's certificate in PEM, after a handshake that was to show it; empty without one."""
        chain = self.handle.getinfo(pycurl.INFO_CERTINFO)
        return next((str(text) for name, text in (chain[0] if chain else ()) if name == "Cert"), "")

    def close(self) -> None:
        """Let go of the handle."""
        self.handle.close()

    def _write(self, data: bytes) -> int:
        """Keep a part of the body; what goes beyond the limit ends the transfer."""
        size = self.size + len(data)
        if size > self.limit:
            self.body.append(data[: self.limit - self.size])
            self.size = self.limit
            self.is_cut = True
            return -1
        self.size = size
        self.body.append(data)
        return len(data)


class Transfers:
    """Transfers that are not in use, by their options."""

    def __init__(self) -> None:
        self._idle: dict[tuple[Options, bool], list[Transfer]] = {}
        self._number = 0

    def shelf(self, options: Options, *, by_address: bool) -> list[Transfer]:
        """Where transfers with these options are kept; it stays the same list until `clear`.

        Those that are told addresses and times for each request are kept apart from those that are not.
        """
        return self._idle.setdefault((options, by_address), [])

    def take(self, options: Options, shelf: list[Transfer]) -> Transfer:
        """Give a transfer with these options."""
        if shelf:
            self._number -= 1
            return shelf.pop()
        return Transfer(options)

    def put(self, transfer: Transfer, shelf: list[Transfer]) -> None:
        """Keep a transfer, or close it where there are enough."""
        if self._number >= MOST_IDLE:
            transfer.close()
            return
        self._number += 1
        transfer.clear()
        shelf.append(transfer)

    def clear(self) -> None:
        """Close all that are kept."""
        for shelf in self._idle.values():
            for each in shelf:
                each.close()
            shelf.clear()
        self._idle.clear()
        self._number = 0
