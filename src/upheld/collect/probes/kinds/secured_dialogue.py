"""One exchange by HTTPS over a socket of our own: TLS by rustls, within which all is as without it."""

from __future__ import annotations

import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from upheld.collect.probes.kinds.dialogue import AT_ONCE, Dialogue, Host
from upheld.collect.probes.kinds.http_trouble import BROKEN, NOT_SECURED, UNVERIFIED

if TYPE_CHECKING:
    from rtls._rustls import RustlsClientConnection

_ENDED = "the connection ended within the TLS handshake"
_CUT_OFF = "the connection ended, and TLS had not"


class SecuredDialogue(Dialogue):
    """An exchange under TLS."""

    __slots__ = ("_session",)

    def __init__(self, host: Host, session: RustlsClientConnection, request: bytes, limit: int) -> None:
        super().__init__(host, request, limit)
        self._session = session

    @property
    def redirect(self) -> str:
        """Where the answer leads, if anywhere."""
        to = super().redirect
        # libcurl knows nothing of TLS here: what it makes of a path alone begins with http.
        is_whole = any(
            line[:14].lower().replace(b" ", b"").startswith(b"location:http") for line in self.head
        )
        return to if is_whole or not to.startswith("http:") else f"https:{to.removeprefix('http:')}"

    def chain(self) -> list[bytes]:
        """The certificates that were shown and believed, in DER."""
        return self._session.peer_certificates() or []

    def _opening(self) -> bytes:
        return self._session.write_tls()

    def _connected(self) -> None:
        """Wait for the handshake before anything is asked."""

    def _hear(self, came: bytes) -> None:
        session = self._session
        is_secured = self.tls >= 0
        # There is room for all that may be held of an earlier record, too: nothing is left over.
        text, _ = session.decrypt_incoming(came, len(came) + 2 * AT_ONCE)
        if not is_secured and not session.is_handshaking():
            self._asked_at = time.monotonic_ns()
            self.tls = (self._asked_at - self._connected_at) // 1000
            self.by = self._by_all
            session.write_plaintext(self._request)
        if not is_secured or session.wants_write():
            self._out += session.write_tls()
            if self._out:
                self._send()
        if text:
            super()._hear(text)
        if self._socket is not None and self.tls >= 0 and not session.wants_read():
            self._closed()

    def _closed(self) -> None:
        if self.tls < 0:
            self._end(NOT_SECURED, _ENDED)
            return
        session = self._session
        session.read_tls(b"")
        try:
            session.read_plaintext(1)
        except ssl.SSLError:
            self._end(BROKEN, _CUT_OFF)
            return
        super()._closed()

    def _failed(self, error: OSError) -> None:
        if not isinstance(error, ssl.SSLError):
            super()._failed(error)
            return
        self._say_what_is_wrong()
        is_distrust = isinstance(error, ssl.SSLCertVerificationError)
        self._end(UNVERIFIED if is_distrust else self._stage(), str(error.args[-1]))

    def _stage(self) -> int:
        return NOT_SECURED if self.tls < 0 else BROKEN

    def _say_what_is_wrong(self) -> None:
        """Tell the other side, if it can be told at once."""
        with suppress(OSError):
            if self._socket is not None:
                self._socket.send(self._session.write_tls())
