"""Addresses that webhooks may go to: those of the open internet, and networks that a setting names.

Whoever sets up a webhook has the service ask an address of theirs; it must not lead into the provider's own
network, nor to where a cloud tells machines their secrets.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from upheld.collect.probes.address_rule import refusal
from upheld.errors import UsageError

Network = IPv4Network | IPv6Network


def networks_of(text: str) -> tuple[Network, ...]:
    """Read networks, separated by commas; ValueError for one that is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def addresses_to_ask(host: str, port: int, besides: Sequence[Network]) -> list[str]:
    """Look a host up and give its addresses, to connect to as they stand here and not by its name again.

    UsageError where none of them may be asked; OSError for a host that is not known.
    """
    found = _addresses(host, port)
    good = [each for each in found if not refusal(each) or _is_within(each, besides)]
    if not good:
        raise UsageError(f"{host} leads to an address that may not be asked")
    return good


def is_within(host: str, besides: Sequence[Network]) -> bool:
    """Tell whether all addresses of a host are of some networks; never of one that is not known."""
    try:
        return all(_is_within(each, besides) for each in _addresses(host, None))
    except OSError:
        return False


def _addresses(host: str, port: int | None) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _is_within(text: str, networks: Sequence[Network]) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address.version == network.version and address in network for network in networks)
