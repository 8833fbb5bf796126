"""Exhibits of the gallery: a bad file for a code, what it earns, and the file put right."""

from __future__ import annotations

from pathlib import Path

from upheld.language.catalogue import Code
from upheld.language.diagnostic import Diagnostic, Level, render
from upheld.language.gazetteer import Gazetteer
from upheld.language.handbook import Exhibit
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.language.source import LARGEST
from upheld.operations.check import check_files

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))
PARTS = {path.relative_to(HERE / "good").as_posix(): path.read_bytes() for path in HERE.glob("good/parts/*")}
"""Files that others of the gallery are built on."""
NOTES = {code.label for code in Code if code.level is Level.NOTE}

WITHOUT_FILE = {Code.FILE_TOO_LARGE}
"""Codes whose bad file is made when it is wanted."""


def reading_of(path: Path) -> ReadAgreement:
    """What is read of a file of the gallery, as `upheld check` does it."""
    return check_files({**PARTS, path.name: path.read_bytes()}, path)


def text_of(diagnostics: tuple[Diagnostic, ...], *, notes: bool) -> str:
    shown = [render(each) for each in diagnostics if notes or each.level is not Level.NOTE]
    return "\n\n".join(shown) + "\n"


def exhibit_of(code: Code, gazetteer: Gazetteer) -> Exhibit:
    """The gallery's files for a code; what stands in them that can't be printed is made visible."""
    good = (HERE / "good" / f"{code.label}.yaml").read_text("utf-8")
    if code is Code.FILE_TOO_LARGE:
        told = read_agreement({"file-too-large.yaml": b"#" * (LARGEST + 1)}, "file-too-large.yaml", gazetteer)
        return Exhibit("# a log of 1 048 577 bytes …\n", text_of(told.diagnostics, notes=False), good)
    bad = HERE / "bad" / f"{code.label}.yaml"
    return Exhibit(
        bad.read_bytes().decode("utf-8", errors="replace"), bad.with_suffix(".txt").read_text("utf-8"), good
    )
