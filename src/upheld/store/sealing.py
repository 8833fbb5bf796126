"""Sealing: versions of agreements and bindings set down in the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.exhibit import enter
from upheld.store.holding import bindings_known
from upheld.store.ledger import EntryKind, lock_head


class Text(Struct, frozen=True, kw_only=True):
    """An agreement as it is written: its main file, those it is built on, and the calendars it froze."""

    main: str
    files: Mapping[str, str]
    lock: str | None = None
    version: str
    in_force_from: Instant
    in_force_until: Instant | None = None

    def content(self) -> bytes:
        """The bytes that are sealed."""
        written = {"main": self.main, "files": dict(self.files), "lock": self.lock}
        return orjson.dumps(written, option=orjson.OPT_SORT_KEYS)


def seal_agreement(agreement: Agreement, text: Text, now: Instant) -> AgreementVersion:
    """Seal a version; the same text again changes nothing. ConflictError for another text of a version."""
    with transaction.atomic():
        lock_head()
        known = AgreementVersion.objects.filter(agreement=agreement, version=text.version).first()
        if known is not None:
            if bytes(known.content or b"") != text.content():
                raise ConflictError(
                    f"version {text.version} of {agreement.slug} is sealed with another text: "
                    "give the new text a version of its own"
                )
            return known
        version = AgreementVersion(
            agreement=agreement,
            version=text.version,
            in_force_from=text.in_force_from,
            in_force_until=text.in_force_until,
            content=text.content(),
        )
        enter(EntryKind.AGREEMENT, f"{agreement.slug} version {text.version}", [version], now)
        version.save()
    return version


def seal_bindings(dossier: Dossier, text: bytes, now: Instant) -> None:
    """Seal the bindings of a dossier in place of those that hold; the same text again changes nothing."""
    with transaction.atomic():
        lock_head()
        if bindings_known(dossier) == text:
            return
        bindings = BindingsVersion(dossier=dossier, content=text)
        enter(EntryKind.BINDINGS, f"bindings of {dossier.slug}", [bindings], now)
        bindings.save()
