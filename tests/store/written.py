"""Rows and origins, written in few words."""

from __future__ import annotations

import orjson

from upheld.chrono.instant import parse_instant
from upheld.store.recording import Origin, Row

NOON = parse_instant("2026-03-01T12:00:00Z")


def row(identity: str, *, table: str = "notices", **cells: str) -> Row:
    """A row with some cells; without any, a withdrawal."""
    content = orjson.dumps(cells, option=orjson.OPT_SORT_KEYS) if cells else None
    return Row(table=table, identity=identity, content=content, customer=cells.get("customer", ""))


def origin(key: str) -> Origin:
    return Origin(key=key, actor="token 1", now=NOON)
