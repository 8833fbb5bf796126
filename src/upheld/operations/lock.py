"""Lock: the calendars of an agreement frozen in a file beside it, and taken from there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from upheld.agreement.agreement import Agreement
from upheld.chrono.almanac import Almanac
from upheld.collect.almanac import build_almanac
from upheld.language.lock import digest_of_files, read_lock, require_cover, write_lock
from upheld.language.need import needs_of
from upheld.language.reading import ReadAgreement
from upheld.operations.check import check_files
from upheld.operations.gathering import gather, read_bytes
from upheld.operations.placing import place


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lock stands beside its agreement."""

    path: Path
    unchanged: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The almanac an agreement is judged by."""

    almanac: Almanac
    digest: str | None
    """Of the calendars in the lock; absent where there is no lock and installed libraries gave them."""


def lock(path: Path) -> Locked | ReadAgreement:
    """Write the lock of an agreement file; the reading, with its diagnostics, where that is not valid."""
    files = gather(path)
    reading = check_files(files, path)
    if reading.agreement is None:
        return reading
    on_plans = [read for plan in reading.on_plans if (read := reading.for_plan(plan).agreement) is not None]
    almanac = _build(reading.agreement, *on_plans)
    digest = digest_of_files({name: data for name, data in files.items() if isinstance(data, bytes)})
    data = write_lock(reading.agreement, almanac, digest, on_plans)
    beside = lock_path(path)
    unchanged = beside.is_file() and beside.read_bytes() == data
    if not unchanged:
        place(beside, data)
    return Locked(path=beside, unchanged=unchanged, summary=_summary(almanac))


def calendars_of(agreement: Agreement, path: Path) -> Calendars:
    """Take the almanac from the lock beside an agreement file, or make it anew where there is none.

    Raises LockError where the lock is damaged or covers less than the agreement needs.
    """
    beside = lock_path(path)
    if not beside.exists():
        return Calendars(almanac=_build(agreement), digest=None)
    data = read_bytes(beside, "the lock of an agreement")
    found = read_lock(data)
    require_cover(found, agreement)
    return Calendars(almanac=found.almanac, digest=f"sha256:{found.calendars_digest}")


def lock_path(path: Path) -> Path:
    """Say where the lock of an agreement file stands: `agreement.lock` beside `agreement.yaml`."""
    return path.with_suffix(".lock")


def _build(agreement: Agreement, *on_plans: Agreement) -> Almanac:
    needs = needs_of(agreement, *on_plans)
    return build_almanac(needs.zones, needs.regions, needs.first_year, needs.last_year)


def _summary(almanac: Almanac) -> str:
    regions = ", ".join(str(region) for region, _ in almanac.holidays)
    zones = ", ".join(zone.name for zone in almanac.zones)
    first, last = almanac.span_years
    sources = ", ".join(f"{name} {version}" for name, version in almanac.sources)
    holidays = f", holidays of {regions} for {first} to {last}" if regions else ""
    return f"zone {zones}{holidays}, from {sources}"
