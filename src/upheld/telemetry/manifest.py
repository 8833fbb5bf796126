"""The manifest: which files of a folder of telemetry count, and how far its logs were read into them.

It is replaced whole. Readers hold the lock of the one they read; each one that was replaced is kept under the
number of its generation until nobody holds it any more, and so are the files it names.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from upheld.errors import UnreadableFile
from upheld.telemetry.durable import make_folder, try_lock, write_whole
from upheld.telemetry.log import WAL

MANIFEST = "manifest.json"
SEGMENTS = "segments"
CONTRADICTIONS = "contradictions"
FORMAT = 1


class Segment(Struct, frozen=True, kw_only=True):
    """A file of sorted samples of one day, or of samples that contradict others."""

    file: str
    """From the folder of telemetry."""
    rows: int
    size: int
    """In bytes."""
    sha256: str
    first: int
    """Instant of the earliest sample, microseconds since 1970."""
    last: int
    """Instant of the latest sample."""
    day: int | None = None
    """Days since 1970; absent for contradictions, which may be of several."""
    replaces: tuple[str, ...] = ()
    """The files whose samples it has taken over."""
    told: bool = False
    """Whether the caller has been told of it."""


class Manifest(Struct, frozen=True, kw_only=True):
    """What a folder of telemetry holds."""

    format: int = FORMAT
    generation: int = 0
    series: int = 0
    """How many series had a number; there may be more by now, and never fewer."""
    segments: tuple[Segment, ...] = ()
    """Of one day, an earlier one takes precedence over a later one."""
    contradictions: tuple[Segment, ...] = ()
    consumed: dict[str, int] = {}
    """For each log, up to where it has been sorted into segments."""
    damaged: tuple[str, ...] = ()
    """Logs with stretches that can't be read."""

    @property
    def files(self) -> frozenset[str]:
        """The files that count."""
        return frozenset(each.file for each in (*self.segments, *self.contradictions))

    def of_day(self, day: int) -> tuple[Segment, ...]:
        """The segments of a day, in order of precedence."""
        return tuple(each for each in self.segments if each.day == day)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder; an empty one where nothing was sorted yet.

    Raises UnreadableFile where it is damaged, or missing although there are segments.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if any((folder / SEGMENTS).glob("*")):
            raise UnreadableFile(f"{path} is missing: put it back from a backup; the segments stay") from None
        return Manifest()
    return _decoded(path, data)


def begin(folder: Path) -> Manifest:
    """Read the manifest of a folder, and write an empty one where there is none. Needs the order lock."""
    manifest = read_manifest(folder)
    return manifest if (folder / MANIFEST).exists() else publish(folder, manifest)


def publish(folder: Path, manifest: Manifest) -> Manifest:
    """Put a manifest in the place of the one it was made from, as the next generation.

    That one is kept until no reader holds it. Needs the lock of compaction; the order lock for a first one.
    """
    path = folder / MANIFEST
    if path.exists():
        kept = folder / f"manifest.{manifest.generation:08d}.json"
        if not kept.exists():
            os.link(path, kept)
    following = replace(manifest, generation=manifest.generation + 1)
    write_whole(path, encode(following))
    return following


def encode(manifest: Manifest) -> bytes:
    """A manifest as it stands in its file."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


@contextmanager
def compacting(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of compaction, under which alone a manifest is replaced; or say that another has it."""
    make_folder(folder / WAL)
    handle = os.open(folder / "compaction.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if wait:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield wait or try_lock(handle)
    finally:
        os.close(handle)


@contextmanager
def holding(folder: Path) -> Iterator[Manifest]:
    """Read the manifest, and keep the files it names from being removed meanwhile."""
    while True:
        try:
            handle = os.open(folder / MANIFEST, os.O_RDONLY)
        except FileNotFoundError:
            yield read_manifest(folder)
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
            if not _is_still(folder / MANIFEST, handle):
                continue
            with open(handle, "rb", closefd=False) as stream:
                manifest = _decoded(folder / MANIFEST, stream.read())
            yield manifest
            return
        finally:
            os.close(handle)


def held_manifests(folder: Path) -> list[Manifest]:
    """Manifests that were replaced and that readers still hold; all others that were replaced are removed."""
    held = []
    for path in sorted(folder.glob("manifest.*.json")):
        handle = os.open(path, os.O_RDONLY)
        try:
            if try_lock(handle):
                path.unlink()
            else:
                held.append(_decoded(path, path.read_bytes()))
        finally:
            os.close(handle)
    return held


def _is_still(path: Path, handle: int) -> bool:
    """Whether the file under a name is the one that is open."""
    try:
        there, ours = path.stat(), os.fstat(handle)
    except FileNotFoundError:
        return False
    return (there.st_ino, there.st_dev) == (ours.st_ino, ours.st_dev)


def _decoded(path: Path, data: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise UnreadableFile(f"{path} is damaged: {error}; put it back from a backup") from error
    if manifest.format != FORMAT:
        raise UnreadableFile(f"{path} is of form {manifest.format}, and this version reads {FORMAT}")
    return manifest
