"""Rows as they are kept, made from a batch of records whose every cell was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import Instant
from upheld.collect.columns import COLUMNS
from upheld.collect.parcel.canonical import Written, canonical
from upheld.collect.parcel.handles import HANDLES
from upheld.collect.parcel.identity import identities
from upheld.collect.parcel.parcel import ParcelRow
from upheld.collect.problem import Problems
from upheld.collect.records import NEVER, Records
from upheld.evidence.evidence import Table

LONGEST_NAME = 300
"""Characters of a customer; a subject that is longer is found by its beginning."""

_CUSTOMER = "customer"


def rows_of(table: Table, records: Records) -> list[ParcelRow]:
    """Write the records of a batch as rows, in their order."""
    if records.size == 0:
        return []
    handle = HANDLES[table]
    columns = canonical(table, records)
    in_order = sorted(column.name for column in COLUMNS[table])
    begins = _first_time(records, handle.begins)
    ends = begins if handle.is_momentary else _first_time(records, handle.ends)
    nothing: Written = [None] * records.size
    customers = columns.get(_CUSTOMER, nothing)
    subjects = _first_text(columns, handle.subject, records.size)
    rows = zip(*(columns[name] for name in in_order), strict=True)
    return [
        ParcelRow(
            identity=identity,
            cells={name: text for name, text in zip(in_order, row, strict=True) if text is not None},
            valid_from=None if begin == NEVER else Instant(begin),
            valid_until=None if end == NEVER else Instant(end),
            customer=customer,
            subject=subject,
        )
        for identity, row, begin, end, customer, subject in zip(
            identities(table, records, columns),
            rows,
            begins.tolist(),
            ends.tolist(),
            customers,
            subjects,
            strict=True,
        )
    ]


def refuse_long_customers(records: Records, problems: Problems) -> None:
    """Refuse customers by whose beginning two might be taken for one."""
    codes = records.texts.get(_CUSTOMER)
    if codes is not None and any(len(word) > LONGEST_NAME for word in codes.words):
        is_long = np.array([*(len(word) > LONGEST_NAME for word in codes.words), False])[codes.codes]
        rows = (np.flatnonzero(is_long) + records.first).tolist()
        why = f"the name is longer than {LONGEST_NAME} characters", "write the one by which it is known"
        problems.of_rows(records.file, rows, _CUSTOMER, lambda _: why)


def _first_time(records: Records, names: Sequence[str]) -> NDArray[np.int64]:
    found = np.full(records.size, NEVER)
    for name in names:
        found = np.where(found == NEVER, records.times[name], found)
    return found


def _first_text(columns: Mapping[str, Written], names: Sequence[str], size: int) -> Written:
    found: Written = [None] * size
    for name in names:
        found = [known or text for known, text in zip(found, columns[name], strict=True)]
    return [None if text is None else text[:LONGEST_NAME] for text in found]
