"""Questions of DNS, to servers that answer, cut, hang, flap, and sign well or badly."""

from __future__ import annotations

from base64 import b32hexdecode, b32hexencode
from collections.abc import Callable
from pathlib import Path

import dns.dnssec
import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import dns.zone
import pytest
from apart import apart
from asking import asked, at_last
from certificates import Authority, serving
from msgspec import structs
from name_server import Respond, SignedZone, answers_of, name_server

from upheld.chrono.instant import Micros
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.targets.dns import Carrier, Dns, Validation
from upheld.evidence.observation import State

ZONE = dns.zone.from_text(
    """
@ 60 SOA ns x 1 60 60 60 60
@ 60 NS ns
www 60 A 192.0.2.1
www 60 A 192.0.2.2
alias 60 CNAME www
mail 60 MX 10 in.example.net.
""",
    "example.net",
    relativize=False,
)
PLAIN = answers_of(ZONE)


def question(port: int, name: str = "www.example.net", **more: object) -> Dns:
    return Dns(name=name, servers=("127.0.0.1",), port=port, **more)  # type: ignore[arg-type]


def is_up(seen: Seen) -> bool:
    return seen.state is State.UP


def test_values_of_an_answer() -> None:
    with name_server(PLAIN) as port:
        seen = asked(question(port))
        assert (seen.state, seen.method, seen.trouble) == (State.UP, "dns", "")
        assert seen.received is not None
        assert seen.received.start == "www.example.net. 60 IN A 192.0.2.1\nwww.example.net. 60 IN A 192.0.2.2"
        assert dict(seen.received.headers) == {"code": "NOERROR", "flags": "QR AA RD"}
        assert [(each.measure, each.unit) for each in seen.measured] == [("dns answer", "us")]
        for more, trouble in (
            ({"has": ("192.0.2.2",)}, ""),
            ({"has": ("192.0.2.2", "192.0.2.1"), "is_exact": True}, ""),
            ({"has": ("192.0.2.2",), "is_exact": True}, "answer: the answer has `192.0.2.1` too"),
            ({"has": ("192.0.2.3",)}, "answer: the answer lacks `192.0.2.3`"),
            ({"name": "alias.example.net", "has": ("192.0.2.2",)}, ""),
            ({"name": "mail.example.net", "record": "MX", "has": ("10 in.example.net",)}, ""),
            ({"record": "AAAA"}, "answer: there is no AAAA of www.example.net"),
            ({"record": "AAAA", "code": "NODATA"}, ""),
            ({"code": "NODATA"}, "answer: there is A of www.example.net, and none should be"),
            ({"name": "no.example.net"}, "status: NXDOMAIN, expected NOERROR"),
            ({"name": "no.example.net", "code": "NXDOMAIN"}, ""),
            ({"name": "example.org"}, "status: REFUSED, expected NOERROR"),
        ):
            seen = asked(question(port, **more))  # type: ignore[arg-type]
            assert (seen.state, seen.trouble) == (State.DOWN if trouble else State.UP, trouble)


def test_a_server_may_say_why() -> None:
    def respond(query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.set_rcode(dns.rcode.SERVFAIL)
        answer.use_edns(0, options=[dns.edns.EDEOption(7, "signature expired")])
        return answer

    with name_server(respond) as port:
        assert asked(question(port)).trouble == "status: SERVFAIL (signature expired), expected NOERROR"


def test_an_answer_that_is_cut_is_asked_for_by_tcp() -> None:
    def cut(query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.TC
        return answer

    with name_server(cut, by_tcp=PLAIN) as port:
        seen = asked(question(port))
        assert (seen.state, seen.method) == (State.UP, "dns by tcp")
        assert asked(question(port, by=Carrier.TCP)).method == "dns by tcp"
    with name_server(cut, by_tcp=lambda _: None) as port:
        seen = asked(question(port), seconds=0.5)
        assert (seen.state, seen.trouble) == (State.DOWN, "timeout: 127.0.0.1 did not answer in time")


def test_by_tls(tmp_path: Path) -> None:
    authority = Authority()
    with name_server(PLAIN, context=serving(authority.server(tmp_path))) as port:
        by_tls = question(port, by=Carrier.TLS, authorities=authority.pem)
        seen = asked(by_tls)
        assert (seen.state, seen.method) == (State.UP, "dns by tls")
        distrusted = asked(question(port, by=Carrier.TLS))
        assert distrusted.trouble == "certificate: 127.0.0.1: unable to get local issuer certificate"
        assert distrusted.state is State.DOWN


@pytest.mark.parametrize("respond", [lambda _: None, lambda _: b"\0\1garbage"])
@pytest.mark.parametrize("by", [Carrier.UDP, Carrier.TCP])
def test_silence_and_garbage_are_down_in_time(respond: Respond, by: Carrier) -> None:
    with name_server(respond) as port:
        seen = asked(question(port, by=by), seconds=0.5)
    assert seen.state is State.DOWN
    assert seen.trouble.partition(":")[0] in ("timeout", "protocol")


def test_a_server_that_flaps_is_seen_as_it_is_each_time() -> None:
    states, answers = list[State](), [True]
    with name_server(lambda query: PLAIN(query) if answers[0] else None) as port:
        for answers[0], seconds in ((True, 60), (False, 0.3)) * 2:
            states.append(asked(question(port), seconds=seconds).state)
    assert states == [State.UP, State.DOWN, State.UP, State.DOWN]


def test_the_second_server_is_asked_where_the_first_is_silent() -> None:
    with name_server(PLAIN) as port:
        two = Dns(name="www.example.net", servers=("127.0.0.2", "127.0.0.1"), port=port)
        seen = at_last(lambda seconds: asked(two, seconds=seconds), (1, 10, 60), is_up)
        assert is_up(seen)


def test_silence_of_the_machines_own_resolver_says_nothing_of_the_point() -> None:
    def work() -> State:
        return asked(Dns(name="www.example.net"), seconds=1).state

    assert apart(work) is State.UNKNOWN


def test_slow_answers_are_degraded() -> None:
    with name_server(PLAIN) as port:
        seen = asked(question(port, degraded_above=Micros(1)))
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.DEGRADED, "slow")


@pytest.mark.parametrize(
    "wrong",
    [{"name": "a..b"}, {"record": "NONSENSE"}, {"has": ("no address",)}],
)
def test_what_cannot_be_asked_is_the_failure_of_the_probe(wrong: dict[str, object]) -> None:
    with name_server(PLAIN) as port:
        seen = asked(question(port, **wrong))  # type: ignore[arg-type]
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.UNKNOWN, "own")


def test_private_servers_are_refused() -> None:
    with name_server(PLAIN) as port:
        seen = asked(question(port), may_be_private=False)
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.UNKNOWN, "private-address")


WWW = "www 60 A 192.0.2.1\nalias 60 CNAME www\n*.wild 60 A 192.0.2.9\n"


def hierarchy(child: SignedZone, delegation: str | None = None) -> tuple[Respond, str]:
    """A zone below another; gives the server, and the anchor of the one above."""
    parent = SignedZone("example.", f"child 60 NS ns\nchild 60 DS {delegation or child.delegation}\n")
    return answers_of(parent.zone, child.zone), f"example. {parent.delegation}"


def proved(port: int, anchor: str, name: str = "www.child.example") -> Dns:
    return question(port, name, validated=Validation.OWN, anchors=(anchor,))


def test_an_answer_is_proved_from_the_anchor_down() -> None:
    child = SignedZone("child.example.", WWW)
    respond, anchor = hierarchy(child)
    with name_server(respond) as port:
        assert asked(proved(port, anchor)).trouble == ""
        assert asked(proved(port, anchor, "alias.child.example")).state is State.UP
        nearer = asked(proved(port, f"child.example. {child.delegation}"))
        assert nearer.state is State.UP
        by_zone = Dns(
            name="child.example",
            record="DNSKEY",
            servers=("127.0.0.1",),
            port=port,
            validated=Validation.OWN,
            anchors=(anchor,),
        )
        assert asked(by_zone).state is State.UP


def test_what_is_not_proved_is_down_and_says_where_the_chain_breaks() -> None:
    good = SignedZone("child.example.", WWW)
    other = SignedZone("child.example.", WWW)
    respond, anchor = hierarchy(good)
    forged, _ = hierarchy(good)

    def changed(query: dns.message.Message) -> dns.message.Message:
        answer = respond(query)
        assert isinstance(answer, dns.message.Message)
        for each in answer.answer:
            if each.rdtype == dns.rdatatype.A:
                each.clear()
                each.add(dns.rdata.from_text("IN", "A", "192.0.2.66"))
        return answer

    def stripped(query: dns.message.Message) -> dns.message.Message:
        answer = respond(query)
        assert isinstance(answer, dns.message.Message)
        answer.answer = [each for each in answer.answer if each.rdtype != dns.rdatatype.RRSIG]
        return answer

    expired, expired_anchor = hierarchy(SignedZone("child.example.", WWW, begins=-7200, ends=-3600))
    foreign, foreign_anchor = hierarchy(good, delegation=other.delegation)
    bare = SignedZone("example.", "")
    for server, trusted, words in (
        (changed, anchor, "A of www.child.example. is not proved: signature of key"),
        (stripped, anchor, "A of www.child.example. is not proved: it is not signed"),
        (expired, expired_anchor, "the keys of child.example. are not proved: signature of key"),
        (foreign, foreign_anchor, "no key of child.example. is one that the zone above or the anchor names"),
        (forged, anchor, "no key of example. is one that the zone above or the anchor names"),
        (
            answers_of(bare.zone, good.zone),
            f"example. {bare.delegation}",
            "the zone above names no key of child.example.: the chain ends there",
        ),
    ):
        with name_server(server) as port:
            seen = asked(proved(port, trusted))
        assert seen.state is State.DOWN
        assert seen.trouble.startswith(f"dnssec: {words}")


def test_what_a_wildcard_gives_is_proved_where_no_name_is_nearer() -> None:
    child = SignedZone("child.example.", WWW + "near.wild 60 A 192.0.2.8\n")
    respond, anchor = hierarchy(child)

    def bare(query: dns.message.Message) -> dns.message.Message:
        answer = respond(query)
        assert isinstance(answer, dns.message.Message)
        answer.authority = []
        return answer

    def forged(query: dns.message.Message) -> dns.message.Message:
        """The wildcard's answer for a name that exists, beside what is true of another."""
        asked_for = query.question[0]
        if str(asked_for.name) != "near.wild.child.example." or asked_for.rdtype != dns.rdatatype.A:
            answer = respond(query)
            assert isinstance(answer, dns.message.Message)
            return answer
        other = dns.message.make_query("o.wild.child.example.", "A", want_dnssec=True)
        given = respond(other)
        assert isinstance(given, dns.message.Message)
        answer = dns.message.make_response(query)
        for section, into in ((given.answer, answer.answer), (given.authority, answer.authority)):
            for each in section:
                owner = asked_for.name if section is given.answer else each.name
                copied = answer.find_rrset(into, owner, each.rdclass, each.rdtype, each.covers, create=True)
                copied.update(each)
        return answer

    with name_server(respond) as port:
        assert asked(proved(port, anchor, "a.wild.child.example")).trouble == ""
        assert asked(proved(port, anchor, "z.wild.child.example")).trouble == ""
    for server, name in ((bare, "a.wild.child.example"), (forged, "near.wild.child.example")):
        with name_server(server) as port:
            seen = asked(proved(port, anchor, name))
        assert (seen.state, seen.trouble) == (
            State.DOWN,
            f"dnssec: {name}. comes from a wildcard, and nothing shows that no name is nearer",
        )


def test_an_alias_that_is_made_of_a_dname_is_proved_by_it() -> None:
    child = SignedZone(
        "child.example.", WWW + "old 60 DNAME child.example.\nodd 60 DNAME wild.child.example.\n"
    )
    respond, anchor = hierarchy(child)

    def changed(change: Callable[[dns.message.Message], None]) -> Respond:
        def answering(query: dns.message.Message) -> dns.message.Message:
            answer = respond(query)
            assert isinstance(answer, dns.message.Message)
            change(answer)
            return answer

        return answering

    def elsewhere(answer: dns.message.Message) -> None:
        """The alias leads to another name of the zone, whose records are signed."""
        for each in answer.answer:
            if each.rdtype == dns.rdatatype.CNAME and str(each.name) == "alias.old.child.example.":
                each.clear()
                each.add(dns.rdata.from_text("IN", "CNAME", "www.child.example."))

    def unsigned(answer: dns.message.Message) -> None:
        answer.answer = [each for each in answer.answer if each.covers != dns.rdatatype.DNAME]

    def forged(answer: dns.message.Message) -> None:
        for each in answer.answer:
            if each.rdtype == dns.rdatatype.DNAME:
                each.clear()
                each.add(dns.rdata.from_text("IN", "DNAME", "child.example."))

    with name_server(respond) as port:
        for name, record in (
            ("www.old", "A"),
            ("alias.old", "A"),
            ("www.old", "CNAME"),
            ("x.odd", "A"),
            ("old", "DNAME"),
        ):
            seen = asked(structs.replace(proved(port, anchor, f"{name}.child.example"), record=record))
            assert seen.trouble == ""
        values = asked(structs.replace(proved(port, anchor, "www.old.child.example"), has=("192.0.2.1",)))
        assert values.state is State.UP
    for change, name, trouble in (
        (elsewhere, "alias.old", "CNAME of alias.old.child.example. is not proved: it is not signed"),
        (unsigned, "www.old", "DNAME of old.child.example. is not proved: it is not signed"),
        (forged, "www.odd", "DNAME of odd.child.example. is not proved: signature of key"),
    ):
        with name_server(changed(change)) as port:
            seen = asked(proved(port, anchor, f"{name}.child.example"))
        assert seen.state is State.DOWN
        assert seen.trouble.startswith(f"dnssec: {trouble}")


def test_a_hashed_denial_shows_it_too() -> None:
    child = SignedZone("child.example.", WWW)
    respond, anchor = hierarchy(child)
    origin = dns.name.from_text("child.example.")
    hashed = b32hexdecode(dns.dnssec.nsec3_hash("a.wild.child.example.", b"\xaa\xbb", 3, "SHA1"))

    def beside(first: int, last: int) -> Respond:
        """A record from so far before the hash of the name to so far behind it."""
        ends = [(int.from_bytes(hashed) + each).to_bytes(20) for each in (first, last)]
        owner = dns.name.Name((b32hexencode(ends[0]), *origin.labels))
        text = f"1 0 3 aabb {b32hexencode(ends[1]).decode()} A RRSIG"
        denial = dns.rrset.from_text(owner, 60, "IN", "NSEC3", text)
        signature = dns.dnssec.sign(denial, child.key, origin, child.public, lifetime=3600)

        def answering(query: dns.message.Message) -> dns.message.Message:
            answer = respond(query)
            assert isinstance(answer, dns.message.Message)
            if query.question[0].rdtype == dns.rdatatype.A:
                answer.authority = [denial, dns.rrset.from_rdata(owner, 60, signature)]
            return answer

        return answering

    lacking = "dnssec: a.wild.child.example. comes from a wildcard, and nothing shows that no name is nearer"
    for first, last, trouble in ((-1, 1, ""), (0, 1, lacking), (1, 2, lacking), (-2, -1, lacking)):
        with name_server(beside(first, last)) as port:
            assert asked(proved(port, anchor, "a.wild.child.example")).trouble == trouble


def test_the_word_of_a_resolver() -> None:
    with name_server(answers_of(ZONE, flags=dns.flags.AD)) as port:
        assert asked(question(port, validated=Validation.RESOLVER)).state is State.UP
    with name_server(PLAIN) as port:
        seen = asked(question(port, validated=Validation.RESOLVER))
    assert (seen.state, seen.trouble) == (
        State.DOWN,
        "dnssec: the resolver does not say that it validated the answer",
    )


def test_a_zone_with_many_keys_does_not_keep_the_probe_busy() -> None:
    child = SignedZone("child.example.", WWW)
    respond, anchor = hierarchy(child)

    def many(query: dns.message.Message) -> dns.message.Message:
        answer = respond(query)
        assert isinstance(answer, dns.message.Message)
        for each in answer.answer:
            if each.rdtype == dns.rdatatype.DNSKEY and len(each.name) == 3:
                for number in range(20):
                    key = bytearray(child.public.key)
                    key[-1] ^= number + 1
                    each.add(child.public.replace(key=bytes(key)))
        return answer

    with name_server(many) as port:
        seen = asked(proved(port, anchor))
    assert seen.trouble == "dnssec: child.example. shows more than 16 keys"
