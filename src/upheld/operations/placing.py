"""Placing: a file put where it belongs whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from upheld.errors import UnreadableFile


def place(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; raises UnreadableFile where that can't be done."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UnreadableFile(f"can't write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise UnreadableFile(f"can't write {path}: {error.strerror}") from error
