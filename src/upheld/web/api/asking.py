"""Asking: the parameters of lists, each read strictly; one that a list does not know is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from msgspec.structs import replace

from upheld.chrono.instant import parse_instant
from upheld.errors import TimeError
from upheld.quantity import did_you_mean
from upheld.store.sight import AT_ONCE, Wanted
from upheld.web.api.cursors import place_of
from upheld.web.api.troubles import TroubleError

MOST_AT_ONCE = 500
CURSOR, LIMIT = "cursor", "limit"
_LARGEST = 2**53


class Ask(Enum):
    """A parameter; the value is its name in the address."""

    DOSSIER = "dossier"
    AGREEMENT = "agreement"
    CUSTOMER = "customer"
    NAME = "name"
    CLOSING = "closing"
    PERIOD = "period"
    SUBJECT = "subject"
    SINCE = "since"
    UNTIL = "until"
    KNOWN_AT = "known_at"


MEANING: Mapping[Ask, str] = {
    Ask.DOSSIER: "Only of this dossier, by its slug.",
    Ask.AGREEMENT: "Only of this agreement, by its slug.",
    Ask.CUSTOMER: "Only of this customer, by their number.",
    Ask.NAME: "Only of this name.",
    Ask.CLOSING: "Only of this closing, by its number.",
    Ask.PERIOD: "Only of this period, such as `2026-03`.",
    Ask.SUBJECT: "Only what is about this: a ticket, site, series, incident, resource.",
    Ask.SINCE: "Only what begins then or later; the rows come in order of time.",
    Ask.UNTIL: "Only what begins earlier.",
    Ask.KNOWN_AT: "What was known at this entry of the ledger, in place of what is known now.",
}
_NUMBERS = frozenset({Ask.CUSTOMER, Ask.CLOSING, Ask.KNOWN_AT})
_TIMES = frozenset({Ask.SINCE, Ask.UNTIL})


def schema_of(ask: Ask) -> dict[str, object]:
    """The JSON Schema of a parameter."""
    if ask in _NUMBERS:
        return {"type": "integer", "minimum": 0, "maximum": _LARGEST}
    if ask in _TIMES:
        return {"type": "string", "format": "date-time"}
    return {"type": "string", "minLength": 1}


def wanted_of(given: Mapping[str, str], asks: Iterable[Ask], name: str) -> Wanted:
    """Read what is asked of a list. TroubleError for what can't be meant."""
    known = {ask.value: ask for ask in asks}
    found: dict[str, Any] = {}
    for parameter, text in given.items():
        if parameter in (CURSOR, LIMIT):
            continue
        if parameter not in known:
            names = [*known, CURSOR, LIMIT]
            hint = did_you_mean(parameter, names, f"it has {', '.join(names)}")
            raise TroubleError(400, "The parameters can't be read", f"there is no `{parameter}` here: {hint}")
        found[parameter] = _value(known[parameter], text)
    wanted = Wanted(**found, at_most=_limit(given.get(LIMIT)))
    if CURSOR not in given:
        return wanted
    return replace(wanted, after=place_of(given[CURSOR], name, chosen(given)))


def chosen(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters that choose, which a cursor stands for together."""
    return {name: text for name, text in given.items() if name not in (CURSOR, LIMIT)}


def _value(ask: Ask, text: str) -> object:
    if ask in _NUMBERS:
        return _number(ask.value, text, _LARGEST)
    if ask in _TIMES:
        try:
            return parse_instant(text)
        except TimeError as error:
            raise TroubleError(400, "The parameters can't be read", f"`{ask.value}`: {error}") from error
    if not text or "\0" in text:
        raise TroubleError(400, "The parameters can't be read", f"`{ask.value}` is empty: leave it out")
    return text


def _limit(text: str | None) -> int:
    if text is None:
        return AT_ONCE
    number = _number(LIMIT, text, MOST_AT_ONCE)
    if number == 0:
        raise TroubleError(
            400, "The parameters can't be read", f"`limit` is 0: write 1 to {MOST_AT_ONCE}, or leave it out"
        )
    return number


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 16 or int(text) > most:
        raise TroubleError(
            400, "The parameters can't be read", f"`{name}` is no number from 0 to {most}: {text[:40]!r}"
        )
    return int(text)
