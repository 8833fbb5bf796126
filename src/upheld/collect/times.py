"""Times in the cells of a column: read all at once where they are written as usual, else one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.instant import EARLIEST, LATEST, Instant, from_datetime, parse_instant
from upheld.collect.arrow_arrays import nulls, numbers
from upheld.collect.layout import DateOrder
from upheld.collect.problem import Reason, quoted
from upheld.errors import TimeError

DECLARE_ZONE = "add Z or an offset like +01:00, or declare the `zone` of the source in bindings.yaml"
DECLARE_ORDER = "declare the order for its source in bindings.yaml: `dates: day first` or `month first`"
"""What would be right for times that a source writes by habits of its own."""

_PLAUSIBLE = 100_000_000_000_000
"""An int64 below this (March 1973) was meant as seconds or milliseconds."""

_ISO = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?"
_WITH_OFFSET = rf"^{_ISO}(?:Z|[+-]\d{{2}}:\d{{2}})$"
_NAIVE = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?$"
_ZONELESS = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_OTHER_ORDER = r"^\s*(\d{2})[-/.](\d{2})[-/.](\d{4})[T ](\d{2}:\d{2})"
_REARRANGED = {DateOrder.DAY_FIRST: r"\3-\2-\1T\4", DateOrder.MONTH_FIRST: r"\3-\1-\2T\4"}

_UTC = pa.timestamp("us", "UTC")
_WALL = pa.timestamp("us")


class TimeReading(Struct, frozen=True, kw_only=True):
    """What a column of times says; arrays of one length, 0 where there is no time to tell."""

    micros: NDArray[np.int64]
    """Instants; for local times, microseconds on the wall."""
    local: NDArray[np.bool_]
    """Written without zone or offset."""
    unread: NDArray[np.bool_]
    """Not a time; `why` says what is wrong with the cell at a position."""
    empty: NDArray[np.bool_]
    why: Callable[[int], Reason]


def read_times(cells: pa.Array, dates: DateOrder) -> TimeReading:
    """Read a column of text, timestamps, or int64 microseconds since 1970."""
    empty = nulls(cells)
    if pa.types.is_timestamp(cells.type):
        return _from_timestamps(cells, empty)
    if pa.types.is_int64(cells.type):
        return _from_integers(cells, empty)
    return _from_text(cells, empty, dates)


def instants_at_once(written: Sequence[str]) -> NDArray[np.int64] | None:
    """Read times all of which are written the usual way, with an offset; nothing where one is not."""
    joined = "".join(written)
    if not joined.isascii():
        return None
    offsets = np.zeros(len(written) + 1, dtype=np.int32)
    np.cumsum(np.fromiter(map(len, written), dtype=np.int32, count=len(written)), out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(joined.encode())]
    try:
        micros, local = _all_at_once(pa.Array.from_buffers(pa.string(), len(written), buffers))
    except _IrregularError:
        return None
    return None if local.any() or _outside(micros).any() else micros


def local_reason(text: str, zone: str | None, *, repeated: bool) -> Reason:
    """Say why a local time stands for no instant: no zone is known, or its clock showed it never or twice."""
    if zone is None:
        return f"{quoted(text)} names no zone and no offset from UTC", DECLARE_ZONE
    if repeated:
        remedy = "write it with its offset, or declare `repeated: earlier` or `later` for the source"
        return f"{quoted(text)} came twice in {zone}, where clocks were set back", remedy
    return (
        f"{quoted(text)} never came in {zone}, where clocks were set forward",
        "write it with its offset from UTC",
    )


def _from_timestamps(cells: pa.Array, empty: NDArray[np.bool_]) -> TimeReading:
    local = np.full(len(cells), cells.type.tz is None)
    exact = _WALL if cells.type.tz is None else _UTC
    raw = cells.cast(pa.int64())
    per_micro = {"s": (1_000_000, 1), "ms": (1_000, 1), "us": (1, 1), "ns": (1, 1_000)}
    factor, divisor = per_micro[cells.type.unit]
    stored = numbers(raw)
    micros = stored // divisor * factor if divisor > 1 else stored * factor
    limit = np.iinfo(np.int64).max // factor
    unread = ~empty & ((np.abs(stored) > limit) | (stored % divisor != 0) | _outside(micros))
    micros = np.where(unread, 0, micros)

    def why(index: int) -> Reason:
        shown = quoted(str(raw[index].as_py()) + f" {cells.type.unit} since 1970")
        if stored[index] % divisor:
            return f"{shown} is finer than a microsecond", f"round it; the type is best {exact}"
        return f"{shown} lies outside the years 0001 to 9999", "check the unit of the column's type"

    return TimeReading(micros=micros, local=local, unread=unread, empty=empty, why=why)


def _from_integers(cells: pa.Array, empty: NDArray[np.bool_]) -> TimeReading:
    micros = numbers(cells)
    unread = ~empty & ((np.abs(micros) < _PLAUSIBLE) | _outside(micros))

    def why(index: int) -> Reason:
        return (
            f"`{micros[index]}` is no number of microseconds since 1970 near our time",
            "an integer column counts microseconds, not seconds, milliseconds or nanoseconds",
        )

    return TimeReading(
        micros=np.where(unread, 0, micros),
        local=np.zeros(len(cells), dtype=np.bool_),
        unread=unread,
        empty=empty,
        why=why,
    )


def _from_text(cells: pa.Array, empty: NDArray[np.bool_], dates: DateOrder) -> TimeReading:
    texts = _rearranged(cells, dates)
    try:
        micros, local = _all_at_once(texts)
        unread = np.zeros(len(texts), dtype=np.bool_)
    except _IrregularError:
        micros, local, unread = _one_by_one(texts)
    unread |= ~empty & _outside(micros)

    def why(index: int) -> Reason:
        return _why_not(cells[index].as_py(), texts[index].as_py(), dates)

    return TimeReading(micros=micros, local=local, unread=unread, empty=empty, why=why)


class _IrregularError(Exception):
    """Some cell is not written the usual way."""


def _rearranged(cells: pa.Array, dates: DateOrder) -> pa.Array:
    """Write dates year first; what does not begin with a date of the order declared stays as it is."""
    if dates is DateOrder.YEAR_FIRST:
        return cells
    return pc.replace_substring_regex(cells, pattern=_OTHER_ORDER, replacement=_REARRANGED[dates])


def _all_at_once(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read a column in which every cell has an offset, or none has; only these are for Arrow's parser."""
    for pattern, target, local in ((_WITH_OFFSET, _UTC, False), (_NAIVE, _WALL, True)):
        if pc.all(pc.match_substring_regex(texts, pattern)).as_py() is not False:
            try:
                parsed = texts.cast(target)
            except pa.ArrowInvalid as error:
                raise _IrregularError from error
            return numbers(parsed), np.full(len(texts), local)
    raise _IrregularError


def _one_by_one(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    size = len(texts)
    micros = np.zeros(size, dtype=np.int64)
    local = np.zeros(size, dtype=np.bool_)
    unread = np.zeros(size, dtype=np.bool_)
    for index, text in enumerate(texts.to_pylist()):
        if text is None:
            continue
        try:
            micros[index], local[index] = read_time(text)
        except TimeError:
            unread[index] = True
    return micros, local, unread


def read_time(text: str) -> tuple[int, bool]:
    """Read one time, year first: microseconds, and whether they are local; `TimeError` if it is none."""
    text = text.strip()
    match = _ZONELESS.fullmatch(text)
    if match is None:
        return parse_instant(text), False
    year, month, day, hour, minute, second, fraction = match.groups(default="0")
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second.zfill(2)}+00:00")
    except ValueError as error:
        raise TimeError(f"`{text}` is not a time that exists: {error}") from error
    return Instant(from_datetime(moment) + int(fraction.ljust(6, "0"))), True


def year_first(text: str, dates: DateOrder) -> str:
    """Write the date a time begins with year first; what has none of the order declared stays as it is."""
    if dates is DateOrder.YEAR_FIRST:
        return text
    return re.sub(_OTHER_ORDER, _REARRANGED[dates], text, flags=re.ASCII)


def _why_not(written: str, rearranged: str, dates: DateOrder) -> Reason:
    try:
        read_time(rearranged)
    except TimeError as error:
        reason = str(error)
        shown = quoted(written)
        if dates is not DateOrder.YEAR_FIRST:
            return f"{shown} is no time, {dates.value}", "write it like 29-02-2016 01:16"
        if re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", written):
            return f"{shown} does not begin with the year", DECLARE_ORDER
        what, _, remedy = reason.partition("; ")
        return what, remedy or "write it as 2026-03-01T09:30:00Z or with an offset"
    return f"{quoted(written)} lies outside the years 0001 to 9999", "check the year"


def _outside(micros: NDArray[np.int64]) -> NDArray[np.bool_]:
    outside: NDArray[np.bool_] = (micros < EARLIEST) | (micros >= LATEST)
    return outside
