"""Words of the quoted text that can't be measured, where no key beside them says it exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from upheld.language.diagnostic import shortened
from upheld.language.draft import Draft
from upheld.language.quotations import Quotation, quotations, spot
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.vague_words import VAGUE_WORDS, VagueWord

_MOST_TOLD = 10
"""Places of one text where one wording is told."""


def review_words(draft: Draft, reader: Reader) -> None:
    """Warn of vague words in quotes and conditions, each at its line with what to declare instead.

    Words that a term repeats, such as a condition in the words of its quote, are told once.
    """
    told: set[tuple[str, ...]] = set()
    for quotation in quotations(draft.fields.node):
        for word, found in vague_words(quotation):
            said, path = _said(found), _path(quotation)
            if (*path, said.lower()) not in told:
                at = spot(found, quotation.text, reader)
                message = f"“{shortened(said)}” {word.trouble}"
                reader.report(word.code, at, message, f"{word.remedy}, {or_accept(word.code, path)}")
            told.add((*path, said.lower()))


def vague_words(quotation: Quotation) -> Iterator[tuple[VagueWord, re.Match[str]]]:
    """The vague words of a text that its term does not settle, each part of the text once."""
    taken: list[range] = []
    keys = quotation.keys
    for word in VAGUE_WORDS:
        if not keys.isdisjoint(word.settled_by) or not word.holds_in(quotation.section):
            continue
        for found in islice(word.pattern.finditer(quotation.text.text), _MOST_TOLD):
            if not any(found.start() in each or found.end() - 1 in each for each in taken):
                taken.append(range(*found.span()))
                yield word, found


def _path(quotation: Quotation) -> list[str]:
    """The path of the term that has the text: its section and name are enough."""
    return [key.text for key in quotation.path[:2]]


def _said(found: re.Match[str]) -> str:
    return " ".join(found[0].split())
