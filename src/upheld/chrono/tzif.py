"""Compiled time-zone data: the part of a TZif file (RFC 9636) that says which offset holds when."""

from __future__ import annotations

import struct

from msgspec import Struct

from upheld.chrono.clock_rule import ClockRule, parse_clock_rule
from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.errors import TimeError

_HEADER = struct.Struct(">4s1s15x6I")


class ZoneHistory(Struct, frozen=True):
    """Offsets from UTC as recorded: `offsets[i]` from `changes[i]` on, then a yearly rule."""

    before: Micros
    """The offset before the first change."""
    changes: tuple[Instant, ...]
    offsets: tuple[Micros, ...]
    rule: ClockRule | None
    """Where absent, the last offset is all that is known."""


class _Counts(Struct, frozen=True):
    """The header of a data block, in the order of the file."""

    universal: int
    standard: int
    leaps: int
    changes: int
    kinds: int
    letters: int

    def size(self, time: int) -> int:
        """Give the length of the block that follows, with times of `time` bytes."""
        return (
            self.changes * (time + 1)
            + self.kinds * 6
            + self.letters
            + self.leaps * (time + 4)
            + self.standard
            + self.universal
        )


def read_tzif(data: bytes) -> ZoneHistory:
    """Read a TZif file of version 2 or later; `TimeError` for other formats and for leap seconds."""
    first, start = _header(data, 0)
    counts, start = _header(data, start + first.size(4))
    end = start + counts.size(8)
    if len(data) < end + 2 or data[end : end + 1] != b"\n" or data[-1:] != b"\n":
        raise TimeError(
            "the time-zone data end early; a TZif file of version 2 closes with a rule between newlines"
        )
    if counts.leaps:
        raise TimeError(
            "the time-zone data count leap seconds, which POSIX time does not; take the plain files"
        )
    times = struct.unpack_from(f">{counts.changes}q", data, start)
    kinds = struct.unpack_from(f">{counts.changes}B", data, start + 8 * counts.changes)
    offsets = [
        Micros(seconds * SECOND)
        for seconds, _, _ in struct.iter_unpack(
            ">iBB", data[start + 9 * counts.changes : start + 9 * counts.changes + 6 * counts.kinds]
        )
    ]
    if not offsets or max(kinds, default=0) >= len(offsets):
        raise TimeError("the time-zone data refer to a kind of local time that they don't define")
    rule = data[end + 1 : -1].decode("ascii", errors="replace")
    return ZoneHistory(
        before=offsets[0],
        changes=tuple(Instant(at * SECOND) for at in times),
        offsets=tuple(offsets[kind] for kind in kinds),
        rule=parse_clock_rule(rule) if rule else None,
    )


def _header(data: bytes, at: int) -> tuple[_Counts, int]:
    """Read the header at a position of the file; give its counts, and where the block after it starts."""
    if len(data) < at + _HEADER.size:
        raise TimeError("the time-zone data end early, before the header of a TZif file of version 2")
    magic, version, *counts = _HEADER.unpack_from(data, at)
    if magic != b"TZif" or version < b"2":
        raise TimeError("the time-zone data are not a TZif file of version 2 or later")
    return _Counts(*counts), at + _HEADER.size
