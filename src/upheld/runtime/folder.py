"""The data folder: nobody else's to read, and not restored into while a process works in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.errors import SettingError

IN_USE = "in-use.lock"
UNFINISHED = "restoring"
"""Stands in a folder while something is restored into it; a restore that was cut off leaves it."""


def prepare(data: Path) -> None:
    """Make the folder, with nobody else allowed in; SettingError where it can't be."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if data.stat().st_mode & 0o077:
            data.chmod(0o700)
    except OSError as error:
        raise SettingError(f"the data folder {data} can't be made: {error.strerror}") from error


def occupy(data: Path) -> None:
    """Say, for as long as this process and those it forks live, that the folder is in use.

    SettingError while something is restored into it.
    """
    if not _locked(data, fcntl.LOCK_SH):
        raise SettingError(f"something is being restored into {data}: wait until that is done")
    if (data / UNFINISHED).exists():
        raise SettingError(
            f"a restore into {data} was cut off: empty the folder (and the database), and restore again"
        )


@contextmanager
def sole_use(data: Path, what: str, lock: str = IN_USE) -> Iterator[None]:
    """Hold the folder alone; SettingError where a process works in it."""
    descriptor = _opened(data, lock)
    try:
        if not _lock(descriptor, fcntl.LOCK_EX):
            raise SettingError(f"a process of the service works in {data}: stop it before anything is {what}")
        yield
    finally:
        os.close(descriptor)


def _locked(data: Path, how: int) -> bool:
    descriptor = _opened(data, IN_USE)
    if _lock(descriptor, how):
        # never closed: the lock is to last as long as the process, and those it forks inherit it
        return True
    os.close(descriptor)
    return False


def _opened(data: Path, lock: str) -> int:
    try:
        return os.open(data / lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingError(f"the data folder {data} can't be used: {error.strerror}") from error


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
