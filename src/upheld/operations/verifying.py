"""Verify: the ledger held against itself, and the files of samples against what it says of them."""

from __future__ import annotations

from pathlib import Path

import orjson
from msgspec.structs import replace

from upheld.errors import UnreadableFile
from upheld.operations.compacting import telemetry_of
from upheld.store.dossiers import Dossier
from upheld.store.segments import SegmentRecord
from upheld.store.verification import Fault, Verified, verify
from upheld.telemetry.durable import sha256_of
from upheld.telemetry.manifest import read_manifest


def verify_all(data: Path) -> Verified:
    """Go through the ledger, and through every file of samples that counts now; every fault is told."""
    verified = verify()
    faults = [fault for dossier in Dossier.objects.order_by("pk") for fault in _faults_of(dossier, data)]
    return replace(verified, faults=(*verified.faults, *faults))


def _faults_of(dossier: Dossier, data: Path) -> list[Fault]:
    folder = telemetry_of(data, dossier.slug)
    if not folder.is_dir():
        return []
    try:
        manifest = read_manifest(folder)
    except UnreadableFile as error:
        return [Fault(0, str(error))]
    known = {each.file: each for each in SegmentRecord.objects.filter(dossier=dossier)}
    faults = []
    for segment in (*manifest.segments, *manifest.contradictions):
        record = known.get(segment.file)
        if record is None:
            if segment.told:
                faults.append(Fault(0, f"{folder / segment.file} counts, and stands in no entry"))
            continue
        said = orjson.loads(bytes(record.content or b"{}"))
        path = folder / segment.file
        if not path.is_file() or sha256_of(path) != said.get("sha256"):
            faults.append(Fault(record.entry_id, f"{path} is not what was recorded"))
    return faults
