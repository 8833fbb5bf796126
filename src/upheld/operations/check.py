"""Check: an agreement file read, with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from upheld.collect.gazetteer import gazetteer
from upheld.errors import UnreadableFile
from upheld.language.reading import ReadAgreement, read_agreement


def check(path: Path) -> ReadAgreement:
    """Read an agreement file; raises UnreadableFile where there is none."""
    return read_agreement({path.name: read_bytes(path, "an agreement")}, path.name, gazetteer())


def read_bytes(path: Path, what: str) -> bytes:
    """Read a file whole; raises UnreadableFile that says what was wanted."""
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise UnreadableFile(f"{path} is a folder; {what} is a file") from error
    except OSError as error:
        raise UnreadableFile(f"can't read {path}: {error.strerror}; {what} is wanted here") from error
