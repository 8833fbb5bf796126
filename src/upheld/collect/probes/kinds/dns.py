"""Questions of the domain name system: code, values, time, and whether the answer is proved."""

from __future__ import annotations

from collections.abc import Iterable

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.dnssec import ROOT_ANCHORS, Chain, anchors_from
from upheld.collect.probes.failure import Failure, own, seen_by
from upheld.collect.probes.mail import kept, short
from upheld.collect.probes.outcome import Measured, Phases, Received, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.question import Answer, Resolvers, own_resolvers, resolvers_of
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.dns import Carrier, Dns, Validation
from upheld.collect.probes.ticks import since, ticks
from upheld.evidence.observation import State
from upheld.quantity import write_length

NO_DATA = "NODATA"
"""Written in place of a code: the name exists, and has no such record (RFC 2308)."""

_METHODS = {Carrier.UDP: "dns", Carrier.TCP: "dns by tcp", Carrier.TLS: "dns by tls"}
_MOST_LINES = 100
_MOST_SETS = 20


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Put the question, and hold the answer against what is expected."""
    target = probe.what
    assert isinstance(target, Dns)  # noqa: S101 - by the table of kinds
    began = ticks()
    answer: Answer | None = None
    failure: Failure | None = None
    try:
        name, kind = _asked(target)
        resolvers = resolvers_of(target, probe.may_be_private, clockwork)
        answer = resolvers.ask(name, kind, target.validated is Validation.OWN, clockwork)
        _judge(target, name, kind, answer)
        _validate(target, name, kind, resolvers, answer, clockwork)
    except Failure as error:
        failure = error
    if answer is None:
        assert failure is not None  # noqa: S101 - one of the two there is
        return seen_by(failure, _METHODS[target.by], Phases(total=since(began)))
    phases = Phases(first_byte=answer.took, total=since(began))
    method, received = _METHODS[answer.by], _received(answer)
    measured = (Measured(measure="dns answer", value=str(answer.took), unit="us"),)
    if failure is not None:
        return seen_by(failure, method, phases, received, measured)
    return Seen(state=State.UP, method=method, phases=phases, received=received, measured=measured)


def _asked(target: Dns) -> tuple[dns.name.Name, dns.rdatatype.RdataType]:
    try:
        return dns.name.from_text(target.name), dns.rdatatype.from_text(target.record)
    except (dns.exception.DNSException, ValueError, UnicodeError):
        raise own(f"{target.record} of `{short(target.name)}` can't be asked for") from None


def _judge(target: Dns, name: dns.name.Name, kind: dns.rdatatype.RdataType, answer: Answer) -> None:
    code = dns.rcode.to_text(answer.message.rcode())
    records = _records(answer.message, name, kind)
    expected = "NOERROR" if target.code == NO_DATA else target.code
    if code != expected:
        raise Failure(trouble.STATUS, f"{code}{_explained(answer.message)}, expected {expected}")
    if target.code == NO_DATA:
        if records:
            raise Failure(trouble.ANSWER, f"there is {target.record} of {target.name}, and none should be")
    elif expected == "NOERROR":
        _compare(target, kind, records)
    if target.degraded_above is not None and answer.took > target.degraded_above:
        words = f"it took {write_length(answer.took)}, more than {write_length(target.degraded_above)}"
        raise Failure(trouble.SLOW, words, State.DEGRADED)


def _records(
    message: dns.message.QueryMessage, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> tuple[dns.rdata.Rdata, ...]:
    """The records that a name comes to, over the aliases on the way."""
    if message.rcode() != dns.rcode.NOERROR:
        return ()
    try:
        found = message.resolve_chaining().answer
    except dns.exception.DNSException:
        raise Failure(trouble.PROTOCOL, f"the answer for {name} can't be followed to its end") from None
    return () if found is None or found.rdtype != kind else tuple(found)


def _explained(message: dns.message.Message) -> str:
    """What the server says of why (RFC 8914)."""
    said = [
        str(each.text or each.code.name) for each in message.options if isinstance(each, dns.edns.EDEOption)
    ]
    return f" ({short(', '.join(said))})" if said else ""


def _compare(target: Dns, kind: dns.rdatatype.RdataType, records: tuple[dns.rdata.Rdata, ...]) -> None:
    if not records:
        raise Failure(trouble.ANSWER, f"there is no {target.record} of {target.name}")
    try:
        expected = {
            dns.rdata.from_text(dns.rdataclass.IN, kind, each, origin=dns.name.root, relativize=False): each
            for each in target.has
        }
    except (dns.exception.DNSException, ValueError):
        raise own(f"a value that is expected can't be one of {target.record}") from None
    missing = [written for each, written in expected.items() if each not in records]
    if missing:
        raise Failure(trouble.ANSWER, f"the answer lacks `{short(missing[0])}`")
    if target.is_exact:
        more = [each.to_text() for each in records if each not in expected]
        if more:
            raise Failure(trouble.ANSWER, f"the answer has `{short(more[0])}` too")


def _validate(
    target: Dns,
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    resolvers: Resolvers,
    answer: Answer,
    clockwork: Clockwork,
) -> None:
    if target.validated is Validation.RESOLVER and not answer.message.flags & dns.flags.AD:
        words = "the resolver does not say that it validated the answer"
        # This machine's own resolver may be one that never does.
        raise Failure(trouble.DNSSEC, words, State.UNKNOWN if resolvers.are_own else State.DOWN)
    if target.validated is not Validation.OWN:
        return
    sets = answer.message.answer
    signed = [each for each in sets if each.rdtype != dns.rdatatype.RRSIG]
    if len(signed) > _MOST_SETS:
        raise Failure(trouble.DNSSEC, f"the answer has more than {_MOST_SETS} sets of records")
    above = resolvers if target.is_recursive else own_resolvers()

    def fetch(of: dns.name.Name, what: dns.rdatatype.RdataType) -> Iterable[dns.rrset.RRset]:
        # A server of the zone itself has its keys; what the zone above says of them stands elsewhere.
        asked = resolvers if what == dns.rdatatype.DNSKEY else above
        return asked.ask(of, what, True, clockwork).message.answer

    chain = Chain(
        fetch, anchors_from(target.anchors or ROOT_ANCHORS), clockwork.now(), answer.message.authority
    )
    for each in signed:
        chain.prove(each, sets)
    code = answer.message.rcode()
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise own(f"nothing proves that a server answers {dns.rcode.to_text(code)}: it signs no such word")
    if code == dns.rcode.NXDOMAIN:
        chain.prove_absent(_end_of(name, sets), None)
    elif not _records(answer.message, name, kind):
        chain.prove_absent(_end_of(name, sets), kind)


def _end_of(name: dns.name.Name, sets: list[dns.rrset.RRset]) -> dns.name.Name:
    """Where a name leads to by aliases, of which there are no more than sets."""
    aliases = {each.name: each[0].target for each in sets if each.rdtype == dns.rdatatype.CNAME and each}
    for _ in range(len(aliases)):
        name = aliases.get(name, name)
    return name


def _received(answer: Answer) -> Received:
    message = answer.message
    headers = [
        ("code", dns.rcode.to_text(message.rcode())),
        ("flags", dns.flags.to_text(message.flags)),
    ]
    # Servers turn the order of a set from one answer to the next: it means nothing.
    lines = [line for each in message.answer[:_MOST_LINES] for line in sorted(each.to_text().splitlines())]
    return Received(
        address=answer.server,
        headers=tuple(headers),
        start=kept(lines[:_MOST_LINES]),
    )
