"""Rows and origins, written in few words."""

from __future__ import annotations

import orjson

from upheld.chrono.instant import parse_instant
from upheld.store.dossiers import Dossier
from upheld.store.holding import rows_known
from upheld.store.recording import Origin, Row

NOON = parse_instant("2026-03-01T12:00:00Z")


def row(identity: str, *, table: str = "notices", **cells: str) -> Row:
    """A row with some cells; without any, a withdrawal."""
    content = orjson.dumps(cells, option=orjson.OPT_SORT_KEYS) if cells else None
    return Row(table=table, identity=identity, content=content, customer=cells.get("customer", ""))


def origin(key: str) -> Origin:
    return Origin(key=key, actor="token 1", now=NOON)


def cells(dossier: Dossier, sequence: int | None = None) -> dict[str, list[dict[str, str]]]:
    """The rows that are known, by table in the order of recording."""
    found: dict[str, list[dict[str, str]]] = {}
    for held in rows_known(dossier, sequence):
        found.setdefault(held.table, []).extend(orjson.loads(row) for row in held.rows)
    return found
