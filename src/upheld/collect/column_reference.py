"""The reference of columns: the tables of `docs/evidence.md`, written from the columns themselves."""

from __future__ import annotations

from upheld.collect.column import Column, Kind
from upheld.collect.columns import COLUMNS
from upheld.evidence.evidence import Table


def column_reference(table: Table) -> str:
    """Write the columns of a table as a table of Markdown."""
    rows = ["| column | kind | required | meaning |", "|---|---|---|---|"]
    rows.extend(
        f"| `{column.name}` | {_kind(column)} | {'yes' if column.required else ''} | {column.meaning} |"
        for column in COLUMNS[table]
    )
    return "\n".join(rows)


def _kind(column: Column) -> str:
    if column.kind is Kind.WORD:
        return ", ".join(f"`{word}`" for word in column.words)
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.kind.value}{unit}"
