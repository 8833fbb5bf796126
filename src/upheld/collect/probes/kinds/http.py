"""HTTP: many requests at once in one thread, on epoll: by libcurl's multi interface, or sockets of our own.

Names are looked up by our own resolver, and libcurl is told the address to connect to, which is the one that
was held against the address rule: it never looks a name up itself, so nothing can resolve otherwise later.
Redirects are followed here, one request each, so that every one of them is checked as the first was.
"""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from contextlib import suppress

import pycurl

from upheld.collect.probes.kinds.asked import Asked, Ready, Told
from upheld.collect.probes.kinds.bell import Bell
from upheld.collect.probes.kinds.dialogue import Dialogue
from upheld.collect.probes.kinds.dialogues import Dialogues
from upheld.collect.probes.kinds.http_request import made_ready
from upheld.collect.probes.kinds.secured_dialogue import SecuredDialogue
from upheld.collect.probes.kinds.transfer import Transfer, Transfers
from upheld.collect.probes.kinds.way import Way, way_for
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
        self._under_way: dict[pycurl.Curl | Dialogue, Asked] = {}
        self._transfers_under_way = 0
        self._timer = -1.0
        self._epoll = select.epoll()
        self._masks: dict[int, int] = {}
        self._bell = Bell()
        self._epoll.register(self._bell.descriptor, select.EPOLLIN)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, MOST_CONNECTIONS_KEPT)
        self._dialogues = Dialogues(self._epoll, self._ended, self._read_by_libcurl)

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
            way=None if tells_all else way_for(what, request),
        )

    def forget(self) -> None:
        """Forget what was kept for probes that were made ready until now."""
        self.transfers.clear()
        self._dialogues.forget()

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
        self._transfers_under_way += 1
        self._multi.add_handle(transfer.handle)

    def dialogue(self, asked: Asked, way: Way) -> Dialogue | None:
        """Give an exchange without libcurl, nothing where there can be none."""
        return self._dialogues.make(asked.ready.what, asked.request.place.host, way)

    def narrow(self, asked: Asked, way: Way, dialogue: SecuredDialogue) -> None:
        """Have later dialogues trust only those authorities that can vouch for what was shown in this one."""
        self._dialogues.narrow(asked.ready.what, way, dialogue)

    def converse(self, asked: Asked, dialogue: Dialogue, opening: float, left: float) -> None:
        """Begin a dialogue, with so many seconds until it can be asked, and for all of it."""
        self._under_way[dialogue] = asked
        place, now = asked.request.place, time.monotonic()
        dialogue.begin(asked.address or place.host, place.port, now + left, now + opening)

    def wake(self) -> None:
        """Have `wait` return; any thread may."""
        self._bell.ring()

    def wait(self, seconds: float) -> None:
        """Wait for what comes, at most so long, and deal with it."""
        if self._timer >= 0:
            seconds = min(seconds, max(0.0, self._timer - time.monotonic()))
        if self._looking or self._dialogues:
            seconds = min(seconds, _BETWEEN_SWEEPS)
        for descriptor, events in self._epoll.poll(seconds):
            if descriptor == self._bell.descriptor:
                self._bell.hear()
                continue
            if self._dialogues.go_on(descriptor):
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
        if self._dialogues:
            self._dialogues.end_late_ones()
        while self._found_out:
            asked, lookup = self._found_out.popleft()
            asked.given_up(lookup)

    def close(self) -> None:
        """Give up what is under way, and let go of everything."""
        for each, asked in list(self._under_way.items()):
            if isinstance(each, Dialogue):
                each.close()
            else:
                self._multi.remove_handle(each)
                asked.let_go()
        self._under_way.clear()
        self.transfers.clear()
        self._multi.close()
        self._epoll.close()
        self._bell.close()

    def _finish(self) -> None:
        while self._transfers_under_way:
            left, good, bad = self._multi.info_read()
            for handle in good:
                self._take_out(handle).finished(0, "")
            for handle, code, message in bad:
                self._take_out(handle).finished(code, message)
            if not left:
                break

    def _take_out(self, handle: pycurl.Curl) -> Asked:
        self._multi.remove_handle(handle)
        self._transfers_under_way -= 1
        return self._under_way.pop(handle)

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

    def _ended(self, dialogue: Dialogue, code: int, message: str) -> None:
        inner = dialogue.inner
        asked = self._under_way.pop(dialogue) if inner is None else self._take_out(inner.handle)
        asked.finished(code, message)

    def _read_by_libcurl(self, dialogue: Dialogue, far: socket.socket) -> Transfer:
        asked = self._under_way.pop(dialogue)
        transfer = Transfer(asked.request.options)
        transfer.limit = dialogue.limit
        transfer.read_from(far, asked.request.url, dialogue.by - time.monotonic())
        self.send(asked, transfer)
        return transfer

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
