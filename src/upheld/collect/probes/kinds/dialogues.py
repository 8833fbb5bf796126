"""Dialogues that are under way, by the descriptors of their sockets."""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress

from upheld.collect.probes.kinds.dialogue import Dialogue
from upheld.collect.probes.kinds.secured_dialogue import SecuredDialogue
from upheld.collect.probes.kinds.session import Sessions
from upheld.collect.probes.kinds.transfer import Transfer
from upheld.collect.probes.kinds.way import Way
from upheld.collect.probes.targets.http import Http

MOST_AT_ONCE = 2048
MOST_AT_ONCE_THAT_TRUST_ALL = 256
"""Each keeps a quarter of a MiB, most of it authorities, of which libcurl has one copy for all."""
_BETWEEN_LOOKS = 0.01
"""Seconds between two looks for those that take too long."""


class Dialogues:
    """Watches sockets of dialogues, and tells how dialogues end."""

    def __init__(
        self,
        epoll: select.epoll,
        ended: Callable[[Dialogue, int, str], None],
        read_by_libcurl: Callable[[Dialogue, socket.socket], Transfer],
    ) -> None:
        self.ended = ended
        self.read_by_libcurl = read_by_libcurl
        self._epoll = epoll
        self._sessions = Sessions()
        self._watched: dict[int, tuple[Dialogue, int]] = {}
        """With the events that are waited for."""
        self._next_look = 0.0

    def __len__(self) -> int:
        return len(self._watched)

    def make(self, what: Http, host: str, way: Way) -> Dialogue | None:
        """Give a dialogue with a host; nothing where there are enough, or rustls can't talk with it."""
        if not way.is_secured:
            is_room = len(self._watched) < MOST_AT_ONCE
            return Dialogue(self, way.request, what.body_limit) if is_room else None
        trust = way.trust
        if len(self._watched) >= (MOST_AT_ONCE_THAT_TRUST_ALL if trust is None else MOST_AT_ONCE):
            return None
        try:
            session = self._sessions.begin(what, host, trust)
        except (ssl.SSLError, OSError):
            return None
        return SecuredDialogue(self, session, way.request, what.body_limit)

    def narrow(self, what: Http, way: Way, dialogue: SecuredDialogue) -> None:
        """Have later dialogues trust only those authorities that can vouch for what was shown in this one."""
        with suppress(ValueError):
            trust = self._sessions.narrowed(what, dialogue.chain())
            way.narrow(trust if trust.authorities else None)

    def go_on(self, descriptor: int) -> bool:
        """Deal with an event on a socket; False where it is none of a dialogue."""
        found = self._watched.get(descriptor)
        if found is None:
            return False
        found[0].go_on(descriptor)
        return True

    def end_late_ones(self) -> None:
        """End those whose time is over."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _BETWEEN_LOOKS
            for each in {dialogue for dialogue, _ in self._watched.values() if dialogue.by <= now}:
                each.give_up()

    def forget(self) -> None:
        """Read authorities anew from now on."""
        self._sessions.clear()

    def watch(self, dialogue: Dialogue, descriptor: int, events: int) -> None:
        """Have a dialogue go on at these events of a socket; at none any more where there are none."""
        found = self._watched.get(descriptor)
        if not events:
            if found is not None:
                del self._watched[descriptor]
                self._epoll.unregister(descriptor)
            return
        if found is None:
            self._epoll.register(descriptor, events)
        elif found[1] != events:
            self._epoll.modify(descriptor, events)
        self._watched[descriptor] = dialogue, events

    def close(self, opened: socket.socket) -> None:
        """Close a socket, and watch it no more."""
        self._watched.pop(opened.fileno(), None)
        opened.close()
