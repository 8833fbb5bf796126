"""A process that stays, unlike a command that is over in a moment."""

from __future__ import annotations

import gc
import os


def enter() -> None:
    """Collect garbage again, which commands do without; what is written is nobody else's to read."""
    gc.enable()
    os.umask(0o077)
