"""A bell: any thread rings it, and one thread that waits on descriptors hears it."""

from __future__ import annotations

import os
import threading


class Bell:
    """A descriptor that can be read once it was rung; ringing it after its end does nothing.

    The number of a closed descriptor soon belongs to something else, into which nothing must be written.
    """

    def __init__(self) -> None:
        self.descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._lock = threading.Lock()
        self._is_closed = False

    def ring(self) -> None:
        """Have the descriptor become readable."""
        with self._lock:
            if not self._is_closed:
                os.eventfd_write(self.descriptor, 1)

    def hear(self) -> None:
        """Take note of all that was rung; only when the descriptor is readable."""
        os.eventfd_read(self.descriptor)

    def close(self) -> None:
        """Let go of the descriptor."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                os.close(self.descriptor)
