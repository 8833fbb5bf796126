"""Printing: a sheet written out, two spaces a level, with every comment at its entry."""

from __future__ import annotations

from upheld.language.formatting.sheet import Entry, Group, Sheet, Value, Words

_WIDEST = 110
"""Characters of a line that lists and mappings in brackets may reach."""
_STEP = 2


def print_sheet(sheet: Sheet) -> str:
    """The text of a sheet."""
    return "\n".join([*sheet.header, *_group(sheet.root, 0)]) + "\n"


def _group(group: Group, indent: int) -> list[str]:
    """The lines of a mapping or a list, one entry below the other."""
    lines: list[str] = []
    for entry in group.entries:
        if entry.spaced and lines:
            lines.append("")
        lines += _entry(entry, indent)
    return lines + _comments(group.below, indent)


def _comments(comments: list[str], indent: int) -> list[str]:
    return [" " * indent + comment if comment else "" for comment in comments]


def _entry(entry: Entry, indent: int) -> list[str]:
    if entry.key is not None:
        return _comments(entry.above, indent) + _keyed(entry, entry.key, indent)
    return _item(entry, indent)


def _keyed(entry: Entry, key: Words, indent: int) -> list[str]:
    begin = f"{' ' * indent}{key.typed}:"
    inline = _in_line(entry.value, len(begin) + 1)
    if inline is not None:
        return _with_beside([f"{begin} {inline}".rstrip()], entry)
    if isinstance(entry.value, Words):
        return _with_beside(_continued(f"{begin} ", entry.value, indent), entry)
    return _with_beside([begin], entry) + _group(entry.value, indent + _STEP)


def _item(entry: Entry, indent: int) -> list[str]:
    begin = f"{' ' * indent}- "
    above = _comments(entry.above, indent)
    inline = _in_line(entry.value, len(begin))
    if inline is not None:
        return above + _with_beside([f"{begin}{inline}".rstrip()], entry)
    if isinstance(entry.value, Words):
        return above + _with_beside(_continued(begin, entry.value, indent), entry)
    first = entry.value.entries[0]
    above += _comments(entry.beside, indent) + _comments(first.above, indent)
    first.above = []
    lines = _group(entry.value, indent + _STEP)
    return [*above, begin + lines[0][indent + _STEP :], *lines[1:]]


def _in_line(value: Value, before: int) -> str | None:
    """A value on the line of its key, `before` characters in; absent where it goes below."""
    if isinstance(value, Words):
        return None if "\n" in value.typed else value.typed
    flow = _flow(value) if value.is_flow else None
    if flow is not None and (before + len(flow) <= _WIDEST or not value.entries):
        return flow
    return None


def _flow(value: Value) -> str | None:
    """A value between brackets; absent where it can't stand there."""
    if isinstance(value, Words):
        return None if "\n" in value.typed else value.typed
    if value.holds_comment or not value.is_flow:
        return None
    parts = []
    for entry in value.entries:
        inner = _flow(entry.value)
        if inner is None:
            return None
        parts.append(inner if entry.key is None else f"{entry.key.typed}: {inner}")
    return f"{{{', '.join(parts)}}}" if value.is_mapping else f"[{', '.join(parts)}]"


def _continued(begin: str, words: Words, indent: int) -> list[str]:
    """The lines of a value that runs over several."""
    first, *others = words.typed.split("\n")
    if not words.is_block:
        return [begin + first, *(_indented(line.lstrip(" \t"), indent + _STEP) for line in others)]
    shift = indent - words.parent_column
    return [begin + first, *(_shifted(line, shift) for line in others)]


def _indented(line: str, indent: int) -> str:
    return " " * indent + line if line else ""


def _shifted(line: str, shift: int) -> str:
    if not line:
        return line
    return " " * shift + line if shift >= 0 else line[min(-shift, len(line) - len(line.lstrip(" "))) :]


def _with_beside(lines: list[str], entry: Entry) -> list[str]:
    """The lines, the last with the comment of an entry at its end, in its old column where there is room."""
    if not entry.beside:
        return lines
    if isinstance(entry.value, Words) and entry.value.is_block:
        return _comments(entry.beside, len(lines[0]) - len(lines[0].lstrip(" "))) + lines
    column = max(len(lines[-1]) + 2, entry.beside_column)
    first, *others = entry.beside
    return [*lines[:-1], f"{lines[-1]:<{column}}{first}", *(" " * column + each for each in others)]
