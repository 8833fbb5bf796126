"""Parcels of samples: there are many, so they are read straight into columns where all of them are in order.

What is not in order, or only written in an unusual way, is read again row by row like any other parcel, and
that decides: the short way gives the same answers sooner, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, repeat
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
from msgspec import UNSET, Struct, UnsetType
from numpy.typing import NDArray

from upheld.collect.cells import tidy
from upheld.collect.clock_steps import Key
from upheld.collect.forms.survey import LONGEST_LINE
from upheld.collect.parcel.alike import Alike, NotAlikeError, rows_alike
from upheld.collect.parcel.columns_alike import (
    NO_RESPONSE,
    instants,
    is_nothing,
    responses,
    retries,
    sign_of,
    states,
)
from upheld.collect.parcel.parcel import MOST_ROWS, BodyForm, ParcelProblems
from upheld.collect.parcel.reader import LONGEST_RESPONSE, read_records_of
from upheld.collect.sample_stream import SampleBatch, batch_of
from upheld.collect.tables.observations import STATE_WORDS
from upheld.collect.times import instants_at_once
from upheld.evidence.evidence import Table

_LONGEST = LONGEST_LINE // 64
"""Characters of a cell: with more in one, a row might be longer than a row may be."""
_STATES = {word: code for code, word in enumerate(STATE_WORDS)}
_Text = str | None | UnsetType


class Samples(Struct, frozen=True, kw_only=True, eq=False):
    """Samples of a body, each of them once, in the order they were handed over in."""

    batch: SampleBatch
    repeated: int = 0
    """Rows that say again what another one said."""


class _Sample(Struct, forbid_unknown_fields=True, gc=False):
    """A row as it mostly comes."""

    source: str
    site: str
    at: str
    state: str
    location: _Text = UNSET
    retry: bool | UnsetType | None = UNSET
    response_us: int | UnsetType | None = UNSET
    detail: _Text = UNSET


_Written = tuple[str, str, _Text]
"""Source, site and location of a row as they are written."""
_REMEMBERED = 1 << 17
_KEYS: dict[_Written, Key] = {}
"""The keys of what was written lately: senders write the same ones over and over. It is emptied when full."""
_OPTIONAL = ("retry", "response_us", "detail", "location")
_LINES = msgspec.json.Decoder(_Sample)
_ARRAY = msgspec.json.Decoder(list[_Sample])


def read_samples(body: bytes, form: BodyForm, *, most: int = MOST_ROWS) -> Samples | ParcelProblems:
    """Read a body of samples as `upheld.collect.parcel.reader.read_parcel` does, into columns."""
    try:
        return Samples(batch=_by_columns(body, form, most))
    except (NotAlikeError, _UnusualError):
        pass
    try:
        return Samples(batch=_at_once(body, form, most))
    except _UnusualError:
        read = read_records_of(Table.SAMPLES, body, form, most=most)
    if isinstance(read, ParcelProblems):
        return read
    return Samples(batch=batch_of(read.records), repeated=read.repeated)


class _UnusualError(Exception):
    """A body has to be read row by row: something is wrong with it, or it is only written in another way."""


class _Round(Struct, frozen=True, eq=False):
    """What the rows of a body name, one after the other: senders ask the same things round after round."""

    keys: tuple[Key, ...]
    series: NDArray[np.intp]
    is_each_once: bool


_ROUNDS: dict[tuple[object, ...], _Round] = {}
_FIELDS = frozenset(_Sample.__struct_fields__)
_REQUIRED = frozenset({"source", "site", "at", "state"})


def _by_columns(body: bytes, form: BodyForm, most: int) -> SampleBatch:
    """Read samples whose rows look alike, all together; NotAlikeError where they don't."""
    if form is BodyForm.NDJSON:
        alike = rows_alike(body, b"", b"\n", b"\n" if body.endswith(b"\n") else b"")
    else:
        between = b", " if body.startswith(b", ", body.find(b"}") + 1) else b","
        alike = rows_alike(body, b"[", between, b"]")
    columns = alike.columns
    if not _REQUIRED <= columns.keys() <= _FIELDS or alike.rows > most or alike.longest > LONGEST_LINE:
        raise NotAlikeError
    detail = columns.get("detail")
    is_short = detail is None or (detail.is_text and int(detail.length.max()) <= _LONGEST)
    if not is_short and not is_nothing(alike, columns["detail"]):
        raise NotAlikeError
    named = _round_of(alike)
    at = instants(alike, columns["at"])
    if not named.is_each_once:
        _refuse_repeated(named.series, at)
    return SampleBatch(
        keys=named.keys,
        series=named.series,
        at=at,
        state=states(alike, columns["state"]),
        retry=retries(alike, columns.get("retry")),
        response=responses(alike, columns.get("response_us")),
    )


def _round_of(alike: Alike) -> _Round:
    columns = alike.columns
    named = {name: columns[name] for name in ("source", "site", "location") if name in columns}
    if "location" in named and is_nothing(alike, named["location"]):
        del named["location"]
    sign = sign_of(alike, named)
    found = _ROUNDS.get(sign)
    if found is None:
        texts = {name: alike.texts(cells) for name, cells in named.items()}
        locations = texts.get("location", repeat(UNSET, alike.rows))
        keys, series = _series_of(list(zip(texts["source"], texts["site"], locations, strict=True)))
        series.flags.writeable = False  # others have it, too
        found = _Round(keys, series, len(keys) == alike.rows)
        if sum(len(each.series) for each in _ROUNDS.values()) + alike.rows > _REMEMBERED:
            _ROUNDS.clear()
        _ROUNDS[sign] = found
    return found


def _at_once(body: bytes, form: BodyForm, most: int) -> SampleBatch:
    """Read samples all of which are written the usual way, and none of them twice."""
    keys_written = _keys_written(body)
    if _may_have_long_rows(body, form):
        raise _UnusualError
    try:
        rows = _LINES.decode_lines(body) if form is BodyForm.NDJSON else _ARRAY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _UnusualError from error
    columns: dict[str, list[Any]] = {name: list(map(attrgetter(name), rows)) for name in _OPTIONAL}
    unset = {name: column.count(UNSET) for name, column in columns.items()}
    given = (4 + len(columns)) * len(rows) - sum(unset.values())
    # of two equal keys the last would count
    if not 0 < len(rows) <= most or given != keys_written:
        raise _UnusualError
    if form is BodyForm.NDJSON and _lines_of_rows(body) != len(rows):
        raise _UnusualError
    if any(isinstance(each, str) and len(each) > _LONGEST for each in set(columns["detail"])):
        raise _UnusualError
    at = _instants_of(list(map(attrgetter("at"), rows)))
    states = list(map(_STATES.get, map(attrgetter("state"), rows)))
    if at is None or None in states:
        raise _UnusualError
    named = zip(
        *(map(attrgetter(name), rows) for name in ("source", "site")), columns["location"], strict=True
    )
    keys, series = _series_of(list(named))
    _refuse_repeated(series, at)
    return SampleBatch(
        keys=keys,
        series=series,
        at=at,
        state=np.array(states, dtype=np.int8),
        retry=np.array(
            [False] * len(rows)
            if unset["retry"] == len(rows)
            else [each is True for each in columns["retry"]],
            dtype=np.bool_,
        ),
        response=_responses(columns["response_us"]),
    )


def _keys_written(body: bytes) -> int:
    """Count the keys in a body, unless white space may hide one, or there is what can't be kept."""
    if b"\\" in body and b"u0000" in body:
        raise _UnusualError
    signs = np.frombuffer(body, dtype=np.uint8)
    after_quotes = signs[1:][signs[:-1] == ord('"')]
    if bool((after_quotes <= ord(" ")).any()):
        raise _UnusualError
    return int(np.count_nonzero(after_quotes == ord(":")))


def _lines_of_rows(body: bytes) -> int:
    """Count the lines of a body in which each holds one row; msgspec takes a row that goes on over lines."""
    signs = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    if len(ends) and (ends[0] == 0 or not bool((signs[ends - 1] == ord("}")).all())):
        raise _UnusualError
    return len(ends) + (not body.endswith(b"\n"))


def _may_have_long_rows(body: bytes, form: BodyForm) -> bool:
    """Tell whether a row may be longer than rows may be, though its cells are not."""
    if len(body) <= LONGEST_LINE:
        return False
    if form is BodyForm.JSON:
        return any(sign in body for sign in (b" " * 64, b"\t", b"\n", b"\r"))
    return max(map(len, body.split(b"\n"))) > LONGEST_LINE


def _instants_of(written: list[str]) -> NDArray[np.int64] | None:
    """Read times; each once, where many are the same, as those of one round of checks are."""
    unique = dict.fromkeys(written)
    if len(unique) * 4 > len(written):
        return instants_at_once(written)
    read = instants_at_once(list(unique))
    if read is None:
        return None
    instants = dict(zip(unique, read.tolist(), strict=True))
    return np.fromiter(map(instants.__getitem__, written), dtype=np.int64, count=len(written))


def _series_of(written: Sequence[_Written]) -> tuple[tuple[Key, ...], NDArray[np.intp]]:
    """The series of samples, and for each sample the place of its series."""
    found = list(map(_KEYS.get, written))
    if None in found:
        if len(_KEYS) + len(found) > _REMEMBERED:
            _KEYS.clear()
        new = {each: _key_of(each) for each, key in zip(written, found, strict=True) if key is None}
        _KEYS.update(new)
        found = [new[each] if key is None else key for each, key in zip(written, found, strict=True)]
    numbers = dict(zip(dict.fromkeys(found), count(), strict=False))
    if len(numbers) == len(found):
        return tuple(numbers), np.arange(len(found), dtype=np.intp)  # type: ignore[arg-type]
    return tuple(numbers), np.fromiter(map(numbers.__getitem__, found), dtype=np.intp, count=len(found))  # type: ignore[arg-type]


def _key_of(written: _Written) -> Key:
    source, site, location = written
    key = tidy(source), tidy(site), tidy(location) if isinstance(location, str) else ""
    if not key[0] or not key[1] or any(isinstance(text, str) and len(text) > _LONGEST for text in written):
        raise _UnusualError
    return key


def _responses(given: list[Any]) -> NDArray[np.int64]:
    known = [each for each in given if each.__class__ is int]
    if known and not (min(known) >= 0 and max(known) <= LONGEST_RESPONSE):
        raise _UnusualError
    if len(known) < len(given):
        known = [each if each.__class__ is int else NO_RESPONSE for each in given]
    return np.array(known, dtype=np.int64)


def _refuse_repeated(series: NDArray[np.intp], at: NDArray[np.int64]) -> None:
    order = np.lexsort((at, series))
    if ((np.diff(series[order]) == 0) & (np.diff(at[order]) == 0)).any():
        raise _UnusualError
