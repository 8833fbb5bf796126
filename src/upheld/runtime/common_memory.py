"""Common memory: a small file that the processes of one machine map into their memory, to count together."""

from __future__ import annotations

import errno
import fcntl
import logging
import mmap
import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger("upheld.web")


def machine() -> str:
    """The name of this machine in names of files: a folder that several share has a file for each."""
    return re.sub("[^A-Za-z0-9-]", "-", platform.node())[:60] or "here"


class CommonMemory:
    """So many bytes, zero at first; those of this process alone where the disk has no room for them."""

    def __init__(self, path: Path, size: int) -> None:
        self._file = -1
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if os.fstat(self._file).st_size != size:
                os.ftruncate(self._file, size)
            os.posix_fallocate(self._file, 0, size)  # a page without room ends the process that writes to it
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            log.warning("no room to count together", extra={"file": path.name})
            self.close()
        self.cells = mmap.mmap(self._file, size)

    @contextmanager
    def locked(self) -> Iterator[mmap.mmap]:
        """The bytes, while no other process changes them; threads of one process see to that themselves."""
        if self._file < 0:
            yield self.cells
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield self.cells
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
