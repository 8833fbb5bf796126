"""Check: agreement files read, with everything that is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from upheld.agreement.provenance import Place
from upheld.collect.gazetteer import gazetteer
from upheld.language.diagnostic import Diagnostic
from upheld.language.manuscript import Files
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.operations.gathering import gather


def check(path: Path) -> ReadAgreement:
    """Read an agreement file and what it is built on; raises UnreadableFile where there is none."""
    return check_files(gather(path), path)


def check_files(files: Files, path: Path) -> ReadAgreement:
    """Read an agreement whose files are gathered."""
    return read_agreement(files, path.name, gazetteer())


def seen_from_here(diagnostic: Diagnostic, agreement: Path) -> Diagnostic:
    """A diagnostic whose place names its file as it was asked for, and not from the agreement's folder."""
    place = diagnostic.place
    return replace(diagnostic, place=Place(str(agreement.parent / place.file), place.line, place.column))
