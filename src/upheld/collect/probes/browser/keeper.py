"""The keeper: starts the process with the browser when it is needed, and ends it when it fails or idles."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from upheld.collect.probes.browser.errand import Errand, Started, Visit
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import own

_MOST_PAGES = 200
"""Then another browser takes its place: what a page leaks ends with it."""
_MOST_MEMORY = 1 << 30
"""Bytes, of all its processes; a page that wants more ends it."""
_IDLE = 600.0
_START_SECONDS = 30.0
_LONGEST_LINE = 1 << 20
_LOOKS_EVERY = 0.25
_HANDED_ON = frozenset({"HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "TMPDIR", "TZ", "XDG_RUNTIME_DIR"})
"""Of the environment: keys of the service are no business of a process that runs others' scripts."""


class Keeper:
    """One browser, for one page at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pages = 0
        self._used_at = 0.0
        atexit.register(self.end)

    def visit(self, errand: Errand, clockwork: Clockwork, margin: float) -> Visit:
        """Have a page loaded; raises `Failure`, each time the probe's own, where that could not be tried.

        `margin` is how many seconds the browser may take longer than the errand before it is ended.
        """
        try:
            if not self._turn.acquire(timeout=clockwork.remaining()):
                raise TimeoutError
        except TimeoutError:
            raise own("the browser was busy with other pages") from None
        try:
            process = self._ready(clockwork)
            try:
                seconds = clockwork.remaining() - margin
            except TimeoutError:
                seconds = 0
            if seconds <= 0:
                raise own("the browser took too long to start, or was busy")
            self._pages += 1
            self._used_at = time.monotonic()
            return self._asked(process, msgspec.structs.replace(errand, seconds=seconds), clockwork)
        finally:
            self._turn.release()

    def end(self) -> None:
        """End the browser and all its processes."""
        process, self._process = self._process, None
        if process is None:
            return
        numbers = _descendants(process.pid)
        with contextlib.suppress(OSError):
            process.kill()
        for number in numbers:
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def end_if_idle(self) -> None:
        """End it where nobody has asked for it for a while."""
        if (
            self._process is not None
            and time.monotonic() - self._used_at > _IDLE
            and self._turn.acquire(False)
        ):
            try:
                self.end()
            finally:
                self._turn.release()

    def _ready(self, clockwork: Clockwork) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None and self._pages < _MOST_PAGES:
            return process
        self.end()
        self._pages = 0
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "upheld.collect.probes.browser.visiting"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise own(f"the process with the browser can't be started: {error.strerror}") from None
        self._process = process
        started = self._line(process, time.monotonic() + _START_SECONDS)
        said = None if started is None else msgspec.json.decode(started, type=Started)
        if said is None or said.trouble:
            self.end()
            why = "it says nothing" if said is None else said.trouble
            raise own(f"the browser can't be started: {why}")
        threading.Thread(target=self._watch_idling, args=(process,), daemon=True).start()
        return process

    def _asked(self, process: subprocess.Popen[bytes], errand: Errand, clockwork: Clockwork) -> Visit:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        try:
            process.stdin.write(msgspec.json.encode(errand) + b"\n")
            process.stdin.flush()
            line = self._line(process, clockwork.deadline)
        except OSError:
            line = None
        if line is None:
            self.end()
            raise own("the browser hung, died, or wanted too much memory, and was ended")
        return msgspec.json.decode(line, type=Visit)

    def _line(self, process: subprocess.Popen[bytes], ends: float) -> bytes | None:
        """What it says next; nothing where it ends, says too much or nothing in time, or grows too large."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        got = b""
        while not got.endswith(b"\n"):
            left = ends - time.monotonic()
            if left <= 0 or len(got) > _LONGEST_LINE:
                return None
            if not select.select([process.stdout], [], [], min(left, _LOOKS_EVERY))[0]:
                if _memory(process.pid) > _MOST_MEMORY:
                    return None
                continue
            came = os.read(process.stdout.fileno(), 65_536)
            if not came:
                return None
            got += came
        return got

    def _watch_idling(self, process: subprocess.Popen[bytes]) -> None:
        while self._process is process:
            time.sleep(_IDLE / 10)
            self.end_if_idle()


KEEPER = Keeper()


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in _HANDED_ON or name.startswith("PLAYWRIGHT_")
    }


def _descendants(number: int) -> list[int]:
    """All processes that a process started, and those they started."""
    parents: dict[int, list[int]] = {}
    for child, parent in _parents():
        parents.setdefault(parent, []).append(child)
    found: list[int] = []
    waiting = [number]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            # The name of a process stands in brackets and may have any characters in it.
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            yield int(folder.name), int(fields[1])


def _memory(number: int) -> int:
    """Bytes that are held by a process's descendants alone, without what they share."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = 0
    for each in _descendants(number):
        with contextlib.suppress(OSError, IndexError, ValueError):
            held, shared = Path(f"/proc/{each}/statm").read_text().split()[1:3]
            total += (int(held) - int(shared)) * page
    return total
