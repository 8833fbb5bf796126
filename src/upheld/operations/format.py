"""Format: an agreement file written anew in its place."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from upheld.language.diagnostic import Diagnostic
from upheld.language.formatting.formatting import format_agreement
from upheld.operations.check import seen_from_here
from upheld.operations.gathering import read_bytes
from upheld.operations.placing import place


class Outcome(Enum):
    """What came of it."""

    IN_ORDER = "in order"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


def format_file(path: Path, *, only_check: bool) -> tuple[Outcome, tuple[Diagnostic, ...]]:
    """Write a file anew where that changes it; with `only_check` just say whether it would.

    Raises UnreadableFile where the file can't be read or written.
    """
    data = read_bytes(path, "an agreement")
    formatted = format_agreement(path.name, data)
    if formatted.data is None:
        return Outcome.UNREADABLE, tuple(seen_from_here(each, path) for each in formatted.diagnostics)
    if formatted.data == data:
        return Outcome.IN_ORDER, ()
    if not only_check:
        place(path.resolve(), formatted.data)
    return Outcome.CHANGED, ()
