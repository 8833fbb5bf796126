"""The reference of columns: the tables of `docs/evidence.md`, written from what drives the reading itself."""

from __future__ import annotations

from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS, ROWS
from upheld.collect.units import PLAIN_NUMBER, UNITS, Unit
from upheld.evidence.evidence import Table


def column_reference(table: Table) -> str:
    """Write the columns of a table as a table of Markdown."""
    rows = ["| column | kind | required | meaning |", "|---|---|---|---|"]
    rows.extend(
        f"| `{column.name}` | {_kind(column)} | {'yes' if column.required else ''} | {column.meaning} |"
        for column in COLUMNS[table]
    )
    return "\n".join(rows)


def table_reference() -> str:
    """Write what a row of each table is, as a table of Markdown."""
    return "\n".join(
        ["| table | a row is |", "|---|---|", *(f"| `{table.value}` | {ROWS[table]} |" for table in Table)]
    )


def unit_reference() -> str:
    """Write the units of measured values, and what each is counted in, as a table of Markdown."""
    counted: dict[Unit, list[str]] = {}
    for word, unit in UNITS.items():
        counted.setdefault(unit, []).append(f"`{word}`")
    rows = ["| unit | counted in |", "|---|---|"]
    for unit, words in counted.items():
        empty = " or nothing" if unit is PLAIN_NUMBER else ""
        rows.append(f"| {', '.join(words)}{empty} | {_size(unit)} |")
    return "\n".join(rows)


def _size(unit: Unit) -> str:
    size = "" if unit.factor == 1 else f"{unit.factor:,} ".replace(",", " ")
    return f"{size}{unit.scale.value}" + (", which may be below 0" if unit.may_be_negative else "")


def _kind(column: Column) -> str:
    if column.kind is Kind.WORD:
        return ", ".join(f"`{word}`" for word in column.words)
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.kind.value}{unit}"
