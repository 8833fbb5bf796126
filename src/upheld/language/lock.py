"""The lock: an almanac frozen beside the agreement it was made for, so that no update changes a judgement.

`agreement.lock` is JSON with sorted keys, one offset or holiday a line, to be read in a diff. It carries two
SHA-256 digests: one over the calendars alone, which stays when only the versions of the libraries change, and
one over everything, which tells a lock that was edited by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson
from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.chrono.almanac import Almanac
from upheld.errors import LockError, TimeError
from upheld.language.frozen import Json, freeze, thaw
from upheld.language.need import Needs, needs_of

FORMAT = 1
"""The format written; locks of a newer one are refused, never half understood."""

_LAYOUT = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_REMEDY = "run `upheld lock AGREEMENT` to write it anew"


class Lock(Struct, frozen=True, kw_only=True):
    """A lock that was read: calendars to judge by, and what they were frozen for."""

    almanac: Almanac
    calendars_digest: str
    """Over zones, holidays and years; two locks that judge alike have one."""
    agreement: str
    """Name of the agreement it was made for."""
    version: str
    agreement_digest: str
    """Of the bytes of the agreement at that time, its own file and those it was built on."""
    years: tuple[int, int]
    """First and last year it was asked to cover; its holidays may be known for fewer."""


def digest_of(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 of an agreement in several files, by name; for one file alone that of its bytes."""
    if len(files) == 1:
        return digest_of(*files.values())
    return digest_of("".join(f"{digest_of(files[name])}  {name}\n" for name in sorted(files)).encode())


def write_lock(
    agreement: Agreement, almanac: Almanac, agreement_digest: str, others: Sequence[Agreement] = ()
) -> bytes:
    """The lock of an agreement; the same agreement, almanac and digest give the same bytes.

    `others` are the same agreement as it holds on its plans, or by other readings of its text; the lock
    serves them all. LockError where the almanac lacks a zone or region that is needed.
    """
    needs = needs_of(agreement, *others)
    _require(_missing(needs, almanac), agreement)
    calendars = freeze(almanac)
    document: Json = {
        "upheld_lock": FORMAT,
        "agreement": {
            "name": agreement.name,
            "version": agreement.version,
            "sha256": agreement_digest,
            "years": [needs.first_year, needs.last_year],
        },
        "sources": dict(almanac.sources),
        "calendars": calendars,
        "calendars_sha256": _digest(calendars),
    }
    return orjson.dumps(document | {"sha256": _digest(document)}, option=_LAYOUT)


def read_lock(data: bytes) -> Lock:
    """The lock some bytes hold; LockError for bytes damaged, edited, foreign or of a newer format."""
    document = _document(data)
    try:
        return _thaw(document)
    except (LookupError, TypeError, ValueError, AttributeError, TimeError) as error:
        raise LockError(f"the lock holds what no version of Upheld wrote ({error}): {_REMEDY}") from error


def require_cover(lock: Lock, agreement: Agreement) -> None:
    """LockError naming every zone, region and year an agreement needs that a lock does not cover.

    The agreement's own digest is no part of this: a change of a target leaves its calendars as they are.
    """
    needs = needs_of(agreement)
    missing = _missing(needs, lock.almanac)
    if needs.first_year < lock.years[0] or needs.last_year > lock.years[1]:
        has = f"it has {lock.years[0]} to {lock.years[1]}"
        missing.append(f"the years {needs.first_year} to {needs.last_year} ({has})")
    _require(missing, agreement)


def _missing(needs: Needs, almanac: Almanac) -> list[str]:
    """Zones and regions an almanac lacks."""
    zones = {zone.name for zone in almanac.zones}
    regions = {region for region, _ in almanac.holidays}
    return [f"zone {name}" for name in needs.zones if name not in zones] + [
        f"holidays of {region}" for region in needs.regions if region not in regions
    ]


def _require(missing: list[str], agreement: Agreement) -> None:
    if missing:
        lacks = ", ".join(missing)
        raise LockError(f"the lock does not cover {lacks}, which {agreement.name} needs: {_REMEDY}")


def _document(data: bytes) -> dict[str, Json]:
    """The JSON of a lock of this format, found as it was written."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise LockError(f"the lock is cut short or damaged ({error}): {_REMEDY}") from error
    if not isinstance(document, dict) or "upheld_lock" not in document:
        raise LockError(f"this is JSON, but not a lock: {_REMEDY}")
    _require_format(document["upheld_lock"])
    if document.pop("sha256", None) != _digest(document):
        raise LockError(f"the lock was changed after it was written, so nobody can rely on it: {_REMEDY}")
    return document


def _require_format(written: Json) -> None:
    """LockError for a format this version doesn't read."""
    if written != FORMAT:
        newer = isinstance(written, int) and written > FORMAT
        remedy = f"update Upheld, or {_REMEDY} in the older format" if newer else _REMEDY
        raise LockError(f"the lock has format {written!r}, and this version reads format {FORMAT}: {remedy}")


def _thaw(document: dict[str, Json]) -> Lock:
    """The values of a document."""
    agreement = document["agreement"]
    first_year, last_year = agreement["years"]
    return Lock(
        almanac=thaw(document["calendars"], tuple(sorted(document["sources"].items()))),
        calendars_digest=document["calendars_sha256"],
        agreement=agreement["name"],
        version=agreement["version"],
        agreement_digest=agreement["sha256"],
        years=(first_year, last_year),
    )


def _digest(content: Json) -> str:
    """SHA-256 of JSON content, however it is laid out."""
    return digest_of(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
