"""The handbook of diagnostics: for every code what it means, why it matters, an example, and it put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from upheld.language.catalogue import Code, Group, Level
from upheld.language.rationale import RATIONALE


class Exhibit(Struct, frozen=True):
    """What earns a code, what is then told, and what would be right; whole files."""

    bad: str
    told: str
    good: str


_INTRODUCTION = """\
# What `upheld check` says

<!-- Made from the catalogue of diagnostics and the gallery of examples; not to be edited by hand. -->

`upheld check` reads an agreement as a reviewer of contracts would, and tells everything it finds at once.
Every message has a code that stays the same, the place, the line, what is wrong and what would be right.

With an **error** the file is no agreement yet. A **warning** is a question that the text leaves open, a
contradiction, or a fact that one party may regret: an open question is answered by writing one of the lines
it offers, a mere fact may be left as it is with an entry under `accepted`, and becomes a note. A **note**
names a default that holds because nothing else is written (`upheld check --notes`). Only errors make the
command fail.

Words of the published text are looked for where the file quotes them: in `quote` of a `clause`, and in the
free words of `condition`, `examples` and `impact`.
"""

_HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
time_zone: Europe/Brussels
"""
_INSTEAD_OF_HEAD = "# … the six lines every example begins with\n"


def handbook(exhibits: Mapping[Code, Exhibit]) -> str:
    """The whole page, in Markdown; KeyError for a code without exhibit or rationale."""
    head = f"Where nothing else is shown, an example begins with these lines:\n\n```yaml\n{_HEAD}```\n"
    parts = [_INTRODUCTION, head, *_contents()]
    for group in Group:
        codes = [code for code in Code if code.group is group]
        if codes:
            parts.append(f"## {group.value[0].upper()}{group.value[1:]}\n")
            parts += [_entry(code, exhibits[code]) for code in codes]
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    yield "| code | level | what it means |"
    yield "|---|---|---|"
    for group in Group:
        for code in Code:
            if code.group is group:
                yield f"| [`{code.label}`](#{code.label}) | {code.level.value} | {_cell(code.meaning)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _entry(code: Code, exhibit: Exhibit) -> str:
    right = "Put right:" if code.level is Level.ERROR else "Answered, or said exactly:"
    return "\n".join(
        [
            f"### {code.label}",
            "",
            f"*{code.level.value}* · {code.meaning} {RATIONALE[code]}",
            "",
            *_block("yaml", _without_head(exhibit.bad)),
            *_block("text", exhibit.told),
            right,
            "",
            *_block("yaml", _without_head(exhibit.good)),
        ]
    )


def _without_head(text: str) -> str:
    return _INSTEAD_OF_HEAD + text.removeprefix(_HEAD) if text.startswith(_HEAD) else text


def _block(language: str, text: str) -> Iterator[str]:
    """A block of code, with one visible character for each that could not be seen."""
    shown = "".join(each if each.isprintable() or each == "\n" else "�" for each in text).rstrip("\n")
    fence = "````" if "```" in shown else "```"
    yield f"{fence}{language}\n{shown}\n{fence}"
    yield ""
