"""Defining: the probes of a dossier, each version sealed in the ledger, and the secrets they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.probes.probe import Probe
from upheld.errors import UsageError
from upheld.operations.probing.sheet import line_of, lines_at, probes_on, read_sheet, write_sheet
from upheld.store.ciphers import encrypt
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import enter
from upheld.store.ledger import EntryKind, lock_head
from upheld.store.probing import NAME_LENGTH, SECRET, ProbeSecret, ProbeSet, ProbeVersion

LONGEST_SECRET = 8192
SITE_LENGTH = 300


class Defined(Struct, frozen=True, kw_only=True):
    """What came of defining probes, by name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    unchanged: int = 0
    secrets_missing: tuple[str, ...] = ()
    """Secrets that are named and have no value yet: probes that need them see nothing."""


def define(dossier: Dossier, probes: Sequence[Probe], actor: str, now: Instant) -> Defined:
    """Let these be the probes of a dossier, and no others: what differs becomes a version, all in one entry.

    The same again changes nothing. UsageError where two have one name, or one names a witness that is none.
    """
    _check(probes)
    lines = [line_of(probe) for probe in probes]
    with transaction.atomic():
        lock_head()
        held = {each.name: each for each in newest(dossier)}
        wanted = {line.name: bytes(line.definition) for line in lines}
        added = tuple(name for name in wanted if name not in held or held[name].is_ended)
        changed = tuple(name for name in wanted if name not in added and held[name].reveal() != wanted[name])
        ended = tuple(name for name, each in held.items() if name not in wanted and not each.is_ended)
        contents = {name: wanted[name] for name in (*added, *changed)} | dict.fromkeys(ended, b"")
        if contents:
            _write(dossier, held, contents, {each.name: each.site for each in probes}, actor, now)
            write_sheet(dossier, lines)
    named = frozenset(name for line in lines for name in line.secrets)
    known = ProbeSecret.objects.filter(dossier=dossier).values_list("name", flat=True)
    return Defined(
        added=added,
        changed=changed,
        ended=ended,
        unchanged=len(wanted) - len(added) - len(changed),
        secrets_missing=tuple(sorted(named.difference(known))),
    )


def newest(dossier: Dossier) -> list[ProbeVersion]:
    """The newest version of every probe, ended ones too, by name."""
    return list(ProbeVersion.objects.filter(dossier=dossier, is_newest=True).order_by("name"))


def probes_of(dossier: Dossier) -> tuple[Probe, ...]:
    """What is probed now, by name."""
    return probes_on(read_sheet(dossier))


def probes_at(dossier: Dossier, location: str) -> tuple[Probe, ...]:
    """What is probed from a location, witnesses of what is probed there included."""
    return probes_on(lines_at(dossier, location))


def revision_of(dossier: Dossier) -> int:
    """The number that changes whenever a probe or a secret does."""
    found = ProbeSet.objects.filter(dossier=dossier).values_list("revision", flat=True).first()
    return found or 0


def give_secret(dossier: Dossier, name: str, value: str, actor: str, now: Instant) -> None:
    """Give a secret its value, in place of the one it had. UsageError for one that can't be used."""
    if not 0 < len(name) <= NAME_LENGTH or not 0 < len(value) <= LONGEST_SECRET:
        raise UsageError(
            f"a secret has a name of {NAME_LENGTH} characters at most, and a value of {LONGEST_SECRET}"
        )
    held = {"value": encrypt(value, SECRET), "made_by": actor, "made_at": int(now)}
    with transaction.atomic():
        ProbeSecret.objects.update_or_create(dossier=dossier, name=name, defaults=held)
        _count_up(dossier)


def take_secret_away(dossier: Dossier, name: str) -> bool:
    """Forget the value of a secret; tell whether there was one."""
    with transaction.atomic():
        gone, _ = ProbeSecret.objects.filter(dossier=dossier, name=name).delete()
        _count_up(dossier)
    return gone > 0


def _write(
    dossier: Dossier,
    held: Mapping[str, ProbeVersion],
    contents: Mapping[str, bytes],
    sites: Mapping[str, str],
    actor: str,
    now: Instant,
) -> None:
    versions = []
    for name, content in contents.items():
        number = held[name].number + 1 if name in held else 1
        version = ProbeVersion(dossier=dossier, name=name, number=number, is_ended=not content, made_by=actor)
        version.site = sites.get(name, "")[:SITE_LENGTH]
        version.conceal(content)
        versions.append(version)
    enter(EntryKind.PROBES, f"{len(versions)} probes of {dossier.slug}", versions, now)
    ProbeVersion.objects.filter(dossier=dossier, name__in=list(contents)).update(is_newest=False)
    ProbeVersion.objects.bulk_create(versions, batch_size=500)
    _count_up(dossier)


def _count_up(dossier: Dossier) -> None:
    ProbeSet.objects.get_or_create(dossier=dossier)
    ProbeSet.objects.filter(dossier=dossier).update(revision=F("revision") + 1)


def _check(probes: Sequence[Probe]) -> None:
    names = [probe.name for probe in probes]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise UsageError(f"two probes are called `{twice[0]}`: give each a name of its own")
    for probe in probes:
        if not 0 < len(probe.name) <= NAME_LENGTH:
            raise UsageError(f"`{probe.name}` can't be a name: it has 1 to {NAME_LENGTH} characters")
        if probe.witness is not None and (probe.witness not in names or probe.witness == probe.name):
            raise UsageError(
                f"the witness of `{probe.name}` is `{probe.witness}`, which is no other probe here"
            )
