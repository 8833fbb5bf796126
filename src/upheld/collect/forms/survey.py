"""A survey of a text file before it is read: is it text, is it whole, has it lines of a sensible length?"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from msgspec import Struct

from upheld.errors import UnreadableFile

LONGEST_LINE = 128 * 1024
"""Bytes; no record of evidence is longer, and readers need not hold more than this."""

_BLOCK = 1 << 22
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Survey(Struct, frozen=True):
    """What was seen of a whole file."""

    size: int
    has_quotes: bool


class TextFault(UnreadableFile):
    """What is wrong with a text file as such, with the line where that is known (otherwise 0)."""

    def __init__(self, reason: str, remedy: str, line: int = 0) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.line = line


def opened(path: Path) -> BinaryIO:
    """Open a file for reading bytes, through gzip where its name ends so."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.name.endswith(".gz") else path.open("rb")


def survey(path: Path) -> Survey:
    """Read a file through once, in blocks; raises `TextFault` at the first thing that makes it unreadable."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    size, line, unfinished, has_quotes = 0, 1, 0, False
    for block in _blocks(path):
        if size == 0 and block.startswith(_UTF_16):
            raise TextFault("the file is UTF-16", "save it as UTF-8", 1)
        unfinished = _check_lines(block, unfinished, line)
        _check_characters(block, decoder, line)
        line += block.count(b"\n")
        has_quotes = has_quotes or b'"' in block
        size += len(block)
    _finish(decoder, line)
    return Survey(size, has_quotes)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with opened(path) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TextFault(f"the gzip file is damaged or cut short ({error})", "copy it again") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise TextFault(
            f"the file can't be read ({reason})", "check that it is there, and its permissions"
        ) from error


def _check_lines(block: bytes, unfinished: int, line: int) -> int:
    """Refuse a line that is too long; gives the length of the unfinished one at the end of the block."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n"))
    if not len(ends):
        lengths = np.array([unfinished + len(block)])
        unfinished = int(lengths[0])
    else:
        lengths = np.diff(ends, prepend=-1 - unfinished)
        unfinished = len(block) - 1 - int(ends[-1])
    too_long = np.flatnonzero(lengths > LONGEST_LINE)
    if len(too_long) or unfinished > LONGEST_LINE:
        at = int(too_long[0]) if len(too_long) else len(ends)
        raise TextFault(
            f"the line is longer than {LONGEST_LINE // 1024} KiB",
            "a line holds one record; check that the file has line ends",
            line + at,
        )
    return unfinished


def _check_characters(block: bytes, decoder: codecs.IncrementalDecoder, line: int) -> None:
    """Refuse NUL and what is not UTF-8."""
    if (nul := block.find(b"\0")) >= 0:
        raise TextFault(
            "there is a NUL byte", "this is no text; export it as UTF-8", line + block.count(b"\n", 0, nul)
        )
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        at = max(error.start - pending, 0)
        raise TextFault(
            f"the byte 0x{error.object[error.start]:02x} is not UTF-8",
            "save the file as UTF-8 (it may be Latin-1)",
            line + block.count(b"\n", 0, at),
        ) from error


def _finish(decoder: codecs.IncrementalDecoder, line: int) -> None:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise TextFault("the file ends within a character", "copy it again", line) from error
