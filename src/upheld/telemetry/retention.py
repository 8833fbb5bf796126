"""Retention: days that are old enough are removed, unless something that they prove is not over yet.

The order is: see what may go, have it written down by the caller, do without it in the manifest, remove it.
So a removal that was broken off is in the ledger and done again; none is ever done that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import DAY, Instant
from upheld.chrono.interval import Interval
from upheld.telemetry.day_file import day_of
from upheld.telemetry.durable import refusal
from upheld.telemetry.garbage import collect_garbage
from upheld.telemetry.manifest import Manifest, Segment, compacting, publish, read_manifest
from upheld.telemetry.room import used


class Keep(Struct, frozen=True, kw_only=True):
    """Evidence that must stay: a claim that can still be made or is not settled, or a legal hold."""

    during: Interval
    """The time that it tells of."""
    until: Instant | None = None
    """From when on it may go; absent for a hold, which lasts until it is lifted."""
    why: str

    def holds(self, day: int, now: Instant) -> bool:
        """Whether a day must stay now. The day before the time stays too: its last samples hold on."""
        days = range(day_of(self.during.start) - 1, day_of(self.during.end - 1) + 1)
        return day in days and (self.until is None or now < self.until)


class Stays(Struct, frozen=True, kw_only=True):
    """A day that is old enough, and stays all the same."""

    day: int
    """Days since 1970."""
    why: tuple[str, ...]


class Removal(Struct, frozen=True, kw_only=True):
    """Files that may go or went, oldest first, with their rows and hashes; and what stays, and why."""

    files: tuple[Segment, ...]
    stays: tuple[Stays, ...] = ()

    @property
    def rows(self) -> int:
        """How many samples there are in the files."""
        return sum(each.rows for each in self.files)

    @property
    def size(self) -> int:
        """How many bytes the files have."""
        return sum(each.size for each in self.files)


class Relief(Struct, frozen=True, kw_only=True):
    """What would bring a folder within its budget."""

    used: int
    """Bytes it holds, logs included."""
    most: int
    """Bytes it may hold."""
    before: Instant
    """Days that had ended before it would go."""
    first: Removal
    """What would be removed first: no more than it takes."""

    @property
    def is_enough(self) -> bool:
        """Whether that would do; otherwise samples are refused, since the rest must stay."""
        return self.used - self.first.size <= self.most


def removable(folder: Path, before: Instant, keeps: Sequence[Keep], now: Instant) -> Removal:
    """What may be removed of the days that had ended before an instant. Errors as for `read_manifest`."""
    return _removable(read_manifest(folder), before, keeps, now)


def remove(
    folder: Path,
    before: Instant,
    keeps: Sequence[Keep],
    now: Instant,
    tell: Callable[[Removal], None],
    *,
    wait: bool = True,
) -> Removal | None:
    """Remove the days that had ended before an instant and need not stay, and say which files these were.

    `tell` is told before anything is removed, and told the same again where it is not known whether that came
    through: it writes the removal down. None where another process compacts and is not waited for. Raises
    NotWritten where the disk fails. Samples of such days that are still in logs, or come again, are removed
    the next time.
    """
    try:
        with compacting(folder, wait=wait) as allowed:
            if not allowed:
                return None
            manifest = read_manifest(folder)
            removal = _removable(manifest, before, keeps, now)
            if removal.files:
                tell(removal)
                collect_garbage(folder, publish(folder, _without(manifest, removal.files)))
            return removal
    except OSError as error:
        what = f"old days of {folder} can't be removed"
        raise refusal(error, what, "none is lost that had to stay", "remove them again") from error


def relief(folder: Path, most: int, keeps: Sequence[Keep], now: Instant) -> Relief:
    """What would be removed first, the oldest days, for a folder to hold no more than so many bytes.

    The day of `now` and later ones are never among it. Nothing is removed: `remove` is asked for that, with
    the instant before which days would go.
    """
    taken = used(folder)
    may_go = _removable(read_manifest(folder), now, keeps, now)
    before, first = Instant(0), Removal(files=(), stays=may_go.stays)
    for day in sorted({day_of(each.last) for each in may_go.files}):
        if taken - first.size <= most:
            break
        before = Instant((day + 1) * DAY)
        first = Removal(files=tuple(each for each in may_go.files if each.last < before), stays=may_go.stays)
    return Relief(used=taken, most=most, before=before, first=first)


def _removable(manifest: Manifest, before: Instant, keeps: Sequence[Keep], now: Instant) -> Removal:
    limit = day_of(before)
    old = sorted({day for each in manifest.segments if (day := day_of(each.first)) < limit})
    why = {day: _reasons(day, keeps, now) for day in old}
    files = [
        each
        for each in (*manifest.segments, *manifest.contradictions)
        if all(
            day < limit and not why.get(day, _reasons(day, keeps, now))
            for day in range(day_of(each.first), day_of(each.last) + 1)
        )
    ]
    return Removal(
        files=tuple(sorted(files, key=lambda each: (day_of(each.last), each.day is None, each.file))),
        stays=tuple(Stays(day=day, why=reasons) for day, reasons in why.items() if reasons),
    )


def _reasons(day: int, keeps: Iterable[Keep], now: Instant) -> tuple[str, ...]:
    return tuple(keep.why for keep in keeps if keep.holds(day, now))


def _without(manifest: Manifest, files: Sequence[Segment]) -> Manifest:
    return replace(
        manifest,
        segments=tuple(each for each in manifest.segments if each not in files),
        contradictions=tuple(each for each in manifest.contradictions if each not in files),
    )
