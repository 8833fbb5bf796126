"""Reading: an agreement file in, the agreement out, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.agreement.agreement import Agreement
from upheld.errors import UsageError
from upheld.language.diagnostic import Diagnostic, in_order
from upheld.language.directive import Within, declared_names
from upheld.language.gazetteer import Gazetteer
from upheld.language.reader import Reader, UnreadError
from upheld.language.review.reviews import REVIEWS
from upheld.language.source import Source, read_source
from upheld.language.terms.agreements import ROOT


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the agreement where there is no error, and all that was found."""

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]


def read_agreement(files: Mapping[str, bytes], main: str, gazetteer: Gazetteer) -> Reading:
    """Read the agreement in one of some files; all that is wrong with it is told, nothing is raised.

    `files` maps names, as they stand in diagnostics, to bytes. UsageError where `main` is not among them.
    """
    if main not in files:
        raise UsageError(f"there is no file {main} to read; there are {', '.join(sorted(files)) or 'none'}")
    source = read_source(main, files[main])
    reader = Reader(gazetteer, {main: source.lines}, diagnostics=list(source.diagnostics))
    agreement = _read(source, reader)
    return Reading(None if reader.found_errors else agreement, in_order(reader.diagnostics))


def _read(source: Source, reader: Reader) -> Agreement | None:
    if source.root is None:
        return None
    reader.names = declared_names(ROOT, source.root)
    try:
        draft = ROOT.read(source.root, Within(reader))
    except UnreadError:
        return None
    for review in REVIEWS:
        review(draft, reader)
    return draft.agreement
