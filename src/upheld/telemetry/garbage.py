"""Garbage: files that no manifest names and no reader holds, and logs that were read to their end."""

from __future__ import annotations

import os
from collections.abc import Set
from pathlib import Path

from upheld.telemetry.durable import locked, make_folder, sync_file, sync_folder, try_lock
from upheld.telemetry.log import START, WAL, logs_in, order_lock
from upheld.telemetry.manifest import CONTRADICTIONS, SEGMENTS, Manifest, held_manifests
from upheld.telemetry.register import REGISTER

DAMAGED = "damaged"
"""Where logs are kept that could not be read throughout."""


def collect_garbage(folder: Path, current: Manifest) -> None:
    """Remove what neither the manifest nor a reader needs; damaged logs are set aside instead.

    Needs the lock of compaction. Whatever it removes is on disk elsewhere, or was never counted.
    """
    manifests = [current, *held_manifests(folder)]
    wanted = {file for manifest in manifests for file in manifest.files}
    for name in (SEGMENTS, CONTRADICTIONS):
        for path in (folder / name).glob("*"):
            if f"{name}/{path.name}" not in wanted:
                path.unlink()
    with locked(order_lock(folder)):
        logs = [path for path in logs_in(folder / WAL) if all(_has_read(each, path) for each in manifests)]
        _remove_logs(folder, [path for path in logs if _is_left(path)], frozenset(current.damaged))


def _has_read(manifest: Manifest, log: Path) -> bool:
    return log.stat().st_size <= max(len(START), manifest.consumed.get(log.name, 0))


def _remove_logs(folder: Path, logs: list[Path], damaged: Set[str]) -> None:
    """Remove logs that nobody writes any more; their keys stay known."""
    register = folder / WAL / REGISTER
    if logs and register.exists():
        sync_file(register)
    for path in logs:
        if path.name in damaged:
            make_folder(folder / DAMAGED)
            path.replace(folder / DAMAGED / path.name)
            sync_folder(folder / DAMAGED)
        else:
            path.unlink()


def _is_left(log: Path) -> bool:
    """Whether no process writes a log any more: a writer holds its lock."""
    handle = os.open(log, os.O_RDONLY)
    try:
        return try_lock(handle)
    finally:
        os.close(handle)
