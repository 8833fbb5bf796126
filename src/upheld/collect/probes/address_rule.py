"""The address rule: which addresses a probe may connect to, whatever name led to them.

The networks are those of the IANA special-purpose registries that are not globally reachable, and those
through which an IPv4 address can be reached by an IPv6 one. It is applied to the address that a socket
connects to, so a name that resolves otherwise a moment later changes nothing.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NOT_PUBLIC = tuple(
    (ip_network(network), word)
    for network, word in (
        ("0.0.0.0/8", "of this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "of this machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "of this machine"),
        ("::/96", "reserved"),
        ("64:ff9b:1::/48", "private"),
        ("100::/64", "discarded"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
        ("5f00::/16", "reserved"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
_METADATA = frozenset(
    ip_address(each)
    for each in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
_NAT64 = ip_network("64:ff9b::/96")


@lru_cache(maxsize=4096)
def refusal(address: str, may_be_private: bool = False, asked: str = "") -> str:
    """Say why an address may not be connected to; nothing where it may.

    Where private addresses are allowed, those of the metadata services of clouds still are not, unless the
    definition asks for that very address: `asked` is the host as it is written there.
    """
    try:
        at = ip_address(address.partition("%")[0])
    except ValueError:
        return f"`{address}` is no address"
    for each in (at, *_within(at)):
        if each in _METADATA and asked != address:
            return f"{address} is the address of a metadata service"
        if may_be_private:
            continue
        for network, word in _NOT_PUBLIC:
            if each in network:
                return f"{address} is {word}: say `may_be_private: yes` where that is meant"
    return ""


def _within(at: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, through a translator."""
    if isinstance(at, IPv4Address):
        return ()
    found = [each for each in (at.ipv4_mapped, at.sixtofour) if each is not None]
    if at in _NAT64:
        found.append(IPv4Address(int(at) & 0xFFFF_FFFF))
    return tuple(found)


class RefusedAddress(OSError):
    """A connection that the rule forbids."""


def connect(host: str, port: int, timeout: float, may_be_private: bool = False) -> socket.socket:
    """Connect to a host by TCP, to none but addresses that may be asked: the one checked is connected to.

    Raises RefusedAddress where the rule forbids every address of the host, else OSError as sockets do.
    """
    last: OSError | None = None
    for address in allowed(host, port, socket.SOCK_STREAM, may_be_private):
        try:
            stream = socket.socket(address[0], socket.SOCK_STREAM)
            try:
                stream.settimeout(timeout)
                stream.connect(address[4])
            except BaseException:
                stream.close()
                raise
            return stream
        except OSError as error:
            last = error
    assert last is not None  # noqa: S101 - a host without addresses does not resolve
    raise last


def allowed(
    host: str, port: int, kind: socket.SocketKind, may_be_private: bool = False
) -> list[tuple[int, int, int, str, tuple[str, int]]]:
    """The addresses of a host that may be asked, as `socket.getaddrinfo` gives them.

    Raises RefusedAddress where there are addresses and none may be asked, and socket.gaierror.
    """
    found = socket.getaddrinfo(host, port, type=kind)
    reasons = [refusal(str(each[4][0]), may_be_private, host) for each in found]
    good = [each for each, reason in zip(found, reasons, strict=True) if not reason]
    if not good:
        raise RefusedAddress(reasons[0])
    return good  # type: ignore[return-value]
