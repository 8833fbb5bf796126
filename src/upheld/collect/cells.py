"""Cells of a batch, read by the kind of their column: numbers and codes in arrays, and which are wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.arrow_arrays import codes, flags, nulls, numbers
from upheld.collect.problem import Reason, nearest, quoted

EMPTY = -1
"""Code of an empty cell."""

MOST_COUNTED = 10**15
"""What a whole number in a cell stays below."""
NO_YES = ("no", "yes")
"""The words of such a column; the codes are their positions."""
MAPPABLE = "write one of these, or map it with `values` in bindings.yaml"
"""What would be right in place of a word that is not known."""


class Codes(Struct, frozen=True, kw_only=True):
    """A column of text or words: for each row the position of its word in `words`, or `EMPTY`."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]
    unread: NDArray[np.bool_]
    why: Callable[[int], Reason]

    def texts(self) -> list[str | None]:
        """Give the words row by row."""
        return [None if code < 0 else self.words[code] for code in self.codes.tolist()]


class Counts(Struct, frozen=True, kw_only=True):
    """A column of whole numbers, `EMPTY` where there is none."""

    numbers: NDArray[np.int64]
    unread: NDArray[np.bool_]
    why: Callable[[int], Reason]


def read_text(cells: pa.Array, values: Mapping[str, str]) -> Codes:
    """Read text: white space around it is dropped, characters are composed (NFC), words are replaced."""
    places, raw = _encoded(cells)
    tidied = [values.get(word, word) for word in map(tidy, raw)]
    words: dict[str, int] = {"": EMPTY}
    for word in tidied:
        words.setdefault(word, len(words) - 1)
    found = _recoded(places, [words[word] for word in tidied])
    return Codes(
        codes=found,
        words=tuple(words)[1:],
        unread=np.zeros(len(found), dtype=np.bool_),
        why=lambda index: ("", ""),
    )


def read_words(cells: pa.Array, allowed: Sequence[str], values: Mapping[str, str]) -> Codes:
    """Read words of a closed list; the codes are positions in it."""
    places, raw = _encoded(cells)
    tidied = [values.get(word, word) for word in map(tidy, raw)]
    known = {word: code for code, word in enumerate(allowed)} | {"": EMPTY}
    wrong = len(allowed)
    found = _recoded(places, [known.get(word, wrong) for word in tidied])
    unread = found == wrong

    def why(index: int) -> Reason:
        word = cells[index].as_py()
        remedy = nearest(tidy(word), allowed, MAPPABLE)
        return f"{quoted(word)} is none of {', '.join(allowed)}", remedy

    return Codes(codes=np.where(unread, EMPTY, found), words=tuple(allowed), unread=unread, why=why)


def read_yes_no(cells: pa.Array, values: Mapping[str, str]) -> Codes:
    """Read yes (code 1) and no (code 0); a column of booleans is fine."""
    if pa.types.is_boolean(cells.type):
        return _booleans(cells)
    return read_words(cells, NO_YES, values)


def _booleans(cells: pa.Array) -> Codes:
    given = np.where(nulls(cells), EMPTY, flags(cells)).astype(np.int32)
    return Codes(
        codes=given, words=NO_YES, unread=np.zeros(len(given), dtype=np.bool_), why=lambda index: ("", "")
    )


def read_counts(cells: pa.Array) -> Counts:
    """Read whole numbers from 0; a column of integers is fine."""
    empty = nulls(cells)
    if pa.types.is_integer(cells.type):
        counted = numbers(cells, EMPTY)
        unread = ~empty & ((counted < 0) | (counted >= MOST_COUNTED))
    else:
        cells = pc.utf8_trim_whitespace(cells)
        whole = pc.match_substring_regex(cells, r"^[0-9]{1,15}$")
        unread = ~flags(whole) & ~empty
        digits = pc.if_else(whole, cells, pa.nulls(len(cells), pa.string()))
        counted = numbers(digits, EMPTY)

    def why(index: int) -> Reason:
        return _why_no_count(str(cells[index].as_py()))

    return Counts(numbers=np.where(unread, EMPTY, counted), unread=unread, why=why)


def _why_no_count(text: str) -> Reason:
    shown = quoted(text)
    if re.fullmatch(r"-\s*[0-9.]+", text):
        return f"{shown} is negative", "leave the cell empty where nothing was measured"
    if re.fullmatch(r"(?i)[-+]?(nan|inf|infinity|null|none)", text):
        return f"{shown} is no number", "leave the cell empty where nothing was measured"
    return f"{shown} is no whole number below {MOST_COUNTED}", "write digits only"


def _encoded(cells: pa.Array) -> tuple[NDArray[np.int32], list[str]]:
    encoded = cells.dictionary_encode()
    return codes(encoded.indices, EMPTY), encoded.dictionary.to_pylist()


def _recoded(places: NDArray[np.int32], new: Sequence[int]) -> NDArray[np.int32]:
    """Replace codes by what stands at their position; `EMPTY` stays."""
    table = np.array([*new, EMPTY], dtype=np.int32)
    recoded: NDArray[np.int32] = table[places]
    return recoded


def tidy(text: str) -> str:
    """Drop white space around a text, and compose its characters (NFC)."""
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)
