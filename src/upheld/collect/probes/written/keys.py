"""The table of keys: those of every probe, and those of each kind; a kind's first key may stand alone."""

from __future__ import annotations

from collections.abc import Mapping

from upheld.collect.probes.probe import Target
from upheld.collect.probes.targets.dns import Carrier, Dns, Validation
from upheld.collect.probes.targets.download import Download
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Family, Http, TlsVersion
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.imap import Imap
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import About, Before, Tls
from upheld.collect.probes.written.form import Form, Key
from upheld.collect.probes.written.forms import (
    EXPRESSION,
    EXPRESSIONS,
    HOST,
    LENGTH,
    PEM_FILE,
    PORT,
    RATE,
    SECRET_TEXT,
    SHARE,
    SIZE,
    SLUG,
    SLUGS,
    TEXT,
    TEXTS,
    URL,
    YES_NO,
    whole,
    word,
)
from upheld.collect.probes.written.http_forms import (
    EXPECTED_HEADERS,
    EXPECTED_VALUES,
    HEADERS,
    METHOD,
    SIGN_IN,
    STATUS,
)

PROBE_KEYS = (
    Key(
        name="site",
        form=TEXT,
        meaning="the measurement point, as samples call it",
        example="sign-in page",
        absent="the name of the probe",
    ),
    Key(name="source", form=TEXT, meaning="the source, as samples call it", example="probe"),
    Key(name="every", form=LENGTH, meaning="how often it is asked, from 1 s to 24 h", example="30 s"),
    Key(
        name="timeout",
        form=LENGTH,
        meaning="how long one attempt may take, redirects and all; at most `every`",
        example="5 s",
        absent="10 s, or `every` where that is shorter",
    ),
    Key(
        name="retries",
        form=whole(0, 10),
        meaning="so many attempts follow one that failed, until one does not; each is recorded, as a retry",
        example="2",
    ),
    Key(
        name="retry_after",
        form=LENGTH,
        meaning="how long after a failed attempt the next one begins",
        example="5 s",
    ),
    Key(
        name="locations",
        form=SLUGS,
        meaning="where it is asked from",
        example="[frankfurt, virginia]",
        absent="everywhere",
    ),
    Key(
        name="witness",
        form=SLUG,
        meaning="a probe that tells whether the network works: while it has no answer, none is *unknown*",
        example="gateway",
        absent="none",
    ),
    Key(
        name="may_be_private",
        form=YES_NO,
        meaning="addresses that are not of the public internet may be asked",
        example="yes",
    ),
)
"""Those that `defaults` may have, but for the site and the witness of one probe."""


def _host(meaning: str) -> Key:
    return Key(name="host", form=HOST, meaning=meaning, example="mail.example.com")


def _slow(what: str = "an answer") -> Key:
    return Key(
        name="degraded_above",
        form=LENGTH,
        meaning=f"{what} that took longer is *degraded*",
        example="800 ms",
        absent="none is",
    )


_VERIFIED = Key(
    name="verified", field="is_verified", form=YES_NO, meaning="certificates are checked", example="no"
)
_AUTHORITIES = Key(
    name="authorities",
    form=PEM_FILE,
    meaning="whose certificates are trusted, instead of those this machine trusts",
    example="our-ca.pem",
    absent="those of the machine",
)
_HEADERS = Key(
    name="headers",
    form=HEADERS,
    meaning="headers that are sent; none of those with secrets goes to another host",
    example="{X-Key: {secret: api-key}}",
    absent="none",
)
_SIGN_IN = Key(
    name="sign_in",
    form=SIGN_IN,
    meaning="a user and a password (Basic), or a token (Bearer)",
    example="{token: {secret: api-token}}",
    absent="none",
)
_REDIRECTS = Key(
    name="redirects",
    form=whole(0, 20),
    meaning="how many are followed; with 0, a redirect is an answer like others",
    example="0",
)
_STATUS = Key(name="status", form=STATUS, meaning="the status expected", example="[200, 301-308]")
_FAMILY = Key(
    name="family", form=word(Family), meaning="by which version of the internet protocol", example="6"
)
_GREETING = Key(
    name="greeting",
    form=EXPRESSION,
    meaning="what is found in the greeting",
    example="ESMTP",
    absent="any greeting",
)
_PORT = Key(name="port", form=PORT, meaning="the port", example="8443")

_HTTP = (
    Key(name="url", form=URL, meaning="what is asked", example="https://example.com/health"),
    Key(name="method", form=METHOD, meaning="the method", example="HEAD"),
    _HEADERS,
    Key(
        name="body", form=SECRET_TEXT, meaning="what is sent", example="'{\"ping\": true}'", absent="nothing"
    ),
    _SIGN_IN,
    _REDIRECTS,
    _STATUS,
    Key(name="has", form=TEXTS, meaning="what must stand in the body", example="Sign in", absent="nothing"),
    Key(
        name="lacks", form=TEXTS, meaning="what must not stand in the body", example="Sorry", absent="nothing"
    ),
    Key(
        name="matches",
        form=EXPRESSIONS,
        meaning="what must be found in the body",
        example="version [0-9]+",
        absent="nothing",
    ),
    Key(
        name="json",
        form=EXPECTED_VALUES,
        meaning="values that a body of JSON must have; what is no number, `true`, `false`, `null` is text",
        example='{"$.checks[0].status": ok}',
        absent="none",
    ),
    Key(
        name="health",
        field="is_health",
        form=YES_NO,
        meaning="the body is `application/health+json`: pass is *up*, warn *degraded*, fail *down*",
        example="yes",
    ),
    Key(
        name="expect_headers",
        field="expected_headers",
        form=EXPECTED_HEADERS,
        meaning="headers that the answer must have, or must not",
        example="{Server: {there: no}}",
        absent="none",
    ),
    _VERIFIED,
    _AUTHORITIES,
    Key(name="tls", form=word(TlsVersion), meaning="the least version of TLS that is spoken", example="1.3"),
    Key(
        name="body_limit",
        form=SIZE,
        meaning="so much of the body is read, decompressed; then it is cut, and judged by what was read",
        example="64 KiB",
    ),
    _slow(),
    Key(
        name="keep_connection",
        field="keeps_connection",
        form=YES_NO,
        meaning="a connection is used again; then most attempts have no lookup, connect and handshake",
        example="yes",
    ),
    Key(
        name="lookup_every",
        form=LENGTH,
        meaning="how long an address that was looked up is used again",
        example="60 s",
    ),
    _FAMILY,
    Key(
        name="proxy",
        form=URL,
        meaning="a proxy; it looks names up itself, so the rule on addresses does not hold beyond it",
        example="http://proxy.example.com:3128",
        absent="none, whatever the environment says",
    ),
)
_TCP = (
    _host("the host"),
    _PORT,
    Key(
        name="send", form=SECRET_TEXT, meaning="what is said first", example='"PING\\r\\n"', absent="nothing"
    ),
    Key(
        name="expect",
        form=EXPRESSION,
        meaning="what must be found in what comes back",
        example="PONG",
        absent="that the connection stands is enough",
    ),
    _slow("a connection, or what is expected,"),
)
_ICMP = (
    _host("the host"),
    _FAMILY,
    Key(name="packets", form=whole(1, 100), meaning="how many are sent", example="10"),
    Key(name="gap", form=LENGTH, meaning="from one to the next", example="100 ms"),
    Key(name="size", form=whole(16, 1472), meaning="bytes of data in each", example="1400"),
    _slow("answers"),
    Key(
        name="degraded_above_loss",
        form=SHARE,
        meaning="a greater share without an answer is *degraded*",
        example="5 %",
        absent="none is",
    ),
    Key(
        name="down_above_loss",
        form=SHARE,
        meaning="a greater share without an answer is *down*",
        example="40 %",
        absent="only where none is answered",
    ),
    Key(
        name="tcp_port",
        form=PORT,
        meaning="the port connected to instead, where this machine may not send echo requests",
        example="22",
    ),
)
_DNS = (
    Key(name="name", form=HOST, meaning="the name that is asked for", example="www.example.com"),
    Key(name="record", form=TEXT, meaning="the type of record", example="AAAA"),
    Key(
        name="servers",
        form=TEXTS,
        meaning="who is asked, one after another until one answers",
        example="[192.0.2.53]",
        absent="the machine's resolvers",
    ),
    Key(name="port", form=PORT, meaning="the port", example="5353", absent="53; 853 by TLS"),
    Key(name="by", form=word(Carrier), meaning="how questions are carried", example="tls"),
    Key(
        name="server_name",
        form=HOST,
        meaning="what the certificate must be for, by TLS",
        example="dns.example.com",
        absent="the server as it is written",
    ),
    _AUTHORITIES,
    Key(
        name="recursive",
        field="is_recursive",
        form=YES_NO,
        meaning="the server is to look further",
        example="no",
    ),
    Key(name="code", form=TEXT, meaning="the code the answer must have", example="NXDOMAIN"),
    Key(
        name="has",
        form=TEXTS,
        meaning="values that the answer must have, as zone files write them",
        example="[192.0.2.80]",
        absent="any will do",
    ),
    Key(name="exact", field="is_exact", form=YES_NO, meaning="the answer has no other values", example="yes"),
    Key(
        name="validated",
        form=word(Validation),
        meaning="what is asked of DNSSEC: nothing, the resolver's word, or proof from a trust anchor down",
        example="own",
    ),
    Key(
        name="anchors",
        form=TEXTS,
        meaning="DS records that are trusted",
        example="example. 12345 13 2 49FD…",
        absent="the root's",
    ),
    _slow(),
)
_TLS = (
    _host("the host"),
    _PORT,
    Key(
        name="server_name",
        form=HOST,
        meaning="whom to ask for, and what the certificate must be for",
        example="www.example.com",
        absent="the host",
    ),
    Key(name="before", form=word(Before), meaning="what is said before TLS begins", example="smtp"),
    Key(
        name="about",
        form=word(About),
        meaning="of what the state tells: all of it, old versions alone, or the certificate alone",
        example="versions",
    ),
    Key(name="least", form=word(TlsVersion), meaning="every older version must be refused", example="1.3"),
    _VERIFIED,
    _AUTHORITIES,
    Key(
        name="degraded_within",
        form=LENGTH,
        meaning="a certificate that expires within this is *degraded*",
        example="21 days",
    ),
    Key(
        name="staple",
        field="has_staple",
        form=YES_NO,
        meaning="word that the certificate is not revoked must be stapled (OCSP)",
        example="yes",
    ),
)
_DOWNLOAD = (
    Key(name="url", form=URL, meaning="what is fetched", example="https://example.com/10MB.bin"),
    _HEADERS,
    _SIGN_IN,
    _REDIRECTS,
    _VERIFIED,
    _AUTHORITIES,
    Key(
        name="least_bytes", form=SIZE, meaning="a body that ends before is too short to tell", example="10 MB"
    ),
    Key(name="most_bytes", form=SIZE, meaning="it is broken off after so much", example="50 MB"),
    Key(name="lasts", form=LENGTH, meaning="it is broken off so long after its first byte", example="5 s"),
    Key(
        name="degraded_below",
        form=RATE,
        meaning="a lower rate is *degraded*",
        example="50 Mbit/s",
        absent="none is",
    ),
    Key(name="down_below", form=RATE, meaning="a lower rate is *down*", example="1 Mbit/s", absent="none is"),
)
_PAGE = (
    Key(name="url", form=URL, meaning="the page", example="https://example.com/"),
    _HEADERS,
    _SIGN_IN,
    _STATUS,
    Key(name="has", form=TEXTS, meaning="what must be visible on it", example="Sign in", absent="nothing"),
    Key(
        name="selector",
        form=TEXT,
        meaning="something that this selects (CSS) must be visible",
        example="form#sign-in",
        absent="none",
    ),
    _VERIFIED,
    Key(
        name="settles",
        form=LENGTH,
        meaning="so long after it is loaded it is watched for what moves and what is painted",
        example="3 s",
    ),
    Key(name="width", form=whole(200, 4000), meaning="of the window, in pixels", example="390"),
    Key(name="height", form=whole(200, 4000), meaning="of the window, in pixels", example="844"),
    Key(name="most_bytes", form=SIZE, meaning="all that is fetched for it", example="20 MB"),
    _slow("a page"),
    Key(
        name="degraded_above_lcp",
        form=LENGTH,
        meaning="a page whose largest paint came later is *degraded*",
        example="2.5 s",
        absent="none is",
    ),
)
_SMTP = (
    _host("the mail server"),
    Key(
        name="port", form=PORT, meaning="the port", example="2525", absent="25; 587 with STARTTLS, 465 by TLS"
    ),
    Key(name="security", form=word(Security), meaning="whether and when TLS begins", example="starttls"),
    Key(name="says_it_is", form=HOST, meaning="the name given with EHLO", example="probe.example.com"),
    _GREETING,
    Key(
        name="can",
        form=TEXTS,
        meaning="what the answer to EHLO must name",
        example="PIPELINING",
        absent="nothing",
    ),
    _VERIFIED,
    _AUTHORITIES,
    _slow("a greeting"),
)
_IMAP = (
    _host("the mail server"),
    Key(name="port", form=PORT, meaning="the port", example="1143", absent="143; 993 by TLS"),
    Key(name="security", form=word(Security), meaning="whether and when TLS begins", example="starttls"),
    _GREETING,
    Key(
        name="can",
        form=TEXTS,
        meaning="what must be named among the capabilities",
        example="IDLE",
        absent="nothing",
    ),
    _VERIFIED,
    _AUTHORITIES,
    _slow("a greeting"),
)
_HEARTBEAT = (
    Key(name="within", form=LENGTH, meaning="a sign of life is expected at least so often", example="1 h"),
    Key(name="grace", form=LENGTH, meaning="so much later still counts", example="5 min"),
    Key(
        name="of",
        form=TEXT,
        meaning="the site that signs come from, in the words of their source",
        example="nightly-backup",
        absent="the probe's own site",
    ),
)

KIND_KEYS: Mapping[str, tuple[type[Target], tuple[Key, ...]]] = {
    "http": (Http, _HTTP),
    "tcp": (Tcp, _TCP),
    "icmp": (Icmp, _ICMP),
    "dns": (Dns, _DNS),
    "tls": (Tls, _TLS),
    "download": (Download, _DOWNLOAD),
    "page": (Page, _PAGE),
    "smtp": (Smtp, _SMTP),
    "imap": (Imap, _IMAP),
    "heartbeat": (Heartbeat, _HEARTBEAT),
}
"""The kinds, with what each is read into, and its keys; those without a default must be written."""


def form_of(kind: str, name: str) -> Form:
    """The form of a key of a kind."""
    return next(key.form for key in KIND_KEYS[kind][1] if key.name == name)
