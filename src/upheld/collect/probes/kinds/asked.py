"""One attempt by HTTP: lookup, addresses, redirects, and what was seen in the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urljoin

import pycurl
from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes.address_rule import refusal
from upheld.collect.probes.certificate import summary_of_pem
from upheld.collect.probes.kinds.dialogue import Dialogue
from upheld.collect.probes.kinds.http_answer import Answer, judged, shown_headers, shown_start
from upheld.collect.probes.kinds.http_request import Request, elsewhere
from upheld.collect.probes.kinds.http_trouble import (
    CUT,
    NOT_CONNECTED,
    NOT_SECURED,
    TOO_LATE,
    UNVERIFIED,
    failure,
)
from upheld.collect.probes.kinds.secured_dialogue import SecuredDialogue
from upheld.collect.probes.kinds.transfer import Transfer, Transfers
from upheld.collect.probes.kinds.way import Way
from upheld.collect.probes.outcome import Phases, Received, Seen
from upheld.collect.probes.place import is_same_origin, without_query
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.resolver import Lookup
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.trouble import PRIVATE, REDIRECTS, TIMEOUT, trouble
from upheld.errors import PhraseError, UsageError
from upheld.evidence.observation import State

LONGEST_TRY = 2.0
"""Seconds for one address of several; the last one has all the time that is left."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER = 303
_KEEP_METHOD = frozenset({307, 308})

Told = Callable[[Seen], None]


class Ready(Struct, frozen=True, kw_only=True, eq=False):
    """A probe of HTTP made ready to be asked again and again."""

    probe: Probe
    what: Http
    secrets: Secrets
    request: Request
    shelf: list[Transfer]
    expects_only_status: bool
    tells_all: bool
    """What was received is told of good answers too."""
    way: Way | None = None
    """Where it can be asked without libcurl too, whether it is next."""


class Sender(Protocol):
    """What looks names up and transfers requests."""

    transfers: Transfers

    def look_up(self, asked: Asked, host: str, by: float) -> None:
        """Have a name looked up, at the latest by an instant of `time.monotonic`."""

    def find_out(self, asked: Asked) -> None:
        """Find out whether a lookup took too long for the name's sake, or for want of a resolver."""

    def send(self, asked: Asked, transfer: Transfer) -> None:
        """Begin a transfer."""

    def dialogue(self, asked: Asked, way: Way) -> Dialogue | None:
        """Give an exchange without libcurl, nothing where there can be none."""

    def narrow(self, asked: Asked, way: Way, dialogue: SecuredDialogue) -> None:
        """Have later dialogues trust only those authorities that can vouch for what was shown in this one."""

    def converse(self, asked: Asked, dialogue: Dialogue, opening: float, left: float) -> None:
        """Begin a dialogue, with so many seconds until it can be asked, and for all of it."""


class Asked:
    """One attempt under way; lengths of time are microseconds."""

    __slots__ = (
        "address",
        "addresses",
        "begun",
        "chain",
        "connect",
        "distrust",
        "dns",
        "first_byte",
        "is_heard",
        "is_shelved",
        "looking_since",
        "ready",
        "request",
        "sender",
        "tls",
        "told",
        "took",
        "transfer",
    )

    def __init__(self, sender: Sender, ready: Ready, told: Told) -> None:
        self.sender = sender
        self.ready = ready
        self.told = told
        self.request = ready.request
        self.transfer: Transfer | Dialogue | None = None
        self.is_shelved = False
        self.is_heard = False
        """What libcurl sends is taken down."""
        self.addresses: tuple[str, ...] = ()
        self.address = ""
        self.chain: tuple[str, ...] = ()
        self.distrust = ""
        """Why the certificate is not trusted, once that is known and it is being looked at."""
        self.begun = time.monotonic()
        self.looking_since = 0.0
        self.dns = self.connect = self.tls = self.first_byte = -1
        self.took = 0

    def begin(self) -> None:
        """Begin with the current request: look its name up, or ask its address."""
        place = self.request.place
        what = self.ready.what
        if what.proxy is not None:
            self._send()
        elif place.is_address:
            reason = refusal(place.host, self.ready.probe.may_be_private, self.ready.request.place.host)
            if reason:
                self._end(State.UNKNOWN, trouble(PRIVATE, reason))
            else:
                self._send()
        else:
            self.looking_since = time.monotonic()
            self.sender.look_up(self, place.host, self.begun + self.ready.request.timeout)

    def looked_up(self, lookup: Lookup, at: float) -> None:
        """Go on with the addresses of a name, of which only those that may be asked are."""
        self._count_lookup(at)
        if lookup.trouble:
            self._end(State.UNKNOWN if lookup.is_own else State.DOWN, lookup.trouble)
            return
        private, asked = self.ready.probe.may_be_private, self.ready.request.place.host
        reasons = [refusal(each, private, asked) for each in lookup.addresses]
        good = tuple(each for each, reason in zip(lookup.addresses, reasons, strict=True) if not reason)
        if not good:
            self._end(State.UNKNOWN, trouble(PRIVATE, f"{self.request.place.host}: {reasons[0]}"))
            return
        self.addresses = good
        self._send()

    def not_looked_up(self) -> None:
        """Give up, since no answer to a lookup came in time; it is still found out why."""
        self._count_lookup(time.monotonic())
        self.sender.find_out(self)

    def given_up(self, lookup: Lookup) -> None:
        """End with what was found out of a lookup that took too long."""
        self._end(State.UNKNOWN if lookup.is_own else State.DOWN, lookup.trouble)

    def finished(self, code: int, message: str) -> None:
        """Deal with a transfer that ended: by libcurl's code, 0 where it went well."""
        transfer = self.transfer
        assert transfer is not None  # noqa: S101 - it was sent
        if self.distrust:
            self._end(State.DOWN, self.distrust)
            return
        transfer.settle()
        if self._is_for_libcurl(code, transfer):
            return
        self._add_times(transfer)
        if code and not (code == CUT and transfer.is_cut):
            is_unconnected = transfer.connect < 0 and code in (NOT_CONNECTED, TOO_LATE)
            if is_unconnected and self.addresses and self._left() > 0:
                self._send()
                return
            self._failed(code, message, transfer)
            return
        status = transfer.status
        what = self.ready.what
        if status in _REDIRECTS and what.redirects and self._follow(status, transfer):
            return
        if self.ready.expects_only_status:
            for first, last in what.status:
                if first <= status <= last:
                    self._end(State.UP, "")
                    return
        self._end(*judged(what, self._answer(transfer, status)))

    def _send(self) -> None:
        """Ask the next address, or the only one."""
        if self.addresses:
            self.address, self.addresses = self.addresses[0], self.addresses[1:]
        way, transfer = self.ready.way, self.transfer
        if isinstance(transfer, Dialogue):
            transfer.close()
            transfer = self.transfer = None
        if way is not None and transfer is None and way.is_open and self.request is self.ready.request:
            dialogue = self.sender.dialogue(self, way)
            if dialogue is not None:
                self.transfer = dialogue
                left = self._left()
                opening = min(LONGEST_TRY, left) if self.addresses else left
                if way.is_secured and not way.is_proven:
                    opening = left / 2
                self.sender.converse(self, dialogue, opening, left)
                return
        self._send_by_libcurl()

    def _send_by_libcurl(self) -> None:
        sender, ready, request = self.sender, self.ready, self.request
        transfer = self.transfer
        if not isinstance(transfer, Transfer):
            self.is_heard = ready.way is not None and request is ready.request and ready.way.may_open
            self.is_shelved = request is ready.request and not self.is_heard
            shelf = ready.shelf if self.is_shelved else []
            transfer = sender.transfers.take(request.options, shelf)
            transfer.limit = ready.what.body_limit
            transfer.handle.setopt(pycurl.URL, request.url)
            if ready.way is not None and self.is_heard:
                ready.way.listen(transfer.handle)
            self.transfer = transfer
        else:
            transfer.clear()
        if self.address:
            at = f"[{self.address}]" if ":" in self.address else self.address
            transfer.handle.setopt(pycurl.CONNECT_TO, [f"::{at}:{request.place.port}"])
        if self.took or self.dns >= 0 or self.addresses:
            left = self._left()
            if self.addresses:
                transfer.handle.setopt(pycurl.CONNECTTIMEOUT_MS, int(1000 * min(LONGEST_TRY, left)) + 1)
            else:
                transfer.handle.setopt(pycurl.CONNECTTIMEOUT_MS, 0)
            transfer.handle.setopt(pycurl.TIMEOUT_MS, max(1, int(1000 * left)))
        sender.send(self, transfer)

    def _is_for_libcurl(self, code: int, transfer: Transfer | Dialogue) -> bool:
        """Leave to libcurl what rustls can't judge: certificates it refuses, whom it never got on with."""
        way = self.ready.way
        if way is None:
            return False
        if isinstance(transfer, Transfer):
            if self.is_heard and not code:
                way.was_answered()
            return False
        if not isinstance(transfer, SecuredDialogue):
            if transfer.inner is not None:
                way.rest()
            return False
        if transfer.tls >= 0:
            way.is_proven = True
            if not way.is_narrowed:
                self.sender.narrow(self, way, transfer)
            return False
        is_own = code in (NOT_SECURED, TOO_LATE) and not way.is_proven
        if (code != UNVERIFIED and not is_own) or self._left() <= 0:
            return False
        if transfer.connect >= 0:
            way.close()
        self.took += transfer.took
        self._send_by_libcurl()
        return True

    def _left(self) -> float:
        """Seconds that are left of the attempt."""
        return self.begun + self.ready.request.timeout - time.monotonic()

    def _follow(self, status: int, transfer: Transfer | Dialogue) -> bool:
        """Follow a redirect, or end where it may not be followed; False where it leads nowhere."""
        location = transfer.redirect
        if not location:
            return False
        what, probe, before = self.ready.what, self.ready.probe, self.request
        url = urljoin(before.url, location)
        self.chain += (without_query(url)[:500],)
        if len(self.chain) > what.redirects:
            words = f"more than {what.redirects}, the last one to {self.chain[-1]}"
            self._end(State.DOWN, trouble(REDIRECTS, words))
            return True
        is_get = status not in _KEEP_METHOD and (status == _SEE_OTHER or before.method == "POST")
        method = "GET" if is_get and before.method != "HEAD" else before.method
        if self._left() <= 0:
            self._end(State.DOWN, trouble(TIMEOUT, f"the redirects took longer than {_seconds(probe)}"))
            return True
        try:
            self.request = elsewhere(
                probe, self.ready.secrets, url, method, is_own=is_same_origin(url, self.ready.request.url)
            )
        except (PhraseError, UsageError) as error:
            self._end(State.DOWN, trouble(REDIRECTS, f"{self.chain[-1]}: {error}"))
            return True
        self._put_back()
        self.addresses, self.address = (), ""
        self.begin()
        return True

    def _failed(self, code: int, message: str, transfer: Transfer | Dialogue) -> None:
        if code == TOO_LATE:
            self._end(State.DOWN, trouble(TIMEOUT, self._too_late(transfer)))
            return
        if code == UNVERIFIED and self._left() > 0 and isinstance(transfer, Transfer):
            self._look_at_certificate(message, transfer)
            return
        number = transfer.system_error if code == NOT_CONNECTED else 0
        self._end(*failure(code, number, message))

    def _look_at_certificate(self, message: str, transfer: Transfer) -> None:
        """Shake hands once more to see the certificate that is not trusted; nothing is asked by that."""
        _, self.distrust = failure(UNVERIFIED, 0, message)
        transfer.show_certificate()
        self.is_shelved = False
        self.sender.send(self, transfer)

    def _too_late(self, transfer: Transfer | Dialogue) -> str:
        within = f"within {_seconds(self.ready.probe)}"
        if transfer.connect < 0:
            return f"no connection {within}"
        if transfer.tls < 0 and self.request.place.scheme == "https":
            return f"no TLS handshake {within}"
        if transfer.first_byte < 0:
            return f"no answer {within}"
        return f"no whole answer {within}; {transfer.size:,} bytes came"

    def _answer(self, transfer: Transfer | Dialogue, status: int) -> Answer:
        return Answer(
            status=status,
            head=transfer.head,
            body=b"".join(transfer.body),
            is_cut=transfer.is_cut,
            took=self.took,
        )

    def _end(self, state: State, words: str) -> None:
        ready, transfer = self.ready, self.transfer
        received = None
        if state is not State.UP or ready.tells_all:
            received = self._received()
            words = ready.secrets.struck_out(words)
        seen = Seen(
            state=state,
            method=self.request.place.scheme,
            phases=Phases(
                _took(self.dns),
                _took(self.connect),
                _took(self.tls),
                _took(self.first_byte),
                Micros(self.took),
            ),
            trouble=words,
            received=received,
        )
        if transfer is not None:
            self._put_back()
        self.told(seen)

    def _received(self) -> Received | None:
        transfer = self.transfer
        if transfer is None:
            return None if not self.chain else Received(chain=self.chain)
        address = transfer.address or self.address
        port = self.request.place.port
        answer = self._answer(transfer, transfer.status)
        secrets = self.ready.secrets
        return Received(
            address=(f"[{address}]:{port}" if ":" in address else f"{address}:{port}") if address else "",
            status=answer.status or None,
            headers=shown_headers(answer, secrets),
            start=shown_start(answer, secrets),
            size=transfer.size if answer.status else None,
            is_cut=transfer.is_cut,
            chain=tuple(map(secrets.struck_out, self.chain)),
            certificate=summary_of_pem(transfer.certificate())
            if self.distrust and isinstance(transfer, Transfer)
            else None,
        )

    def _put_back(self) -> None:
        transfer, self.transfer = self.transfer, None
        if isinstance(transfer, Transfer) and self.is_shelved:
            self.sender.transfers.put(transfer, self.ready.shelf)
        elif transfer is not None:
            transfer.close()

    def let_go(self) -> None:
        """Be given up."""
        if self.transfer is not None:
            self.transfer.close()

    def _add_times(self, transfer: Transfer | Dialogue) -> None:
        self.took += transfer.took
        if transfer.connect >= 0:
            self.connect = max(self.connect, 0) + transfer.connect
        if transfer.tls >= 0:
            self.tls = max(self.tls, 0) + transfer.tls
        if transfer.first_byte >= 0:
            self.first_byte = max(self.first_byte, 0) + transfer.first_byte

    def _count_lookup(self, at: float) -> None:
        took = max(0, round((at - self.looking_since) * 1e6))
        self.dns = max(self.dns, 0) + took
        self.took += took


def _took(micros: int) -> Micros | None:
    return None if micros < 0 else Micros(micros)


def _seconds(probe: Probe) -> str:
    return f"{probe.timeout / 1e6:g} s"
