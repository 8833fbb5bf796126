"""Cells of a batch, read by the kind of their column: numbers and codes in arrays, and the cells that are wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from upheld.collect.problem import Reason, nearest, quoted

EMPTY = -1
"""Code of an empty cell."""

_MOST = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """A column of text or words: for each row the position of its word in `words`, or `EMPTY`."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]
    unread: NDArray[np.bool_]
    why: Callable[[int], Reason]

    def texts(self) -> list[str | None]:
        """Give the words row by row."""
        return [None if code < 0 else self.words[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A column of whole numbers, `EMPTY` where there is none."""

    numbers: NDArray[np.int64]
    unread: NDArray[np.bool_]
    why: Callable[[int], Reason]


def read_text(cells: pa.Array, values: Mapping[str, str]) -> Codes:
    """Read text: white space around it is dropped, composed characters are made one (NFC), words are replaced."""
    codes, raw = _encoded(cells)
    tidied = [values.get(word, word) for word in map(_tidy, raw)]
    words: dict[str, int] = {"": EMPTY}
    for word in tidied:
        words.setdefault(word, len(words) - 1)
    codes = _recoded(codes, [words[word] for word in tidied])
    return Codes(
        codes=codes,
        words=tuple(words)[1:],
        unread=np.zeros(len(codes), dtype=np.bool_),
        why=lambda index: ("", ""),
    )


def read_words(cells: pa.Array, allowed: Sequence[str], values: Mapping[str, str]) -> Codes:
    """Read words of a closed list; the codes are positions in it."""
    codes, raw = _encoded(cells)
    tidied = [values.get(word, word) for word in map(_tidy, raw)]
    known = {word: code for code, word in enumerate(allowed)} | {"": EMPTY}
    wrong = len(allowed)
    codes = _recoded(codes, [known.get(word, wrong) for word in tidied])
    unread = codes == wrong

    def why(index: int) -> Reason:
        word = cells[index].as_py()
        close = nearest(_tidy(word), allowed)
        return f"{quoted(word)} is none of {', '.join(allowed)}", (
            close
            if close.startswith("did")
            else "write one of these, or map it with `values` in bindings.yaml"
        )

    return Codes(codes=np.where(unread, EMPTY, codes), words=tuple(allowed), unread=unread, why=why)


def read_yes_no(cells: pa.Array, values: Mapping[str, str]) -> Codes:
    """Read yes (code 1) and no (code 0); a column of booleans is fine."""
    if pa.types.is_boolean(cells.type):
        cells = pc.if_else(cells, pa.scalar("yes"), pa.scalar("no"))
    return read_words(cells, ("no", "yes"), values)


def read_counts(cells: pa.Array) -> Counts:
    """Read whole numbers from 0; a column of integers is fine."""
    empty = cells.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_integer(cells.type):
        if pa.types.is_uint64(cells.type):
            cells = pc.min_element_wise(cells, pa.scalar(_MOST, pa.uint64()))
        numbers = pc.fill_null(cells.cast(pa.int64()), EMPTY).to_numpy(zero_copy_only=False)
        unread = ~empty & ((numbers < 0) | (numbers >= _MOST))
    else:
        cells = pc.utf8_trim_whitespace(cells)
        whole = pc.fill_null(pc.match_substring_regex(cells, r"^[0-9]{1,15}$"), False)
        unread = ~whole.to_numpy(zero_copy_only=False) & ~empty
        digits = pc.if_else(whole, cells, pa.scalar(None, pa.string()))
        numbers = pc.fill_null(digits.cast(pa.int64()), EMPTY).to_numpy(zero_copy_only=False)

    def why(index: int) -> Reason:
        return _why_no_count(str(cells[index].as_py()))

    return Counts(numbers=np.where(unread, EMPTY, numbers), unread=unread, why=why)


def _why_no_count(text: str) -> Reason:
    shown = quoted(text)
    if re.fullmatch(r"-\s*[0-9.]+", text):
        return f"{shown} is negative", "leave the cell empty where nothing was measured"
    if re.fullmatch(r"(?i)[-+]?(nan|inf|infinity|null|none)", text):
        return f"{shown} is no number", "leave the cell empty where nothing was measured"
    return f"{shown} is no whole number below {_MOST}", "write digits only"


def _encoded(cells: pa.Array) -> tuple[NDArray[np.int32], list[str]]:
    encoded = cells.dictionary_encode()
    codes = pc.fill_null(encoded.indices, EMPTY).to_numpy(zero_copy_only=False)
    return codes.astype(np.int32, copy=False), encoded.dictionary.to_pylist()


def _recoded(codes: NDArray[np.int32], new: Sequence[int]) -> NDArray[np.int32]:
    """Replace codes by what stands at their position; `EMPTY` stays."""
    table = np.array([*new, EMPTY], dtype=np.int32)
    recoded: NDArray[np.int32] = table[codes]
    return recoded


def _tidy(text: str) -> str:
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)
