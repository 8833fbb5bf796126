"""Exhibits: content that stands beside the ledger, held to it by a salted digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from upheld.chrono.instant import Instant
from upheld.store.ledger import EntryKind, LedgerEntry, LedgerHead, append

SALT_BYTES = 16


class Exhibit(models.Model):
    """Content that an entry of the ledger vouches for; erased together with its salt, the digest stays."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT)
    position = models.PositiveIntegerField(default=0)
    """Its place among the exhibits of its entry."""
    digest = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=SALT_BYTES, null=True)
    """Keeps others from trying out what the content was, once it is erased."""
    content = models.BinaryField(null=True)
    """Absent once it was erased."""

    class Meta:
        abstract = True

    @property
    def is_erased(self) -> bool:
        """Whether only the digest is left."""
        return self.content is None and self.salt is None

    def label(self) -> bytes:
        """What else the digest vouches for: columns that say what the content is."""
        return b""

    def seal(self) -> None:
        """Set salt and digest from the content as it stands now."""
        self.salt = secrets.token_bytes(SALT_BYTES)
        self.digest = self._digest(self.salt)

    def is_true(self) -> bool:
        """Tell whether it is what its digest was made of; one that is erased can't be false any more."""
        if self.salt is None or self.content is None:
            return self.is_erased
        return self._digest(bytes(self.salt)) == bytes(self.digest)

    def erase(self) -> None:
        """Take content and salt away; what is left says nothing about anybody."""
        self.content = self.salt = None

    def _digest(self, salt: bytes) -> bytes:
        label = self.label()
        content = bytes(self.content or b"")
        return hashlib.sha256(salt + len(label).to_bytes(8) + label + content).digest()


ExhibitT = TypeVar("ExhibitT", bound=Exhibit)


def enter(
    kind: EntryKind, subject: str, exhibits: Sequence[Exhibit], now: Instant, head: LedgerHead | None = None
) -> LedgerEntry:
    """Seal exhibits and add the entry that vouches for them, in their order; who made them saves them.

    Within the transaction of the change; LedgerError outside one. A head is handed on to `append`.
    """
    for each in exhibits:
        each.seal()
    return enter_sealed(kind, subject, exhibits, now, head)


def enter_sealed(
    kind: EntryKind, subject: str, exhibits: Sequence[Exhibit], now: Instant, head: LedgerHead | None = None
) -> LedgerEntry:
    """Add the entry that vouches for exhibits sealed before, in their order; who made them saves them.

    So that nobody waits for the ledger while many are sealed. Within the transaction of the change;
    LedgerError outside one.
    """
    entry = append(kind, subject, (bytes(each.digest) for each in in_order(exhibits)), now, head)
    for each in exhibits:
        each.entry_id = entry.pk
    return entry


def in_order(exhibits: Sequence[ExhibitT]) -> Sequence[ExhibitT]:
    """Give exhibits their places in the entry that will vouch for them."""
    for position, each in enumerate(exhibits):
        each.position = position
    return exhibits
