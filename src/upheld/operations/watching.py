"""Watching: whether files that agreements are made from have changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from upheld.errors import UpheldError
from upheld.operations.gathering import agreements_in, gather

State: TypeAlias = tuple[tuple[str, int, int, int], ...]
"""Of each file its name, time of change, size and number; zeros where it is not there."""


def state_of(paths: Iterable[Path]) -> State:
    """The state of agreement files, of those in folders, and of all they are built on, there or not."""
    return tuple(sorted(_state(each) for each in _files(paths)))


def _files(paths: Iterable[Path]) -> set[Path]:
    found = set(paths)
    try:
        for path in agreements_in(found):
            found.add(path)
            found |= {path.parent / name for name in gather(path)}
    except UpheldError:
        return found
    return found


def _state(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino
