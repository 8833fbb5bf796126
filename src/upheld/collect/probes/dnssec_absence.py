"""What shows that there is no such name, or no such record of it (RFC 4035, 5.4; RFC 5155, 8).

The sets that are given are proved already, all by the keys of one zone.
"""

from __future__ import annotations

from base64 import b32hexdecode
from collections.abc import Iterable, Sequence

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3
from msgspec import Struct

MOST_ITERATIONS = 100
"""More than these are not worked out (RFC 9276)."""
OPT_OUT = 1
_WILD = dns.name.Name((b"*",))


class Shown(Struct, frozen=True):
    """What denials show of a name."""

    is_absent: bool
    is_left_out: bool = False
    """It lies where a zone leaves out what is delegated without keys (opt-out): it may exist after all."""


NOTHING = Shown(False)
ABSENT = Shown(True)


def shown_by(
    denials: Sequence[dns.rrset.RRset],
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType | None,
    zone: dns.name.Name,
) -> Shown:
    """Say whether a name lacks records of a kind, or is none at all where no kind is given."""
    plain = [(each.name, one) for each in denials for one in each if isinstance(one, NSEC)]
    hashed = Hashes(zone, [(each.name, one) for each in denials for one in each if isinstance(one, NSEC3)])
    if _by_names(plain, name, kind, zone):
        return ABSENT
    return _by_hashes(hashed, name, kind)


def _by_names(
    denials: list[tuple[dns.name.Name, NSEC]],
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType | None,
    zone: dns.name.Name,
) -> bool:
    if kind is not None and any(_lacks(one, kind) for owner, one in denials if owner == name):
        return True
    for owner, one in denials:
        if not _covers(owner, one, name, zone):
            continue
        if one.next.is_subdomain(name):
            # nothing stands at the name itself, only below it
            return kind is not None
        shared = max(name.fullcompare(each)[2] for each in (owner, one.next))
        wildcard = _WILD.concatenate(name.split(shared)[1])
        if kind is None:
            if any(_covers(other, each, wildcard, zone) for other, each in denials):
                return True
        elif any(_lacks(each, kind) for other, each in denials if other == wildcard):
            return True
    return False


def _covers(owner: dns.name.Name, one: NSEC, name: dns.name.Name, zone: dns.name.Name) -> bool:
    if name.is_subdomain(owner) and _ends_here(_types(one)):
        return False  # what is below is another zone's to tell (RFC 6840, section 4.1)
    return bool(owner < name and (name < one.next or one.next == zone))


def _by_hashes(hashes: Hashes, name: dns.name.Name, kind: dns.rdatatype.RdataType | None) -> Shown:
    matching = hashes.matching(name)
    if matching is not None:
        return Shown(kind is not None and _lacks(matching, kind))
    encloser = name
    while encloser != hashes.zone:
        nearer, encloser = encloser, encloser.parent()
        found = hashes.matching(encloser)
        if found is None:
            continue
        covering = hashes.covering(nearer)
        if covering is None or _ends_here(_types(found)):
            return NOTHING
        wildcard = _WILD.concatenate(encloser)
        if kind is None:
            is_shown = hashes.covering(wildcard) is not None
        else:
            at_wildcard = hashes.matching(wildcard)
            is_shown = at_wildcard is not None and _lacks(at_wildcard, kind)
        is_left_out = bool(covering.flags & OPT_OUT)
        if is_left_out and (is_shown or kind == dns.rdatatype.DS):
            return Shown(False, is_left_out=True)
        return Shown(is_shown)
    return NOTHING


class Hashes:
    """Denials by hashes of names."""

    def __init__(self, zone: dns.name.Name, denials: Iterable[tuple[dns.name.Name, NSEC3]]) -> None:
        self.zone = zone
        # flags that nobody has given a meaning make a denial none (RFC 5155, section 8.2)
        self._denials = [
            (_hash_in(owner), one)
            for owner, one in denials
            if owner != dns.name.root
            and owner.parent() == zone
            and one.iterations <= MOST_ITERATIONS
            and not one.flags & ~OPT_OUT
        ]

    def matching(self, name: dns.name.Name) -> NSEC3 | None:
        """The denial that stands at a name."""
        return next((one for first, one in self._denials if first and first == _hash_of(name, one)), None)

    def covering(self, name: dns.name.Name) -> NSEC3 | None:
        """A denial between whose two names there is none with this hash."""
        found = (one for first, one in self._denials if _is_between(first, _hash_of(name, one), one))
        return next(found, None)


def _hash_of(name: dns.name.Name, one: NSEC3) -> bytes:
    """The hash of a name as a denial makes it; empty where it is made in a way that is not known."""
    try:
        return b32hexdecode(dns.dnssec.nsec3_hash(name, one.salt, one.iterations, one.algorithm))
    except ValueError:
        return b""


def _is_between(first: bytes, hashed: bytes, one: NSEC3) -> bool:
    """Whether a hash lies between the two of a denial, the last of which goes around to the first."""
    if not first or not hashed:
        return False
    last = one.next
    return first < hashed < last if first < last else hashed > first or hashed < last


def _hash_in(owner: dns.name.Name) -> bytes:
    try:
        return b32hexdecode(owner.labels[0].upper())
    except ValueError:
        return b""


def _lacks(one: NSEC | NSEC3, kind: dns.rdatatype.RdataType) -> bool:
    """Whether a name that stands has no such record; at the edge of two zones the right one must say so."""
    types = _types(one)
    if dns.rdatatype.to_text(kind) in types or "CNAME" in types:
        return False
    if kind == dns.rdatatype.DS:
        return "SOA" not in types
    return not ("NS" in types and "SOA" not in types)


def _ends_here(types: frozenset[str]) -> bool:
    """Whether what is below is told elsewhere."""
    return "DNAME" in types or ("NS" in types and "SOA" not in types)


def _types(one: NSEC | NSEC3) -> frozenset[str]:
    return frozenset(one.to_text().split()[1 if isinstance(one, NSEC) else 5 :])
