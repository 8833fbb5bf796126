"""Comments: found in a text between its values, and given to the entries they belong to.

A comment on a line of its own belongs to the entry that follows, or to the end of the block in whose column
it stands; a comment at a line's end belongs to the entry there, and so do lines that go on in its column.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

from upheld.language.formatting.sheet import Entry, Group, Sheet


class Comment(Struct, frozen=True):
    """A comment, with its position."""

    start: int
    line: int
    column: int
    text: str
    is_alone: bool
    """Whether nothing stands before it on its line."""


def attach_comments(sheet: Sheet) -> None:
    """Give every comment to its entry, and note before which entries a line is left free."""
    lines = sheet.text.split("\n")
    free = _free_lines(sheet, lines)
    attaching = _Attaching(sheet, [each.start for each in sheet.entries], free)
    for comment in _comments(sheet, lines):
        attaching.take(comment)
    attaching.space(lines)
    _part_header(sheet)


def _part_header(sheet: Sheet) -> None:
    """Leave at the head of the file what a free line parts from the first entry, or all where none does."""
    header, first = sheet.header, sheet.entries[0]
    if "" in header and header[-1]:
        last = len(header) - 1 - header[::-1].index("")
        first.above[:0] = header[last + 1 :]
        sheet.header = header[: last + 1]


def _comments(sheet: Sheet, lines: list[str]) -> Iterator[Comment]:
    starts = [start for start, _, _ in sheet.words]
    begin = 0
    for number, line in enumerate(lines):
        at = line.find("#")
        while at >= 0:
            word = bisect_right(starts, begin + at) - 1
            inside = word >= 0 and begin + at < sheet.words[word][1]
            if not inside and (at == 0 or line[at - 1] in " \t"):
                yield Comment(begin + at, number, at, line[at:].rstrip(), not line[:at].strip())
                break
            at = line.find("#", at + 1)
        begin += len(line) + 1


def _free_lines(sheet: Sheet, lines: list[str]) -> set[int]:
    """The numbers of lines on which nothing stands, apart from those that belong to a value."""
    free = {number for number, line in enumerate(lines) if not line.strip()}
    for start, end, keeps in sheet.words:
        if keeps or "\n" in sheet.text[start:end].rstrip("\n"):
            first = sheet.text.count("\n", 0, start)
            typed = sheet.text[start:end]
            held = typed if keeps else typed.rstrip("\n")
            free -= set(range(first, first + held.count("\n") + 1))
    return free


class _Attaching(Struct):
    sheet: Sheet
    starts: list[int]
    free: set[int]
    _last: tuple[Comment, Entry] | None = None
    """The comment at a line's end that may go on below."""
    _first_line: dict[int, int] | None = None

    def take(self, comment: Comment) -> None:
        """Give a comment to what it belongs to."""
        flow = self._bracket_around(comment)
        while flow is not None and not flow.holds_comment:
            flow.holds_comment = True
            flow = flow.holder.group if flow.holder is not None and flow.holder.group.is_flow else None
        if not comment.is_alone:
            self._beside(comment)
        elif not self._goes_on(comment):
            self._alone(comment)

    def space(self, lines: list[str]) -> None:
        """Note the entries before which a line is left free."""
        number, at = 0, 0
        for entry in self.sheet.entries:
            number += self.sheet.text.count("\n", at, entry.start)
            at = entry.start
            begins_line = not lines[number][: entry.start - self.sheet.text.rfind("\n", 0, at) - 1].strip()
            if begins_line and number - 1 in self.free:
                if self.sheet.header and entry is self.sheet.entries[0]:
                    self.sheet.header.append("")
                elif entry.above:
                    entry.above.append("")
                else:
                    entry.spaced = True

    def _beside(self, comment: Comment) -> None:
        entry = self._before(comment)
        if entry is None:
            self.sheet.header.append(comment.text)
        elif entry.beside:
            entry.above.append(comment.text)
        else:
            entry.beside, entry.beside_column = [comment.text], 0 if entry.group.is_flow else comment.column
            self._last = comment, entry

    def _goes_on(self, comment: Comment) -> bool:
        """Whether it continues the comment at the end of the line above."""
        if self._last is None:
            return False
        last, entry = self._last
        if (comment.line, comment.column) != (last.line + 1, last.column):
            return False
        entry.beside.append(comment.text)
        self._last = comment, entry
        return True

    def _alone(self, comment: Comment) -> None:
        at = bisect_left(self.starts, comment.start)
        following = self.sheet.entries[at] if at < len(self.starts) else None
        if at == 0:
            _add(self.sheet.header, comment, self.free)
            return
        flow = self._bracket_around(comment)
        if flow is not None:
            inside = following is not None and following.start < flow.end
            into = following.above if following is not None and inside else flow.below
            into.append(comment.text)
            return
        group = self._ended_before(comment, following)
        if group is not None:
            _add(group.below, comment, self.free)
        elif following is not None:
            if not following.above and comment.line - 1 in self.free:
                following.spaced = True
                following.above.append(comment.text)
            else:
                _add(following.above, comment, self.free)

    def _ended_before(self, comment: Comment, following: Entry | None) -> Group | None:
        """The innermost block that ends here and in whose column, or right of it, the comment stands."""
        entry = self._before(comment)
        floor = -1 if following is None else following.column
        while entry is not None:
            if not entry.group.is_flow and floor < entry.column <= comment.column:
                return entry.group
            if following is None and entry.group.holder is None:
                return entry.group
            entry = entry.group.holder
        return None

    def _before(self, comment: Comment) -> Entry | None:
        """The last entry that begins before a comment and is not inside brackets that have closed."""
        at = bisect_left(self.starts, comment.start) - 1
        entry = self.sheet.entries[at] if at >= 0 else None
        while entry is not None and entry.group.is_flow and entry.group.end <= comment.start:
            entry = entry.group.holder
        return entry

    def _bracket_around(self, comment: Comment) -> Group | None:
        """The innermost brackets between which a comment stands."""
        entry = self._before(comment)
        if entry is None:
            return None
        value = entry.value
        if isinstance(value, Group) and value.is_flow and value.start < comment.start < value.end:
            return value
        return entry.group if entry.group.is_flow else None


def _add(comments: list[str], comment: Comment, free: set[int]) -> None:
    """Add a comment to others, a line left free between them where one is."""
    if comments and comments[-1] and comment.line - 1 in free:
        comments.append("")
    comments.append(comment.text)
