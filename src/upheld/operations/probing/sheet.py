"""The sheet: all that is probed for a dossier, read as one, where its definitions are thousands of versions.

It says nothing that these don't: it is written with them, in one transaction, and made of them where there is
none yet.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Sequence

import msgspec
from django.db import transaction
from msgspec import Raw, Struct

from upheld.collect.probes.probe import Probe, decoded, encoded, secrets_of
from upheld.store.ciphers import decrypt, encrypt
from upheld.store.dossiers import Dossier
from upheld.store.ledger import lock_head
from upheld.store.probing import SHEET, ProbeSheet, ProbeVersion

_QUICKLY = 1


class Line(Struct, frozen=True, array_like=True, gc=False):
    """A probe on a sheet: what decides who is to ask it, and its definition as JSON."""

    name: str
    locations: tuple[str, ...]
    witness: str | None
    secrets: tuple[str, ...]
    definition: Raw


_SHEET = msgspec.json.Decoder(list[Line])


def line_of(probe: Probe) -> Line:
    """A probe as it stands on a sheet."""
    return Line(
        probe.name, probe.locations, probe.witness, tuple(sorted(secrets_of(probe))), Raw(encoded(probe))
    )


def write_sheet(dossier: Dossier, lines: Iterable[Line]) -> None:
    """Let these be all that is probed; within the transaction that says so."""
    written = msgspec.json.encode(sorted(lines, key=lambda line: line.name))
    packed = base64.b64encode(zlib.compress(written, _QUICKLY)).decode()
    ProbeSheet.objects.update_or_create(dossier=dossier, defaults={"content": encrypt(packed, SHEET)})


def read_sheet(dossier: Dossier) -> list[Line]:
    """All that is probed, by name."""
    content = ProbeSheet.objects.filter(dossier=dossier).values_list("content", flat=True).first()
    if content is None:
        content = _made_of_versions(dossier)
    return _SHEET.decode(zlib.decompress(base64.b64decode(decrypt(content, SHEET))))


def lines_at(dossier: Dossier, location: str) -> list[Line]:
    """What is probed from a location, witnesses of what is probed there included."""
    every = read_sheet(dossier)
    there = {line.name for line in every if not line.locations or location in line.locations}
    witnesses = {line.witness for line in every if line.witness is not None and line.name in there}
    return [line for line in every if line.name in there or line.name in witnesses]


def probes_on(lines: Sequence[Line]) -> tuple[Probe, ...]:
    """The probes that lines are of."""
    return tuple(decoded(bytes(line.definition)) for line in lines)


def _made_of_versions(dossier: Dossier) -> str:
    """Make the sheet of a dossier whose probes were defined before there were any."""
    with transaction.atomic():
        lock_head()  # nobody defines others meanwhile
        newest = ProbeVersion.objects.filter(dossier=dossier, is_newest=True, is_ended=False)
        write_sheet(dossier, (line_of(decoded(each.reveal())) for each in newest))
        return ProbeSheet.objects.values_list("content", flat=True).get(dossier=dossier)
