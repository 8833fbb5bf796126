"""Verification: the ledger held against itself, and everything that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from django.apps import apps
from msgspec import Struct

from upheld.store.exhibit import Exhibit
from upheld.store.ledger import GENESIS, LedgerEntry, LedgerHead, digest_of, entries
from upheld.store.retention import Erasure

ENTRIES_AT_ONCE = 500


class Fault(Struct, frozen=True):
    """Something that is not as it was recorded."""

    sequence: int
    """Of the entry it was found at."""
    says: str


class Verified(Struct, frozen=True, kw_only=True):
    """What came of going through the ledger."""

    entries: int
    exhibits: int
    erased: int
    chain: bytes
    """The end of the chain: written down elsewhere, it shows later that nothing before it was changed."""
    faults: tuple[Fault, ...]


def verify() -> Verified:
    """Go through the whole chain; every fault is told, with the entry it stands at."""
    counted = _Count()
    faults: list[Fault] = []
    previous, expected = GENESIS, 1
    for part in _parts():
        exhibits = _exhibits_of(part)
        for entry in part:
            faults += _faults_of(entry, previous, expected, exhibits.get(entry.sequence, []))
            previous, expected = bytes(entry.chain), entry.sequence + 1
        counted.take(part, exhibits)
    faults += _erased_without_a_word()
    faults += _faults_at_end(previous, expected - 1)
    return Verified(
        entries=counted.entries,
        exhibits=counted.exhibits,
        erased=counted.erased,
        chain=previous,
        faults=tuple(faults),
    )


class _Count(Struct):
    entries: int = 0
    exhibits: int = 0
    erased: int = 0

    def take(self, part: Sequence[LedgerEntry], exhibits: dict[int, list[Exhibit]]) -> None:
        every = [each for several in exhibits.values() for each in several]
        self.entries += len(part)
        self.exhibits += len(every)
        self.erased += sum(each.is_erased for each in every)


def _parts() -> Iterator[list[LedgerEntry]]:
    part: list[LedgerEntry] = []
    for entry in entries():
        part.append(entry)
        if len(part) == ENTRIES_AT_ONCE:
            yield part
            part = []
    yield part


def _exhibits_of(part: Sequence[LedgerEntry]) -> dict[int, list[Exhibit]]:
    """Everything that stands beside some entries, by sequence, in its order."""
    found: dict[int, list[Exhibit]] = {}
    numbers = [entry.sequence for entry in part]
    for kind in apps.get_app_config("store").get_models():
        if issubclass(kind, Exhibit):
            for each in kind._default_manager.filter(entry__in=numbers).order_by("entry", "position"):
                found.setdefault(each.entry_id, []).append(each)
    return found


def _faults_of(
    entry: LedgerEntry, previous: bytes, expected: int, exhibits: Sequence[Exhibit]
) -> Iterator[Fault]:
    if entry.sequence != expected:
        yield Fault(entry.sequence, f"entries {expected} to {entry.sequence - 1} are missing")
    if entry.link(previous) != bytes(entry.chain):
        yield Fault(entry.sequence, "the entry is not chained to the one before it as it stands")
    if digest_of(bytes(each.digest) for each in exhibits) != bytes(entry.digest):
        yield Fault(
            entry.sequence, f"the {len(exhibits)} digests beside the entry are not those it vouches for"
        )
    for each in exhibits:
        if not each.is_true():
            name = each._meta.verbose_name
            yield Fault(entry.sequence, f"{name} {each.pk} is not what was recorded")


def _faults_at_end(chain: bytes, sequence: int) -> Iterator[Fault]:
    head = LedgerHead.objects.filter(number=1).first()
    known = (0, GENESIS) if head is None else (head.sequence, bytes(head.chain))
    if known != (sequence, chain):
        yield Fault(sequence, f"the ledger ends here, but {known[0]} entries were recorded")


def _erased_without_a_word() -> Iterator[Fault]:
    """Content that is gone although no entry says that it was erased."""
    said: dict[str, set[int]] = {}
    for erasure in Erasure.objects.exclude(content=None):
        for kind, numbers in orjson.loads(bytes(erasure.content or b"{}"))["erased"].items():
            said.setdefault(kind, set()).update(numbers)
    for kind in apps.get_app_config("store").get_models():
        if issubclass(kind, Exhibit):
            gone = kind._default_manager.filter(content=None, salt=None)
            for number, entry in gone.values_list("pk", "entry").iterator(chunk_size=2000):
                if number not in said.get(str(kind._meta.model_name), ()):
                    yield Fault(entry, f"{kind._meta.verbose_name} {number} is gone, and no entry says so")
