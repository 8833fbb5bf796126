"""What is carried over from a list, and what is not; a module of its own for each kind of list fills it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from msgspec import Struct, field

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.probe import LONGEST, SHORTEST, Probe, Target
from upheld.collect.probes.probe_file import parse_probes
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.collect.probes.written.writing import write_probes
from upheld.quantity import write_length

_LONGEST_NAME = 80
_MOST_LEFT = 2000
_USUAL_TIMEOUT = Micros(10 * SECOND)
MOST_RETRIES = 10


class LeftOut(Struct, frozen=True, order=True):
    """Something that is not carried over, or not as it was."""

    file: str
    line: int
    """Of the file, from 1; 0 where it is of all of it."""
    of: str
    """The point it belongs to, as its list calls it; empty where it belongs to none."""
    why: str

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.of}: {self.why}" if self.of else f"{at}: {self.why}"


class Carried(Struct, frozen=True, kw_only=True):
    """A list from elsewhere, as far as it can be carried over."""

    probes: tuple[Probe, ...]
    left_out: tuple[LeftOut, ...]
    """In the order of the file."""
    secrets: Secrets
    """Values that stood in the list in clear, by the names that stand in the probes now."""


class Schedule(Struct, frozen=True, kw_only=True):
    """When a point is asked."""

    every: Micros
    timeout: Micros | None = None
    retries: int = 0
    retry_after: Micros = Micros(2 * SECOND)
    locations: tuple[str, ...] = ()


class Carrying(Struct):
    """Gathers what is carried over from one list."""

    file: str
    """Where what is left out stands, if nothing else is said."""
    may_be_private: bool = False
    _probes: list[Probe] = field(default_factory=list)
    _left: list[LeftOut] = field(default_factory=list)
    _secrets: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def leave(self, line: int, of: str, why: str, file: str | None = None) -> None:
        """Say what is not carried over."""
        if len(self._left) < _MOST_LEFT:
            self._left.append(LeftOut(self.file if file is None else file, line, of, why))

    def name_for(self, text: str) -> str:
        """A name of a probe that no other has, like what the point was called."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-") or "point"
        name, number = slug, 1
        while name in self._names:
            number += 1
            name = f"{slug}-{number}"
        self._names.add(name)
        return name

    def secret(self, name: str, what: str, value: str) -> SecretRef:
        """Put a value aside under a name, of the probe and of what it is."""
        called = re.sub(r"[^a-z0-9]+", "-", f"{name}-{what}".lower()).strip("-")
        self._secrets[called] = value
        return SecretRef(called)

    def add(
        self, line: int, name: str, site: str, target: Target, when: Schedule, file: str | None = None
    ) -> None:
        """Add a probe, its times fitted to what can be, or say why it can't be written."""
        every = Micros(min(max(when.every, SHORTEST), LONGEST))
        if every != when.every:
            self.leave(
                line, site, f"it is asked every {write_length(every)}, not {write_length(when.every)}", file
            )
        timeout = Micros(min(when.timeout or _USUAL_TIMEOUT, every))
        if when.timeout is not None and timeout != when.timeout:
            told = f"an attempt may take {write_length(timeout)}, not {write_length(when.timeout)}"
            self.leave(line, site, told, file)
        retries = min(when.retries, MOST_RETRIES)
        if retries != when.retries:
            self.leave(line, site, f"{retries} attempts follow one that failed, not {when.retries}", file)
        probe = Probe(
            name=name,
            site=site,
            what=target,
            every=every,
            timeout=timeout,
            retries=retries,
            retry_after=when.retry_after,
            locations=when.locations,
            may_be_private=self.may_be_private,
        )
        # What is handed on is what a file of probes can say: this is the one place that knows.
        read = parse_probes("list", write_probes([probe]).encode(), Path())
        if read.is_good:
            self._probes.append(probe)
        else:
            first = read.diagnostics[0]
            self.leave(line, site, f"it is not carried over: {first.message}; {first.remedy}", file)

    def done(self) -> Carried:
        """Give all of it."""
        return Carried(probes=tuple(self._probes), left_out=tuple(self._left), secrets=Secrets(self._secrets))
