"""Samples whose rows look alike, read by columns; what is unusual is left to those who read row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND
from upheld.collect.parcel.alike import Alike, Cells, NotAlikeError
from upheld.collect.tables.observations import STATE_WORDS
from upheld.collect.times import instants_at_once

NO_RESPONSE = -1
LONGEST_NAME = 256
"""Bytes; longer ones are read row by row."""
_WORD = 8
_EPOCH = date(1970, 1, 1).toordinal()
_DATE = re.compile(rb"\d{4}-\d\d-\d\d")
_SHORTEST, _LONGEST = len("2026-03-01T00:00:00Z"), len("2026-03-01T00:00:00.000000Z")
_OF_CLOCK = [11, 12, 14, 15, 17, 18]
_WEIGHTS = [10 * HOUR, HOUR, 10 * MINUTE, MINUTE, 10 * SECOND, SECOND]
_TENS = np.array([10**place for place in reversed(range(_WORD))], dtype=np.int64)


def _word(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(text.encode(), "little"))


_STATES = {_word(each): code for code, each in enumerate(STATE_WORDS) if len(each) <= _WORD}
_NULL, _TRUE, _FALSE = _word("null"), _word("true"), _word("false")


def instants(alike: Alike, cells: Cells) -> NDArray[np.int64]:
    """Read times. NotAlikeError for any that is not written with an offset, as most are."""
    quick = _on_one_day(alike, cells) if cells.is_text else None
    if quick is not None:
        return quick
    read = instants_at_once(alike.texts(cells)) if cells.is_text else None
    if read is None:
        raise NotAlikeError
    return read


def states(alike: Alike, cells: Cells) -> NDArray[np.int8]:
    """Read states by their codes."""
    words = _short(alike, cells, is_text=True)
    found = np.full(alike.rows, -1, dtype=np.int8)
    for word, code in _STATES.items():
        found[words == word] = code
    if bool((found < 0).any()):
        raise NotAlikeError
    return found


def retries(alike: Alike, cells: Cells | None) -> NDArray[np.bool_]:
    """Read whether each was asked again; nothing said is no."""
    if cells is None:
        return np.zeros(alike.rows, dtype=np.bool_)
    words = _short(alike, cells, is_text=False)
    is_true: NDArray[np.bool_] = words == _TRUE
    if not bool((is_true | (words == _FALSE) | (words == _NULL)).all()):
        raise NotAlikeError
    return is_true


def responses(alike: Alike, cells: Cells | None) -> NDArray[np.int64]:
    """Read response times of up to eight digits."""
    if cells is None:
        return np.full(alike.rows, NO_RESPONSE, dtype=np.int64)
    words = _short(alike, cells, is_text=False)
    is_null = words == _NULL
    digits = (words << ((_WORD - cells.length) * 8).astype(np.uint64)).view(np.uint8).reshape(-1, _WORD)
    is_digit = (digits >= ord("0")) & (digits <= ord("9")) | (digits == 0)
    begins_with_zero = ((words & np.uint64(0xFF)) == ord("0")) & (cells.length > 1)
    if not bool((is_digit.all(axis=1) & ~begins_with_zero | is_null).all()):
        raise NotAlikeError
    read = (digits & 0x0F).astype(np.int64) @ _TENS
    return np.where(is_null, NO_RESPONSE, read)


def is_nothing(alike: Alike, cells: Cells) -> bool:
    """Whether there is `null` in all of a column."""
    return not cells.is_text and bool((_short(alike, cells, is_text=False) == _NULL).all())


def sign_of(alike: Alike, named: Mapping[str, Cells]) -> tuple[object, ...]:
    """What is the same for two bodies only where they name the same, row by row."""
    sign: list[object] = [alike.rows]
    for name, cells in named.items():
        longest = int(cells.length.max())
        if not cells.is_text or longest > LONGEST_NAME:
            raise NotAlikeError
        words = alike.words_of(cells, longest)
        is_one = bool((words == words[0]).all())
        # control characters are none, so that the zeros behind a text show how long it is
        sign += [name, is_one, words.shape[1], words[0].tobytes() if is_one else words.tobytes()]
    return tuple(sign)


def _short(alike: Alike, cells: Cells, *, is_text: bool) -> NDArray[np.uint64]:
    """Values of up to eight bytes, each in one word."""
    if cells.is_text != is_text or int(cells.length.min()) < 1 or int(cells.length.max()) > _WORD:
        raise NotAlikeError
    return alike.words_of(cells, _WORD)[:, 0]


def _on_one_day(alike: Alike, cells: Cells) -> NDArray[np.int64] | None:
    """Times of one day in UTC, all of them with as many digits."""
    length = int(cells.length[0])
    if not _SHORTEST <= length <= _LONGEST or not bool((cells.length == length).all()):
        return None
    words = alike.words_of(cells, length)
    is_one = bool((words == words[0]).all())
    signs = (
        np.ascontiguousarray(words[:1] if is_one else words).view(np.uint8).reshape(-1, words.shape[1] * 8)
    )
    day = bytes(signs[0, :10])
    fraction = range(20, length - 1)
    same = np.array([10, 13, 16, length - 1, *([19] if length > _SHORTEST else [])])
    template = np.frombuffer(b"T::Z."[: len(same)], dtype=np.uint8)
    if (
        length == _SHORTEST + 1
        or _DATE.fullmatch(day) is None
        or not bool((signs[:, same] == template).all())
    ):
        return None
    digits = signs[:, [*_OF_CLOCK, *fraction]] - np.uint8(ord("0"))
    highest = digits.max(axis=0)
    if bool((signs[:, :10] != signs[0, :10]).any()) or highest.max() > 9 or highest[2] > 5 or highest[4] > 5:
        return None
    if bool((digits[:, 0] * 10 + digits[:, 1] >= 24).any()):
        return None
    try:
        first = (date.fromisoformat(day.decode()).toordinal() - _EPOCH) * DAY
    except ValueError:
        return None
    weights = [*_WEIGHTS, *(SECOND // 10 ** (place + 1) for place in range(len(fraction)))]
    read = digits.astype(np.int64) @ np.array(weights, dtype=np.int64) + first
    return np.full(alike.rows, read[0], dtype=np.int64) if is_one else read
