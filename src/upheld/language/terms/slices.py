"""Slices: a period cut into stretches of one length, each of them good or bad as a whole."""

from __future__ import annotations

import re

from upheld.agreement.slices import BadWhen, DownFor, DownShare, Slices
from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Phrase
from upheld.language.record import Record
from upheld.language.terms.lengths import LENGTH
from upheld.quantity import Operator, did_you_mean, parse_share, parse_target
from upheld.quantity.phrase import tidy

_DOWN_FOR = re.compile(r"down for (?P<share>.+?)(?: of (?:the|a|each) (?:slice|minute|interval|hour))?", re.I)


def parse_bad_when(text: str) -> BadWhen:
    """The condition of `down throughout`, `down at all` or `down for > 50 % of the slice`."""
    phrase = tidy(text)
    words = {each.value: each for each in DownFor}
    if phrase.lower() in words:
        return words[phrase.lower()]
    share = _DOWN_FOR.fullmatch(phrase)
    if share is None:
        listed = ", ".join(f"`{word}`" for word in words)
        remedy = did_you_mean(phrase, words, f"write one of {listed}, or `down for > 50 %`")
        raise PhraseError(f"`{phrase}` does not say when a slice is bad", remedy)
    target = parse_target(share["share"], parse_share)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{phrase}` would make the good slices bad", "write `>` or `>=`")
    if target.bound > 1 or (target.bound == 1 and target.operator is Operator.MORE):
        raise PhraseError(f"`{phrase}` can't be: there is no more than 100 %", "write at most `>= 100 %`")
    return DownShare(target)


_OF: Directive[Micros] = Directive(
    "of",
    LENGTH,
    "How long each slice is. They are counted from the beginning of the period.",
    "5 min",
)
_DOWN_WHEN: Directive[BadWhen] = Directive(
    "down_when",
    Phrase(
        parse_bad_when,
        "`down throughout`, `down at all`, or a share of the slice (`down for > 50 %`, `down for >= 10 %`)",
    ),
    "When a slice is bad: where all of the time measured in it was down, where any of it was, or where a "
    "share of it was.",
    "down throughout",
)


def _build(fields: Fields) -> Slices:
    return Slices(of=fields[_OF], down_when=fields[_DOWN_WHEN])


SLICES: Directive[Slices | None] = Directive(
    "slices",
    Record(
        "slices",
        "The period cut into slices of one length (minutes, intervals of five minutes), each of them good "
        "or bad as a whole. The figure is the share of slices that are good.",
        (_OF, _DOWN_WHEN),
        _build,
    ),
    "Slices of time (minutes, intervals of five minutes) that are good or bad as a whole.",
    "{of: 1 min, down_when: down throughout}",
    default=Otherwise(None, "each instant counts by itself"),
)
