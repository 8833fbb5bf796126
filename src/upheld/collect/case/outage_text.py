"""Outages as one line each: `2026-06-03 14:03/14:10 eu-west, affected 30 %, reported 14:10`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from msgspec import Struct, field

from upheld.chrono.instant import format_instant
from upheld.chrono.zone import Zone
from upheld.collect.binding_nodes import plain
from upheld.collect.case.moment import Stretch, read_moment, read_stretch
from upheld.errors import PhraseError
from upheld.quantity import did_you_mean

DEGRADED = "degraded"
"""The word before the names, where it worked but badly."""
NEVER = ("never", "no", "not reported")
"""Words for an outage that the customer did not report."""

_FACTS = {"affected": "affected", "detected": "detected_at", "reported": "reported_at"}
"""Words before a fact about an outage, with the columns of these."""
_UNREPORTED = re.compile(r"(?:^|[\s,;]+)(?:not|never) reported$", re.ASCII)
_FACT = re.compile(rf"[\s,;]*(?P<word>{'|'.join(_FACTS)})(?: at)? (?P<value>\S.*?)[\s,;]*", re.ASCII)
_BEGIN = re.compile(rf"(?:^|[\s,;]+)(?:{'|'.join(_FACTS)})\b", re.ASCII)
_SHARE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?%", re.ASCII)


class OutageText(Struct, frozen=True):
    """What one line says: when, whether it was merely degraded, and what was affected (all where empty)."""

    when: Stretch
    is_degraded: bool
    names: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    """Cells of the table `outages` that tell whom it affected, and when it was detected and reported."""


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
            cells |= _cell(fact.strip(",; "), when, zone)
        else:
            break
        text = text.strip(",; ")
    return text, cells


def _cell(fact: str, when: Stretch, zone: Zone) -> Mapping[str, str]:
    match = _FACT.fullmatch(fact)
    if match is None:
        example = "30 %" if fact == "affected" else "14:10"
        raise PhraseError(f"`{fact}` stands alone", f"write `{fact} {example}`")
    word, value = match["word"], match["value"]
    if word == "reported" and value in NEVER:
        return {"never_reported": "yes"}
    if word != "affected":
        return {_FACTS[word]: format_instant(read_moment(value, zone, zone.date(when.start)))}
    share = _SHARE.fullmatch(value.removesuffix(" of users"))
    if share is None:
        raise PhraseError(f"`{value}` is no share that an outage affected", "write `affected 30 %`")
    return {"affected": share["number"]}


def names_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Take names apart: by commas, or by spaces where all parts are known; PhraseError for a stranger."""
    if not text:
        return ()
    if text in known:
        return (text,)
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if len(parts) == 1 and all(word in known for word in parts[0].split(" ")):
        parts = parts[0].split(" ")
    for part in parts:
        check_name(part, known)
    return tuple(dict.fromkeys(parts))


def check_name(name: str, known: Collection[str]) -> None:
    """Raise PhraseError for a name of nothing that could be affected."""
    if name not in known:
        listed = ", ".join(sorted(known))
        remedy = did_you_mean(name, known, f"one of {listed} is expected" if listed else "leave the name out")
        raise PhraseError(f"`{name}` is no measurement point, service or resource", remedy)
