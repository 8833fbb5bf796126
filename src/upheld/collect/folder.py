"""A folder of evidence, read whole: tables and bindings in, evidence or every problem out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.batch import DataFile
from upheld.collect.binding_reader import read_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.census import Census, TableCensus
from upheld.collect.clock_steps import Key
from upheld.collect.discovery import BINDINGS, data_files
from upheld.collect.gathering import Gathering
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
    problems = Problems()
    files = data_files(folder, bindings, problems)
    gathering, census = Gathering(), Census()
    if telemetry is not None:
        gathering.samples.sorted_already(telemetry)
        census.found(Table.SAMPLES)
    for file in files:
        _read_file(file, bindings, gathering, census, problems)
    gathered = None if problems else gathering.gathered(bindings, frozenset(census.tables), problems)
    if gathered is None:
        return refused(files, diagnostics, problems)
    return FolderReading(
        evidence=gathered.evidence,
        diagnostics=diagnostics,
        tables=dict(census.tables),
        repeated=gathered.repeated,
        unbound=gathered.unbound_sites,
        unbound_series=gathered.unbound_series,
        bindings=bindings,
    )


def _read_file(
    file: DataFile, bindings: Bindings, gathering: Gathering, census: Census, problems: Problems
) -> None:
    """Read one file batch by batch; a batch with problems is read to name them, and goes nowhere."""
    table = file.layout.table
    census.found(table)
    for batch in file.form.batches(file, problems):
        before = problems.found
        records = read_records(batch, file.layout, bindings, problems)
        if problems.found == before and batch.size:
            census.take(table, records)
            gathering.take(table, records, problems)


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
