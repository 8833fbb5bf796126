"""A folder of evidence, read whole: tables and bindings in, evidence or every problem out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.batch import Batch, DataFile
from upheld.collect.binding_reader import read_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.census import Census, TableCensus
from upheld.collect.clock_steps import Key
from upheld.collect.discovery import BINDINGS, data_files
from upheld.collect.gathering import Gathering
from upheld.collect.layout import Layout
from upheld.collect.measures import UnboundSeries
from upheld.collect.points import UnboundSite
from upheld.collect.problem import Problem, Problems
from upheld.collect.record_reader import read_records
from upheld.collect.series import Run
from upheld.errors import UnreadableFile
from upheld.evidence.evidence import Evidence, Table
from upheld.language.diagnostic import Diagnostic


class FolderReading(Struct, frozen=True, kw_only=True):
    """What came of reading a folder: evidence where nothing was wrong, otherwise all that was."""

    evidence: Evidence | None
    diagnostics: tuple[Diagnostic, ...] = ()
    """Of `bindings.yaml`."""
    problems: tuple[Problem, ...] = ()
    """Of rows and files, at most `MOST_LISTED`."""
    unlisted: int = 0
    """How many more problems there are."""
    tables: Mapping[Table, TableCensus] = field(default_factory=dict)
    """What was found, of each table that is there."""
    repeated: int = 0
    """Records that say again what another one said."""
    unbound: tuple[UnboundSite, ...] = ()
    unbound_series: tuple[UnboundSeries, ...] = ()
    bindings: Bindings = field(default_factory=Bindings)
    latest: Instant | None = None
    """When the last thing happened that a case tells of."""


def read_folder(folder: Path, telemetry: Mapping[Key, Run] | None = None) -> FolderReading:
    """Read all the evidence in a folder; the same rows in any order, form or number give the same evidence.

    `telemetry` are samples that are sorted already, and stand beside the tables. With any problem there is no
    evidence: nothing is left out silently. Raises `UnreadableFile` where there is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder} is not a folder; evidence is a folder of tables")
    bindings, diagnostics = read_bindings(folder / BINDINGS)
    if bindings is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    intake = Intake(bindings)
    files = data_files(folder, bindings, intake.problems)
    if telemetry is not None:
        intake.take_sorted(telemetry)
    for file in files:
        intake.census.found(file.layout.table)
        for batch in file.form.batches(file, intake.problems):
            intake.take(batch, file.layout)
    return intake.reading(diagnostics) or refused(files, diagnostics, intake.problems)


class Intake(Struct):
    """Takes tables batch by batch, from wherever they come, and makes evidence of them all."""

    bindings: Bindings
    problems: Problems = field(default_factory=Problems)
    census: Census = field(default_factory=Census)
    _gathering: Gathering = field(default_factory=Gathering)

    def take_sorted(self, telemetry: Mapping[Key, Run]) -> None:
        """Add samples that are sorted already."""
        self._gathering.samples.sorted_already(telemetry)
        self.census.found(Table.SAMPLES)

    def take_states(self, states: Mapping[Key, Run]) -> None:
        """Add states that are sorted already."""
        self._gathering.states.sorted_already(states)
        self.census.found(Table.STATES)

    def runs(self) -> tuple[Mapping[Key, Run], Mapping[Key, Run]]:
        """Give the samples and the states that were taken, sorted; of no use where there are problems."""
        samples = self._gathering.samples.gather(self.problems).runs
        return samples, self._gathering.states.gather(self.problems).runs

    def take(self, batch: Batch, layout: Layout) -> None:
        """Add a batch of a table that was found; one with problems is read to name them, and goes nowhere."""
        before = self.problems.found
        records = read_records(batch, layout, self.bindings, self.problems)
        if self.problems.found == before and batch.size:
            self.census.take(layout.table, records)
            self._gathering.take(layout.table, records, self.problems)

    def reading(self, diagnostics: tuple[Diagnostic, ...]) -> FolderReading | None:
        """Make evidence of all that was taken; nothing where there are problems."""
        tables = frozenset(self.census.tables)
        gathered = None if self.problems else self._gathering.gathered(self.bindings, tables, self.problems)
        if gathered is None:
            return None
        return FolderReading(
            evidence=gathered.evidence,
            diagnostics=diagnostics,
            tables=dict(self.census.tables),
            repeated=gathered.repeated,
            unbound=gathered.unbound_sites,
            unbound_series=gathered.unbound_series,
            bindings=self.bindings,
        )


def refused(
    files: tuple[DataFile, ...], diagnostics: tuple[Diagnostic, ...], problems: Problems
) -> FolderReading:
    """What comes of files in which something is wrong, with the line of each problem."""
    by_name = {file.name: file for file in files}

    def lines_of(name: str, rows: frozenset[int]) -> Mapping[int, int]:
        return by_name[name].form.lines(by_name[name], rows)

    listed = problems.listed(lines_of)
    return FolderReading(
        evidence=None, diagnostics=diagnostics, problems=listed, unlisted=problems.found - len(listed)
    )
