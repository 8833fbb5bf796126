"""Nouns of things: words for parts of a service that look like slips of the pen, since any noun will do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.credit import Credits
from upheld.agreement.price import resource_word
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.node import ListNode, MapNode, Node, ScalarNode
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.terms.quorums import noun_in
from upheld.language.terms.things import THINGS, singular

_KNOWN = (*THINGS, "service", "subscription", "application", "product", "point")
_SHORT = 4
"""Words of so many letters are slips of one another only where two letters changed places."""
_WORDS = re.compile(r"[a-z][a-z-]*")


class _Noun(Struct, frozen=True):
    """A noun that is none of the language's own, and where it stands first."""

    word: str
    at: ScalarNode
    is_of_fee: bool


def review_nouns(draft: Draft, reader: Reader) -> None:
    """Warn of nouns that are nearly another one, and of fees for things that nothing else in the file has."""
    if reader.found_errors:
        return
    points = list(_of_points(draft))
    fees = list(_of_fees(draft))
    strange = [each for each in (*points, *fees) if each.word not in _KNOWN]
    if not strange:
        return
    counts = Counter(word for node in _scalars(draft.fields.node) for word in _words(node.text))
    named = [each.value.name.lower() for each in draft.services]
    there = [word for word in dict.fromkeys(each.word for each in points) if word != "point"]
    for each in strange:
        others = [word for word in (*named, *(other.word for other in strange)) if word != each.word]
        meant = _meant(each.word, others, counts)
        if meant is not None:
            message = f"`{each.word}` is nearly `{meant}`, and any noun will do here"
            remedy = f"write `{meant}` if that is meant"
        elif each.is_of_fee and there and each.word not in there and _often(each.word, counts) <= 1:
            message = f"a fee is paid for a `{each.word}`, and that word stands nowhere else in this file"
            remedy = f"write what the points of services are called ({', '.join(there)}) if they are meant"
        else:
            continue
        accepted = or_accept(Code.STRANGE_NOUN, reader.path_of(each.at))
        reader.report(Code.STRANGE_NOUN, each.at, message, f"{remedy}, {accepted}")


def _of_points(draft: Draft) -> Iterator[_Noun]:
    """What services call their points, where they say so."""
    for written in draft.services:
        node = written.node.find("down_when") if isinstance(written.node, MapNode) else None
        for scalar in () if node is None else _scalars(node):
            noun = noun_in(scalar.text)
            if noun is not None:
                yield _Noun(noun, scalar, is_of_fee=False)


def _of_fees(draft: Draft) -> Iterator[_Noun]:
    """What fees are paid for, each word once."""
    root = draft.fields.node
    node = root.find("credits") if isinstance(root, MapNode) else None
    if node is None or draft.credits is None:
        return
    scalars = list(_scalars(node))
    for word in dict.fromkeys(_fee_words(draft.credits)):
        at = next((each for each in scalars if _holds(each.text, word)), None)
        if at is not None:
            yield _Noun(word, at, is_of_fee=True)


def _fee_words(credits: Credits) -> Iterator[str]:
    prices = [price for rule in credits.all_rules for price in rule.prices]
    prices += [cap.limit for cap in credits.caps]
    yield from filter(None, map(resource_word, prices))


def _holds(text: str, noun: str) -> bool:
    """Whether a text says a noun, of one or of several."""
    return re.search(rf"(?<![a-z]){re.escape(noun)}(?:e?s)?(?![a-z])", text.lower()) is not None


def _meant(noun: str, others: Sequence[str], counts: Counter[str]) -> str | None:
    """The word that a noun is a slip of: one that the language knows, or a more frequent one of the file."""
    for known in _KNOWN:
        if is_slip(noun, known):
            return known
    return next(
        (each for each in others if is_slip(noun, each) and _often(noun, counts) < _often(each, counts)), None
    )


def _often(noun: str, counts: Counter[str]) -> int:
    return min((counts[word] for word in _words(noun)), default=0)


def is_slip(word: str, other: str) -> bool:
    """Whether two words differ by one letter too many, too few or wrong, or by two that changed places.

    They begin alike, and differ by more than a plural.
    """
    if word == other or word[:1] != other[:1] or f"{word}s" == other or word == f"{other}s":
        return False
    short, long = sorted((word, other), key=len)
    if len(short) == len(long):
        differ = [place for place in range(len(word)) if word[place] != other[place]]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        if swapped and word[differ[0]] == other[differ[1]] and word[differ[1]] == other[differ[0]]:
            return True
        return len(differ) == 1 and len(word) > _SHORT
    lacks_one = any(short == long[:place] + long[place + 1 :] for place in range(len(long)))
    return lacks_one and len(short) > _SHORT


def _words(text: str) -> Iterator[str]:
    return map(singular, _WORDS.findall(text.lower()))


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """All texts of a node, keys too."""
    match node:
        case ScalarNode():
            yield node
        case ListNode(items=items):
            for item in items:
                yield from _scalars(item)
        case MapNode(entries=entries):
            for key, value in entries:
                yield key
                yield from _scalars(value)
        case _:
            return
