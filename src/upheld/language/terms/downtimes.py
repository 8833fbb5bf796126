"""Downtime: which outages count as such, from when on, and how much of each."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.downtime import (
    BeginsAt,
    CountedPart,
    Denominator,
    Downtime,
    FixedLength,
    Impact,
    OutOf,
    Overlapping,
    PartialMinutes,
    Weighting,
)
from upheld.chrono.instant import Micros
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Text, choice
from upheld.language.record import Record
from upheld.language.terms.lengths import LENGTH, parse_length
from upheld.quantity import Operator, Target, did_you_mean, parse_share, parse_target, write_length
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_UNBROKEN = Pattern(r"\b(?:consecutive|continuous|uninterrupted|successive) ", re.IGNORECASE)
_PERIOD = Pattern(r"^(?:(?:a|an|any) )?(?:period|time) of ", re.IGNORECASE)


def parse_lasting(text: str) -> Target[Micros]:
    """The least length of `>= 5 min`, `> 5 min` or `at least five consecutive minutes`."""
    phrase = _PERIOD.sub("", _UNBROKEN.sub("", tidy(text)))
    target = parse_target(phrase, parse_length, default=Operator.AT_LEAST)
    if target.operator.is_ceiling:
        length = write_length(target.bound)
        raise PhraseError(f"`{tidy(text)}` is not a least length", f"write `>= {length}` or `> {length}`")
    return target


def parse_impact(text: str) -> Impact:
    """The impact of `>= 5 % of users` or `more than 10 per cent`."""
    phrase = tidy(text)
    share, _, of = phrase.partition(" of ")
    target = parse_target(share, parse_share)
    bound: Fraction = target.bound
    if target.operator.is_ceiling or bound > 1 or (bound == 1 and target.operator is Operator.MORE):
        raise PhraseError(
            f"`{phrase}` is no least share of those affected", "write one such as `>= 5 % of users`"
        )
    return Impact(target, of)


def parse_denominator(text: str) -> Denominator:
    """The denominator of `whole period`, `time in force`, `time subscribed`, `30 days` or `730 hours`."""
    phrase = tidy(text)
    words = {each.value: each for each in OutOf}
    if phrase.lower() in words:
        return words[phrase.lower()]
    if not phrase[:1].isdigit():
        listed = ", ".join(f"`{word}`" for word in words)
        remedy = did_you_mean(phrase, words, f"write one of {listed}, or a length such as `30 days`")
        raise PhraseError(f"`{phrase}` is no time to hold downtime against", remedy)
    return FixedLength(parse_length(phrase))


_LASTING: Directive[Target[Micros] | None] = Directive(
    "lasting",
    Phrase(
        parse_lasting, 'a least length of time (`">= 5 min"`, `"> 5 min"`, `at least 5 consecutive minutes`)'
    ),
    "How long an outage must last without a break to count as downtime; a shorter one is no downtime. It is "
    "the length of the outage from where it begins to count, and exclusions do not shorten it.",
    '">= 5 min"',
    default=Otherwise(None, "an outage of any length counts"),
)
_COUNTED: Directive[CountedPart] = Directive(
    "counted",
    choice(CountedPart),
    "How much counts of an outage that lasted long enough: all of it, or what goes beyond the length in "
    "`lasting`.",
    "beyond the minimum",
    default=Otherwise(CountedPart.WHOLE, f"`{CountedPart.WHOLE.value}`"),
    only_with=(_LASTING,),
)
_GRACE: Directive[Micros] = Directive(
    "grace",
    LENGTH,
    "The first so much of each outage never counts, after what exclusions take off it.",
    "10 min",
    default=Otherwise(Micros(0), "none"),
)
_PARTIAL: Directive[PartialMinutes] = Directive(
    "partial_minutes",
    choice(
        PartialMinutes,
        {
            "not counted": PartialMinutes.DROPPED,
            "ignored": PartialMinutes.DROPPED,
            "disregarded": PartialMinutes.DROPPED,
            "rounded down": PartialMinutes.DROPPED,
            "rounded up": PartialMinutes.WHOLE,
            "rounded to the nearest minute": PartialMinutes.NEAREST,
        },
    ),
    "What becomes of the seconds of each outage that make no whole minute: of what counts of it, rounded for "
    "the outage as a whole. Of the nearest, half a minute is a whole one.",
    "dropped",
    default=Otherwise(PartialMinutes.KEPT, f"`{PartialMinutes.KEPT.value}`"),
)
_BEGINS: Directive[BeginsAt] = Directive(
    "begins_at",
    choice(BeginsAt),
    "From when on an outage counts: when it began, when it was detected, when the customer reported it "
    "(opened a ticket), or the earlier of these two; the evidence tells them in the table `outages`.",
    "report",
    default=Otherwise(BeginsAt.OCCURRENCE, f"`{BeginsAt.OCCURRENCE.value}`"),
)
_AFFECTING: Directive[Impact | None] = Directive(
    "affecting",
    Phrase(parse_impact, 'a least share, and of what (`">= 5 % of users"`)'),
    "The share of users, visitors or whatever else that must be affected; time in which fewer were is no "
    "downtime. The evidence tells it as `affected` in the table `outages`.",
    '">= 5 % of users"',
    default=Otherwise(None, "however few"),
)
_WEIGHTED: Directive[Weighting] = Directive(
    "weighted_by",
    choice(Weighting),
    "By what the counted length of each outage is multiplied: by the share of users it affected, which the "
    "evidence tells as `affected` in the table `outages`.",
    "affected share",
    default=Otherwise(Weighting.NOTHING, f"`{Weighting.NOTHING.value}`"),
)
_OVERLAPPING: Directive[Overlapping] = Directive(
    "overlapping",
    choice(Overlapping),
    "What the shares of outages at one time come to together: they are `added up`, at most to all; the "
    "`largest` of them counts; or it is `open` whether they affected the same, so that it lies between.",
    "added up",
    default=Otherwise(Overlapping.OPEN, f"`{Overlapping.OPEN.value}`"),
    only_with=(_AFFECTING, _WEIGHTED),
)
_PROVIDED: Directive[tuple[str, ...]] = Directive(
    "provided",
    ListOf(Text("a condition in words"), "a condition in words or a list of them"),
    "What must hold for an outage to count, in the words of the text, such as what the customer has to do. "
    "The evidence tells it under `holds` and `fails` in the table `outages`: where a condition fails the "
    "outage is no downtime, where nothing is said it is in doubt.",
    "[the customer retries with back-off]",
    default=Otherwise((), "nothing"),
)


def _build(fields: Fields) -> Downtime:
    if fields[_GRACE] and fields[_COUNTED] is CountedPart.BEYOND:
        message = "`grace` and `counted: beyond the minimum` both take off the beginning of each outage"
        remedy = "keep the one that the text states"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_GRACE), message, remedy)
    return Downtime(
        lasting=fields[_LASTING],
        counted=fields[_COUNTED],
        grace=fields[_GRACE],
        partial_minutes=fields[_PARTIAL],
        begins_at=fields[_BEGINS],
        affecting=fields[_AFFECTING],
        weighted_by=fields[_WEIGHTED],
        overlapping=fields[_OVERLAPPING],
        provided=fields[_PROVIDED],
    )


DOWNTIME: Directive[Downtime | None] = Directive(
    "downtime",
    Record(
        "downtime",
        "What of the time in which a service was down counts as downtime (unavailability). Where too few are "
        "affected, or a condition fails, there is none; then each outage is counted by itself: from where it "
        "begins to count, if it lasts long enough, less what is excluded, less the grace, in whole minutes "
        "where they are asked for, and weighted at last.",
        (_LASTING, _COUNTED, _GRACE, _PARTIAL, _BEGINS, _AFFECTING, _WEIGHTED, _OVERLAPPING, _PROVIDED),
        _build,
    ),
    "Which outages count as downtime (unavailability), from when on, and how much of each.",
    '{lasting: ">= 5 min", partial_minutes: dropped}',
    default=Otherwise(None, "all the time in which the service is down"),
)
OUT_OF: Directive[Denominator] = Directive(
    "out_of",
    Phrase(
        parse_denominator,
        "`time in force`, `whole period`, `time subscribed`, or a fixed length (`30 days`, `730 hours`)",
    ),
    "The total time that downtime is held against: the period as far as the agreement was in force, the "
    "whole period, the part of it in which the customer had subscribed, or always the same length. What "
    "exclusions remove is taken off it.",
    "30 days",
    default=Otherwise(OutOf.IN_FORCE, f"`{OutOf.IN_FORCE.value}`"),
)
