"""Copying: a folder of telemetry copied as it is at one moment, while samples come in and are sorted."""

from __future__ import annotations

import shutil
from pathlib import Path

from upheld.errors import UsageError
from upheld.telemetry.backlog import sizes_of_logs
from upheld.telemetry.day_file import SERIES_FILE
from upheld.telemetry.durable import make_folder, refusal, sync_file, sync_folder
from upheld.telemetry.log import WAL
from upheld.telemetry.manifest import MANIFEST, Manifest, encode, holding


def copy_telemetry(folder: Path, target: Path) -> Manifest:
    """Copy a folder that takes samples in to a new one, durably, and give the manifest of the copy.

    All that was acknowledged when it began is in the copy. The register of keys is left out: it may know of
    batches that came later; so a batch may be recorded again there, which compaction finds. Raises UsageError
    where the target is there already, NoRoom or NotWritten where it can't be written.
    """
    if target.exists():
        raise UsageError(f"{target} is there already: name a folder that is not, or delete it")
    try:
        make_folder(target / WAL)
        with holding(folder) as manifest:
            sizes = sizes_of_logs(folder)
            for log, size in sizes.items():
                _copy(log, target / WAL / log.name, size)
            for file in sorted(manifest.files):
                make_folder((target / file).parent)
                _copy(folder / file, target / file)
            if (folder / SERIES_FILE).exists():
                _copy(folder / SERIES_FILE, target / SERIES_FILE)
            (target / MANIFEST).write_bytes(encode(manifest))
        for place in (target / MANIFEST, *(path for path in target.rglob("*") if path.is_dir()), target):
            sync_file(place)
        sync_folder(target.parent)
    except OSError as error:
        raise refusal(
            error, f"{folder} can't be copied to {target}", "the copy is not whole", "begin again"
        ) from error
    return manifest


def _copy(source: Path, target: Path, size: int | None = None) -> None:
    """Copy a file, or so much of its beginning."""
    with source.open("rb") as there, target.open("wb") as here:
        shutil.copyfileobj(there, here)
        if size is not None:
            here.truncate(size)
    sync_file(target)
