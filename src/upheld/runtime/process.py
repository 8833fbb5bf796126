"""A process that stays, unlike a command that is over in a moment."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec

_M_ARENA_MAX = -8
"""Of malloc.h: by itself each thread gets a place of its own, of which little is given back."""


def enter() -> None:
    """Collect garbage again, which commands do without; what is written is nobody else's to read."""
    gc.enable()
    os.umask(0o077)
    _give_memory_back()
    sys.meta_path.insert(0, _WithoutPandas())


def _give_memory_back() -> None:
    """Have memory come from one place that gives back what is free, of which Arrow's own keeps 60 MB."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and no arenas either
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)


class _WithoutPandas(MetaPathFinder):
    """Leaves pandas where it is.

    Arrow loads it wherever it is installed, to see whether it was handed a data frame: 35 MB and a second of
    processor time in each process, and there are none here.
    """

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("processes of the service do without pandas", name=fullname)
        return None
