"""Room on the disk: how much must stay free, and how much a folder of telemetry may take."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from upheld.errors import NoRoom

MEBIBYTE = 1 << 20


class Room(Struct, frozen=True, kw_only=True):
    """What telemetry may take; in bytes."""

    floor: int = 256 * MEBIBYTE
    """So much of the disk stays free, for the sorting of what was taken in: below it, nothing is."""
    most: int | None = None
    """So much a folder may hold at most, logs included."""


def used(folder: Path) -> int:
    """How many bytes the files of a folder of telemetry have."""
    total = 0
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                else:
                    total += _size(entry)
    return total


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0


def free(folder: Path) -> int:
    """How many bytes of the disk are left for this process."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def require_free(folder: Path, room: Room, wanted: int) -> None:
    """Raise NoRoom where taking in so many bytes would leave less free than must stay."""
    left = free(folder) - wanted if room.floor else 0
    if left < room.floor:
        raise NoRoom(
            f"{folder}: {max(left, 0) // MEBIBYTE:,} MiB would be left of the disk, and "
            f"{room.floor // MEBIBYTE:,} MiB must stay free; no samples are taken in until there is more room"
        )


def require_within(folder: Path, room: Room) -> None:
    """Raise NoRoom where a folder holds as much as it may."""
    if room.most is not None and (taken := used(folder)) >= room.most:
        raise NoRoom(
            f"{folder} holds {taken // MEBIBYTE:,} MiB of telemetry, and may hold "
            f"{room.most // MEBIBYTE:,}; no samples are taken in until old days are removed"
        )
