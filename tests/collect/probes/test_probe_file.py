"""Files of probes: what is wrong is told with its place, and what is written reads back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.chrono.instant import MINUTE, SECOND, Micros
from upheld.collect.probes.probe import Probe, SecretRef, Target, decoded, encoded, secrets_of
from upheld.collect.probes.probe_file import parse_probes
from upheld.collect.probes.targets.dns import Carrier, Dns
from upheld.collect.probes.targets.download import Download
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import (
    Basic,
    Bearer,
    ExpectedHeader,
    ExpectedValue,
    Family,
    Http,
    TlsVersion,
)
from upheld.collect.probes.targets.icmp import Icmp
from upheld.collect.probes.targets.page import Page
from upheld.collect.probes.targets.smtp import Security, Smtp
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.targets.tls import About, Tls
from upheld.collect.probes.written.writing import write_probes
from upheld.language.diagnostic import render

GALLERY = Path(__file__).parent / "wrong"


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_is_wrong_is_told(path: Path, blessing: bool) -> None:
    read = parse_probes(path.name, path.read_bytes(), GALLERY)
    told = "\n".join(f"{render(each)}\n" for each in read.diagnostics)
    expected = path.with_suffix(".txt")
    if blessing:
        expected.write_text(told)
    assert not read.is_good
    assert told == expected.read_text("utf-8")


def test_the_gallery_is_whole() -> None:
    assert {path.stem for path in GALLERY.glob("*.yaml")} == {path.stem for path in GALLERY.glob("*.txt")}
    assert len([*GALLERY.glob("*.yaml")]) >= 6


names = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
words = st.text(
    st.characters(codec="ascii", categories=("L", "N", "P", "S"), include_characters=" "), min_size=1
).filter(lambda text: text == text.strip())
texts = st.one_of(words, st.builds(SecretRef, names))
lengths = st.integers(1, 10**9).map(Micros)
hosts = st.sampled_from(["example.com", "192.0.2.1", "2001:db8::1", "a-b.example"])
expressions = st.sampled_from(["^a+$", "b|c", r"\d+ ms", "[x-z]{2}"])
urls = st.sampled_from(["https://example.com/", "http://example.com:8080/a?b=c#d", "https://[2001:db8::1]/"])
header_names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True)
headers = st.lists(st.tuples(header_names, texts), unique_by=lambda each: each[0], max_size=3).map(tuple)
sign_ins = st.one_of(st.none(), st.builds(Basic, texts, texts), st.builds(Bearer, texts))
statuses = st.lists(
    st.tuples(st.integers(100, 599), st.integers(100, 599)).map(lambda two: (min(two), max(two))), min_size=1
).map(tuple)
several = st.lists(words, max_size=3).map(tuple)
limits = st.one_of(st.none(), lengths)
json_values = st.one_of(
    st.none(), st.sampled_from(["1", '"1"', '"a b"', "true", '"true"', "null", "1.5", '"[1]"', '"no"'])
)
https = st.builds(
    Http,
    url=urls,
    method=st.sampled_from(["GET", "HEAD", "POST"]),
    headers=headers,
    body=st.one_of(st.none(), texts),
    sign_in=sign_ins,
    redirects=st.integers(0, 20),
    status=statuses,
    has=several,
    lacks=several,
    matches=st.lists(expressions, max_size=2).map(tuple),
    json=st.lists(
        st.builds(ExpectedValue, st.sampled_from(["$", "$.a[0]", "$['b c'].d"]), json_values),
        unique_by=lambda each: each.path,
    ).map(tuple),
    is_health=st.booleans(),
    expected_headers=st.lists(
        st.one_of(
            st.builds(ExpectedHeader, header_names, st.one_of(st.none(), expressions)),
            st.builds(ExpectedHeader, header_names, is_absent=st.just(True)),
        ),
        unique_by=lambda each: each.name,
        max_size=3,
    ).map(tuple),
    is_verified=st.booleans(),
    tls=st.sampled_from(TlsVersion),
    body_limit=st.integers(0, 10**9 - 1),
    degraded_above=limits,
    keeps_connection=st.booleans(),
    lookup_every=st.integers(0, 10**9).map(Micros),
    family=st.sampled_from(Family),
    proxy=st.one_of(st.none(), urls),
)
targets: st.SearchStrategy[Target] = st.one_of(
    https,
    st.builds(
        Tcp,
        host=hosts,
        port=st.integers(1, 65535),
        send=st.one_of(st.none(), texts),
        expect=st.one_of(st.none(), expressions),
        degraded_above=limits,
    ),
    st.builds(
        Icmp,
        host=hosts,
        packets=st.integers(1, 100),
        down_above_loss=st.one_of(st.none(), st.integers(0, 10**6)),
    ),
    st.builds(Dns, name=hosts, by=st.sampled_from(Carrier), has=several, is_exact=st.booleans()),
    st.builds(Tls, host=hosts, about=st.sampled_from(About), degraded_within=lengths),
    st.builds(Download, url=urls, degraded_below=st.one_of(st.none(), st.integers(1, 10**9 - 1))),
    st.builds(Page, url=urls, width=st.integers(200, 4000)),
    st.builds(Smtp, host=hosts, security=st.sampled_from(Security), can=several),
    st.builds(Heartbeat, within=lengths, of=st.one_of(st.none(), words)),
)
probes = st.builds(
    Probe,
    name=names,
    site=words,
    source=words,
    every=st.integers(10 * SECOND, 60 * MINUTE).map(Micros),
    timeout=st.integers(1, 10 * SECOND).map(Micros),
    retries=st.integers(0, 10),
    retry_after=lengths,
    locations=st.lists(names, max_size=3).map(tuple),
    what=targets,
    may_be_private=st.just(True),
)


@given(st.lists(probes, min_size=1, max_size=3, unique_by=lambda probe: probe.name))
def test_what_is_written_reads_back_the_same(several: list[Probe]) -> None:
    text = write_probes(several)
    read = parse_probes("probes.yaml", text.encode(), Path("/"))
    assert read.diagnostics == (), text
    assert list(read.probes) == several


@given(probes)
def test_probes_go_through_json(probe: Probe) -> None:
    assert decoded(encoded(probe)) == probe


def test_what_is_said_for_all_holds_unless_it_is_said_otherwise() -> None:
    text = (
        b"probes: 1\ndefaults: {every: 5 s, retries: 2, locations: here}\n"
        b"points: {a: {tcp: {host: a, port: 1}}, b: {icmp: b, every: 1 min, retries: 0}}\n"
    )
    first, second = parse_probes("probes.yaml", text, Path("/")).probes
    assert (first.every, first.timeout, first.retries) == (5 * SECOND, 5 * SECOND, 2)
    assert (second.every, second.timeout, second.retries) == (MINUTE, 10 * SECOND, 0)
    assert first.locations == second.locations == ("here",)
    assert first.site == "a"


def test_secrets_are_named_and_never_shown() -> None:
    text = (
        b"probes: 1\npoints:\n  a:\n    http:\n      url: https://example.com\n"
        b"      headers: {X-A: {secret: one}}\n      sign_in: {token: {secret: two}}\n"
    )
    (probe,) = parse_probes("probes.yaml", text, Path("/")).probes
    assert secrets_of(probe) == {"one", "two"}
