"""The reference of identities: a table of `docs/evidence.md`, written from what they are made of."""

from __future__ import annotations

from upheld.collect.column import Kind
from upheld.collect.columns import column_named
from upheld.collect.parcel.handles import HANDLES, Handle
from upheld.evidence.evidence import Table


def handle_reference() -> str:
    """Write by what the rows of each table are known, what they are about, and when they hold."""
    rows = ["| table | a row is known by | it is about | from | until |", "|---|---|---|---|---|"]
    for table in Table:
        handle = HANDLES[table]
        cells = (_key(table, handle), _or(handle.subject), _or(handle.begins), _until(handle))
        rows.append(f"| `{table.value}` | {' | '.join(cells)} |")
    return "\n".join(rows)


def _key(table: Table, handle: Handle) -> str:
    key = handle.prefix + ":"
    for number, name in enumerate(handle.known_by):
        if column_named(table, name).kind is Kind.LABELS:
            key += "{" + name + "}"
        elif name == "location":
            key += f"@{name}"
        else:
            key += f"/{name}" if number else name
    if not handle.says:
        return f"`{key}`"
    if not handle.numbered_by:
        return f"`{key}`, and all that it says"
    return f"`{key}/{handle.numbered_by}`; without one, all that it says"


def _until(handle: Handle) -> str:
    return "the same instant" if handle.is_momentary else _or(handle.ends)


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)
