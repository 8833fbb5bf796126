"""Gathering: an agreement file and those it is built on, read from its folder and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from upheld.errors import UnreadableFile, UsageError
from upheld.language.manuscript import Withheld, wanted

MOST_FILES = 100
"""Files that one agreement may be put together from."""
_SUFFIXES = frozenset({".yaml", ".yml"})
_SIGN = b"upheld:"
"""What a line of an agreement file begins with."""


def gather(path: Path) -> dict[str, bytes | Withheld]:
    """Read an agreement file and all it is built on, by name from its folder; what can't be had is withheld.

    Raises UnreadableFile where there is no agreement.
    """
    data = read_bytes(path, "an agreement")
    files: dict[str, bytes | Withheld] = {path.name: data}
    waiting = [*wanted(path.name, data)]
    while waiting:
        name = waiting.pop(0)
        if name in files:
            continue
        found = _take(path.parent, name) if len(files) < MOST_FILES else Withheld("is one file too many")
        files[name] = found
        if isinstance(found, bytes):
            waiting.extend(wanted(name, found))
    return files


def agreements_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as they are, and the agreement files in folders and below, each once.

    An agreement file is a YAML file with a line that begins with `upheld:`; what it is built on may lack it.
    UsageError for a folder without any.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(_below(path))
        else:
            found[path] = None
    return tuple(found)


def read_bytes(path: Path, what: str) -> bytes:
    """Read a file whole; raises UnreadableFile that says what was wanted."""
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise UnreadableFile(f"{path} is a folder; {what} is a file") from error
    except OSError as error:
        raise UnreadableFile(f"can't read {path}: {error.strerror}; {what} is wanted here") from error


def _take(folder: Path, name: str) -> bytes | Withheld:
    """A file of a folder; links are followed as long as they stay in it."""
    try:
        within = folder.resolve()
        path = (within / name).resolve()
        if not path.is_relative_to(within):
            return Withheld("leads out of the folder", leaves_folder=True)
        if not path.exists():
            return Withheld("is not there")
        return path.read_bytes() if path.is_file() else Withheld("is not a file")
    except (OSError, RuntimeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "a link leads in a circle"
        return Withheld(f"can't be read ({why})")


def _below(folder: Path) -> list[Path]:
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(place) / name for name in sorted(files) if Path(name).suffix in _SUFFIXES)
        found += [path for path in paths if _is_agreement(path)]
    if not found:
        raise UsageError(f"{folder} holds no agreement: no YAML file with a line that begins with `upheld:`")
    return found


def _is_agreement(path: Path) -> bool:
    data = read_bytes(path, "an agreement")
    return any(line.lstrip(b"\xef\xbb\xbf").startswith(_SIGN) for line in data.splitlines())
