"""Verify: the ledger held against itself, and the files of samples against what it says of them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

import orjson
from msgspec.structs import replace

from upheld.errors import UnreadableFile
from upheld.operations.compacting import telemetry_of
from upheld.store.dossiers import Dossier
from upheld.store.retention import RemovedDays
from upheld.store.segments import SegmentRecord
from upheld.store.verification import Fault, Verified, verify
from upheld.telemetry.durable import sha256_of
from upheld.telemetry.manifest import Manifest, holding


def verify_all(data: Path) -> Verified:
    """Go through the ledger, and through every file of samples that counts now; every fault is told."""
    verified = verify()
    faults = [fault for dossier in Dossier.objects.order_by("pk") for fault in _faults_of(dossier, data)]
    return replace(verified, faults=(*verified.faults, *faults))


def _faults_of(dossier: Dossier, data: Path) -> list[Fault]:
    folder = telemetry_of(data, dossier.slug)
    if not folder.is_dir():
        return []
    records = {each.file: each for each in SegmentRecord.objects.filter(dossier=dossier)}
    removed = {file for each in RemovedDays.objects.filter(dossier=dossier) for file in each.files}
    try:
        with holding(folder) as manifest:  # no file that it names is removed meanwhile
            return list(_faults_in(folder, manifest, records, removed))
    except UnreadableFile as error:
        return [Fault(0, str(error))]


def _faults_in(
    folder: Path, manifest: Manifest, records: dict[str, SegmentRecord], removed: Set[str]
) -> Iterator[Fault]:
    said = {file: orjson.loads(bytes(record.content or b"{}")) for file, record in records.items()}
    live = {each.file: each for each in (*manifest.segments, *manifest.contradictions)}
    for segment in live.values():
        record = records.get(segment.file)
        path = folder / segment.file
        if record is None:
            if segment.told:
                yield Fault(0, f"{path} counts, and stands in no entry")
        elif not path.is_file() or sha256_of(path) != said[segment.file].get("sha256"):
            yield Fault(record.entry_id, f"{path} is not what was recorded")
    replaced = {file for each in said.values() for file in each.get("replaces", ())}
    for file in records.keys() - live.keys() - replaced - removed:
        yield Fault(records[file].entry_id, f"{folder / file} counts no more, and nothing took its place")
