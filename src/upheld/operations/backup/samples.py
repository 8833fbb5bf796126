"""Samples in a backup: the files that manifests name, and the logs that were not sorted into them yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from upheld.operations.backup.crate import Label, put
from upheld.operations.backup.snapshot import chunks_of
from upheld.operations.backup.vault import Writer
from upheld.telemetry.backlog import sizes_of_logs
from upheld.telemetry.garbage import DAMAGED
from upheld.telemetry.log import WAL
from upheld.telemetry.manifest import MANIFEST, Manifest, compacting, encode, holding
from upheld.telemetry.register import REGISTER

FILE = "file"
_NOT_BESIDE = re.compile(r"\..*|manifest\..*|.*\.lock").fullmatch


def folders_in(telemetry: Path) -> list[Path]:
    """Every folder of telemetry, by its name."""
    return sorted(path for path in telemetry.glob("*") if path.is_dir())


@contextmanager
def standing_still(telemetry: Path) -> Iterator[None]:
    """Let no manifest be replaced for a moment, so that manifests and the database tell of the same files."""
    with ExitStack() as locks:
        for folder in folders_in(telemetry):
            if (folder / WAL).is_dir():
                locks.enter_context(compacting(folder, wait=True))
        yield


@contextmanager
def held(telemetry: Path) -> Iterator[dict[Path, Manifest]]:
    """Keep the files that manifests name from being removed."""
    with ExitStack() as locks:
        yield {folder: locks.enter_context(holding(folder)) for folder in folders_in(telemetry)}


def put_samples(writer: Writer, data: Path, manifests: dict[Path, Manifest]) -> None:
    """Put everything into a crate: keys of batches, manifests as they are held, what they name, then logs.

    Keys come first, so that none is among them whose batch came too late for the logs: it would be answered
    as recorded when it is sent again. No log is removed meanwhile that a manifest has not read to its end.
    """
    for folder, manifest in manifests.items():
        if (register := folder / WAL / REGISTER).exists():
            put(writer, _label(data, register), chunks_of(register))
        if (folder / MANIFEST).exists():  # not where samples were sorted once for all
            put(writer, _label(data, folder / MANIFEST), [encode(manifest)])
        beside = (path for path in sorted(folder.iterdir()) if path.is_file() and not _NOT_BESIDE(path.name))
        named = (folder / file for file in sorted(manifest.files))
        for file in [*beside, *named, *sorted((folder / DAMAGED).glob("*"))]:
            put(writer, _label(data, file), chunks_of(file))
        for log, size in sizes_of_logs(folder).items():
            put(writer, _label(data, log), chunks_of(log, size))


def _label(data: Path, file: Path) -> Label:
    return {"kind": FILE, "path": file.relative_to(data).as_posix()}
