"""Where a term stands: in the agreement file, and in the text it puts into force."""

from __future__ import annotations

from msgspec import Struct


class Place(Struct, frozen=True, order=True, cache_hash=True):
    """A position in an agreement file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Clause(Struct, frozen=True):
    """The clause of the published text a term rests on: its heading or number, and its words where quoted."""

    reference: str
    quote: str | None = None
