"""Problems: rows and files of evidence that can't be read, all of them told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, field

from upheld.quantity import did_you_mean

MOST_LISTED = 100
"""Problems written out; the rest are counted."""

_MOST_NAMES = 12


class Problem(Struct, frozen=True, kw_only=True, order=True):
    """One thing that keeps evidence from being used, and what would be right."""

    file: str
    row: int = 0
    """Line of a text file, from 1 with the header; row of a Parquet file, from 1; 0 for the whole file."""
    column: str = ""
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        column = f"column `{self.column}`: " if self.column else ""
        return f"{place}: {column}{self.reason}; {self.remedy}"


Reason = tuple[str, str]
"""What is wrong, and what would be right."""


class Row(Struct, frozen=True, kw_only=True):
    """Where a record stands: the file, and its position among the file's records, counted from 0."""

    file: str
    index: int


class _Note(Struct, frozen=True, kw_only=True):
    """A problem before the lines are known."""

    file: str
    index: int = -1
    """Position of the record in the file; -1 where the line is known."""
    line: int = 0
    column: str = ""
    reason: str
    remedy: str
    other: Row | None = None
    """Another record that is named in the reason as `{other}`."""


class Problems(Struct):
    """Collects problems, at most `MOST_LISTED` of them in words, and names their lines when all is read."""

    found: int = 0
    _noted: list[_Note] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.found > 0

    @property
    def are_enough(self) -> bool:
        """Whether no more of them will be written out, so that no words need be found for them."""
        return len(self._noted) >= MOST_LISTED

    def of_file(self, file: str, reason: str, remedy: str, *, column: str = "", line: int = 0) -> None:
        """Add a problem of a whole file, or of a line whose number is known already."""
        self._note(_Note(file=file, line=line, column=column, reason=reason, remedy=remedy))

    def of_row(self, row: Row, reason: str, remedy: str, *, column: str = "") -> None:
        """Add a problem of one record."""
        self._note(_Note(file=row.file, index=row.index, column=column, reason=reason, remedy=remedy))

    def of_pair(self, row: Row, other: Row, reason: str, remedy: str) -> None:
        """Add a problem of a record that does not go with another, which the reason names as `{other}`."""
        self._note(_Note(file=row.file, index=row.index, reason=reason, remedy=remedy, other=other))

    def of_rows(self, file: str, indexes: Iterable[int], column: str, why: Callable[[int], Reason]) -> None:
        """Add one problem for each record; `why` is asked only for those that will be written out."""
        for index in indexes:
            if not self.are_enough:
                reason, remedy = why(index)
                self.of_row(Row(file=file, index=index), reason, remedy, column=column)
            else:
                self.found += 1

    def of_pairs(
        self, number: int, rows_of: Callable[[int], tuple[Row, Row]], reason: str, remedy: str
    ) -> None:
        """Add so many problems of pairs; `rows_of` is asked only for those that will be written out."""
        for place in range(number):
            if self.are_enough:
                self.found += number - place
                return
            self.of_pair(*rows_of(place), reason, remedy)

    def listed(self, lines_of: Callable[[str, frozenset[int]], Mapping[int, int]]) -> tuple[Problem, ...]:
        """Give the problems in order of file and line; `lines_of` finds the lines of a file's records."""
        return tuple(sorted(problem for _, problem in self.by_record(lines_of)))

    def by_record(
        self,
        lines_of: Callable[[str, frozenset[int]], Mapping[int, int]],
        spoken: Callable[[str, int], str] = "{}:{}".format,
    ) -> tuple[tuple[int, Problem], ...]:
        """Give each problem with the position of its record in the file, which is -1 where it has none.

        `spoken` says how another record is named, by its file and line.
        """
        wanted: dict[str, set[int]] = {}
        for note in self._noted:
            if note.index >= 0:
                wanted.setdefault(note.file, set()).add(note.index)
            if note.other is not None:
                wanted.setdefault(note.other.file, set()).add(note.other.index)
        lines = {file: lines_of(file, frozenset(rows)) for file, rows in wanted.items()}
        return tuple((note.index, _placed(note, lines, spoken)) for note in self._noted)

    def concerning(self, file: str, spoken: Callable[[str, int], str]) -> list[tuple[int, Problem]]:
        """Give the problems in which a record of a file takes part, each with the position of that record.

        Where it is the other of two, the problem is told of it too; `spoken` names the one beside it.
        """
        found = []
        for note in self._noted:
            index, beside = note.index, note.other
            if note.file != file:
                if beside is None or beside.file != file:
                    continue
                index, beside = beside.index, Row(file=note.file, index=note.index)
            reason = note.reason
            if beside is not None:
                reason = reason.replace("{other}", spoken(beside.file, beside.index))
            column = note.column if note.file == file else ""
            problem = Problem(file=file, row=index, column=column, reason=reason, remedy=note.remedy)
            found.append((index, problem))
        return found

    def _note(self, note: _Note) -> None:
        self.found += 1
        if not self.are_enough:
            self._noted.append(note)


def _placed(
    note: _Note, lines: Mapping[str, Mapping[int, int]], spoken: Callable[[str, int], str]
) -> Problem:
    reason = note.reason
    if note.other is not None:
        place = spoken(note.other.file, lines[note.other.file][note.other.index])
        reason = reason.replace("{other}", place)
    row = lines[note.file][note.index] if note.index >= 0 else note.line
    return Problem(file=note.file, row=row, column=note.column, reason=reason, remedy=note.remedy)


def quoted(value: str, *, longest: int = 60) -> str:
    """Show a value in a message, shortened where it is long."""
    return f"`{value}`" if len(value) <= longest else f"`{value[:longest]}…`"


def nearest(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """Say which name was probably meant; where none is near, say `otherwise`, or list them."""
    known = sorted(set(names))
    listed = ", ".join(known[:_MOST_NAMES]) + (", …" if len(known) > _MOST_NAMES else "")
    return did_you_mean(name, known, otherwise or f"one of {listed or 'none'} is expected")
