"""The chain of DNSSEC, from a trust anchor down to an answer (RFC 4035, section 5).

What is signed is proved, what follows from a DNAME that is, of what a wildcard gives, that nothing nearer
exists, and that a name or a record of it does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import dns.dnssec
import dns.exception
import dns.name
import dns.node
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS
from dns.rdtypes.ANY.RRSIG import RRSIG
from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.probes import trouble
from upheld.collect.probes.dnssec_absence import shown_by
from upheld.collect.probes.dnssec_denial import denials_of, leaves_out
from upheld.collect.probes.failure import Failure, own

ROOT_ANCHORS = (
    ". 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
)
"""The keys of the root as IANA publishes them, of 2017 and 2024."""

_MOST_KEYS = 16
"""Of a zone, and of signatures of a set: no zone may keep the probe busy (CVE-2023-50387)."""
_MOST_ZONES = 20
_MOST_DENIALS = 8
"""Three are the most that a proof needs."""

Fetch = Callable[[dns.name.Name, dns.rdatatype.RdataType], Iterable[dns.rrset.RRset]]
"""Asks for records of a name, and gives the sets of the answer with their signatures."""


def anchors_from(texts: Iterable[str]) -> dict[dns.name.Name, list[DS]]:
    """Read trust anchors, each `zone. tag algorithm digest-type digest`; raises `Failure`."""
    found: dict[dns.name.Name, list[DS]] = {}
    for text in texts:
        zone, _, rest = text.strip().partition(" ")
        try:
            read = dns.rdata.from_text(
                dns.rdataclass.IN, dns.rdatatype.DS, rest.strip().removeprefix("IN DS ")
            )
            name = dns.name.from_text(zone)
        except (dns.exception.DNSException, ValueError):
            raise own(
                f"`{text}` is no trust anchor: write `zone. tag algorithm digest-type digest`"
            ) from None
        assert isinstance(read, DS)  # noqa: S101 - by the type that was asked for
        found.setdefault(name, []).append(read)
    return found


class Chain(Struct):
    """Proves sets of records, and remembers the keys of the zones it came through."""

    fetch: Fetch
    anchors: dict[dns.name.Name, list[DS]]
    now: Instant
    beside: Sequence[dns.rrset.RRset] = ()
    """Sets that came with the answer, in which may stand that names don't exist."""
    _keys: dict[dns.name.Name, dns.rrset.RRset] = field(default_factory=dict)

    def prove(
        self,
        records: dns.rrset.RRset,
        among: Iterable[dns.rrset.RRset],
        above: bool = False,
        by: dns.name.Name | None = None,
    ) -> None:
        """Check a set by its signatures, which stand among others; raises `Failure` where it is not proved.

        An alias without any is proved by the DNAME among them that it follows from (RFC 6672, section 5.3.1).
        `above`: who signs must be a zone above the name, as for what a parent says of a child; `by`: it must
        be that zone.
        """
        name = records.name
        if records.rdtype == dns.rdatatype.DNSKEY:
            if set(records) != set(self._keys_of(name)):
                raise _unproved(records, "they are others than a moment ago")
            return
        signatures = _signatures(records, among)
        if not signatures:
            renaming = _renaming_of(records, among)
            if renaming is None:
                raise _unproved(records, "it is not signed")
            self.prove(renaming, among)
            return
        why = ""
        for signature in signatures:
            signer = signature.signer
            if not name.is_subdomain(signer) or (above and signer == name) or by not in (None, signer):
                why = why or f"it is signed by {signer}, which it is not of"
                continue
            try:
                dns.dnssec.validate_rrsig(
                    records, signature, {signer: self._keys_of(signer)}, now=self._seconds()
                )
            except (dns.exception.ValidationFailure, dns.exception.UnsupportedAlgorithm) as error:
                why = _words(error, signature)
                continue
            if signature.labels < len(name) - 1 - name.is_wild():
                self._prove_wildcard(
                    name, name.split(signature.labels + 1)[1], signer, is_denial=by is not None
                )
            return
        raise _unproved(records, why)

    def prove_absent(self, name: dns.name.Name, kind: dns.rdatatype.RdataType | None) -> None:
        """Check by what came with the answer that a name lacks records of a kind, or is none at all.

        Raises `Failure`, of our own where a zone leaves open whether something is there.
        """
        what = f"{name} does not exist"
        if kind is not None:
            what = f"{name} has no {dns.rdatatype.to_text(kind)}"
        denials = [each for each in self.beside if each.rdtype in (dns.rdatatype.NSEC, dns.rdatatype.NSEC3)][
            :_MOST_DENIALS
        ]
        zones = {one.signer for each in denials for one in _signatures(each, self.beside)}
        why = "nothing that is signed shows it"
        for zone in sorted((each for each in zones if name.is_subdomain(each)), reverse=True):
            proved = []
            for each in denials:
                try:
                    self.prove(each, self.beside, by=zone)
                except Failure as failure:
                    why = failure.words
                else:
                    proved.append(each)
            shown = shown_by(proved, name, kind, zone)
            if shown.is_absent:
                return
            if shown.is_left_out:
                raise own(f"that {what} is left open by {zone}, which leaves out what has no keys (opt-out)")
        raise Failure(trouble.DNSSEC, f"that {what} is not proved: {why}")

    def _prove_wildcard(
        self, name: dns.name.Name, encloser: dns.name.Name, zone: dns.name.Name, is_denial: bool
    ) -> None:
        """Check that no name is nearer than the wildcard below `encloser`, by what came with the answer."""
        for each in () if is_denial else denials_of(name, encloser, zone, self.beside):
            self.prove(each, self.beside, by=zone)
            if leaves_out(each):
                words = f"{name} comes from a wildcard, and {zone} leaves out what has no keys (opt-out)"
                raise own(f"{words}: whether a name is nearer stays open")
            return
        words = f"{name} comes from a wildcard, and nothing shows that no name is nearer"
        raise Failure(trouble.DNSSEC, words)

    def _keys_of(self, zone: dns.name.Name) -> dns.rrset.RRset:
        """Give the keys of a zone, proved by what an anchor or the zone above says of them."""
        if zone in self._keys:
            return self._keys[zone]
        if len(self._keys) >= _MOST_ZONES:
            raise Failure(trouble.DNSSEC, f"there are more than {_MOST_ZONES} zones on the way")
        trusted = self.anchors.get(zone) or self._said_above(zone)
        answer = list(self.fetch(zone, dns.rdatatype.DNSKEY))
        keys = _set_of(answer, zone, dns.rdatatype.DNSKEY)
        if keys is None:
            raise Failure(trouble.DNSSEC, f"{zone} shows no keys")
        if len(keys) > _MOST_KEYS:
            raise Failure(trouble.DNSSEC, f"{zone} shows more than {_MOST_KEYS} keys")
        entry = [each for each in keys if isinstance(each, DNSKEY) and _is_meant(zone, each, trusted)]
        if not entry:
            raise Failure(trouble.DNSSEC, f"no key of {zone} is one that the zone above or the anchor names")
        by: dict[dns.name.Name, dns.node.Node | dns.rdataset.Rdataset]
        by = {zone: dns.rdataset.from_rdata_list(keys.ttl, entry)}
        why = "they are not signed"
        for signature in _signatures(keys, answer):
            try:
                dns.dnssec.validate_rrsig(keys, signature, by, now=self._seconds())
            except (dns.exception.ValidationFailure, dns.exception.UnsupportedAlgorithm) as error:
                why = _words(error, signature)
            else:
                self._keys[zone] = keys
                return keys
        raise Failure(trouble.DNSSEC, f"the keys of {zone} are not proved: {why}")

    def _said_above(self, zone: dns.name.Name) -> list[DS]:
        if zone == dns.name.root:
            raise Failure(trouble.DNSSEC, "no trust anchor is for the zone or one above it")
        answer = list(self.fetch(zone, dns.rdatatype.DS))
        records = _set_of(answer, zone, dns.rdatatype.DS)
        if records is None:
            raise Failure(trouble.DNSSEC, f"the zone above names no key of {zone}: the chain ends there")
        if len(records) > _MOST_KEYS:
            raise Failure(trouble.DNSSEC, f"the zone above names more than {_MOST_KEYS} keys of {zone}")
        self.prove(records, answer, above=True)
        return [each for each in records if isinstance(each, DS)]

    def _seconds(self) -> float:
        return self.now / 1_000_000


def _set_of(
    answer: Iterable[dns.rrset.RRset], name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> dns.rrset.RRset | None:
    return next((each for each in answer if each.name == name and each.rdtype == kind), None)


def _signatures(records: dns.rrset.RRset, among: Iterable[dns.rrset.RRset]) -> list[RRSIG]:
    found = [
        signature
        for each in among
        if each.name == records.name and each.rdtype == dns.rdatatype.RRSIG
        for signature in each
        if isinstance(signature, RRSIG) and signature.type_covered == records.rdtype
    ]
    return found[:_MOST_KEYS]


def _renaming_of(alias: dns.rrset.RRset, among: Iterable[dns.rrset.RRset]) -> dns.rrset.RRset | None:
    """Give the DNAME from which an alias follows: of a name below it, to the same below its target."""
    if alias.rdtype != dns.rdatatype.CNAME or len(alias) != 1:
        return None
    for each in among:
        if each.rdtype != dns.rdatatype.DNAME or len(each) != 1 or alias.name == each.name:
            continue
        if alias.name.is_subdomain(each.name):
            with suppress(dns.name.NameTooLong):
                if alias.name.relativize(each.name).concatenate(each[0].target) == alias[0].target:
                    return each
    return None


def _is_meant(zone: dns.name.Name, key: DNSKEY, trusted: Iterable[DS]) -> bool:
    for said in trusted:
        if said.key_tag != dns.dnssec.key_id(key) or said.algorithm != key.algorithm:
            continue
        try:
            if dns.dnssec.make_ds(zone, key, said.digest_type, validating=True) == said:
                return True
        except (dns.exception.UnsupportedAlgorithm, dns.exception.DNSException, ValueError):
            continue
    return False


def _words(error: Exception, signature: RRSIG) -> str:
    words = str(error) or "its algorithm is not known here"
    return f"signature of key {signature.key_tag} of {signature.signer}: {words}"


def _unproved(records: dns.rrset.RRset, why: str) -> Failure:
    kind = dns.rdatatype.to_text(records.rdtype)
    return Failure(trouble.DNSSEC, f"{kind} of {records.name} is not proved: {why}")
