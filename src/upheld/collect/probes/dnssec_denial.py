"""What shows that a name does not exist: NSEC (RFC 4035, section 5.4) and NSEC3 (RFC 5155, section 8)."""

from __future__ import annotations

from base64 import b32hexdecode
from collections.abc import Iterable, Iterator

import dns.dnssec
import dns.name
import dns.rrset
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3

_MOST_ITERATIONS = 100
"""More than these are not worked out (RFC 9276)."""


def denials_of(
    name: dns.name.Name, encloser: dns.name.Name, zone: dns.name.Name, among: Iterable[dns.rrset.RRset]
) -> Iterator[dns.rrset.RRset]:
    """Give the sets that show that nothing between a name and its encloser exists, once they are proved."""
    _, nearer = name.split(len(encloser) + 1)
    for each in among:
        if not each.name.is_subdomain(zone):
            continue
        if any(
            _parts(name, encloser, zone, each.name, one) or _hides(nearer, zone, each.name, one)
            for one in each
        ):
            yield each


def _parts(
    name: dns.name.Name, encloser: dns.name.Name, zone: dns.name.Name, owner: dns.name.Name, record: object
) -> bool:
    """Whether a name lies between the two of a record, neither of which is nearer to it than its encloser."""
    if not isinstance(record, NSEC):
        return False
    types = record.to_text().split()[1:]
    if name.is_subdomain(owner) and ("DNAME" in types or ("NS" in types and "SOA" not in types)):
        return False  # what is below is another zone's to tell (RFC 6840, section 4.1)
    is_between = owner < name and (name < record.next or record.next == zone)
    return is_between and max(_common(name, owner), _common(name, record.next)) == len(encloser)


def _common(one: dns.name.Name, other: dns.name.Name) -> int:
    """How many labels two names have in common, the root's among them."""
    return one.fullcompare(other)[2]


def _hides(nearer: dns.name.Name, zone: dns.name.Name, owner: dns.name.Name, record: object) -> bool:
    """Whether the hash of a name lies between the two of a record."""
    if not isinstance(record, NSEC3) or record.iterations > _MOST_ITERATIONS or owner.parent() != zone:
        return False
    try:
        hashed = b32hexdecode(dns.dnssec.nsec3_hash(nearer, record.salt, record.iterations, record.algorithm))
        first = b32hexdecode(owner.labels[0].upper())
    except ValueError:
        return False
    last = record.next
    return first < hashed < last if first < last else hashed > first or hashed < last
