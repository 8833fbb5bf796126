"""Outages as one line each: `2026-06-03 14:03/14:10 eu-west`."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from upheld.chrono.zone import Zone
from upheld.collect.binding_nodes import plain
from upheld.collect.case.moment import Stretch, read_stretch
from upheld.errors import PhraseError
from upheld.quantity import did_you_mean

DEGRADED = "degraded"
"""The word before the names, where it worked but badly."""


class OutageText(Struct, frozen=True):
    """What one line says: when, whether it was merely degraded, and what was affected (all where empty)."""

    when: Stretch
    is_degraded: bool
    names: tuple[str, ...]


def read_outage(text: str, zone: Zone, known: Collection[str]) -> OutageText:
    """Read an outage; `known` are the names that may be affected. PhraseError says what would be right."""
    when = read_stretch(text, zone)
    rest = plain(when.rest).strip(",; ")
    is_degraded = rest.split(" ")[0].rstrip(",") == DEGRADED and rest not in known
    if is_degraded:
        rest = rest.removeprefix(DEGRADED).strip(",; ")
    return OutageText(when, is_degraded, names_in(rest, known))


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
