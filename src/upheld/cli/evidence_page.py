"""What a folder of evidence comes to, printed for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from upheld.chrono.instant import Instant, format_instant
from upheld.cli.findings import counted
from upheld.cli.problems import print_problems
from upheld.collect.census import TableCensus
from upheld.collect.fitting.strangers import Stranger
from upheld.collect.fitting.template import spoken_need
from upheld.collect.folder import FolderReading
from upheld.evidence.evidence import Evidence, Flag, Table
from upheld.language.diagnostic import Diagnostic, render
from upheld.operations.evidence import CheckedEvidence, Fit


def print_checked(folder: Path, agreement: Path | None, checked: CheckedEvidence) -> None:
    """Print what a folder holds, what is odd about it, and how it goes with an agreement."""
    reading = checked.reading
    if reading.evidence is None:
        _print_refused(folder, reading)
        return
    _print_tables(folder, reading)
    _print_fed(reading.evidence)
    _print_unused(reading)
    _print_section("odd, and used all the same", map(_spoken_flag, _flags_to_tell(reading.evidence)))
    _print_section("bindings without records", (_indented(each, folder) for each in checked.idle))
    if checked.fit is not None and agreement is not None:
        _print_fit(folder, agreement, checked.fit)


def _print_refused(folder: Path, reading: FolderReading) -> None:
    for diagnostic in reading.diagnostics:
        click.echo(_placed(diagnostic, folder) + "\n")
    if reading.problems:
        print_problems(str(folder), reading.problems, reading.unlisted)
    click.echo(f"{folder}: this evidence can't be used")


def _print_tables(folder: Path, reading: FolderReading) -> None:
    records = sum(census.records for census in reading.tables.values())
    tables = counted(len(reading.tables), "table")
    click.echo(f"{folder}: {tables}, {counted(records, 'record')}, nothing wrong with them")
    if reading.repeated:
        said = f"{counted(reading.repeated, 'record')} said again what another one says; counted once"
        click.echo(f"{folder}: {said}")
    rows: list[tuple[str, ...]] = [("table", "records", "from", "to", "sources")]
    rows += [_row(table, reading.tables[table]) for table in Table if table in reading.tables]
    if len(rows) > 1:
        click.echo()
        _print_columns(rows)


def _row(table: Table, census: TableCensus) -> tuple[str, ...]:
    return (
        table.value,
        f"{census.records:,}".replace(",", " "),
        _moment(census.first),
        _moment(census.last),
        _listed(sorted(census.sources)),
    )


def _print_fed(evidence: Evidence) -> None:
    """Print which source feeds which point and measure."""
    fed: Counter[tuple[str, str, str]] = Counter()
    for seen in evidence.observations:
        fed["point", seen.point, f"{seen.source}/{seen.site}"] += len(seen.times)
    for run in evidence.measurements:
        fed["measure", run.measure, f"{run.source}/{run.series}"] += len(run.times) + len(run.histograms)
    for figure in evidence.aggregates:
        fed["measure", figure.measure, f"{figure.source}/{figure.series}"] += 1
    fed = +fed  # without those of no record
    if fed:
        click.echo("\nwhat feeds what")
        _print_columns(
            [
                (f"{kind} {name}", "is fed by", by, counted(number, "record"))
                for (kind, name, by), number in sorted(fed.items())
            ]
        )


def _print_unused(reading: FolderReading) -> None:
    sites = (f"site {each.source}/{each.site}: {counted(each.records, 'record')}" for each in reading.unbound)
    series = (
        f"series {each.source}/{each.series}: {counted(each.records, 'record')}"
        for each in reading.unbound_series
    )
    unused = [*sites, *series]
    if unused:
        remedy = "bind them under `points` and `measures` in bindings.yaml, if they are to count"
        _print_section("not used by anything", [*unused, remedy])


def _print_fit(folder: Path, agreement: Path, fit: Fit) -> None:
    click.echo(f"\ntables that {agreement} is judged by")
    needs = [("there", need) for need in fit.there] + [("lacking", need) for need in fit.lacking]
    _print_columns(
        [
            (state, " or ".join(table.value for table in need.any_of), spoken_need(need))
            for state, need in needs
        ]
    )
    _print_section(
        "bound to what the agreement does not have", (_indented(each, folder) for each in fit.unknown)
    )
    unfed = (
        f"series {each.source}/{each.series}: {counted(each.records, 'record')}, and no measure is called so"
        for each in fit.unfed
    )
    _print_section("feeds no measure of the agreement", unfed)
    _print_section("names the agreement does not have", map(_spoken_stranger, fit.strangers))


def _spoken_stranger(stranger: Stranger) -> str:
    number = counted(stranger.records, "record")
    place = f"{stranger.table.value}.{stranger.column}"
    return f"{place}: `{stranger.name}` in {number} is no {stranger.what}; {stranger.advice}"


def _flags_to_tell(evidence: Evidence) -> Iterator[Flag]:
    """The flags but for those of idle bindings, which are told with their places."""
    return (flag for flag in evidence.flags if flag.code != "no-evidence")


def _spoken_flag(flag: Flag) -> str:
    return f"{flag.code}: {flag.source}: {flag.says}"


def _indented(diagnostic: Diagnostic, folder: Path) -> str:
    return _placed(diagnostic, folder).replace("\n", "\n  ")


def _placed(diagnostic: Diagnostic, folder: Path) -> str:
    return f"{folder}/{render(diagnostic)}"


def _print_section(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        click.echo(f"\n{title}")
        for line in found:
            click.echo(f"  {line}")


def _print_columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows as columns, numbers by their last digit."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [_placed_in(cell, width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  " + "  ".join(cells).rstrip())


def _placed_in(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() and len(cell) < width else cell.ljust(width)


def _moment(at: Instant | None) -> str:
    return "" if at is None else format_instant(at)


def _listed(names: Sequence[str], most: int = 4) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
