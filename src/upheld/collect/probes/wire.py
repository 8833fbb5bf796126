"""A connection that ends when its time or its bytes run out, whatever the other side does."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, of_system
from upheld.collect.probes.names import allowed_addresses
from upheld.collect.probes.outcome import Phases
from upheld.collect.probes.ticks import since, ticks
from upheld.evidence.observation import State

_AT_ONCE = 16_384


class Wire:
    """A TCP connection, plain or under TLS, with one deadline and one number of bytes for all that comes."""

    def __init__(self, opened: socket.socket, address: str, clockwork: Clockwork, most: int) -> None:
        self.address = address
        """The address and port that were connected to."""
        self._socket = opened
        self._clockwork = clockwork
        self._left = most
        self._held = b""
        self._connected_at = ticks()
        self._dns: Micros | None = None
        self._connect: Micros | None = None
        self._tls: Micros | None = None
        self._first_byte: Micros | None = None

    @property
    def secured(self) -> ssl.SSLSocket | None:
        """The connection, where it is under TLS."""
        return self._socket if isinstance(self._socket, ssl.SSLSocket) else None

    def phases(self, began: Micros) -> Phases:
        """How long its parts took; all of it since the attempt began."""
        return Phases(self._dns, self._connect, self._tls, self._first_byte, since(began))

    def secure(self, context: ssl.SSLContext, server_name: str | None) -> None:
        """Go over to TLS.

        Raises `Failure`, and `ssl.SSLCertVerificationError` for a certificate that is not to be trusted.
        """
        began = ticks()
        # Bytes read before the handshake would be taken for part of what is said under TLS (CVE-2011-0411).
        if self._held:
            raise Failure(trouble.PROTOCOL, "more was sent before TLS than was asked for")
        try:
            self._socket.settimeout(self._clockwork.remaining())
            self._socket = context.wrap_socket(self._socket, server_hostname=server_name)
        except ssl.SSLCertVerificationError:
            raise
        except TimeoutError:
            raise Failure(trouble.TIMEOUT, "the TLS handshake took too long") from None
        except ssl.SSLEOFError:
            raise Failure(trouble.TLS, "the connection ended within the TLS handshake") from None
        except ssl.SSLError as error:
            raise Failure(trouble.TLS, f"the TLS handshake failed: {reason_of(error)}") from None
        except OSError as error:
            raise of_system(error, "TLS handshake") from None
        self._tls = since(began)

    def send(self, data: bytes) -> None:
        """Send all of it."""
        try:
            self._socket.settimeout(self._clockwork.remaining())
            self._socket.sendall(data)
        except TimeoutError:
            raise Failure(trouble.TIMEOUT, "what was sent was not taken in time") from None
        except ssl.SSLError as error:
            raise Failure(trouble.RESET, f"the TLS connection broke: {reason_of(error)}") from None
        except OSError as error:
            raise of_system(error, "sending") from None

    def receive(self) -> bytes:
        """Give some bytes as they come, none at the end; raises `Failure` where too many or too slow."""
        if self._held:
            held, self._held = self._held, b""
            return held
        if self._left <= 0:
            raise Failure(trouble.PROTOCOL, "the answer is longer than it may be")
        try:
            self._socket.settimeout(self._clockwork.remaining())
            came = self._socket.recv(min(_AT_ONCE, self._left))
        except TimeoutError:
            raise Failure(trouble.TIMEOUT, "the answer did not come in time") from None
        except ssl.SSLError as error:
            raise Failure(trouble.RESET, f"the TLS connection broke: {reason_of(error)}") from None
        except OSError as error:
            raise of_system(error, "receiving") from None
        if self._first_byte is None:
            self._first_byte = Micros(since(self._connected_at) - (self._tls or 0))
        self._left -= len(came)
        return came

    def exactly(self, number: int) -> bytes:
        """Give so many bytes; fewer where the connection ends before."""
        got = bytearray()
        while len(got) < number and (came := self.receive()):
            got += came
        self._held = bytes(got[number:])
        return bytes(got[:number])

    def line(self, most: int) -> bytes:
        """Give a line without its end; raises `Failure` where it is longer, or ends with the connection."""
        got = bytearray()
        while b"\n" not in got and len(got) <= most:
            came = self.receive()
            if not came:
                how = "within a line" if got else "without a word"
                raise Failure(trouble.RESET, f"the connection ended {how}")
            got += came
        line, ends, self._held = bytes(got).partition(b"\n")
        if not ends or len(line) > most:
            raise Failure(trouble.PROTOCOL, f"a line is longer than {most} bytes")
        return line.removesuffix(b"\r")

    def close(self) -> None:
        """End the connection, without waiting for the other side."""
        with contextlib.suppress(OSError):
            self._socket.close()


@contextlib.contextmanager
def connected(host: str, port: int, may_be_private: bool, clockwork: Clockwork, most: int) -> Iterator[Wire]:
    """Connect to a host, by the first of its addresses that answers, and close at the end.

    The addresses that are checked are the ones connected to. `most` is how many bytes may be received.
    """
    began = ticks()
    addresses = allowed_addresses(host, may_be_private, clockwork)
    dns = since(began)
    wire = _first_that_answers(addresses, port, clockwork, most)
    wire._dns = dns
    try:
        yield wire
    finally:
        wire.close()


def _first_that_answers(addresses: Sequence[str], port: int, clockwork: Clockwork, most: int) -> Wire:
    """Try one address after another, each for its share of the time that is left."""
    failure: Failure | None = None
    for index, address in enumerate(addresses):
        began = ticks()
        try:
            share = clockwork.remaining() / (len(addresses) - index)
            opened = socket.create_connection((address, port), timeout=share)
        except TimeoutError:
            failure = Failure(trouble.TIMEOUT, f"{address} port {port} did not answer in time")
        except OSError as error:
            other = of_system(error, f"{address} port {port}")
            # What this machine has no way to says less than an address that was asked and failed.
            if failure is None or failure.state is State.UNKNOWN or other.state is not State.UNKNOWN:
                failure = other
        else:
            place = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
            wire = Wire(opened, place, clockwork, most)
            wire._connect = since(began)
            return wire
    assert failure is not None  # noqa: S101 - a host without addresses fails before
    raise failure


def reason_of(error: ssl.SSLError) -> str:
    """What OpenSSL says, in its words, without where in its source it stands."""
    return (error.reason or str(error)).replace("_", " ").lower()
