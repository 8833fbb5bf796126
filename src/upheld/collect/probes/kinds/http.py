"""HTTP: many requests at once in one thread, on libcurl's multi interface and epoll.

Names are looked up by our own resolver, and libcurl is told the address to connect to, which is the one that
was held against the address rule: it never looks a name up itself, so nothing can resolve otherwise later.
Redirects are followed here, one request each, so that every one of them is checked as the first was.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from contextlib import suppress

import pycurl

from upheld.collect.probes.kinds.asked import Asked, Ready, Told
from upheld.collect.probes.kinds.http_request import made_ready
from upheld.collect.probes.kinds.transfer import Transfer, Transfers
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.resolver import Lookup, Resolver
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.http import Http

MOST_CONNECTIONS_KEPT = 1024
_BETWEEN_SWEEPS = 0.05
"""Seconds between two looks for lookups that take too long."""
_EPOLL = (0, select.EPOLLIN, select.EPOLLOUT, select.EPOLLIN | select.EPOLLOUT)
"""What epoll calls the events that libcurl waits for."""
_BROKEN = select.EPOLLERR | select.EPOLLHUP


class HttpAsking:
    """Asks by HTTP for a prober, in whose thread all of its methods but `wake` are called."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.transfers = Transfers()
        self._looked_up: deque[tuple[Asked, Lookup, float]] = deque()
        self._found_out: deque[tuple[Asked, Lookup]] = deque()
        self._looking: dict[Asked, float] = {}
        """By when each that waits for a lookup must have it."""
        self._next_sweep = 0.0
        self._under_way: dict[object, Asked] = {}
        self._timer = -1.0
        self._epoll = select.epoll()
        self._masks: dict[int, int] = {}
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._bell, select.EPOLLIN)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_CONNECTIONS_KEPT)

    def ready(self, probe: Probe, secrets: Secrets, *, tells_all: bool = False) -> Ready:
        """Make a probe ready. Raises PhraseError, and UsageError where a secret is missing."""
        request = made_ready(probe, secrets)
        what = probe.what
        assert isinstance(what, Http)  # noqa: S101 - the request was made of one
        return Ready(
            probe=probe,
            what=what,
            secrets=secrets,
            request=request,
            shelf=self.transfers.shelf(request.options, by_address=request.place.is_address),
            expects_only_status=not (
                what.has
                or what.lacks
                or what.matches
                or what.json
                or what.is_health
                or what.expected_headers
                or what.degraded_above is not None
            ),
            tells_all=tells_all,
        )

    def ask(self, ready: Ready, told: Told) -> None:
        """Begin an attempt; what is seen is told from within `wait`."""
        Asked(self, ready, told).begin()

    def look_up(self, asked: Asked, host: str, by: float) -> None:
        """Have a name looked up for an attempt, at the latest by an instant of `time.monotonic`."""
        self._looking[asked] = by

        def answered(lookup: Lookup) -> None:
            self._looked_up.append((asked, lookup, time.monotonic()))
            self.wake()

        what = asked.ready.what
        self.resolver.ask(host, what.family, answered, what.lookup_every / 1e6)

    def find_out(self, asked: Asked) -> None:
        """Find out whether a lookup took too long for the name's sake, or for want of a resolver."""

        def answered(lookup: Lookup) -> None:
            self._found_out.append((asked, lookup))
            self.wake()

        self.resolver.ask_whether_alive(answered)

    def send(self, asked: Asked, transfer: Transfer) -> None:
        """Begin a transfer."""
        self._under_way[transfer.handle] = asked
        self._multi.add_handle(transfer.handle)

    def wake(self) -> None:
        """Have `wait` return; any thread may."""
        os.eventfd_write(self._bell, 1)

    def wait(self, seconds: float) -> None:
        """Wait for what comes, at most so long, and deal with it."""
        if self._timer >= 0:
            seconds = min(seconds, max(0.0, self._timer - time.monotonic()))
        if self._looking:
            seconds = min(seconds, _BETWEEN_SWEEPS)
        for descriptor, events in self._epoll.poll(seconds):
            if descriptor == self._bell:
                os.eventfd_read(self._bell)
                continue
            self._multi.socket_action(
                descriptor, (events & 1) | (events & 4) >> 1 | (4 if events & _BROKEN else 0)
            )
        if self._timer >= 0 and time.monotonic() >= self._timer:
            self._timer = -1.0
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._finish()
        if self._looking:
            self._hear_lookups()
        while self._found_out:
            asked, lookup = self._found_out.popleft()
            asked.given_up(lookup)

    def close(self) -> None:
        """Give up what is under way, and let go of everything."""
        for handle in list(self._under_way):
            self._multi.remove_handle(handle)
        self._under_way.clear()
        self.transfers.clear()
        self._multi.close()
        self._epoll.close()
        os.close(self._bell)

    def _finish(self) -> None:
        while self._under_way:
            left, good, bad = self._multi.info_read()
            for handle in good:
                self._multi.remove_handle(handle)
                self._under_way.pop(handle).finished(0, "")
            for handle, code, message in bad:
                self._multi.remove_handle(handle)
                self._under_way.pop(handle).finished(code, message)
            if not left:
                break

    def _hear_lookups(self) -> None:
        while self._looked_up:
            asked, lookup, at = self._looked_up.popleft()
            if self._looking.pop(asked, None) is not None:
                asked.looked_up(lookup, at)
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + _BETWEEN_SWEEPS
            for asked in [each for each, by in self._looking.items() if by <= now]:
                del self._looking[asked]
                asked.not_looked_up()

    def _watch(self, event: int, descriptor: int, _multi: object, _data: object) -> None:
        """What libcurl calls to have a socket watched, or watched no more."""
        if event == pycurl.POLL_REMOVE:
            if self._masks.pop(descriptor, None) is not None:
                with suppress(OSError):  # closed already: the system has forgotten it by itself
                    self._epoll.unregister(descriptor)
            return
        mask = _EPOLL[event]
        before = self._masks.get(descriptor)
        if before is None:
            self._epoll.register(descriptor, mask)
        elif before != mask:
            self._epoll.modify(descriptor, mask)
        self._masks[descriptor] = mask

    def _set_timer(self, milliseconds: int) -> None:
        self._timer = -1.0 if milliseconds < 0 else time.monotonic() + milliseconds / 1000
