"""Outages as one line each: `2026-06-03 14:03/14:10 eu-west, affected 30 %, reported 14:10`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from upheld.chrono.instant import format_instant
from upheld.chrono.zone import Zone
from upheld.collect.binding_nodes import plain
from upheld.collect.case.moment import Stretch, read_moment, read_stretch
from upheld.errors import PhraseError
from upheld.quantity import did_you_mean
from upheld.quantity.pattern import Pattern

DEGRADED = "degraded"
"""The word before the names, where it worked but badly."""
NEVER = ("never", "no", "not reported")
"""Words for an outage that the customer did not report."""

_CONDITIONS = ("holds", "fails")
"""Words before a condition of the agreement that an outage meets, or does not; columns as well."""
_FACTS = {
    "affected": "affected",
    "detected": "detected_at",
    "reported": "reported_at",
    **{word: word for word in _CONDITIONS},
}
"""Words before a fact about an outage, with the columns of these."""
_UNREPORTED = Pattern(r"(?:^|[\s,;]+)(?:not|never) reported$", re.ASCII)
_FACT = Pattern(rf"[\s,;]*(?P<word>{'|'.join(_FACTS)})(?: at)? (?P<value>\S.*?)[\s,;]*", re.ASCII)
_BEGIN = Pattern(rf"(?:^|[\s,;]+)(?:{'|'.join(_FACTS)})\b", re.ASCII)
_SHARE = Pattern(r"(?P<number>\d+(?:\.\d+)?) ?%(?: of(?: the| all)? [a-z -]+)?", re.ASCII)
_PARTS = Pattern(r"(?P<part>\d+)(?: [a-z -]+?)? ?(?:/|of|out of) ?(?P<whole>\d+)(?: [a-z -]+)?", re.ASCII)


class OutageText(Struct, frozen=True):
    """What one line says: when, whether it was merely degraded, and what was affected (all where empty)."""

    when: Stretch
    is_degraded: bool
    names: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    """Cells of `outages`: whom it affected, when it was detected and reported, what holds and fails."""


def read_outage(text: str, zone: Zone, known: Collection[str]) -> OutageText:
    """Read an outage; `known` are the names that may be affected. PhraseError says what would be right."""
    when = read_stretch(text, zone)
    rest = plain(when.rest).strip(",; ")
    facts: Mapping[str, str] = {}
    if rest not in known:
        rest, facts = _facts(rest, when, zone)
    is_degraded = rest.split(" ")[0].rstrip(",") == DEGRADED and rest not in known
    if is_degraded:
        rest = rest.removeprefix(DEGRADED).strip(",; ")
    return OutageText(when, is_degraded, names_in(rest, known), facts)


def names_of(text: str, zone: Zone) -> tuple[str, ...]:
    """The names in an outage, whatever they are of; PhraseError where it can't be read."""
    when = read_stretch(text, zone)
    rest, _ = _facts(plain(when.rest).strip(",; "), when, zone)
    rest = rest.removeprefix(f"{DEGRADED} ") if rest != DEGRADED else ""
    return tuple(name.strip() for name in re.split("[,;]", rest) if name.strip())


def _facts(text: str, when: Stretch, zone: Zone) -> tuple[str, Mapping[str, str]]:
    """Take the facts off the end of what follows the time: `affected 30 %`, `reported 14:10`."""
    cells: dict[str, str] = {}
    while text:
        unreported = _UNREPORTED.search(text)
        begins = [each.start() for each in _BEGIN.finditer(text)]
        if unreported is not None:
            cells["never_reported"] = "yes"
            text = text[: unreported.start()]
        elif begins:
            fact, text = text[begins[-1] :], text[: begins[-1]]
            for column, cell in _cell(fact.strip(",; "), when, zone).items():
                cells[column] = (
                    f"{cell};{cells[column]}" if column in _CONDITIONS and column in cells else cell
                )
        else:
            break
        text = text.strip(",; ")
    return text, cells


_EXAMPLES = {"affected": "30 %", **dict.fromkeys(_CONDITIONS, "the customer retries")}


def _cell(fact: str, when: Stretch, zone: Zone) -> Mapping[str, str]:
    match = _FACT.fullmatch(fact)
    if match is None:
        example = _EXAMPLES.get(fact, "14:10")
        raise PhraseError(f"`{fact}` stands alone", f"write `{fact} {example}`")
    word, value = match["word"], match["value"]
    if word == "reported" and value in NEVER:
        return {"never_reported": "yes"}
    if word in _CONDITIONS:
        return {word: value}
    if word != "affected":
        return {_FACTS[word]: format_instant(read_moment(value, zone, zone.date(when.start)))}
    cells = share_cells(value)
    if cells is None:
        remedy = "write `affected 30 %`, `affected 100 of 300` or `affected 1/3`"
        raise PhraseError(f"`{value}` is no share that an outage affected", remedy)
    return cells


def share_cells(text: str) -> Mapping[str, str] | None:
    """The cells for `30 %`, `100 of 300 users` or `1/3`; nothing where it is no share."""
    if parts := _PARTS.fullmatch(text):
        return {"affected": parts["part"], "affected_of": parts["whole"]}
    share = _SHARE.fullmatch(text)
    return None if share is None else {"affected": share["number"]}


def names_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Take names apart: by commas, or by spaces where all parts are known; PhraseError for a stranger."""
    if not text:
        return ()
    if text in known:
        return (text,)
    names: list[str] = []
    for part in (part.strip() for part in text.replace(";", ",").split(",")):
        several = _in_row(part.split(" "), known) if part else ()
        if several is None:
            check_name(part, known)
        names += several or ()
    return tuple(dict.fromkeys(names))


def names_beside(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Take names apart of which one may be new: `feed cab-1` is of `cab-1`, where `feed` is known."""
    words = text.split(" ")
    several = _in_row(words, known)
    if several is not None:
        return several
    first, last = 0, len(words)
    before: list[str] = []
    after: list[str] = []
    while found := _known_first(words[first:last], known):
        before.append(found)
        first += len(found.split(" "))
    while found := _known_last(words[first:last], known):
        after.insert(0, found)
        last -= len(found.split(" "))
    new = " ".join(words[first:last])
    return (text,) if len(new) < _SHORTEST or new.isdigit() else (*before, new, *after)


_SHORTEST = 2
"""Letters and numbers alone are no names of their own: `rack 7`, `cage B`."""


def _in_row(words: Sequence[str], known: Collection[str]) -> tuple[str, ...] | None:
    """The known names that words are, one after the other; nothing where some words are none."""
    if not words:
        return ()
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if name in known and (others := _in_row(words[count:], known)) is not None:
            return (name, *others)
    return None


def _known_first(words: Sequence[str], known: Collection[str]) -> str:
    return next((name for n in range(len(words), 0, -1) if (name := " ".join(words[:n])) in known), "")


def _known_last(words: Sequence[str], known: Collection[str]) -> str:
    return next((name for n in range(len(words)) if (name := " ".join(words[n:])) in known), "")


class StrangerError(PhraseError):
    """A name of nothing that could be affected."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"`{name}` is no measurement point, service or resource", remedy)
        self.name = name


def check_name(name: str, known: Collection[str]) -> None:
    """Raise StrangerError for a name of nothing that could be affected."""
    if name not in known:
        listed = ", ".join(sorted(known))
        remedy = did_you_mean(name, known, f"one of {listed} is expected" if listed else "leave the name out")
        raise StrangerError(name, remedy)
