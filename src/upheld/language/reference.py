"""The reference page of the language, made from the table of directives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from upheld.language.directive import Directive, Inherited, Kind, Open, Otherwise
from upheld.language.record import Record
from upheld.language.schema import records

_INTRODUCTION = """\
# The language of agreements

<!-- Made from the table of directives; not to be edited by hand. -->

An agreement is one YAML file in UTF-8. Every value is read as text, just as it is written: `17:00` is a time
of day and `NO` is Norway, with or without quotation marks. A value needs quotation marks where it begins with
`>`, `@`, `%`, `*`, `&` or `!`, or holds a colon followed by a space, as in `target: ">= 99.9 %"`. Aliases,
tags, merge keys, repeated keys and tabs as indentation are refused, and so are files over 1 MB. Nothing is
evaluated as code.

Names are chosen freely: letters, digits, `_`, `-` and single spaces. What is referred to must be declared, in
any order. Where a list is allowed, one value may stand without the brackets. Dates are written 2025-01-31,
times of day by the 24-hour clock; stretches of time run from the start of the first to that of the second.

**What the text leaves open.** Two forms may stand in place of any value, of a single word as of a whole
mapping or list. `{either: [..., ...]}` gives the readings that the text allows, side by side, with the
question in words under `asks` where it helps: `from: {either: [failure, end of the month], asks: from when}`.
Everything is judged by each reading; what comes to the same by all of them holds, and the rest is AMBIGUOUS
and shows what each comes to. `to be agreed` is a hole: such a file can be checked and drafted, not judged.
Where a default is *none* below, leaving the key out asks in the same way, with the readings named there.
"""


def reference_page(example: str) -> str:
    """The whole page, in Markdown, with an example file at its end."""
    sections = [_section(record) for record in records()]
    complete = f"## A complete example\n\n```yaml\n{example.rstrip()}\n```\n"
    return "\n".join([_INTRODUCTION, *sections, complete])


def _section(record: Record[Any]) -> str:
    lines = [f"## {record.name}", "", *_standing(record), record.meaning, *_choice(record), ""]
    lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
    lines += [_row(directive, record) for directive in record.directives]
    return "\n".join(lines) + "\n"


def _standing(record: Record[Any]) -> Iterator[str]:
    """Under which keys such a mapping stands."""
    places = [
        f"`{directive.key}` of [{outer.name}](#{_anchor(outer.name)})"
        for outer in records()
        for directive in outer.directives
        if record in _within(directive.kind)
    ]
    yield f"*{'Under ' + ', '.join(places) if places else 'The whole file'}.*"
    yield ""


def _within(kind: Kind[Any]) -> tuple[Kind[Any], ...]:
    """The kinds that stand in a kind, without going into records."""
    if isinstance(kind, Record):
        return (kind,)
    return (kind, *(each for part in kind.parts() for each in _within(part)))


def _choice(record: Record[Any]) -> Iterator[str]:
    if record.one_of:
        keys = [f"`{directive.key}`" for directive in record.one_of]
        yield f"Exactly one of {', '.join(keys[:-1])} and {keys[-1]} is written."


def _row(directive: Directive[Any], record: Record[Any]) -> str:
    cells = (
        f"`{directive.key}`",
        f"{_linked(directive.kind.words())}; `{directive.example}`",
        _default(directive, record),
        directive.meaning + _company(directive),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _default(directive: Directive[Any], record: Record[Any]) -> str:
    match directive.default:
        case Otherwise(_, words) | Inherited(_, words):
            return words
        case Open(code=code, senses=senses, elsewhere=elsewhere):
            asked = f"none (`{code.label}`): " + " or ".join(f"`{each.words}`" for each in senses)
            return f"{asked}; {elsewhere}" if elsewhere else asked
        case _:
            return "required" if record.always_required(directive) or directive.only_with else ""


def _company(directive: Directive[Any]) -> str:
    """Beside which keys it stands."""
    only = " or ".join(f"`{other.key}`" for other in directive.only_with)
    needed = " and ".join(f"`{other.key}`" for other in directive.needed_with)
    return (f" Only beside {only}." if only else "") + (f" Required beside {needed}." if needed else "")


def _linked(words: str) -> str:
    """The words with the names of records made links."""
    names = {record.name for record in records()}
    return re.sub(
        r"a mapping \(([a-z -]+)\)",
        lambda found: f"[a mapping](#{_anchor(found[1])})" if found[1] in names else found[0],
        words,
    )


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def directives() -> Iterator[tuple[Record[Any], Directive[Any]]]:
    """Every row of the table, with the record it belongs to."""
    for record in records():
        for directive in record.directives:
            yield record, directive
