"""Placing: a file put where it belongs whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_IMODE

from upheld.errors import UnreadableFile


def place(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; raises UnreadableFile where that can't be done.

    It keeps the permissions of the one it replaces.
    """
    import tempfile  # it brings a dozen modules, and most commands write no file

    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UnreadableFile(f"can't write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(S_IMODE(path.stat().st_mode) if path.exists() else 0o644)
        Path(draft).replace(path)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise UnreadableFile(f"can't write {path}: {error.strerror}") from error
