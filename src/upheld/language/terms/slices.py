"""Slices: a period cut into stretches of one length, each of them good or bad as a whole."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.slices import BadWhen, DownFor, DownShare, EmptySlices, ErrorRate, SliceFigure, Slices
from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Phrase, choice
from upheld.language.record import Record
from upheld.language.terms.lengths import LENGTH
from upheld.quantity import Operator, Target, did_you_mean, parse_share, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_ALL_FAIL = Pattern(
    r"(?:every|each|all)(?: of the)? (?:requests?|attempts?|calls?|connections?|checks?)(?: \w+)?"
    r"(?: made)? fails?",
    re.I,
)
_ERROR_RATE = Pattern(r"error rate (?:is |of )?(?P<share>.+)", re.I)
_NUMBER = Pattern(r"([0-9][0-9_]*) ?([a-z][a-z -]*)?", re.I)
_MOST_REQUESTS = 10**15
_DOWN_FOR = Pattern(r"down for (?P<share>.+?)(?: of (?:the|a|each) (?:slice|minute|interval|hour))?", re.I)


def parse_bad_when(text: str) -> BadWhen:
    """The condition of `down throughout`, `down for > 50 %`, `error rate > 5 %` or `every request fails`."""
    phrase = tidy(text)
    words = {each.value: each for each in DownFor}
    if phrase.lower() in words:
        return words[phrase.lower()]
    if _ALL_FAIL.fullmatch(phrase):
        return ErrorRate(Target(Operator.AT_LEAST, Fraction(1)))
    if rate := _ERROR_RATE.fullmatch(phrase):
        return ErrorRate(_least_share(phrase, rate["share"]))
    if share := _DOWN_FOR.fullmatch(phrase):
        return DownShare(_least_share(phrase, share["share"]))
    listed = ", ".join(f"`{word}`" for word in (*words, "every request fails"))
    remedy = did_you_mean(
        phrase, words, f"write one of {listed}, or `down for > 50 %`, or `error rate > 5 %`"
    )
    raise PhraseError(f"`{phrase}` does not say when a slice is bad", remedy)


def _least_share(phrase: str, text: str) -> Target[Fraction]:
    target = parse_target(text, parse_share)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{phrase}` would make the good slices bad", "write `>` or `>=`")
    if target.bound > 1 or (target.bound == 1 and target.operator is Operator.MORE):
        raise PhraseError(f"`{phrase}` can't be: there is no more than 100 %", "write at most `>= 100 %`")
    return Target(target.operator, target.bound)


def parse_requests(text: str) -> int:
    """The number of `100 requests`, `1 000 valid requests`, `100`."""
    phrase = tidy(text).replace(",", "")
    found = _NUMBER.fullmatch(phrase)
    number = int(found[1]) if found else 0
    if not 1 <= number <= _MOST_REQUESTS:
        raise PhraseError(f"`{phrase}` is no number of requests", "write one such as `100 requests`")
    return number


_OF: Directive[Micros] = Directive(
    "of",
    LENGTH,
    "How long each slice is. They are counted from the beginning of the period.",
    "5 min",
)
_FIGURE: Directive[SliceFigure] = Directive(
    "figure",
    choice(SliceFigure),
    "What the figure of the period is: the share of slices that are good, or 100 % less the mean of the "
    "error rates of all slices, whether good or bad.",
    "mean of error rates",
    default=Otherwise(SliceFigure.SHARE, f"`{SliceFigure.SHARE.value}`"),
)
_DOWN_WHEN: Directive[BadWhen] = Directive(
    "down_when",
    Phrase(
        parse_bad_when,
        "`down throughout`, `down at all`, a share of the slice (`down for > 50 %`, `down for >= 10 %`), an "
        "error rate (`error rate > 5 %`, `error rate >= 10 %`) or `every request fails`",
    ),
    "When a slice is bad: where all of the time measured in it was down, where any of it was, or where a "
    "share of it was; or where the share of its requests that failed, its error rate, is so high. Bad slices "
    "in a row are one outage.",
    "error rate > 5 %",
    default=Otherwise(DownFor.AT_ALL, "needed but for the `mean of error rates`"),
)
_EMPTY: Directive[EmptySlices] = Directive(
    "empty",
    choice(EmptySlices),
    "What a slice without requests counts as: good, with an error rate of 0 %, nothing at all, or the same "
    "as the last one that had some.",
    "left out",
    default=Open(
        Code.EMPTY_SLICES,
        "nothing says what a slice without requests counts as",
        senses(
            {
                EmptySlices.GOOD: "its error rate is 0 %, and it is one of those the mean is taken of",
                EmptySlices.LEFT_OUT: "the mean is taken of the slices that had requests",
            }
        ),
        when=lambda fields: fields[_FIGURE] is SliceFigure.MEAN_ERROR_RATE,
        elsewhere=f"`{EmptySlices.GOOD.value}` where each slice is good or bad as a whole",
    ),
)
_AT_LEAST: Directive[int] = Directive(
    "at_least",
    Phrase(parse_requests, "a number of requests (`100 requests`)"),
    "How many requests a slice must have to be judged by them; with fewer it counts as one without any.",
    "100 requests",
    default=Otherwise(0, "`1 request`"),
)


def _build(fields: Fields) -> Slices:
    slices = Slices(
        of=fields[_OF],
        down_when=fields[_DOWN_WHEN],
        empty=fields[_EMPTY],
        figure=fields[_FIGURE],
        at_least=fields[_AT_LEAST],
    )
    _check(slices, fields)
    return slices


def _check(slices: Slices, fields: Fields) -> None:
    if slices.figure is SliceFigure.MEAN_ERROR_RATE:
        if fields.has(_DOWN_WHEN):
            message = "no slice is down where the mean of their error rates is taken"
            remedy = f"delete `down_when`, or write `figure: {SliceFigure.SHARE.value}`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_DOWN_WHEN), message, remedy)
        return
    if not fields.has(_DOWN_WHEN):
        message, remedy = "nothing says when a slice is down", "write such as `down_when: error rate > 5 %`"
        fields.reader.report(Code.MISSING_KEY, fields.standing, message, remedy)
    for directive in (_EMPTY, _AT_LEAST):
        if fields.has(directive) and fields.has(_DOWN_WHEN) and not isinstance(slices.down_when, ErrorRate):
            message = f"`{directive.key}` is about requests, and these slices go by time that was down"
            remedy = f"delete `{directive.key}`, or write such as `down_when: error rate > 5 %`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(directive), message, remedy)


SLICES: Directive[Slices | None] = Directive(
    "slices",
    Record(
        "slices",
        "The period cut into slices of one length (minutes, intervals of five minutes), each of them good "
        "or bad as a whole. The figure is the share of slices that are good, or made of their error rates.",
        (_OF, _FIGURE, _DOWN_WHEN, _EMPTY, _AT_LEAST),
        _build,
    ),
    "Slices of time (minutes, intervals of five minutes) that are good or bad as a whole.",
    "{of: 1 min, down_when: down throughout}",
    default=Otherwise(None, "each instant counts by itself"),
)
