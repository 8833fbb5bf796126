"""Configurations of Gatus: YAML with a list of endpoints, and conditions on what they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from upheld.chrono.instant import MINUTE, SECOND, Micros
from upheld.collect.probes.foreign.carried import Carried, Carrying, Schedule
from upheld.collect.probes.foreign.entry import Entry, read_entry
from upheld.collect.probes.foreign.gatus_conditions import Wanted, wanted_of
from upheld.collect.probes.foreign.units import host_and_port, length_of
from upheld.collect.probes.probe import Target
from upheld.collect.probes.secret import SecretRef, Text
from upheld.collect.probes.targets.dns import Dns
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import Before, Tls
from upheld.errors import UnreadableFile

_REMARKS = frozenset({"group", "ui", "extra-labels"})
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")
_SECRET_HEADER = re.compile(r"(?i)authorization|cookie|key|token|secret|password")
_ABOUT_ITSELF = frozenset(
    {
        *("alerting", "announcements", "concurrency", "connectivity", "debug", "disable-monitoring-lock"),
        *("metrics", "remote", "security", "skip-invalid-config-update", "storage", "tunneling", "ui", "web"),
    }
)


def carry_gatus(file: str, data: bytes, may_be_private: bool = False) -> Carried:
    """Carry a configuration over. Raises UnreadableFile for what is none."""
    read = read_entry(file, data)
    if not isinstance(read, Entry) or not {"endpoints", "services", "external-endpoints"} & set(read.values):
        raise UnreadableFile(f"{file} is no configuration of Gatus: it has no `endpoints`")
    carrying = Carrying(file=file, may_be_private=may_be_private)
    for endpoint in (*read.entries("endpoints"), *read.entries("services")):
        _carry(endpoint, carrying)
    for endpoint in read.entries("external-endpoints"):
        _carry_external(endpoint, carrying)
    for suite in read.entries("suites"):
        why = "it is not carried over: it asks several things one after another, with what came before"
        carrying.leave(suite.line, suite.text("name"), why)
    for key, line in read.untaken():
        if key not in _ABOUT_ITSELF:
            carrying.leave(line, "", f"`{key}` is not carried over")
    return carrying.done()


def _carry(endpoint: Entry, carrying: Carrying) -> None:
    site, line = _site(endpoint), endpoint.line
    if not endpoint.is_true("enabled", True):
        carrying.leave(line, site, "it is not carried over: it is not enabled")
        return
    name = carrying.name_for(site)
    client = endpoint.entry("client")
    wanted = wanted_of(endpoint.texts("conditions"), "dns" in endpoint.values)
    made = _target(endpoint, client, name, wanted, carrying)
    if isinstance(made, str):
        carrying.leave(line, site, f"it is not carried over: {made}")
        return
    when = Schedule(
        every=length_of(endpoint.text("interval", "60s")) or MINUTE,
        timeout=length_of(client.text("timeout", "10s")) or Micros(10 * SECOND),
    )
    carrying.add(line, name, site, made, when)
    at = endpoint.line_of("conditions")
    for said in wanted.left_out:
        carrying.leave(at, site, said)
    for entry, prefix in ((endpoint, ""), (client, "client.")):
        for key, where in entry.untaken():
            if key not in _REMARKS:
                carrying.leave(where, site, f"`{prefix}{key}` is not carried over")


def _carry_external(endpoint: Entry, carrying: Carrying) -> None:
    site = _site(endpoint)
    within = length_of(endpoint.entry("heartbeat").text("interval"))
    if not endpoint.is_true("enabled", True) or within is None:
        why = "it is not carried over: no sign of life is expected of it at any time"
        carrying.leave(endpoint.line, site, why)
        return
    endpoint.text("token")
    carrying.leave(endpoint.line, site, "what sends its signs of life must send them to Upheld from now on")
    target = Heartbeat(within=within, grace=Micros(0))
    when = Schedule(every=min(within, MINUTE))
    carrying.add(endpoint.line, carrying.name_for(site), site, target, when)
    for key, line in endpoint.untaken():
        if key not in _REMARKS:
            carrying.leave(line, site, f"`{key}` is not carried over")


def _site(endpoint: Entry) -> str:
    group, name = endpoint.text("group"), endpoint.text("name", "unnamed")
    return f"{group}/{name}" if group else name


def _target(endpoint: Entry, client: Entry, name: str, wanted: Wanted, carrying: Carrying) -> Target | str:
    url = endpoint.text("url")
    if found := _VARIABLE.search(url):
        return f"`{found[0]}` in its URL stands for something that is not in the file"
    if "dns" in endpoint.values:
        return _dns(endpoint, url, wanted)
    scheme = urlsplit(url).scheme.lower()
    if scheme in ("http", "https"):
        return _http(endpoint, client, name, wanted, carrying)
    host, port = host_and_port(url)
    if not host:
        return f"`{url}` leads nowhere"
    makers: dict[str, Callable[[], Target]] = {
        "tcp": lambda: Tcp(host=host, port=port or 0, degraded_above=wanted.response_time),
        "icmp": lambda: Icmp(host=host, packets=1, degraded_above=wanted.response_time),
        "tls": lambda: _tls(client, host, port, wanted, Before.NOTHING),
        "starttls": lambda: _tls(client, host, port, wanted, Before.SMTP),
    }
    return makers[scheme]() if scheme in makers else f"`{scheme}` is not asked here"


def _tls(client: Entry, host: str, port: int | None, wanted: Wanted, before: Before) -> Tls:
    made = Tls(host=host, port=port or 443, before=before, is_verified=not client.is_true("insecure"))
    return made if wanted.expiry is None else replace(made, degraded_within=wanted.expiry)


def _dns(endpoint: Entry, url: str, wanted: Wanted) -> Dns:
    asked = endpoint.entry("dns")
    server, port = host_and_port(url)
    return Dns(
        name=asked.text("query-name"),
        record=asked.text("query-type", "A"),
        servers=(server,),
        port=port,
        code=wanted.code or "NOERROR",
        has=wanted.values,
        degraded_above=wanted.response_time,
    )


def _http(endpoint: Entry, client: Entry, name: str, wanted: Wanted, carrying: Carrying) -> Http | str:
    headers, body = [], endpoint.text("body")
    for header, value in endpoint.entry("headers").pairs():
        headers.append((header, _text(name, header, value, carrying)))
    if endpoint.is_true("graphql"):
        return "it asks by GraphQL"
    if wanted.expiry is not None:
        at, site = endpoint.line_of("conditions"), _site(endpoint)
        carrying.leave(at, site, "that its certificate expires is not watched: add a probe `tls`")
    return Http(
        url=endpoint.text("url"),
        method=endpoint.text("method", "GET"),
        headers=tuple(headers),
        body=_text(name, "body", body, carrying) if body else None,
        redirects=0 if client.is_true("ignore-redirect") else 10,
        status=_ranges(wanted.statuses),
        has=wanted.has,
        matches=wanted.matches,
        json=wanted.json,
        is_verified=not client.is_true("insecure"),
        degraded_above=wanted.response_time,
    )


def _text(name: str, what: str, value: str, carrying: Carrying) -> Text:
    """A text; a variable of the environment is a secret of its name, and what looks like one is put aside."""
    if found := _VARIABLE.fullmatch(value):
        return SecretRef(found[1].lower().replace("_", "-"))
    if _SECRET_HEADER.search(what) or _VARIABLE.search(value):
        return carrying.secret(name, what, value)
    return value.replace("$$", "$")


def _ranges(statuses: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Statuses that follow each other, as ranges."""
    found: list[tuple[int, int]] = []
    for each in statuses:
        if found and found[-1][1] == each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return tuple(found)
