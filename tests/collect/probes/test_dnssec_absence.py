"""Proofs that a name or a record does not exist: by names, by hashes, with wildcards, and forged ones."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from asking import asked
from name_server import SignedZone, answers_of, name_server

from upheld.chrono.instant import Instant
from upheld.collect.probes.dnssec import Chain, anchors_from
from upheld.collect.probes.failure import Failure
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.targets.dns import Dns, Validation
from upheld.evidence.observation import State

ORIGIN = dns.name.from_text("example.")
ZONE = SignedZone(
    "example.",
    """
a 60 A 192.0.2.1
b.deep 60 A 192.0.2.1
cut 60 NS ns.cut
*.wild 60 A 192.0.2.9
""",
)
OTHER = SignedZone("example.", "")
TYPES = {
    "example.": "NS SOA RRSIG DNSKEY NSEC3PARAM",
    "a.example.": "A RRSIG",
    "deep.example.": "",
    "b.deep.example.": "A RRSIG",
    "cut.example.": "NS",
    "wild.example.": "",
    "*.wild.example.": "A RRSIG",
}
"""The names of the zone with their types, as hashes are made of them: those with nothing at them, too."""


def signed(denial: dns.rrset.RRset, by: SignedZone = ZONE) -> list[dns.rrset.RRset]:
    signature = dns.dnssec.sign(denial, by.key, ORIGIN, by.public, lifetime=3600)
    return [denial, dns.rrset.from_rdata(denial.name, 60, signature)]


def by_names(*owners: str, by: SignedZone = ZONE) -> list[dns.rrset.RRset]:
    """The denials of the zone at some names."""
    found = []
    for owner in owners:
        name = dns.name.from_text(owner)
        held = ZONE.zone.get_rdataset(name, dns.rdatatype.NSEC)
        assert held is not None, owner
        denial = dns.rrset.from_rdata_list(name, 60, list(held))
        found += signed(denial, by)
    return found


def hashes(
    names: Sequence[str] | None = None, flags: int = 0, rounds: int = 2, without: str = ""
) -> list[dns.rrset.RRset]:
    """Denials by hashes, of all names or of some; `without` one that was taken out."""
    known = sorted((dns.dnssec.nsec3_hash(each, "aa", rounds, 1), each) for each in TYPES if each != without)
    found = []
    for place, (hashed, name) in enumerate(known):
        if names is None or name in names:
            last = known[(place + 1) % len(known)][0]
            owner = dns.name.Name((hashed.encode(), *ORIGIN.labels))
            text = f"1 {flags} {rounds} aa {last} {TYPES[name]}"
            found += signed(dns.rrset.from_text(owner, 60, "IN", "NSEC3", text))
    return found


def proved(name: str, kind: str | None, denials: Iterable[dns.rrset.RRset]) -> str:
    """What is said against it that there is none; nothing where that is proved."""
    fetch = answers_of(ZONE.zone)

    def fetched(of: dns.name.Name, what: dns.rdatatype.RdataType) -> Iterable[dns.rrset.RRset]:
        answer = fetch(dns.message.make_query(of, what, want_dnssec=True))
        assert isinstance(answer, dns.message.Message)
        return answer.answer

    now = Instant(int(time.time() * 1_000_000))
    chain = Chain(fetched, anchors_from([f"example. {ZONE.delegation}"]), now, list(denials))
    try:
        chain.prove_absent(dns.name.from_text(name), None if kind is None else dns.rdatatype.from_text(kind))
    except Failure as failure:
        return f"{failure.state.name} {failure.words}"
    return ""


# In the order of the zone: example. < a < cut < deep's b < *.wild < example. (ns has no addresses here.)
@pytest.mark.parametrize(
    ("name", "kind", "owners"),
    [
        ("b.example.", None, ("a.example.", "example.")),
        ("x.a.example.", None, ("a.example.",)),
        ("zz.example.", None, ("*.wild.example.", "example.")),
        ("a.example.", "AAAA", ("a.example.",)),
        ("deep.example.", "A", ("cut.example.",)),
        ("cut.example.", "DS", ("cut.example.",)),
        ("q.wild.example.", "AAAA", ("*.wild.example.",)),
        ("example.", "A", ("example.",)),
    ],
)
def test_denials_by_names(name: str, kind: str | None, owners: tuple[str, ...]) -> None:
    assert proved(name, kind, by_names(*owners)) == ""
    assert proved(name, kind, by_names(*owners, by=OTHER)).startswith("DOWN that ")


@pytest.mark.parametrize(
    ("name", "kind", "owners"),
    [
        # that no wildcard stands for it is not shown
        ("b.example.", None, ("a.example.",)),
        # something stands below, so the name is one
        ("deep.example.", None, ("cut.example.", "example.")),
        # it has one
        ("a.example.", "A", ("a.example.",)),
        # what is below a delegation, or at it, is told by the zone there
        ("x.cut.example.", None, ("cut.example.", "example.")),
        ("cut.example.", "A", ("cut.example.",)),
        # the zone itself says nothing of its delegation
        ("example.", "DS", ("example.",)),
        # the wildcard has one
        ("q.wild.example.", "A", ("*.wild.example.",)),
        ("a.example.", None, ("example.", "a.example.")),
    ],
)
def test_denials_by_names_that_show_nothing(name: str, kind: str | None, owners: tuple[str, ...]) -> None:
    assert proved(name, kind, by_names(*owners)).startswith("DOWN that ")


PROOFS = [
    ("b.example.", None),
    ("x.y.a.example.", None),
    ("a.example.", "AAAA"),
    ("deep.example.", "A"),
    ("cut.example.", "DS"),
    ("q.wild.example.", "AAAA"),
]


@pytest.mark.parametrize(("name", "kind"), PROOFS)
def test_denials_by_hashes(name: str, kind: str | None) -> None:
    few = [name] if name in TYPES else None
    denials = hashes(few)
    assert proved(name, kind, denials) == ""
    assert proved(name, kind, hashes(few, rounds=101)).startswith("DOWN that ")
    assert proved(name, kind, hashes(few, flags=2)).startswith("DOWN that ")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("deep.example.", None),
        ("a.example.", "A"),
        ("x.cut.example.", None),
        ("cut.example.", "A"),
        ("q.wild.example.", "A"),
        ("q.wild.example.", None),
    ],
)
def test_denials_by_hashes_that_show_nothing(name: str, kind: str | None) -> None:
    assert proved(name, kind, hashes()).startswith("DOWN that ")


def test_what_is_left_out_is_open() -> None:
    words = "UNKNOWN that b.example. does not exist is left open by example."
    assert proved("b.example.", None, hashes(flags=1)).startswith(words)
    # of a name that stands there the zone says what it has, left out or not
    assert proved("a.example.", "AAAA", hashes(flags=1)) == ""
    left_out = hashes(flags=1, without="cut.example.")
    assert proved("cut.example.", "DS", left_out).startswith("UNKNOWN that cut.example. has no DS")


def test_a_wildcard_where_names_are_left_out_is_open() -> None:
    # q.wild comes from *.wild; between is where q.wild would stand, and the zone leaves out what has no keys
    held = ZONE.zone.get_rdataset(dns.name.from_text("*.wild.example."), dns.rdatatype.A)
    assert held is not None
    star = dns.rrset.from_rdata_list(dns.name.from_text("*.wild.example."), 60, list(held))
    signature = signed(star)[1]
    name = dns.name.from_text("q.wild.example.")
    given = [dns.rrset.from_rdata_list(name, 60, list(each)) for each in (star, signature)]
    for flags, words in ((0, ""), (1, "leaves out what has no keys")):
        chain = Chain(
            lambda of, what: (
                answers_of(ZONE.zone)(  # type: ignore[union-attr]
                    dns.message.make_query(of, what, want_dnssec=True)
                ).answer
            ),
            anchors_from([f"example. {ZONE.delegation}"]),
            Instant(int(time.time() * 1_000_000)),
            hashes(flags=flags),
        )
        if not words:
            chain.prove(given[0], given)
            continue
        with pytest.raises(Failure, match=words) as raised:
            chain.prove(given[0], given)
        assert raised.value.state is State.UNKNOWN


def test_probes_that_expect_nothing_are_up_where_that_is_proved() -> None:
    plain = answers_of(ZONE.zone)

    def served(denials: list[dns.rrset.RRset], name: str, code: str) -> Seen:
        def respond(query: dns.message.Message) -> dns.message.Message:
            answer = plain(query)
            assert isinstance(answer, dns.message.Message)
            if not answer.answer:
                answer.authority = list(denials)
            return answer

        with name_server(respond) as port:
            what = Dns(
                name=name,
                record="AAAA",
                code=code,
                servers=("127.0.0.1",),
                port=port,
                validated=Validation.OWN,
                anchors=(f"example. {ZONE.delegation}",),
            )
            return asked(what, seconds=60)

    assert served(by_names("a.example.", "example."), "b.example", "NXDOMAIN").trouble == ""
    assert served(by_names("a.example."), "a.example", "NODATA").trouble == ""
    assert served(hashes(), "b.example", "NXDOMAIN").state is State.UP
    forged = served(by_names("a.example.", "example.", by=OTHER), "b.example", "NXDOMAIN")
    assert forged.state is State.DOWN
    assert forged.trouble.startswith("dnssec: that b.example. does not exist is not proved: NSEC of ")
    assert served([], "b.example", "NXDOMAIN").trouble == (
        "dnssec: that b.example. does not exist is not proved: nothing that is signed shows it"
    )
