"""ServiceNow: the audit log of incidents, a snapshot for every update, as tickets and their events.

The form is that of the public "Incident management process enriched event log" (UCI Machine Learning
Repository): local times day first, `?` for a missing value, priorities like `3 - Moderate`. What the
incident's own columns say (`resolved_at`, `closed_at`) is held against its log, and used only where the log
ends before. `made_sla` is not used: the company's rule is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.chrono.zone import WallTime
from upheld.collect.importers.export_rows import Row, export_rows
from upheld.collect.importers.importer import Import, Importer
from upheld.collect.importers.incident import Phase, Standing
from upheld.collect.importers.incident_log import write_incident
from upheld.collect.importers.snapshot_store import Stored, in_order
from upheld.collect.layout import DateOrder
from upheld.collect.local_time import LocalClock, instant_of
from upheld.collect.problem import nearest, quoted
from upheld.collect.times import read_time, year_first
from upheld.errors import TimeError, UsageError
from upheld.evidence.evidence import Table

COLUMNS = (
    "number",
    "incident_state",
    "sys_mod_count",
    "reopen_count",
    "caller_id",
    "opened_at",
    "sys_created_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "priority",
    "resolved_at",
    "closed_at",
)
"""Columns of the export that are used; the others are left out."""

_MISSING = frozenset({"", "?"})
_NOT_RECORDED = frozenset({"", "?", "-100"})
"""States that say nothing: the incident is taken to stand as it stood."""

STANDINGS = {
    "New": Standing(phase=Phase.NEW),
    "Active": Standing(phase=Phase.WORKING),
    "In Progress": Standing(phase=Phase.WORKING),
    "Work in Progress": Standing(phase=Phase.WORKING),
    "On Hold": Standing(phase=Phase.WAITING, reason="on hold"),
    "Awaiting User Info": Standing(phase=Phase.WAITING, reason="waiting for customer"),
    "Awaiting Vendor": Standing(phase=Phase.WAITING, reason="waiting for vendor"),
    "Awaiting Problem": Standing(phase=Phase.WAITING, reason="waiting for problem"),
    "Awaiting Change": Standing(phase=Phase.WAITING, reason="waiting for change"),
    "Awaiting Evidence": Standing(phase=Phase.WAITING, reason="waiting for evidence"),
    "Resolved": Standing(phase=Phase.RESOLVED),
    "Closed": Standing(phase=Phase.CLOSED),
    "Canceled": Standing(phase=Phase.CLOSED),
}
_PRIORITY = re.compile(r"([1-5]) - \w.*")


def run(work: Import) -> None:
    """Write a ticket for every incident, and an event for every change its log shows."""
    zone = work.settings.zone
    if zone is None:
        raise UsageError("the times of a ServiceNow export are local; give the zone they are in")
    clock = LocalClock(zone=zone, repeated=work.settings.repeated)
    rows = in_order(_read(work, clock))
    for number, log in groupby(rows, key=lambda row: row.number):
        write_incident(number, list(log), STANDINGS, work)


IMPORTER = Importer(
    reads="audit log of incidents from ServiceNow, a row for every update, times local and day first",
    needs_zone=True,
    tables=(Table.TICKET_EVENTS, Table.TICKETS),
    run=run,
)


def _read(work: Import, clock: LocalClock) -> Iterator[Stored]:
    """Read the rows of the export; those that can't be read go to the problems."""
    when = lru_cache(maxsize=1 << 14)(lambda text: _instant(text, clock))
    for line, row in export_rows(work.path, COLUMNS, work.problems):
        work.rows += 1
        reader = _RowReader(row, line, work, when)
        before = work.problems.found
        stored = reader.read()
        if work.problems.found == before:
            yield stored


class _RowReader(Struct, frozen=True):
    """One row of the export, and where what is wrong with it is told."""

    row: Row
    line: int
    work: Import
    when: Callable[[str], Instant]

    def read(self) -> Stored:
        """Read the cells that are used."""
        self._state()
        return Stored(
            number=self._required("number"),
            update=self._count("sys_mod_count"),
            at=self._required_time("sys_updated_at"),
            state=self.row["incident_state"],
            priority=self._priority(),
            reopened=None if self.row["reopen_count"] in _MISSING else self._count("reopen_count"),
            user=self.row["sys_updated_by"],
            caller=self.row["caller_id"],
            contact=self.row["contact_type"],
            opened=self._required_time("opened_at"),
            created=self._time(self.row["sys_created_at"], "sys_created_at"),
            resolved=self._time(self.row["resolved_at"], "resolved_at"),
            closed=self._time(self.row["closed_at"], "closed_at"),
            line=self.line,
        )

    def _refuse(self, column: str, reason: str, remedy: str) -> None:
        self.work.problems.of_file(self.work.path.name, reason, remedy, column=column, line=self.line)

    def _required(self, column: str) -> str:
        if self.row[column] in _MISSING:
            self._refuse(column, "the cell is empty", "every row needs it")
        return self.row[column]

    def _count(self, column: str) -> int:
        text = self.row[column]
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self._refuse(column, f"{quoted(text)} is no whole number", "export it again")
            return 0
        return int(text)

    def _required_time(self, column: str) -> int:
        return self._time(self._required(column), column) or 0

    def _time(self, text: str, column: str) -> int | None:
        if text in _MISSING:
            return None
        try:
            return self.when(text)
        except TimeError as error:
            reason, _, remedy = str(error).partition("; ")
            self._refuse(column, reason, remedy or "write it like 29-02-2016 01:16")
            return None

    def _priority(self) -> str:
        text = self.row["priority"]
        if text in _MISSING:
            return ""
        match = _PRIORITY.fullmatch(text)
        if match is None:
            self._refuse("priority", f"{quoted(text)} is no priority", "write it like 3 - Moderate")
            return ""
        return f"P{match[1]}"

    def _state(self) -> None:
        state = self.row["incident_state"]
        if state not in STANDINGS and state not in _NOT_RECORDED:
            self._refuse(
                "incident_state", f"{quoted(state)} is no state that is known", nearest(state, STANDINGS)
            )


def _instant(text: str, clock: LocalClock) -> Instant:
    micros, local = read_time(year_first(text, DateOrder.DAY_FIRST))
    return instant_of(WallTime(micros), clock) if local else Instant(micros)
