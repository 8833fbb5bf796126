"""Troubles: the codes of what went wrong, and which of them may be the network's here."""

from __future__ import annotations

NO_NAME = "no-name"
"""The name does not resolve."""
NO_ROUTE = "no-route"
REFUSED = "refused"
RESET = "reset"
"""The connection broke off."""
TIMEOUT = "timeout"
TLS = "tls"
"""A handshake that failed for another reason than the certificate."""
CERTIFICATE = "certificate"
PRIVATE = "private-address"
"""An address that may not be asked."""
REDIRECTS = "redirects"
STATUS = "status"
HEADER = "header"
BODY = "body"
JSON = "json"
HEALTH = "health"
PROTOCOL = "protocol"
"""An answer that is none of its protocol."""
SLOW = "slow"
ANSWER = "answer"
"""An answer, but not the one expected."""
LOSS = "loss"
"""More packets lost than may be."""
OLD_TLS = "old-tls"
"""A version of TLS was taken that is to be refused."""
EXPIRY = "expiry"
"""A certificate that expires soon."""
DNSSEC = "dnssec"
"""An answer that is not proved to be the zone's own."""
GREETING = "greeting"
"""A server that does not greet as it should."""
PAGE = "page"
"""A page that did not load as it should."""
HEARTBEAT = "heartbeat"
"""No sign of life came in time."""
OWN = "own"
"""A failure of the prober itself: no descriptors, no memory, no resolver, a secret that is missing."""
WITNESS = "witness"
"""No answer, while the witness got none either."""

NETWORK = frozenset({NO_NAME, NO_ROUTE, REFUSED, RESET, TIMEOUT, TLS})
"""Troubles that a broken network here looks like too: of these a witness is asked."""


def trouble(code: str, words: str) -> str:
    """Put a code and words together."""
    return f"{code}: {words}"


def code_of(text: str) -> str:
    """The code of a trouble."""
    return text.partition(":")[0]
