"""Making a backup: consistent, while the service goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import orjson
from django.db import connection
from msgspec import Struct

from upheld import __version__
from upheld.chrono.instant import Instant, format_instant
from upheld.errors import BackupError
from upheld.operations.backup.crate import close, put
from upheld.operations.backup.samples import FILE, held, put_samples, standing_still
from upheld.operations.backup.snapshot import Snapshot, chunks_of, snapshot
from upheld.operations.backup.vault import Writer

ABOUT = "about"
KEYS = ("signing.key", "encryption.key", "backup.key")
"""Kept in the data folder, where the environment names none."""
TELEMETRY = "telemetry"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Made(Struct, frozen=True, kw_only=True):
    """A backup."""

    path: Path
    bytes: int
    sequence: int
    """The last entry of the ledger that is in it."""
    chain: str


def make_backup(path: Path, data: Path, key: bytes, now: Callable[[], Instant]) -> Made:
    """Write a backup to a file that is not there yet; whole and on disk, or not at all."""
    if path.exists():
        raise BackupError(f"{path} is there already: a backup is never written over")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.draft")
    telemetry = data / TELEMETRY
    try:
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file, ExitStack() as moment:
            writer = Writer(file, key)
            with standing_still(telemetry):
                records = moment.enter_context(snapshot(path.parent))
                manifests = moment.enter_context(held(telemetry))
            about = _about(records, now())
            put(writer, {"kind": ABOUT}, [orjson.dumps(about)])
            for name in KEYS:
                if (data / name).exists():
                    put(writer, {"kind": FILE, "path": name}, chunks_of(data / name))
            records.put_into(writer)
            put_samples(writer, data, manifests)
            close(writer)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Made(
        path=path, bytes=path.stat().st_size, sequence=int(str(about["sequence"])), chain=str(about["chain"])
    )


def _about(records: Snapshot, now: Instant) -> dict[str, object]:
    head = records.rows("SELECT sequence, chain FROM ledger_head")
    sequence, chain = head[0] if head else (0, b"")
    applied = records.rows("SELECT app, name FROM django_migrations ORDER BY id")
    return {
        "made_at": format_instant(now),
        "version": __version__,
        "database": connection.vendor,
        "applied": [list(each) for each in applied],
        "sequence": sequence,
        "chain": bytes(chain).hex() if isinstance(chain, bytes | memoryview) else "",
    }
