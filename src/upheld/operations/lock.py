"""Lock: the calendars of an agreement frozen in a file beside it, and taken from there."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.chrono.almanac import Almanac
from upheld.collect.almanac import build_almanac
from upheld.language.interpreting import each_reading, interpretation_of
from upheld.language.lock import digest_of_files, read_lock, require_cover, write_lock
from upheld.language.manuscript import Files
from upheld.language.need import needs_of
from upheld.language.reading import ReadAgreement
from upheld.operations.check import check_files
from upheld.operations.gathering import gather, read_bytes
from upheld.operations.placing import place


class Locked(Struct, frozen=True, kw_only=True):
    """A lock stands beside its agreement."""

    path: Path
    unchanged: bool
    summary: str


class Calendars(Struct, frozen=True, kw_only=True):
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
    almanac, data = frozen(reading, reading.agreement, files)
    beside = lock_path(path)
    unchanged = beside.is_file() and beside.read_bytes() == data
    if not unchanged:
        place(beside, data)
    return Locked(path=beside, unchanged=unchanged, summary=_summary(almanac))


def frozen(reading: ReadAgreement, agreement: Agreement, files: Files) -> tuple[Almanac, bytes]:
    """Make the calendars of an agreement from the installed libraries, and the lock that holds them."""
    readings = _readings(reading)
    almanac = _build(*readings)
    digest = digest_of_files({name: data for name, data in files.items() if isinstance(data, bytes)})
    return almanac, write_lock(agreement, almanac, digest, readings)


def calendars_of(reading: ReadAgreement, path: Path) -> Calendars:
    """Take the almanac from the lock beside an agreement file, or make it anew where there is none.

    It serves the agreement by any reading of what its text leaves open, and on every plan where it was read
    for none. Raises LockError where the lock is
    damaged or covers less than that needs, UsageError where nothing can be judged by it.
    """
    beside = lock_path(path)
    lock = read_bytes(beside, "the lock of an agreement") if beside.exists() else None
    return calendars_by(reading, lock)


def calendars_by(reading: ReadAgreement, lock: bytes | None) -> Calendars:
    """Take the almanac from a lock, or make it anew where there is none; errors as for `calendars_of`."""
    readings = _readings(reading)
    if lock is None:
        return Calendars(almanac=_build(*readings), digest=None)
    found = read_lock(lock)
    for each in readings:
        require_cover(found, each)
    return Calendars(almanac=found.almanac, digest=f"sha256:{found.calendars_digest}")


def lock_path(path: Path) -> Path:
    """Say where the lock of an agreement file stands: `agreement.lock` beside `agreement.yaml`."""
    return path.with_suffix(".lock")


def _readings(reading: ReadAgreement) -> list[Agreement]:
    """The agreement, on each plan too, and with each reading of what its text leaves open once."""
    on_plans = () if reading.plan is not None else reading.on_plans
    several = (reading, *(reading.for_plan(plan) for plan in on_plans))
    return [agreement for each in several for agreement in each_reading(interpretation_of(each))]


def _build(agreement: Agreement, *others: Agreement) -> Almanac:
    needs = needs_of(agreement, *others)
    return build_almanac(needs.zones, needs.regions, needs.first_year, needs.last_year)


def _summary(almanac: Almanac) -> str:
    regions = ", ".join(str(region) for region, _ in almanac.holidays)
    zones = ", ".join(zone.name for zone in almanac.zones)
    first, last = almanac.span_years
    sources = ", ".join(f"{name} {version}" for name, version in almanac.sources)
    holidays = f", holidays of {regions} for {first} to {last}" if regions else ""
    return f"zone {zones}{holidays}, from {sources}"
