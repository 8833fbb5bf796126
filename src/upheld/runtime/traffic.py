"""Traffic: how many requests were answered and how long that took, by all processes of a machine together.

As the limiter's, the counters lie in a file that the processes map into their memory; its size goes by the
number of routes. It is begun anew when there are other routes, as after an upgrade: counters may be.
"""

from __future__ import annotations

import mmap
import struct
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from upheld.runtime.common_memory import CommonMemory, machine

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds; the last bucket has no end."""
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_MICROS = 1_000_000
_CELLS = len(CLASSES) + len(BOUNDS) + 1 + 1
"""Of a route: answers by class, by how long they took, and microseconds in all."""
_CELL = struct.Struct("<Q")
_FILE = "traffic"


class Answered(Struct, frozen=True):
    """What a route has answered."""

    route: str
    by_class: tuple[int, ...]
    by_length: tuple[int, ...]
    """How many took up to each of `BOUNDS`, and no less than the one before; and those that took longer."""
    seconds: float


class Traffic:
    """Counts answers; opened when the first is counted, and so after the process was made."""

    def __init__(self, data: Path, routes: Callable[[], Sequence[str]]) -> None:
        self._data, self._names = data, routes
        self._routes: dict[str, int] = {}
        self._guard = threading.Lock()
        self._memory: CommonMemory | None = None

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count an answer; one of no route that is known is left out."""
        with self._guard:
            memory = self._opened()
            number = self._routes.get(route)
            if number is None or not 1 <= status // 100 <= len(CLASSES):
                return
            first = number * _CELLS
            length = first + len(CLASSES) + bisect_left(BOUNDS, seconds)
            with memory.locked() as cells:
                _add(cells, first + status // 100 - 1, 1)
                _add(cells, length, 1)
                _add(cells, first + _CELLS - 1, max(int(seconds * _MICROS), 0))

    def answered(self) -> Iterator[Answered]:
        """Tell of all routes that have answered anything."""
        with self._guard:
            held = bytes(self._opened().cells)
        for route, number in self._routes.items():
            cells = struct.unpack_from(f"<{_CELLS}Q", held, number * _CELLS * _CELL.size)
            if any(cells):
                yield Answered(route, cells[: len(CLASSES)], cells[len(CLASSES) : -1], cells[-1] / _MICROS)

    def _opened(self) -> CommonMemory:
        if self._memory is None:
            names = tuple(self._names())
            self._routes = {name: number for number, name in enumerate(names)}
            layout = sha256(repr((CLASSES, BOUNDS, names)).encode()).hexdigest()[:12]
            path = self._data / f"{_FILE}.{machine()}.{layout}"
            for other in self._data.glob(f"{_FILE}.{machine()}.*"):
                if other != path:
                    with suppress(FileNotFoundError):
                        other.unlink()
            self._memory = CommonMemory(path, len(self._routes) * _CELLS * _CELL.size)
        return self._memory


def _add(cells: mmap.mmap, number: int, more: int) -> None:
    place = number * _CELL.size
    (known,) = _CELL.unpack_from(cells, place)
    _CELL.pack_into(cells, place, known + more)
