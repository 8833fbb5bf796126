"""Rows that look alike: a body whose rows have the same keys in the same order, read by columns.

Most senders write every row with the same few lines of program. Then quotes stand at the same places of each
row, what lies between values is the same text, and all rows can be looked at together, eight bytes at a time.
Every byte of a body is accounted for: as a value, as what stands between values, or the body is not alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

_WIDTH = 8
_AHEAD = b"\0" * 64
"""So much may be looked at beyond the end of a body."""
_FULL = 0xFFFF_FFFF_FFFF_FFFF
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_WIDTH)] + [_FULL], dtype=np.uint64)
"""What keeps so many bytes of a word, the first ones."""
_QUOTE = ord('"')
_LONGEST_KEY = 40
_COLONS = (b": ", b":")
_COMMAS = (b", ", b",")

Places = NDArray[np.int64]


class NotAlikeError(Exception):
    """The rows of a body are not alike, or something about them is unusual."""


class Cells(Struct, frozen=True, eq=False):
    """Where the values of a column stand in a body, those of texts without their quotes."""

    first: Places
    length: Places
    is_text: bool


class Alike(Struct, frozen=True, eq=False):
    """The columns of a body whose rows look alike."""

    body: bytes
    rows: int
    columns: Mapping[str, Cells]
    longest: int
    """Bytes of the longest row."""
    words: NDArray[np.uint64]
    """The eight bytes that begin at each place, the first one lowest."""

    def words_of(self, cells: Cells, longest: int) -> NDArray[np.uint64]:
        """The values of a column in words, a row of them for each, zeros behind what is shorter."""
        width = max(-(-longest // _WIDTH), 1)
        shortest = int(cells.length.min())
        found = np.empty((self.rows, width), dtype=np.uint64)
        for word in range(width):
            places = cells.first + word * _WIDTH
            if shortest >= (word + 1) * _WIDTH:
                found[:, word] = self.words[places]
                continue
            left = np.clip(cells.length - word * _WIDTH, 0, _WIDTH)
            # beyond the end of a value, and of the body, nothing is kept of what is looked at
            found[:, word] = self.words[np.minimum(places, len(self.words) - 1)] & _MASKS[left]
        return found

    def texts(self, cells: Cells) -> list[str]:
        """The values of a column, one by one."""
        ends = (cells.first + cells.length).tolist()
        return [self.body[first:end].decode() for first, end in zip(cells.first.tolist(), ends, strict=True)]


def rows_alike(body: bytes, begins: bytes, between: bytes, ends: bytes) -> Alike:
    """Find the columns of a body: what it begins with, stands between its rows, and ends with, is given.

    Texts are UTF-8 and have no control characters in them. NotAlikeError where rows are not alike.
    """
    signs = np.frombuffer(body, dtype=np.uint8)
    if b"\\" in body or not body.startswith(begins + b'{"') or not body.endswith(b"}" + ends):
        raise NotAlikeError
    quotes = np.flatnonzero(signs == _QUOTE)
    first_end = body.find(b"}" + between)
    first_end = len(body) - len(ends) - 1 if first_end < 0 else first_end
    in_row = int(np.searchsorted(quotes, first_end))
    if not in_row or len(quotes) % in_row:
        raise NotAlikeError
    rows = len(quotes) // in_row
    controls = between.count(b"\n") * (rows - 1) + ends.count(b"\n")
    if np.count_nonzero(signs < ord(" ")) != controls or not _is_text(body):
        raise NotAlikeError
    at = np.ascontiguousarray(quotes.reshape(rows, in_row).T)
    words = np.ndarray(len(body) + len(_AHEAD) - _WIDTH, dtype="<u8", buffer=body + _AHEAD, strides=(1,))
    reading = _Reading(body, words, at)
    closing = np.empty(rows, dtype=np.int64)
    closing[:-1] = at[0, 1:] - len(between) - 2
    closing[-1] = len(body) - len(ends) - 1
    reading.require(closing[:-1], b"}" + between + b'{"')
    columns = _columns(reading, closing)
    return Alike(body, rows, columns, int((closing - at[0]).max()) + 2, words)


def _is_text(body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Reading(Struct, frozen=True, eq=False):
    """A body and the places of its quotes: for each of those of a row, where it is in every row."""

    body: bytes
    words: NDArray[np.uint64]
    at: Places

    def require(self, places: Places, text: bytes) -> None:
        """NotAlikeError where not the same text stands at all places."""
        for start in range(0, len(text), _WIDTH):
            part = text[start : start + _WIDTH]
            found = self.words[places + start if start else places]
            if len(part) < _WIDTH:
                found &= _MASKS[len(part)]
            if not bool((found == int.from_bytes(part, "little")).all()):
                raise NotAlikeError


def _columns(reading: _Reading, closing: Places) -> dict[str, Cells]:
    """Go along the first row, and hold all others against it.

    What stands between two values has quotes in it. Where it is the same in all rows, these are the next
    quotes of each: so the places of keys and texts are known, and only what lies between is left to look at.
    """
    body, at = reading.body, reading.at
    columns: dict[str, Cells] = {}
    quote, begins = 0, b""
    place = at[0]
    while quote + 1 < len(at):
        key = body[int(at[quote, 0]) + 1 : int(at[quote + 1, 0])]
        opens = int(at[quote + 1, 0]) + 1
        colon = next((each for each in _COLONS if body.startswith(each, opens)), b"")
        if not colon or len(key) > _LONGEST_KEY or not key.isascii() or key.decode() in columns:
            raise NotAlikeError
        is_text = body[opens + len(colon)] == _QUOTE
        reading.require(place, begins + b'"' + key + b'"' + colon + b'"' * is_text)
        first = at[quote + 1] + 1 + len(colon) + is_text
        quote += 4 if is_text else 2
        if quote > len(at):
            raise NotAlikeError
        if quote == len(at):
            end = at[quote - 1] if is_text else closing
            if is_text and not bool((end + 1 == closing).all()):
                raise NotAlikeError
            return columns | {key.decode(): Cells(first, end - first, is_text)}
        begins = next((each for each in _COMMAS if body.endswith(each, 0, int(at[quote, 0]))), b"")
        if not begins:
            raise NotAlikeError
        place = at[quote - 1] + 1 if is_text else at[quote] - len(begins)
        columns[key.decode()] = Cells(first, (at[quote - 1] if is_text else place) - first, is_text)
    raise NotAlikeError
