"""Backups of Uptime Kuma: JSON with a list of monitors."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.foreign.carried import Carried, Carrying, Schedule
from upheld.collect.probes.foreign.entry import Entry, read_entry
from upheld.collect.probes.json_path import parse_path
from upheld.collect.probes.probe import Target
from upheld.collect.probes.secret import Text
from upheld.collect.probes.targets.dns import Dns
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Basic, ExpectedValue, Http
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.errors import PhraseError, UnreadableFile

_ELSEWHERE = {
    "notificationIDList": "notifications",
    "tags": "tags",
    "proxyId": "proxies",
    "parent": "groups",
}
"""What stands with many monitors and is told of once, in these words."""
_SILENT = frozenset(
    {
        *("id", "weight", "forceInactive", "pathName", "path", "childrenIDs", "includeSensitiveData"),
        *("dns_last_result", "maintenance", "screenshot", "userId", "created_date", "httpBodyEncoding"),
        *(
            "expectedTlsAlert",
            "gamedigGivenPortOnly",
            "cacheBust",
            "conditions",
            "retryOnlyOnStatusCodeFailure",
        ),
        *("jsonPathOperator", "ping_count", "ping_numeric", "ping_per_request_timeout", "ipFamily"),
        *("responseMaxLength", "saveResponse", "saveErrorResponse", "domainExpiryNotification"),
        *("mqttWebsocketPath", "mqttCheckType", "kafkaProducerSaslOptions", "oauth_auth_method"),
        *("packetSize", "dns_resolve_type", "dns_resolve_server", "url", "hostname", "port", "method"),
        *(
            "accepted_statuscodes",
            "maxredirects",
            "ignoreTls",
            "invertKeyword",
            "keyword",
            "expiryNotification",
        ),
        *("rabbitmqNodes", "grpcEnableTls", "kafkaProducerSsl", "kafkaProducerAllowAutoTopicCreation"),
    }
)
"""Bookkeeping, and what every monitor has a value of, be it of its kind or not."""
_SECRET_HEADER = re.compile(r"(?i)authorization|cookie|key|token|secret|password")


def carry_uptime_kuma(file: str, data: bytes, may_be_private: bool = False) -> Carried:
    """Carry a backup over. Raises UnreadableFile for what is none."""
    read = read_entry(file, data)
    if not isinstance(read, Entry) or "monitorList" not in read.values:
        raise UnreadableFile(f"{file} is no backup of Uptime Kuma: it has no `monitorList`")
    carrying = Carrying(file=file, may_be_private=may_be_private)
    monitors = read.entries("monitorList")
    for monitor in monitors:
        _carry(monitor, carrying)
    for key, what in _ELSEWHERE.items():
        number = sum(_says_something(each.values.get(key)) for each in monitors)
        if number:
            carrying.leave(
                0, "", f"{what} of {number} monitor{'s' if number > 1 else ''} are not carried over"
            )
    for key, line in read.untaken():
        if key not in ("version", "notificationList", "proxyList"):
            carrying.leave(line, "", f"`{key}` is not carried over")
    return carrying.done()


def _says_something(value: object) -> bool:
    return bool(value.values) if isinstance(value, Entry) else value not in (None, "", [], "0")


def _carry(monitor: Entry, carrying: Carrying) -> None:
    site, kind = monitor.text("name", "unnamed"), monitor.text("type")
    line = monitor.line
    if not monitor.is_true("active", True):
        carrying.leave(line, site, "it is not carried over: it is paused")
        return
    if monitor.is_true("upsideDown"):
        carrying.leave(line, site, "it is not carried over: it is upside down, and up means that it fails")
        return
    if kind not in _KINDS:
        why = "a group watches nothing itself" if kind == "group" else f"`{kind}` is not asked here"
        carrying.leave(line, site, f"it is not carried over: {why}")
        return
    name = carrying.name_for(site)
    when = Schedule(
        every=Micros(monitor.number("interval", 60) * SECOND),
        timeout=_seconds(monitor, "timeout"),
        retries=monitor.number("maxretries", 0),
        retry_after=Micros(monitor.number("retryInterval", 60) * SECOND),
    )
    if not when.retries:
        when = msgspec.structs.replace(when, retry_after=Micros(2 * SECOND))
    target = _KINDS[kind](monitor, name, carrying)
    if isinstance(target, str):
        carrying.leave(line, site, f"it is not carried over: {target}")
        return
    if isinstance(target, Heartbeat):
        when = Schedule(every=min(when.every, Micros(60 * SECOND)))
    if monitor.is_true("expiryNotification"):
        at = monitor.line_of("expiryNotification")
        carrying.leave(at, site, "that its certificate expires is not watched: add a probe `tls`")
    carrying.add(line, name, site, target, when)
    for key, at in monitor.untaken():
        if key in _ELSEWHERE or key in _SILENT or monitor.values[key] in ("false", "0"):
            continue
        carrying.leave(at, site, f"`{key}` is not carried over")


def _seconds(monitor: Entry, key: str) -> Micros | None:
    text = monitor.text(key)
    number = float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text) else 0.0
    return Micros(round(number * SECOND)) or None


def _http(monitor: Entry, name: str, carrying: Carrying) -> Target | str:
    site, kind = monitor.text("name"), monitor.text("type")
    keyword = monitor.text("keyword") if kind == "keyword" else ""
    is_lacking = monitor.is_true("invertKeyword")
    expected: tuple[ExpectedValue, ...] = ()
    if kind == "json-query":
        path = monitor.text("jsonPath")
        written = path if path.startswith("$") else f"$.{path}"
        try:
            parse_path(written)
        except PhraseError:
            return f"`{path}` is more than a path into JSON"
        if monitor.text("jsonPathOperator", "==") != "==":
            return f"a value of JSON is compared by `{monitor.text('jsonPathOperator')}`"
        expected = (ExpectedValue(written, _as_json(monitor.text("expectedValue"))),)
    elif kind != "keyword":
        monitor.taken |= {"keyword", "jsonPath", "expectedValue"}
    sign_in = _sign_in(monitor, name, carrying)
    if isinstance(sign_in, str):
        return sign_in
    redirects = monitor.number("maxredirects", 10)
    if redirects > 20:
        carrying.leave(monitor.line_of("maxredirects"), site, f"20 redirects are followed, not {redirects}")
    headers = _headers(monitor, name, carrying)
    return Http(
        url=monitor.text("url"),
        method=monitor.text("method", "GET").upper(),
        headers=headers,
        body=monitor.text("body") or None,
        sign_in=sign_in,
        redirects=min(redirects, 20),
        status=_status(monitor),
        has=(keyword,) if keyword and not is_lacking else (),
        lacks=(keyword,) if keyword and is_lacking else (),
        json=expected,
        is_verified=not monitor.is_true("ignoreTls"),
    )


def _page(monitor: Entry, _name: str, _carrying: Carrying) -> Target | str:
    return Page(
        url=monitor.text("url"), status=_status(monitor), is_verified=not monitor.is_true("ignoreTls")
    )


def _tcp(monitor: Entry, _name: str, _carrying: Carrying) -> Target | str:
    return Tcp(host=monitor.text("hostname"), port=monitor.number("port", 0))


def _icmp(monitor: Entry, _name: str, _carrying: Carrying) -> Target | str:
    return Icmp(host=monitor.text("hostname"), packets=1, size=max(monitor.number("packetSize", 56), 16))


def _dns(monitor: Entry, _name: str, _carrying: Carrying) -> Target | str:
    servers = tuple(each.strip() for each in monitor.text("dns_resolve_server").split(",") if each.strip())
    return Dns(
        name=monitor.text("hostname"),
        record=monitor.text("dns_resolve_type", "A"),
        servers=servers,
        port=monitor.number("port", 53) or 53,
    )


def _smtp(monitor: Entry, _name: str, _carrying: Carrying) -> Target | str:
    words = {"secure": Security.TLS, "starttls": Security.STARTTLS}
    security = words.get(monitor.text("smtpSecurity"), Security.NONE)
    return Smtp(host=monitor.text("hostname"), port=monitor.number("port", 0) or None, security=security)


def _heartbeat(monitor: Entry, _name: str, carrying: Carrying) -> Target | str:
    every = monitor.number("interval", 60)
    grace = monitor.number("maxretries", 0) * monitor.number("retryInterval", 60)
    monitor.text("pushToken")
    carrying.leave(
        monitor.line,
        monitor.text("name"),
        "what sends its signs of life must send them to Upheld from now on",
    )
    return Heartbeat(within=Micros(every * SECOND), grace=Micros(grace * SECOND))


_KINDS: dict[str, Callable[[Entry, str, Carrying], Target | str]] = {
    "http": _http,
    "keyword": _http,
    "json-query": _http,
    "port": _tcp,
    "ping": _icmp,
    "dns": _dns,
    "push": _heartbeat,
    "real-browser": _page,
    "smtp": _smtp,
}


def _status(monitor: Entry) -> tuple[tuple[int, int], ...]:
    found = []
    for each in monitor.texts("accepted_statuscodes"):
        first, _, last = each.partition("-")
        if first.isdigit() and (last or first).isdigit():
            found.append((int(first), int(last or first)))
    return tuple(found) or ((200, 299),)


def _headers(monitor: Entry, name: str, carrying: Carrying) -> tuple[tuple[str, Text], ...]:
    """Headers stand in the backup as JSON in a text."""
    written = monitor.text("headers")
    if not written:
        return ()
    try:
        headers = msgspec.json.decode(written, type=dict[str, str])
    except msgspec.DecodeError:
        at = monitor.line_of("headers")
        carrying.leave(at, monitor.text("name"), "its headers are not carried over: they are no JSON")
        return ()
    return tuple(
        (each, carrying.secret(name, each, value) if _SECRET_HEADER.search(each) else value)
        for each, value in headers.items()
    )


def _sign_in(monitor: Entry, name: str, carrying: Carrying) -> Basic | str | None:
    method = monitor.text("authMethod")
    user, password = monitor.text("basic_auth_user"), monitor.text("basic_auth_pass")
    if method and method not in ("basic", "null"):
        return f"it signs in by `{method}`"
    if not user:
        return None
    return Basic(user, carrying.secret(name, "password", password) if password else "")


def _as_json(text: str) -> str:
    try:
        value: object = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text
    return msgspec.json.encode(text if isinstance(value, (dict, list)) else value).decode()
