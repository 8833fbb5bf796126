"""Durable files: on disk when a call returns, folders included; and locks that die with their holder."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.errors import NoRoom, NotWritten

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""A full disk, a used-up quota, a file larger than this process may write."""


def sync_file(path: Path) -> None:
    """Return when what was written to a file is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on disk."""
    sync_file(folder)


def make_folder(folder: Path) -> None:
    """Make a folder, and those it stands in, durably; one that is there is left as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in its place, durably: whole, or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold the lock of a file, waiting for it; the system lets go of it when a process is killed."""
    handle = os.open(path, os.O_RDONLY) if shared else os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Take the lock of an open file, if nobody is in the way."""
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def refusal(
    error: OSError, what: str, left: str = "nothing of it was recorded", again: str = "send it again"
) -> NoRoom | NotWritten:
    """What to raise for a write that failed: how that left things, and what to do with the disk and then."""
    why = error.strerror or str(error)
    if error.errno in FULL:
        return NoRoom(f"{what}: {why}; {left}: make room, then {again}")
    return NotWritten(f"{what}: {why}; {left}: see to the disk, then {again}")
