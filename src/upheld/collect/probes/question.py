"""Questions of the domain name system, put to one server after another."""

from __future__ import annotations

import ssl

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdatatype
import dns.resolver
from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, of_system, own
from upheld.collect.probes.names import allowed_addresses
from upheld.collect.probes.targets.dns import Carrier, Dns
from upheld.collect.probes.ticks import since, ticks
from upheld.collect.probes.trust import context_for, distrust
from upheld.collect.probes.wire import reason_of
from upheld.evidence.observation import State

_PAYLOAD = 1232
"""Bytes of an answer by UDP that go through every network unbroken."""


class Answer(Struct, frozen=True):
    """An answer, by whom, how and how fast."""

    message: dns.message.QueryMessage
    server: str
    by: Carrier
    took: Micros


class Resolvers(Struct, frozen=True, kw_only=True):
    """Who is asked, and how."""

    addresses: tuple[tuple[str, str], ...]
    """Each with the name its certificate must be for."""
    port: int
    by: Carrier
    context: ssl.SSLContext | None = None
    is_recursive: bool = True
    are_own: bool = False
    """They are this machine's: their silence says nothing of the point."""

    def ask(
        self, name: dns.name.Name, kind: dns.rdatatype.RdataType, is_signed: bool, clockwork: Clockwork
    ) -> Answer:
        """Ask one after another until one answers; raises `Failure` where none does."""
        failure: Failure | None = None
        for index, (address, server_name) in enumerate(self.addresses):
            try:
                share = clockwork.remaining() / (len(self.addresses) - index)
                return self._ask_one(address, server_name, self._question(name, kind, is_signed), share)
            except TimeoutError:
                failure = failure or Failure(trouble.TIMEOUT, "no server answered in time")
            except Failure as error:
                failure = error
        if failure is None:
            raise own("this machine has no resolver")
        if self.are_own and failure.state is State.DOWN:
            raise Failure(failure.code, f"this machine's resolvers: {failure.words}", State.UNKNOWN)
        raise failure

    def _question(
        self, name: dns.name.Name, kind: dns.rdatatype.RdataType, is_signed: bool
    ) -> dns.message.QueryMessage:
        flags = dns.flags.AD | (dns.flags.RD if self.is_recursive else 0)
        if is_signed:
            # A resolver that validates would keep back what does not hold: it is judged here instead.
            flags |= dns.flags.CD
        return dns.message.make_query(
            name, kind, flags=flags, use_edns=0, payload=_PAYLOAD, want_dnssec=is_signed
        )

    def _ask_one(
        self, address: str, server_name: str, question: dns.message.QueryMessage, seconds: float
    ) -> Answer:
        began = ticks()
        try:
            message, by = self._sent(address, server_name, question, seconds)
        except dns.exception.Timeout:
            raise Failure(trouble.TIMEOUT, f"{address} did not answer in time") from None
        except ssl.SSLCertVerificationError as error:
            raise Failure(trouble.CERTIFICATE, f"{address}: {distrust(error)}") from None
        except ssl.SSLError as error:
            raise Failure(trouble.TLS, f"{address}: {reason_of(error)}") from None
        except EOFError:
            raise Failure(trouble.RESET, f"{address} ended the connection") from None
        except OSError as error:
            raise of_system(error, address) from None
        except (dns.exception.DNSException, ValueError, IndexError):
            raise Failure(trouble.PROTOCOL, f"{address}: what came is no answer of DNS") from None
        assert isinstance(message, dns.message.QueryMessage)  # noqa: S101 - the answer to a question is one
        return Answer(message, address, by, since(began))

    def _sent(
        self, address: str, server_name: str, question: dns.message.QueryMessage, seconds: float
    ) -> tuple[dns.message.Message, Carrier]:
        if self.by is Carrier.TLS:
            message = dns.query.tls(
                question,
                address,
                timeout=seconds,
                port=self.port,
                ssl_context=self.context,
                server_hostname=server_name,
            )
            return message, Carrier.TLS
        if self.by is Carrier.UDP:
            began = ticks()
            message = dns.query.udp(
                question, address, timeout=seconds, port=self.port, ignore_unexpected=True, ignore_errors=True
            )
            if not message.flags & dns.flags.TC:
                return message, Carrier.UDP
            seconds -= since(began) / 1_000_000
        return dns.query.tcp(question, address, timeout=max(seconds, 0), port=self.port), Carrier.TCP


def resolvers_of(target: Dns, may_be_private: bool, clockwork: Clockwork) -> Resolvers:
    """Give those whom a definition names, for whom the address rule holds, or this machine's own."""
    if not target.servers:
        return own_resolvers()
    found = []
    for server in target.servers:
        for address in allowed_addresses(server, may_be_private, clockwork):
            found.append((address, target.server_name or server))
    is_tls = target.by is Carrier.TLS
    return Resolvers(
        addresses=tuple(found),
        port=target.port or (853 if is_tls else 53),
        by=target.by,
        context=context_for(True, target.authorities) if is_tls else None,
        is_recursive=target.is_recursive,
    )


def own_resolvers() -> Resolvers:
    """Give this machine's own."""
    try:
        servers = dns.resolver.Resolver().nameservers
    except dns.resolver.NoResolverConfiguration:
        servers = []
    addresses = tuple((str(each), str(each)) for each in servers)
    return Resolvers(addresses=addresses, port=53, by=Carrier.UDP, are_own=True)
