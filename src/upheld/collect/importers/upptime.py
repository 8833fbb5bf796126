"""Upptime: its status records, one a change of state or a daily measurement, as a table of states."""

from __future__ import annotations

from upheld.chrono.instant import format_instant, parse_instant
from upheld.collect.importers.export_rows import Row, export_rows
from upheld.collect.importers.importer import Import, Importer
from upheld.collect.problem import nearest, quoted
from upheld.collect.tables.observations import STATE_WORDS
from upheld.errors import TimeError
from upheld.evidence.evidence import Table

COLUMNS = ("site", "observed_at", "status", "http_status", "response_ms")


def run(work: Import) -> None:
    """Write a state for every record; a record that follows an equal one of its site is left out."""
    latest: dict[str, Row] = {}
    for line, row in export_rows(work.path, COLUMNS, work.problems):
        work.rows += 1
        before = work.problems.found
        state = _state(row, line, work)
        if work.problems.found > before:
            continue
        if latest.get(row["site"]) == row:
            work.repeated += 1
            continue
        latest[row["site"]] = row
        work.publication.write(Table.STATES, state)
    work.sites.update(latest)


IMPORTER = Importer(
    reads="status records of Upptime (site, observed_at, status, http_status, response_ms)",
    needs_zone=False,
    tables=(Table.STATES,),
    run=run,
)


def _state(row: Row, line: int, work: Import) -> dict[str, str]:
    """Read one record; what is wrong with it goes to the problems."""
    at = ""
    try:
        at = format_instant(parse_instant(row["observed_at"]))
    except TimeError as error:
        reason, _, remedy = str(error).partition("; ")
        work.problems.of_file(work.path.name, reason, remedy, column="observed_at", line=line)
    if row["status"] not in STATE_WORDS:
        work.problems.of_file(
            work.path.name,
            f"{quoted(row['status'])} is no status",
            nearest(row["status"], STATE_WORDS),
            column="status",
            line=line,
        )
    if not row["site"]:
        work.problems.of_file(
            work.path.name, "the cell is empty", "every record names its site", column="site", line=line
        )
    return {
        "source": work.source,
        "site": row["site"],
        "at": at,
        "state": row["status"],
        "detail": _detail(row),
    }


def _detail(row: Row) -> str:
    """Say in words what Upptime recorded beside the state; HTTP status 0 is its word for no answer."""
    answer = "no answer" if row["http_status"] == "0" else f"HTTP {row['http_status']}"
    return f"{answer}, {row['response_ms']} ms" if row["response_ms"] else answer
