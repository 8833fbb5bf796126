"""Modules of blackbox_exporter: how each asks a target."""

from __future__ import annotations

import re
from collections.abc import Callable

from upheld.collect.probes.foreign.carried import Carrying
from upheld.collect.probes.foreign.entry import Entry
from upheld.collect.probes.foreign.units import host_and_port
from upheld.collect.probes.probe import Target
from upheld.collect.probes.secret import Text
from upheld.collect.probes.targets.dns import Carrier, Dns
from upheld.collect.probes.targets.http import Basic, Bearer, ExpectedHeader, Family, Http, TlsVersion
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import Tls

Left = list[tuple[int, str]]
"""What is not carried over, with its line."""

_SECRET_HEADER = re.compile(r"(?i)authorization|cookie|key|token|secret|password")
_LITERAL = re.compile(r"[\w \-/:=@,;!\"'<>%&#~]*")
_TLS_VERSIONS = {
    "TLS10": TlsVersion.TLS_1_0,
    "TLS11": TlsVersion.TLS_1_1,
    "TLS12": TlsVersion.TLS_1_2,
    "TLS13": TlsVersion.TLS_1_3,
}


def target_of(module: Entry, target: str, name: str, carrying: Carrying) -> tuple[Target | str, Left]:
    """Give what a module asks of a target, or why that can't be told; and what of it is not carried over."""
    prober = module.text("prober")
    makers: dict[str, Callable[[Entry, str, str, Carrying], Target | str]] = {
        "http": _http,
        "tcp": _tcp,
        "icmp": _icmp,
        "dns": _dns,
    }
    if prober not in makers:
        return f"`{prober}` is not asked here", []
    terms = module.entry(prober)
    made = makers[prober](terms, target, name, carrying)
    left: Left = [(line, f"`{key}`") for key, line in terms.untaken()]
    for inner in ("tls_config", "basic_auth", "authorization"):
        left += [(line, f"`{inner}.{key}`") for key, line in terms.entry(inner).untaken()]
    return made, left


def _family(terms: Entry) -> Family:
    preferred = terms.text("preferred_ip_protocol", "ip6")
    if terms.is_true("ip_protocol_fallback", True):
        return Family.ANY
    return Family.FOUR if preferred == "ip4" else Family.SIX


def _http(terms: Entry, target: str, name: str, carrying: Carrying) -> Target | str:
    url = target if "://" in target else f"http://{target}"
    if terms.is_true("fail_if_ssl"):
        return "it is down where there is TLS (`fail_if_ssl`)"
    if terms.is_true("fail_if_not_ssl") and not url.startswith("https:"):
        return "its URL has no TLS, and the module is down without (`fail_if_not_ssl`)"
    lacks = terms.texts("fail_if_body_matches_regexp")
    if not all(_LITERAL.fullmatch(each) for each in lacks):
        return "it is down where an expression matches (`fail_if_body_matches_regexp`), not only a text"
    statuses = terms.texts("valid_status_codes")
    tls = terms.entry("tls_config")
    follows = terms.is_true("follow_redirects", not terms.is_true("no_follow_redirects"))
    return Http(
        url=url,
        method=terms.text("method", "GET").upper(),
        headers=_headers(terms.entry("headers"), name, carrying),
        body=terms.text("body") or None,
        sign_in=_sign_in(terms, name, carrying),
        redirects=10 if follows else 0,
        status=tuple((int(each), int(each)) for each in statuses if each.isdigit()) or ((200, 299),),
        lacks=tuple(lacks),
        matches=tuple(terms.texts("fail_if_body_not_matches_regexp")),
        expected_headers=tuple(
            ExpectedHeader(each.text("header"), each.text("regexp"))
            for each in terms.entries("fail_if_header_not_matches")
            if not each.is_true("allow_missing")
        ),
        is_verified=not tls.is_true("insecure_skip_verify"),
        tls=_TLS_VERSIONS.get(tls.text("min_version"), TlsVersion.TLS_1_2),
        family=_family(terms),
        proxy=terms.text("proxy_url") or None,
    )


def _headers(headers: Entry, name: str, carrying: Carrying) -> tuple[tuple[str, Text], ...]:
    return tuple(
        (each, carrying.secret(name, each, value) if _SECRET_HEADER.search(each) else value)
        for each, value in headers.pairs()
    )


def _sign_in(terms: Entry, name: str, carrying: Carrying) -> Basic | Bearer | None:
    if token := terms.text("bearer_token"):
        return Bearer(carrying.secret(name, "token", token))
    authorization = terms.entry("authorization")
    if authorization.text("type", "Bearer") == "Bearer" and (token := authorization.text("credentials")):
        return Bearer(carrying.secret(name, "token", token))
    basic = terms.entry("basic_auth")
    if not (user := basic.text("username")):
        return None
    password = basic.text("password")
    return Basic(user, carrying.secret(name, "password", password) if password else "")


def _tcp(terms: Entry, target: str, _name: str, _carrying: Carrying) -> Target | str:
    host, port = host_and_port(target)
    if not host or not port:
        return f"`{target}` has no port"
    steps = terms.entries("query_response")
    if terms.is_true("tls"):
        return "it speaks under TLS (`query_response`)" if steps else _tls(terms, host, port)
    if any(step.is_true("starttls") for step in steps):
        return "it goes over to TLS (`starttls`): write a probe `smtp`, `imap` or `tls`"
    return _conversation(host, port, steps)


def _tls(terms: Entry, host: str, port: int) -> Tls:
    tls = terms.entry("tls_config")
    return Tls(
        host=host,
        port=port,
        server_name=tls.text("server_name") or None,
        least=_TLS_VERSIONS.get(tls.text("min_version"), TlsVersion.TLS_1_0),
        is_verified=not tls.is_true("insecure_skip_verify"),
    )


def _conversation(host: str, port: int, steps: list[Entry]) -> Tcp | str:
    """Each step first hears, then says."""
    heard = ["expect" in step.values for step in steps]
    said = ["send" in step.values for step in steps]
    if not steps:
        return Tcp(host=host, port=port)
    if (heard, said) == ([True], [False]):
        return Tcp(host=host, port=port, expect=steps[0].text("expect"))
    if (heard, said) == ([False, True], [True, False]):
        return Tcp(host=host, port=port, send=steps[0].text("send") + "\n", expect=steps[1].text("expect"))
    return "it says and hears more than one thing (`query_response`)"


def _icmp(terms: Entry, target: str, _name: str, _carrying: Carrying) -> Target | str:
    return Icmp(
        host=host_and_port(target)[0] or target,
        family=_family(terms),
        packets=1,
        size=max(terms.number("payload_size", 56), 16),
    )


def _dns(terms: Entry, target: str, _name: str, _carrying: Carrying) -> Target | str:
    host, port = host_and_port(target)
    codes = terms.texts("valid_rcodes") or ["NOERROR"]
    if len(codes) > 1:
        return "any of several codes is good (`valid_rcodes`)"
    over_tls = terms.is_true("dns_over_tls")
    by_tcp = terms.text("transport_protocol", "udp") == "tcp"
    return Dns(
        name=terms.text("query_name"),
        record=terms.text("query_type", "ANY"),
        servers=(host,),
        port=port,
        by=Carrier.TLS if over_tls else Carrier.TCP if by_tcp else Carrier.UDP,
        is_recursive=terms.is_true("recursion_desired", True),
        code=codes[0],
    )
