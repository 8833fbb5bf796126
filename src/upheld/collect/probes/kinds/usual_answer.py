"""Answers of the usual form, which are read here; whatever is otherwise is for libcurl to read."""

from __future__ import annotations

import re

from msgspec import Struct

LONGEST_HEAD = 16_384
_END = b"\r\n\r\n"
_STATUS = re.compile(rb"http/1\.[01] ([2-5][0-9][0-9])(?= |\r|\Z)")
_NAME = re.compile(rb"\r\n([!#-'*+.^-z|~0-9-]++):")
"""Of a field, in small letters."""
_LENGTH = b"content-length"
_OTHERWISE = frozenset({b"transfer-encoding", b"content-encoding", b"location", b"refresh"})
_MOST_FIGURES = 15
_WITHOUT_BODY = frozenset({b"204", b"304"})


class Head(Struct, frozen=True):
    """The head of an answer of the usual form."""

    status: int
    text: bytes
    """All of it but the empty line at its end."""
    begins: int
    """Where the body begins."""
    length: int
    """Of the body."""

    def lines(self) -> list[bytes]:
        """Its lines, without their ends."""
        return self.text.split(b"\r\n")


def head_of(held: bytes | bytearray, is_to_head: bool) -> Head | None:
    """Read the head of an answer; nothing where it is not of the usual form.

    That form is one status, fields of one line each, and a length that is told: nothing is compressed,
    sent in parts, or to be looked for elsewhere. `is_to_head` says that no body is to come.
    """
    end = held.find(_END)
    if end < 0:
        return None
    text, begins = bytes(held[:end]), end + len(_END)
    small = text.lower()
    found = _STATUS.match(small)
    names = _NAME.findall(small)
    # Each end of a line belongs to a field that follows it: there is no other in the head.
    if found is None or not small.count(b"\n") == small.count(b"\r") == len(names) or b"\0" in small:
        return None
    if not _OTHERWISE.isdisjoint(names):
        return None
    status = found[1]
    if is_to_head or status in _WITHOUT_BODY:
        return Head(int(status), text, begins, 0)
    length = _length(small) if names.count(_LENGTH) == 1 else b""
    if not length.isdigit() or len(length) > _MOST_FIGURES:
        return None
    return Head(int(status), text, begins, int(length))


def _length(small: bytes) -> bytes:
    begins = small.index(b"\r\n" + _LENGTH + b":") + len(_LENGTH) + 3
    ends = small.find(b"\r", begins)
    return small[begins : len(small) if ends < 0 else ends].strip(b" \t")


def may_be_head(held: bytes | bytearray) -> bool:
    """Whether what came may still become a head of the usual form, once all of it is there."""
    return len(held) <= LONGEST_HEAD and _END not in held
