"""Trust: whose certificates are believed, and how a server is asked for its own."""

from __future__ import annotations

import ipaddress
import ssl

from upheld.collect.probes import bundle, trouble
from upheld.collect.probes.certificate import summary_of
from upheld.collect.probes.failure import Failure, own
from upheld.collect.probes.outcome import Certificate
from upheld.collect.probes.wire import Wire


def context_for(is_verified: bool, authorities: str | None = None) -> ssl.SSLContext:
    """Give a context for handshakes by TLS 1.2 or later; raises `Failure` for unreadable authorities."""
    if not is_verified:
        # Only where the definition of the probe says so.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        if authorities is None:
            return ssl.create_default_context(cafile=bundle.authorities())
        return ssl.create_default_context(cadata=authorities)
    except (ssl.SSLError, ValueError, TypeError):
        raise own("the certificates of authorities can't be read: they must be PEM") from None


def secure(wire: Wire, context: ssl.SSLContext, server_name: str) -> None:
    """Go over to TLS; raises `Failure`, for a certificate that is not to be trusted too."""
    try:
        wire.secure(context, server_name)
    except ssl.SSLCertVerificationError as error:
        raise Failure(trouble.CERTIFICATE, distrust(error)) from None


def distrust(error: ssl.SSLCertVerificationError) -> str:
    """Say why a certificate is not trusted."""
    words: str = getattr(error, "verify_message", "") or str(error)
    return words[:1].lower() + words[1:].rstrip(".")


def certificate_of(wire: Wire) -> Certificate | None:
    """What the server showed, in a few words."""
    secured = wire.secured
    der = None if secured is None else secured.getpeercert(binary_form=True)
    return None if der is None else summary_of(der)


def is_address(host: str) -> bool:
    """Whether a host is written as an address, which is not sent as the name of a server (RFC 6066)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
