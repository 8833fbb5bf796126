"""Nightly backups: one a day, kept for a week, and the newest always."""

from __future__ import annotations

from pathlib import Path

from upheld.chrono.instant import DAY, Instant, format_instant, parse_instant
from upheld.errors import TimeError
from upheld.operations.backup.making import make_backup
from upheld.operations.work.duties import Duty

KEPT = 7 * DAY
NAME = "upheld-{}.backup"


def name_of(now: Instant) -> str:
    """The name of the file of a backup made at a time."""
    return NAME.format(format_instant(Instant(now // 1_000_000 * 1_000_000)).replace(":", ""))


def back_up(duty: Duty, folder: Path, data: Path, key: bytes) -> None:
    """Make the backup of tonight, and remove those that were kept for a week."""
    now = duty.now
    make_backup(folder / name_of(now), data, key, lambda: now)
    remove_old(folder, now)


def backups_in(folder: Path) -> list[tuple[Instant, Path]]:
    """The backups of a folder and when they were made, the oldest first; other files are left out."""
    found = []
    for path in folder.glob(NAME.format("*")):
        text = path.name.removeprefix("upheld-").removesuffix(".backup")
        try:
            found.append((parse_instant(f"{text[:13]}:{text[13:15]}:{text[15:]}"), path))
        except TimeError:
            continue
    return sorted(found)


def remove_old(folder: Path, now: Instant) -> None:
    """Remove backups that were kept for a week; the newest stays, however old it is."""
    for made, path in backups_in(folder)[:-1]:
        if now - made > KEPT:
            path.unlink(missing_ok=True)
    for draft in folder.glob(".*.draft"):
        if now - draft.stat().st_mtime_ns // 1000 > DAY:
            draft.unlink(missing_ok=True)
