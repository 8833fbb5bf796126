"""The force of the words: promises whose text aims at something, and does not say what a miss means."""

from __future__ import annotations

import re

from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import MapNode
from upheld.language.patch import Edit, written
from upheld.language.question import Reading
from upheld.language.quotations import Quotation, spot
from upheld.language.reader import Reader

_AIMING = re.compile(
    r"\b(?:aim(?:s|ing)?|goals?|strives?|striving|targets?|targeted|objective "
    r"is|intend(?:s|ed)?|endeavou?rs?|seeks?"
    r"|tr(?:y|ies)|hopes?|expects?|typically|usually|normally|generally)\b",
    re.IGNORECASE,
)
_READINGS = {
    "guarantee": "a miss is a breach, with all that is owed for it",
    "target": "a miss is reported, and nothing is owed for it",
}


def review_force(draft: Draft, reader: Reader) -> None:
    """Ask what a miss means where the quoted words aim at something and `force` is not written."""
    root = draft.fields.node
    objectives = root.find("objectives") if isinstance(root, MapNode) else None
    if not isinstance(objectives, MapNode):
        return
    for quotation in draft.quoted:
        if quotation.section == "objectives" and len(quotation.path) > 1:
            found = _AIMING.search(quotation.text.text)
            objective = None if found is None else objectives.find(quotation.path[1].text)
            if found and isinstance(objective, MapNode) and objective.find("force") is None:
                _ask(quotation, found, objective, reader)


def _ask(quotation: Quotation, found: re.Match[str], objective: MapNode, reader: Reader) -> None:
    at = spot(found, quotation.text, reader)
    path = (*reader.path_of(objective), "force")
    readings = tuple(
        Reading(f"force: {words}", meaning, (Edit(path, written(words, at.place)),))
        for words, meaning in _READINGS.items()
    )
    name = quotation.path[1].text
    asks = f"“{found[0]}” may promise `{name}` or only aim at it, and `force` does not say which"
    reader.ask(Code.AMBIGUOUS_FORCE, at, asks, readings)
