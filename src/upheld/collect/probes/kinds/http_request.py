"""A request made ready: what is set on a handle of libcurl, worked out once for a probe."""

from __future__ import annotations

import base64

import pycurl
from msgspec import Struct

from upheld import __version__
from upheld.collect.probes.bundle import authorities
from upheld.collect.probes.place import Place, place_of
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.collect.probes.targets.http import Basic, Bearer, Http, TlsVersion
from upheld.errors import PhraseError, UsageError

_VERSIONS = {
    TlsVersion.TLS_1_0: pycurl.SSLVERSION_TLSv1_0,
    TlsVersion.TLS_1_1: pycurl.SSLVERSION_TLSv1_1,
    TlsVersion.TLS_1_2: pycurl.SSLVERSION_TLSv1_2,
    TlsVersion.TLS_1_3: pycurl.SSLVERSION_TLSv1_3,
}
_CURVES = "X25519:P-256:P-384:P-521:X25519MLKEM768"
"""A key is made for the first only; whoever wants another asks for it, as TLS 1.3 provides."""
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

Options = tuple[tuple[int, object], ...]


class Request(Struct, frozen=True, kw_only=True):
    """A request made ready."""

    url: str
    method: str
    place: Place
    options: Options
    """All that is set on a handle but URL and address; requests with the same may use the same handle."""
    timeout: float
    """Seconds."""


def made_ready(probe: Probe, secrets: Secrets) -> Request:
    """Work out what is set for a probe. Raises PhraseError, and UsageError where a secret is missing."""
    what = _terms(probe)
    return elsewhere(probe, secrets, what.url, what.method, is_own=True)


def elsewhere(probe: Probe, secrets: Secrets, url: str, method: str, *, is_own: bool) -> Request:
    """Make the request to another URL ready; unless its origin is the probe's own, no secret goes there.

    Raises PhraseError for a URL that can't be asked, UsageError where a secret is missing or would get away.
    """
    what = _terms(probe)
    headers = [
        _header(name, secrets.text(value))
        for name, value in what.headers
        if is_own or (isinstance(value, str) and name.lower() not in _PRIVATE_HEADERS)
    ]
    headers += _sign_in(what, secrets) if is_own else []
    body = None
    if method == what.method and what.body is not None:
        if isinstance(what.body, SecretRef) and not is_own:
            raise UsageError("the redirect would carry a secret to another host")
        body = secrets.text(what.body)
    return Request(
        url=url,
        method=method,
        place=place_of(url),
        options=(
            *_usual(what, probe),
            *_method(method, body),
            *([(pycurl.HTTPHEADER, tuple(headers))] if headers else ()),
        ),
        timeout=probe.timeout / 1e6,
    )


def _terms(probe: Probe) -> Http:
    if not isinstance(probe.what, Http):
        raise UsageError(f"`{probe.name}` is no probe of HTTP")
    return probe.what


def _usual(what: Http, probe: Probe) -> Options:
    options: list[tuple[int, object]] = [
        (pycurl.TIMEOUT_MS, max(1, probe.timeout // 1000)),
        (pycurl.SSLVERSION, _VERSIONS[what.tls]),
    ]
    if not what.keeps_connection:
        options += [(pycurl.FRESH_CONNECT, 1), (pycurl.FORBID_REUSE, 1), (pycurl.SSL_SESSIONID_CACHE, 0)]
    if what.proxy is not None:
        options.append((pycurl.PROXY, what.proxy))
    if not what.is_verified:
        options += [(pycurl.SSL_VERIFYPEER, 0), (pycurl.SSL_VERIFYHOST, 0)]
    elif what.authorities is not None:
        options.append((pycurl.CAINFO_BLOB, what.authorities))
    else:
        options.append((pycurl.CAINFO, authorities()))
    return tuple(options)


def _method(method: str, body: str | None) -> Options:
    if method == "HEAD":
        return ((pycurl.NOBODY, 1),)
    if body is None:
        return () if method == "GET" else ((pycurl.CUSTOMREQUEST, method),)
    data = body.encode()
    return (
        (pycurl.POSTFIELDSIZE_LARGE, len(data)),
        (pycurl.COPYPOSTFIELDS, data),
        (pycurl.CUSTOMREQUEST, method),
    )


def _sign_in(what: Http, secrets: Secrets) -> list[str]:
    if isinstance(what.sign_in, Basic):
        user, password = secrets.text(what.sign_in.user), secrets.text(what.sign_in.password)
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        return [_header("Authorization", f"Basic {token}")]
    if isinstance(what.sign_in, Bearer):
        return [_header("Authorization", f"Bearer {secrets.text(what.sign_in.token)}")]
    return []


def _header(name: str, value: str) -> str:
    if any(sign in name + value for sign in "\r\n\0"):
        raise PhraseError(f"the value of the header `{name}` has a line break in it", "take it out")
    return f"{name}: {value}" if value else f"{name};"


def configured(options: Options) -> pycurl.Curl:
    """Make a handle with all that requests have in common, and these options."""
    handle = pycurl.Curl()
    handle.setopt(pycurl.NOSIGNAL, 1)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.USERAGENT, f"Upheld/{__version__}")
    handle.setopt(pycurl.ENCODING, "gzip, deflate, br")
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
    handle.setopt(pycurl.DNS_CACHE_TIMEOUT, 0)
    handle.setopt(pycurl.SSL_EC_CURVES, _CURVES)
    handle.setopt(pycurl.TCP_NODELAY, 1)
    handle.setopt(pycurl.NETRC, pycurl.NETRC_IGNORED)
    for option, value in options:
        handle.setopt(option, list(value) if isinstance(value, tuple) else value)
    return handle
