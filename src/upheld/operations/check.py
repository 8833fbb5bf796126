"""Check: agreement files read, with everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path, PurePath

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.provenance import Place
from upheld.collect.almanac import build_almanac
from upheld.collect.gazetteer import gazetteer
from upheld.errors import TimeError
from upheld.language.diagnostic import Diagnostic
from upheld.language.gazetteer import Gazetteer
from upheld.language.manuscript import Files
from upheld.language.need import needs_of
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.language.review.calendars import wanted_calendars
from upheld.operations.gathering import gather


def check(path: Path) -> ReadAgreement:
    """Read an agreement file and what it is built on; raises UnreadableFile where there is none."""
    return check_files(gather(path), path)


def check_files(files: Files, path: PurePath) -> ReadAgreement:
    """Read an agreement whose files are gathered."""
    places = gazetteer()
    read = read_agreement(files, path.name, places)
    return read if read.agreement is None else _with_calendars(read, read.agreement, files, places)


def _with_calendars(
    read: ReadAgreement, agreement: Agreement, files: Files, places: Gazetteer
) -> ReadAgreement:
    """The same read again with the zones and holidays at hand, where something rests on them."""
    wanted, needs = wanted_calendars(agreement), needs_of(agreement)
    if not (wanted.zones or wanted.regions):
        return read
    try:
        almanac = build_almanac(wanted.zones, wanted.regions, needs.first_year, needs.last_year)
    except TimeError:
        return read
    return read_agreement(files, read.text.files[0], replace(places, almanac=almanac))


def seen_from_here(diagnostic: Diagnostic, agreement: Path) -> Diagnostic:
    """A diagnostic whose place names its file as it was asked for, and not from the agreement's folder."""
    place = diagnostic.place
    return replace(diagnostic, place=Place(str(agreement.parent / place.file), place.line, place.column))
