"""TLS by rustls, without a network of its own: a whole handshake takes half of what it takes OpenSSL."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct

from upheld.collect.probes import bundle
from upheld.collect.probes.targets.http import Http, TlsVersion

if TYPE_CHECKING:
    from rtls._rustls import RustlsClientConnection, RustlsConfigBuilder

AUTHORITIES_HOLD = 3600.0
"""Seconds after which the authorities that are trusted are read again, at the latest."""
VERSIONS = {TlsVersion.TLS_1_2: 0x0303, TlsVersion.TLS_1_3: 0x0304}
"""Those that rustls speaks, by their numbers in the protocol."""
_VERIFIED = 2
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class Authority(Struct, frozen=True):
    """A certificate that is trusted."""

    der: bytes
    subject: bytes
    ends: float
    """By `time.time`."""


class Trust(Struct, frozen=True, eq=False):
    """Some authorities, made ready for sessions."""

    builder: RustlsConfigBuilder
    authorities: tuple[Authority, ...]
    until: float
    """By `time.time`."""


class Sessions:
    """Begins sessions; what they trust is read once for all."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str | None, TlsVersion], Trust] = {}
        self._narrow: dict[tuple[TlsVersion, tuple[bytes, ...]], Trust] = {}

    def begin(self, what: Http, host: str, trust: Trust | None) -> RustlsClientConnection:
        """Begin a session with a host, trusting these authorities, or all there are.

        Raises `ssl.SSLError` where rustls can't, as for a strange name.
        """
        return (trust or self._trust(what)).builder.build_client_connection(host)

    def narrowed(self, what: Http, chain: Sequence[bytes]) -> Trust:
        """Give those authorities that can vouch for certificates: each session copies all that it trusts."""
        issuers = {x509.load_der_x509_certificate(each).issuer.public_bytes() for each in chain}
        found = tuple(each for each in self._trust(what).authorities if each.subject in issuers)
        key = what.tls, tuple(each.der for each in found)
        trust = self._narrow.get(key)
        if trust is None or trust.until < time.time():
            trust = self._narrow[key] = _made(found, what.tls)
        return trust

    def clear(self) -> None:
        """Forget what is trusted."""
        self._whole.clear()
        self._narrow.clear()

    def _trust(self, what: Http) -> Trust:
        key = what.authorities, what.tls
        trust = self._whole.get(key)
        if trust is None or trust.until < time.time():
            written = what.authorities
            pem = Path(bundle.authorities()).read_bytes() if written is None else written.encode()
            self._narrow.clear()
            trust = self._whole[key] = _made(authorities_at(pem, time.time()), what.tls)
        return trust


def authorities_at(pem: bytes, now: float) -> tuple[Authority, ...]:
    """Give the certificates in a text that are valid at an instant of `time.time`.

    rustls does not ask how long authorities are valid, as OpenSSL does.
    """
    found = []
    for text in _PEM.findall(pem):
        try:
            read = x509.load_pem_x509_certificate(text)
            begins, ends = read.not_valid_before_utc.timestamp(), read.not_valid_after_utc.timestamp()
            authority = Authority(read.public_bytes(Encoding.DER), read.subject.public_bytes(), ends)
        except ValueError:
            continue  # libcurl may know better, and is asked where no other authority is found
        if begins <= now <= ends:
            found.append(authority)
    return tuple(found)


def _made(authorities: tuple[Authority, ...], least: TlsVersion) -> Trust:
    from rtls._rustls import RustlsConfigBuilder

    builder = RustlsConfigBuilder()
    for each in authorities:
        with suppress(ValueError):
            builder.add_root_cert_from_der(each.der)
    builder.set_verify_mode(_VERIFIED)
    builder.set_check_hostname(True)
    builder.set_min_version(VERSIONS[least])
    builder.set_alpn([b"http/1.1"])
    ends = (each.ends for each in authorities)
    return Trust(builder, authorities, min(time.time() + AUTHORITIES_HOLD, *ends, math.inf))
