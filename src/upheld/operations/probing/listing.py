"""Listing: probes that somebody sends in a file, looked at before they are defined."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.probes.foreign.table import carry
from upheld.collect.probes.probe import Probe, decoded, encoded, secrets_of
from upheld.collect.probes.probe_file import parse_probes
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.errors import ConflictError, UnreadableFile
from upheld.language.diagnostic import Diagnostic, Level
from upheld.operations.probing.defining import Defined, define, give_secret, newest, revision_of
from upheld.store.dossiers import Dossier
from upheld.store.probing import ProbeSecret
from upheld.store.reach import reached
from upheld.store.roles import PROBE_WRITERS
from upheld.store.viewer import Viewer

OURS = "probes"
"""A file of probes as Upheld writes them; the others are the forms of other programs."""


class Sent(Struct, frozen=True, kw_only=True):
    """A file that somebody sends."""

    name: str
    data: bytes
    form: str
    """`probes`, or what `carry` calls it; empty where its content tells."""
    is_added: bool
    """Whether what is probed already and not named goes on."""
    may_be_private: bool = False


class Wrong(Struct, frozen=True, kw_only=True):
    """What keeps a file from being used, or is left out of it."""

    place: str
    says: str
    remedy: str


class Prospect(Struct, frozen=True, kw_only=True):
    """What defining the probes of a file would change; nothing where something is wrong with it."""

    wrong: tuple[Wrong, ...] = ()
    left_out: tuple[Wrong, ...] = ()
    probes: tuple[Probe, ...] = ()
    """All that would be probed then."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unchanged: int = 0
    secrets: tuple[str, ...] = ()
    """Names of secrets that stand in the file, and would be kept apart."""
    missing: tuple[str, ...] = ()
    """Names of secrets without a value."""
    digest: str = ""

    @property
    def is_change(self) -> bool:
        """Whether there is anything to define."""
        return bool(self.added or self.changed or self.ended or self.secrets)


def look_at_for(viewer: Viewer, slug: str, sent: Sent) -> Prospect | None:
    """Tell what a file would change; absent where the viewer defines no probes there."""
    dossier = _reached(viewer, slug)
    return None if dossier is None else _looked_at(dossier, sent)[0]


def define_for(viewer: Viewer, slug: str, sent: Sent, digest: str, now: Instant) -> Defined | Prospect | None:
    """Define the probes of a file as they were looked at, by the digest; a prospect where something is wrong.

    ConflictError where it would not be what was looked at.
    """
    dossier = _reached(viewer, slug)
    if dossier is None:
        return None
    with transaction.atomic():
        prospect, secrets = _looked_at(dossier, sent)
        if prospect.wrong:
            return prospect
        if prospect.digest != digest:
            raise ConflictError("what is probed has changed since the file was looked at: look at it again")
        for name in secrets:
            give_secret(dossier, name, secrets.text(SecretRef(name)), viewer.actor, now)
        return define(dossier, prospect.probes, viewer.actor, now)


def give_secret_for(viewer: Viewer, slug: str, name: str, value: str, now: Instant) -> bool:
    """Give a secret its value; tell whether the viewer may. Errors as of `give_secret`."""
    dossier = _reached(viewer, slug)
    if dossier is None:
        return False
    give_secret(dossier, name, value, viewer.actor, now)
    return True


def _reached(viewer: Viewer, slug: str) -> Dossier | None:
    if not viewer.roles & PROBE_WRITERS:
        return None
    return reached(viewer, Dossier).filter(slug=slug).first()


def _looked_at(dossier: Dossier, sent: Sent) -> tuple[Prospect, Secrets]:
    try:
        found, left_out, secrets = _read(sent)
    except UnreadableFile as error:
        return Prospect(wrong=(Wrong(place=sent.name, says=str(error), remedy=""),)), Secrets()
    if isinstance(found, list):
        return Prospect(wrong=tuple(map(_wrong, found))), Secrets()
    held = {each.name: each.reveal() for each in newest(dossier) if not each.is_ended}
    wanted = {probe.name: encoded(probe) for probe in found}
    ended = () if sent.is_added else tuple(name for name in held if name not in wanted)
    kept = [] if not sent.is_added else [name for name in held if name not in wanted]
    probes = (*_decoded(held, kept), *found)
    known = set(ProbeSecret.objects.filter(dossier=dossier).values_list("name", flat=True)) | {*secrets}
    needed = {name for probe in probes for name in secrets_of(probe)}
    told = b"".join(encoded(probe) for probe in probes) + str(revision_of(dossier)).encode()
    prospect = Prospect(
        left_out=left_out,
        probes=probes,
        added=tuple(name for name in wanted if name not in held),
        changed=tuple(name for name in wanted if name in held and held[name] != wanted[name]),
        ended=ended,
        unchanged=sum(held.get(name) == wanted[name] for name in wanted) + len(kept),
        secrets=tuple(sorted(secrets)),
        missing=tuple(sorted(needed - known)),
        digest=hashlib.sha256(told).hexdigest(),
    )
    return prospect, secrets


def _read(sent: Sent) -> tuple[tuple[Probe, ...] | list[Diagnostic], tuple[Wrong, ...], Secrets]:
    if sent.form == OURS:
        read = parse_probes(sent.name, sent.data, None)
        wrong = [each for each in read.diagnostics if each.level is Level.ERROR]
        return wrong or read.probes, (), Secrets()
    carried = carry(sent.name, sent.data, form=sent.form or None, may_be_private=sent.may_be_private)
    left_out = tuple(Wrong(place=sent.name, says=str(each), remedy="") for each in carried.left_out)
    if not carried.probes:
        raise UnreadableFile(f"{sent.name} has no point that can be probed")
    return carried.probes, left_out, carried.secrets


def _decoded(held: dict[str, bytes], names: Sequence[str]) -> tuple[Probe, ...]:
    return tuple(decoded(held[name]) for name in names)


def _wrong(diagnostic: Diagnostic) -> Wrong:
    place = diagnostic.place
    return Wrong(
        place=f"{place.file}:{place.line}:{place.column}", says=diagnostic.message, remedy=diagnostic.remedy
    )
