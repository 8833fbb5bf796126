"""A folder of evidence, read whole: tables and bindings in, evidence or every problem out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from upheld.collect.batch import DataFile
from upheld.collect.binding_reader import read_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.discovery import BINDINGS, data_files
from upheld.collect.points import UnboundSite, bind_points, unbound_sites
from upheld.collect.problem import Problem, Problems
from upheld.collect.records import Records, read_records
from upheld.collect.series import Gatherer
from upheld.collect.ticket_log import TicketGatherer
from upheld.collect.works import WorkGatherer
from upheld.errors import UnreadableFile
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.observation import Grain
from upheld.language.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReading:
    """What came of reading a folder: evidence where nothing was wrong, otherwise all that was."""

    evidence: Evidence | None
    diagnostics: tuple[Diagnostic, ...] = ()
    """Of `bindings.yaml`."""
    problems: tuple[Problem, ...] = ()
    """Of rows and files, at most `MOST_LISTED`."""
    unlisted: int = 0
    """How many more problems there are."""
    records: Mapping[Table, int] = field(default_factory=dict)
    """Records read, of each table that is there."""
    repeated: int = 0
    """Records that say again what another one said."""
    unbound: tuple[UnboundSite, ...] = ()


@dataclass(slots=True)
class _Tables:
    """Gatherers of all tables."""

    samples: Gatherer = field(default_factory=lambda: Gatherer(Grain.SAMPLE))
    states: Gatherer = field(default_factory=lambda: Gatherer(Grain.STATE))
    tickets: TicketGatherer = field(default_factory=TicketGatherer)
    works: WorkGatherer = field(default_factory=WorkGatherer)
    records: Counter[Table] = field(default_factory=Counter)

    def take(self, table: Table, records: Records, problems: Problems) -> None:
        """Hand a batch to the gatherer of its table."""
        match table:
            case Table.SAMPLES:
                self.samples.take(records, problems)
            case Table.STATES:
                self.states.take(records, problems)
            case Table.TICKETS:
                self.tickets.take_tickets(records, problems)
            case Table.TICKET_EVENTS:
                self.tickets.take_events(records, problems)
            case Table.MAINTENANCE:
                self.works.take(records, problems)


def read_folder(folder: Path) -> FolderReading:
    """Read all the evidence in a folder; the same rows in any order, form or number give the same evidence.

    With any problem there is no evidence: nothing is left out silently. Raises `UnreadableFile` where there
    is no such folder.
    """
    if not folder.is_dir():
        raise UnreadableFile(f"{folder} is not a folder; evidence is a folder of tables")
    bindings, diagnostics = read_bindings(folder / BINDINGS)
    if bindings is None:
        return FolderReading(evidence=None, diagnostics=diagnostics)
    problems = Problems()
    files = data_files(folder, bindings, problems)
    tables = _Tables()
    for file in files:
        _read_file(file, bindings, tables, problems)
    if problems:
        return _refused(files, diagnostics, problems)
    return _joined(files, bindings, diagnostics, tables, problems)


def _read_file(file: DataFile, bindings: Bindings, tables: _Tables, problems: Problems) -> None:
    """Read one file batch by batch; a batch with problems is read to name them, and goes nowhere."""
    tables.records[file.layout.table] += 0
    for batch in file.form.batches(file, problems):
        before = problems.found
        records = read_records(batch, file.layout, bindings, problems)
        tables.records[file.layout.table] += batch.size
        if problems.found == before:
            tables.take(file.layout.table, records, problems)


def _joined(
    files: tuple[DataFile, ...],
    bindings: Bindings,
    diagnostics: tuple[Diagnostic, ...],
    tables: _Tables,
    problems: Problems,
) -> FolderReading:
    """Hold the rows of all files against each other, and against the bindings."""
    gathered = {
        Grain.SAMPLE: tables.samples.gather(problems),
        Grain.STATE: tables.states.gather(problems),
    }
    tickets = tables.tickets.gather(problems)
    points = bind_points(bindings, gathered, BINDINGS, problems)
    if problems:
        return _refused(files, diagnostics, problems)
    flags = (*(flag for table in gathered.values() for flag in table.flags), *tickets.flags, *points.flags)
    evidence = Evidence(
        tables=frozenset(tables.records),
        observations=points.observations,
        tickets=tickets.tickets,
        maintenance=tables.works.works(),
        flags=tuple(sorted(flags, key=lambda flag: (flag.code, flag.source, flag.says))),
        illustration=bindings.illustration,
    )
    repeated = [*(table.repeated for table in gathered.values()), tickets.repeated, tables.works.repeated]
    return FolderReading(
        evidence=evidence,
        diagnostics=diagnostics,
        records=dict(tables.records),
        repeated=sum(repeated),
        unbound=unbound_sites(bindings, gathered),
    )


def _refused(
    files: tuple[DataFile, ...], diagnostics: tuple[Diagnostic, ...], problems: Problems
) -> FolderReading:
    by_name = {file.name: file for file in files}

    def lines_of(name: str, rows: frozenset[int]) -> Mapping[int, int]:
        return by_name[name].form.lines(by_name[name], rows)

    listed = problems.listed(lines_of)
    return FolderReading(
        evidence=None, diagnostics=diagnostics, problems=listed, unlisted=problems.found - len(listed)
    )
