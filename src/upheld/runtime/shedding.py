"""Shedding: pages of programs and libraries given back by a process that only looks after others.

Loading the program has read some 50 MB of files into its memory, most of which it never looks at again. What
it does look at is read anew.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_MADV_DONTNEED = 4
_HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ +(/.*)")


def shed_files() -> None:
    """Give back what was read of files and can be read again; nothing happens elsewhere than on Linux."""
    if sys.platform == "linux":
        madvise = ctypes.CDLL(None, use_errno=True).madvise
        for first, size in _unchanged(Path("/proc/self/smaps").read_text()):
            madvise(ctypes.c_void_p(first), ctypes.c_size_t(size), _MADV_DONTNEED)


def _unchanged(maps: str) -> Iterator[tuple[int, int]]:
    """Where files are that nobody may write to, and of which no page was written before that.

    A library has pages that the loader writes addresses into and then protects: given back they would be
    without these.
    """
    here: tuple[int, int] | None = None
    for line in maps.splitlines():
        if head := _HEAD.fullmatch(line):
            first, end = int(head[1], 16), int(head[2], 16)
            here = (first, end - first) if "w" not in head[3] and head[3].endswith("p") else None
        elif line.startswith("Anonymous:"):
            if here is not None and line.split()[1] == "0":
                yield here
            here = None
