"""Listening: how a process takes no more connections while others go on with the same socket.

Closing would not do: the server library that accepts them closes what it has accepted and not yet heard, too.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path


def stop_listening() -> None:
    """Put a socket to which nobody can connect in the place of each on which this process listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as deaf:
        deaf.bind("")  # Linux gives it a name that is in no folder
        deaf.listen(1)
        deaf.setblocking(False)
        for listening in [*_listening()]:
            if listening != deaf.fileno():
                os.dup2(deaf.fileno(), listening, inheritable=False)


def _listening() -> Iterator[int]:
    """The descriptors of this process that accept connections over a network."""
    for entry in Path("/proc/self/fd").iterdir():
        number = int(entry.name)
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as each:
                accepts = each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if accepts and each.family in (socket.AF_INET, socket.AF_INET6):
                    yield number
        except OSError:  # it was closed meanwhile, or is no socket any more
            continue
