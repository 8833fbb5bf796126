"""A server of names on real sockets, with zones that are signed, and with the faults it is told to have."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from listening import listening

Respond = Callable[[dns.message.Message], dns.message.Message | bytes | None]
"""An answer, any bytes, or silence."""

DAY = 86_400


class SignedZone:
    """A zone, signed by one key for all of it."""

    def __init__(self, origin: str, text: str, begins: int = -DAY, ends: int = DAY) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.public: DNSKEY = dns.dnssec.make_dnskey(
            self.key.public_key(), dns.dnssec.Algorithm.ECDSAP256SHA256, flags=257
        )
        head = f"@ 60 SOA ns.{origin} x.{origin} 1 60 60 60 60\n@ 60 NS ns.{origin}\n"
        self.zone = dns.zone.from_text(head + text, origin, relativize=False)
        now = time.time()
        dns.dnssec.sign_zone(
            self.zone, keys=[(self.key, self.public)], inception=now + begins, expiration=now + ends
        )

    @property
    def delegation(self) -> str:
        """The DS record that the zone above has, without the zone's name."""
        return str(dns.dnssec.make_ds(self.zone.origin, self.public, "SHA256"))


def answers_of(*zones: dns.zone.Zone, flags: int = 0) -> Respond:
    """Answer from zones, the nearest one; what a zone above says of a child from that one."""

    def respond(query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | flags
        question = query.question[0]
        signed = bool(query.ednsflags & dns.flags.DO)
        name = question.name
        while True:
            zone = _nearest(zones, name, question.rdtype)
            if zone is None:
                answer.set_rcode(dns.rcode.REFUSED)
                return answer
            renamed = _renamed(answer, zone, name, signed)
            if renamed is not None:
                name = renamed
                continue
            node = zone.get_node(name) or zone.get_node(dns.name.Name(("*", *name.labels[1:])))
            if node is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
                return answer
            if signed and zone.get_node(name) is None:
                _deny(answer, zone, name)
            _add(answer, node, name, question.rdtype, signed)
            alias = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.CNAME)
            if alias is None or question.rdtype == dns.rdatatype.CNAME:
                return answer
            _add(answer, node, name, dns.rdatatype.CNAME, signed)
            name = alias[0].target

    return respond


def _renamed(
    answer: dns.message.Message, zone: dns.zone.Zone, name: dns.name.Name, signed: bool
) -> dns.name.Name | None:
    """Where a DNAME above a name leads; the alias that is made of it is not signed (RFC 6672)."""
    for owner in (name.split(depth)[1] for depth in range(len(zone.origin), len(name))):
        node = zone.get_node(owner)
        found = None if node is None else node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.DNAME)
        if node is None or found is None:
            continue
        _add(answer, node, owner, dns.rdatatype.DNAME, signed)
        to: dns.name.Name = name.relativize(owner).concatenate(found[0].target)
        answer.answer.append(dns.rrset.from_text(name, found.ttl, "IN", "CNAME", to.to_text()))
        return to
    return None


def _deny(answer: dns.message.Message, zone: dns.zone.Zone, name: dns.name.Name) -> None:
    """Add what shows that a name does not exist: the record of the last one before it."""
    owner = max(each for each in zone.nodes if each < name)
    for kind, covers in ((dns.rdatatype.NSEC, dns.rdatatype.NONE), (dns.rdatatype.RRSIG, dns.rdatatype.NSEC)):
        found = zone.get_rdataset(owner, kind, covers)
        if found is not None:
            section = answer.find_rrset(answer.authority, owner, dns.rdataclass.IN, kind, covers, create=True)
            section.update(found)


def _nearest(
    zones: tuple[dns.zone.Zone, ...], name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> dns.zone.Zone | None:
    fitting = [
        each
        for each in zones
        if name.is_subdomain(each.origin) and not (kind == dns.rdatatype.DS and name == each.origin)
    ]
    return max(fitting, key=lambda each: len(each.origin), default=None)


def _add(
    answer: dns.message.Message,
    node: dns.node.Node,
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    signed: bool,
) -> None:
    found = node.get_rdataset(dns.rdataclass.IN, kind)
    signatures = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.RRSIG, kind)
    for each in (found, signatures if signed else None):
        if each is not None:
            section = answer.find_rrset(
                answer.answer, name, dns.rdataclass.IN, each.rdtype, each.covers, create=True
            )
            section.update(each)


@contextlib.contextmanager
def name_server(
    respond: Respond, by_tcp: Respond | None = None, context: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Answer by UDP and TCP on one port of 127.0.0.1, or by TLS alone where there is a context for it."""

    def stream(connection: socket.socket) -> None:
        with contextlib.ExitStack() as opened:
            if context is not None:
                connection = opened.enter_context(context.wrap_socket(connection, server_side=True))
            while size := connection.recv(2):
                query = dns.message.from_wire(connection.recv(int.from_bytes(size)))
                data = _wire(query, by_tcp or respond)
                if data is None:
                    connection.recv(1)
                    return
                connection.sendall(len(data).to_bytes(2) + data)

    with listening(stream) as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", port))
        thread = threading.Thread(target=_serve, args=(datagrams, respond), daemon=True)
        thread.start()
        yield port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", port))
        thread.join()


def _serve(datagrams: socket.socket, respond: Respond) -> None:
    while True:
        data, sender = datagrams.recvfrom(65535)
        if not data:
            return
        answer = _wire(dns.message.from_wire(data), respond)
        if answer is not None:
            datagrams.sendto(answer, sender)


def _wire(query: dns.message.Message, respond: Respond) -> bytes | None:
    answer = respond(query)
    return answer.to_wire(max_size=65535) if isinstance(answer, dns.message.Message) else answer
