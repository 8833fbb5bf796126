"""Identities: the natural keys of rows, written from their cells as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec
import numpy as np
from numpy.typing import NDArray

from upheld.collect.column import Kind
from upheld.collect.columns import column_named
from upheld.collect.parcel.canonical import Written
from upheld.collect.parcel.handles import HANDLES, Handle
from upheld.collect.parcel.parcel import content_of
from upheld.collect.records import NEVER, Records
from upheld.evidence.evidence import Table
from upheld.evidence.ticket import EventKind

LONGEST = 300
"""Characters of an identity; what is longer ends in a digest."""

_DIGEST = 24
_JOINTS = frozenset("/@{}#")
_Mask = NDArray[np.bool_]


def identities(table: Table, records: Records, columns: Mapping[str, Written]) -> list[str]:
    """Write the identity of each row; two rows of a table have one exactly if the cells it is made of agree.

    It is the natural key that the evidence itself has, as far as that tells rows apart: where a text holds
    the characters it is joined by, or is very long, a digest is added.
    """
    handle = HANDLES[table]
    pieces = [_pieces(table, name, records, columns) for name in handle.known_by]
    joined = [f"{handle.prefix}:{''.join(parts)[1:]}" for parts in zip(*pieces, strict=True)]
    odd = _odd(table, handle, records)
    if odd.any() or max(map(len, joined), default=0) > LONGEST:
        for index, text in enumerate(joined):
            if odd[index] or len(text) > LONGEST:
                joined[index] = _with_digest(text, [each[index] for each in pieces])
    if handle.says:
        _add_what_is_said(joined, table, handle, columns)
    return joined


def _pieces(table: Table, name: str, records: Records, columns: Mapping[str, Written]) -> Sequence[str]:
    """One part of every identity, with the character that joins it to the one before."""
    kind = column_named(table, name).kind
    if kind is Kind.TIME:
        return ["/" if at == NEVER else f"/{at}" for at in records.times[name].tolist()]
    written = columns[name]
    if kind is Kind.LABELS:
        return ["{" + text.replace(";", ",") + "}" if text else "" for text in written]
    if name == "location":
        return [f"@{text}" if text else "" for text in written]
    return [f"/{text or ''}" for text in written]


def _odd(table: Table, handle: Handle, records: Records) -> _Mask:
    """Tell rows whose cells hold characters that identities are joined by: two might be taken for one."""
    odd = np.zeros(records.size, dtype=np.bool_)
    kinds = {name: column_named(table, name).kind for name in handle.known_by}
    glued = "location" in kinds or Kind.LABELS in kinds.values()
    for name, kind in kinds.items():
        if kind is Kind.TIME:
            continue
        if kind is Kind.LABELS:
            joints = frozenset(",{}#")
        elif name == handle.free:
            joints = _JOINTS - {"/"} if glued else frozenset("#")
        else:
            joints = _JOINTS
        codes = records.texts[name]
        words = [not joints.isdisjoint(word) for word in codes.words]
        if any(words):
            odd |= np.array([*words, False])[codes.codes]
    return odd


def _with_digest(text: str, parts: Sequence[str]) -> str:
    return f"{text[: LONGEST - _DIGEST - 1]}#{_digest(msgspec.json.encode(parts))}"


def _add_what_is_said(
    joined: list[str], table: Table, handle: Handle, columns: Mapping[str, Written]
) -> None:
    numbers = columns[handle.numbered_by] if handle.numbered_by else [None] * len(joined)
    for index, number in enumerate(numbers):
        if number is not None:
            joined[index] += f"/{number}"
            continue
        said = {name: text for name, written in columns.items() if (text := written[index]) is not None}
        is_note = table is Table.TICKET_EVENTS and said.get("event") == EventKind.NOTE.value
        said.setdefault("public", "no" if is_note else "yes")
        plain = joined[index].partition("#")[0]
        joined[index] = f"{plain}#{_digest(content_of(said))}"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:_DIGEST]
