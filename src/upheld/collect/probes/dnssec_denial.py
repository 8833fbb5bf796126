"""What shows that no name is nearer than a wildcard: NSEC (RFC 4035, 5.4) and NSEC3 (RFC 5155, 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import dns.name
import dns.rrset
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3

from upheld.collect.probes.dnssec_absence import OPT_OUT, Hashes


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
    return isinstance(record, NSEC3) and Hashes(zone, [(owner, record)]).covering(nearer) is not None


def leaves_out(records: dns.rrset.RRset) -> bool:
    """Whether a denial leaves out what is delegated without keys, as if it did not exist (opt-out)."""
    return any(isinstance(one, NSEC3) and one.flags & OPT_OUT for one in records)
