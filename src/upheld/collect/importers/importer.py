"""An importer: what turns one system's export into tables of evidence, and what it tells of its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.collect.importers.publication import Publication
from upheld.collect.local_time import Repeated
from upheld.collect.problem import Problem, Problems
from upheld.evidence.evidence import Table


class ImportSettings(Struct, frozen=True, kw_only=True):
    """What an export does not say itself."""

    source: str | None = None
    """What the evidence calls this source; the kind of the import where absent."""
    zone: Zone | None = None
    """The zone of its local times."""
    repeated: Repeated = Repeated.REFUSED
    """Which is meant of a local time that came twice."""
    until: Instant | None = None
    """Up to when what comes for ever is expanded."""
    system_users: frozenset[str] = frozenset({"system"})
    """Users that are no persons; what they do is done by the system."""


class Notes(Struct):
    """Oddities of an export that keep nothing from being imported, each counted and shown once."""

    _counts: dict[str, int] = field(default_factory=dict)
    _examples: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, example: str) -> None:
        """Count an oddity; the first example stands for all."""
        self._counts[what] = self._counts.get(what, 0) + 1
        self._examples.setdefault(what, example)

    def told(self) -> tuple[str, ...]:
        """Say what was odd, how often, and where first."""
        return tuple(
            f"{count} × {what}; first {self._examples[what]}" for what, count in self._counts.items()
        )


class Import(Struct, kw_only=True):
    """An import under way: where it reads, what it writes to, and what it has seen so far."""

    path: Path
    settings: ImportSettings
    source: str
    publication: Publication
    problems: Problems = field(default_factory=Problems)
    notes: Notes = field(default_factory=Notes)
    sites: set[str] = field(default_factory=set)
    rows: int = 0
    repeated: int = 0


class Importer(Struct, frozen=True, kw_only=True):
    """One kind of export."""

    reads: str
    """What it imports, in a few words."""
    needs_zone: bool
    """Whether its times are local, in a zone the export does not state."""
    tables: tuple[Table, ...]
    """What it writes, in the order in which the tables are published."""
    run: Callable[[Import], None]
    """Reads the export row by row, and writes rows of tables."""


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did; with any problem it wrote nothing."""

    rows: int
    """Rows read."""
    written: Mapping[str, int]
    """Files written into the folder, with their rows."""
    replaced: tuple[str, ...]
    """Those of them that were there before."""
    repeated: int
    """Rows that say again what another one said."""
    source: str
    """What bindings call this source."""
    sites: tuple[str, ...] = ()
    """Sites seen, which measurement points can be bound to."""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0
    """How many more problems there are."""
