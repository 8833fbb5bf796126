"""Whatever comes, an attempt ends with a state or a failure, and a list is read or refused."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from collections.abc import Callable

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from upheld.collect.probes.certificate import summary_of, summary_of_pem
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure
from upheld.collect.probes.foreign.carried import Carried
from upheld.collect.probes.foreign.table import FORMS, carry
from upheld.collect.probes.hello import TLS_1_2, NotTaken, Taken, answer_to_hello, client_hello
from upheld.collect.probes.mail import imap_abilities, imap_greeting, smtp_reply
from upheld.collect.probes.wire import Wire
from upheld.errors import UnreadableFile

RECORDS = st.builds(
    lambda kind, data: struct.pack("!BHH", kind, 0x0301, len(data)) + data,
    st.sampled_from([21, 22]),
    st.binary(min_size=1, max_size=80),
)
LINES = st.lists(
    st.sampled_from([b"220 a", b"220-", b"250 x", b"* OK", b"a1 OK", b"a1 NO", b"* CAPABILITY", b""])
)


def heard(data: bytes, hear: Callable[[Wire], object]) -> object:
    """What is made of bytes that come, and then an end."""
    here, there = socket.socketpair()
    with here, there:
        there.sendall(data)
        there.shutdown(socket.SHUT_WR)
        try:
            return hear(Wire(here, "192.0.2.1:25", Clockwork(deadline=time.monotonic() + 5), most=10_000))
        except Failure as failure:
            return failure


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(RECORDS, max_size=4).map(b"".join)))
@example(client_hello(TLS_1_2, "localhost"))
def test_an_answer_to_a_hello(data: bytes) -> None:
    for reads_all in (False, True):
        found = heard(data, lambda wire, reads_all=reads_all: answer_to_hello(wire, reads_all))  # type: ignore[misc]
        assert isinstance(found, Taken | NotTaken | Failure)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=300), LINES.map(b"\r\n".join)))
def test_what_mail_servers_say(data: bytes) -> None:
    for hear in (lambda wire: smtp_reply(wire, 220, "greeting"), imap_greeting, imap_abilities):
        heard(data, hear)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_what_is_no_certificate(data: bytes) -> None:
    assert summary_of(data) is None
    assert summary_of_pem(data.decode("latin-1")) is None


KEYS = [
    "name",
    "type",
    "url",
    "hostname",
    "port",
    "interval",
    "headers",
    "conditions",
    "dns",
    "http",
    "prober",
    "tcp",
    "targets",
    "labels",
    "client",
    "query_response",
    "keyword",
    "tls_config",
]
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10, 10**6), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.sampled_from(["http", "keyword", "json-query", "port", "ping", "dns", "push", "smtp"]))
def test_lists_with_anything_in_them(value: object, kind: str) -> None:
    """Each is carried over as far as it can be, and nothing in it is taken for more than it says."""
    monitor = (value if isinstance(value, dict) else {"name": value}) | {"type": kind}
    kuma = json.dumps({"monitorList": [monitor, value]}, ensure_ascii=False).encode()
    gatus = yaml.safe_dump(
        {"endpoints": [value, {"name": "a", "url": f"{kind}://x", "conditions": value}]}
    ).encode()
    blackbox = yaml.safe_dump({"modules": {"m": value, "n": {"prober": kind, kind: value}}}).encode()
    targets = yaml.safe_dump([{"targets": ["x:1", value], "labels": {"module": "n"}}]).encode()
    for name, data, others in (
        ("uptime-kuma", kuma, ()),
        ("gatus", gatus, ()),
        ("blackbox", blackbox, (("targets.json", targets),)),
    ):
        with contextlib.suppress(UnreadableFile):
            assert isinstance(carry("list", data, form=name, targets=others), Carried)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(FORMS))
def test_lists_that_are_none(data: bytes, form: str) -> None:
    try:
        found = carry("list", data, form=form, targets=(("t", data),) if form == "blackbox" else ())
    except UnreadableFile:
        return
    assert isinstance(found, Carried)


def test_a_target_may_not_be_what_it_is_not() -> None:
    with pytest.raises(UnreadableFile, match="has no `monitorList`"):
        carry("list.json", b'{"other": []}', form="uptime-kuma")
