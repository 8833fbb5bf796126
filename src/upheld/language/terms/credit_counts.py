"""What a credit is counted by: an amount for so much downtime, for an occasion, or for the time lost."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit_rule import (
    BeyondFirst,
    BeyondShare,
    Blocks,
    Credited,
    CreditedDowntime,
    Occasion,
    Summed,
    UnstatedCredit,
)
from upheld.agreement.fee import Fee
from upheld.agreement.price import Price
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense, senses
from upheld.language.kind import Phrase, choice
from upheld.language.terms.amounts import Unbilled
from upheld.language.terms.credit_for import of_timed_cases
from upheld.language.terms.prices import fixed_length, parse_band_price, parse_lost_time, parse_price
from upheld.quantity import Duration, Operator, Target, parse_duration, parse_share, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

Per = Fraction | Duration | Occasion
"""For what an amount is owed once: a share of the time, a length of downtime, or an occasion."""

_OCCASIONS = {each.value: each for each in Occasion} | {
    "day affected": Occasion.AFFECTED_DAY,
    "calendar day": Occasion.AFFECTED_DAY,
    "day late": Occasion.AFFECTED_DAY,
    "day of delay": Occasion.AFFECTED_DAY,
    "business day of delay": Occasion.BUSINESS_DAY_LATE,
    "working day late": Occasion.BUSINESS_DAY_LATE,
    "working day of delay": Occasion.BUSINESS_DAY_LATE,
    "missed ticket": Occasion.MISSED_CASE,
    "late ticket": Occasion.MISSED_CASE,
    "ticket": Occasion.MISSED_CASE,
    "incident": Occasion.OUTAGE,
    "interruption": Occasion.OUTAGE,
    "case": Occasion.MISSED_CASE,
}


def parse_per(text: str) -> Per:
    """What `1 %`, `30 min`, `affected day`, `clock hour`, `outage` or `missed ticket` names.

    PhraseError for nothing, for more than all of the time, and for a length that is not fixed.
    """
    phrase = _EACH.sub("", tidy(text).removesuffix(" of downtime"))
    occasion = _OCCASIONS.get(phrase.lower())
    if occasion is not None:
        return occasion
    if (alone := _ALONE.fullmatch(phrase)) is not None:
        if alone["day"]:
            raise PhraseError(
                f"`{phrase}` may be 24 hours, or a day on which something was down",
                "write `24 h`, or `affected day`",
            )
        phrase = f"1 {alone['unit']}"
    if (part := _PART_OF.match(phrase)) is not None:
        counted = "per full" if part[1].lower() in ("full", "whole", "complete") else "per started"
        remedy = f"write `{phrase[part.end() :]}`, and beside it `counted: {counted}`"
        raise PhraseError(f"`{part[1]}` says how a part is counted, not for what the amount is owed", remedy)
    if not any(each.isdigit() for each in phrase):
        occasions = ", ".join(f"`{each.value}`" for each in (*Occasion,))
        raise PhraseError(
            f"`{phrase}` is nothing that an amount is owed for each of",
            f"write a share of the time (`1 %`), a length (`30 min`), or one of {occasions}, `day late`",
        )
    if _LENGTH.search(phrase):
        return fixed_length(phrase)
    share = parse_share(phrase)
    if not 0 < share <= 1:
        raise PhraseError(f"`{phrase}` is no part of the time", "write a share above 0 %, such as `1 %`")
    return share


_EACH = Pattern(r"^(?:for )?(?:each|every|per|an|a) (?:additional )?", re.IGNORECASE)
_ALONE = Pattern(r"(?P<unit>hour|minute|week|(?P<day>day))", re.IGNORECASE)
_PART_OF = Pattern(r"(full|whole|complete|started|begun|commenced) ", re.IGNORECASE)
_LENGTH = Pattern(r"[0-9a-z] ?[a-z]+$", re.IGNORECASE)


def parse_credited(text: str) -> Credited:
    """Which downtime `all downtime`, `beyond the target`, `beyond 99 %` or `beyond 15 min` names.

    PhraseError for others.
    """
    phrase = tidy(text)
    named = _CREDITED.get(_OF_DOWNTIME.sub("", phrase.lower()))
    if named is not None:
        return named
    found = _BEYOND.fullmatch(phrase)
    if found is None:
        known = "`all downtime`, `beyond the target`, or the first part of each outage: `beyond 15 min`"
        raise PhraseError(f"`{phrase}` names no downtime", f"write {known}")
    if "%" in found[1]:
        share = parse_share(found[1])
        if not 0 < share <= 1:
            raise PhraseError(f"`{phrase}` is no availability", "write one above 0 %, such as `beyond 99 %`")
        return BeyondShare(share)
    return BeyondFirst(fixed_length(found[1]))


_CREDITED = {each.value: each for each in CreditedDowntime} | {
    "the whole": CreditedDowntime.ALL,
    "all": CreditedDowntime.ALL,
    "below the target": CreditedDowntime.BEYOND_TARGET,
    "above the target": CreditedDowntime.BEYOND_TARGET,
    "excess": CreditedDowntime.BEYOND_TARGET,
    "excess downtime": CreditedDowntime.BEYOND_TARGET,
}
_OF_DOWNTIME = Pattern(r"^(?:the )?downtime (?=beyond|below|above)")
_BEYOND = Pattern(r"beyond (?:the first )?(.+?)(?: of each(?: outage)?)?", re.IGNORECASE)


def parse_affected_by(text: str) -> Target[Duration] | Target[Fraction]:
    """The downtime of `> 6 min` or `> 10 %` that makes a day or hour an affected one."""
    if "%" in text:
        return parse_target(text, parse_share, default=Operator.AT_LEAST)
    return parse_target(text, parse_duration, default=Operator.AT_LEAST)


def parse_rule_amount(text: str) -> Price | Unbilled | UnstatedCredit:
    """An amount as in credits, or `not stated`."""
    return UnstatedCredit() if tidy(text).lower() == "not stated" else parse_price(text)


AMOUNT: Directive[Price | Unbilled | UnstatedCredit] = Directive(
    "amount",
    Phrase(
        parse_rule_amount,
        "an amount (`10 % of monthly fee`, `1/30 of monthly fee`, `1 day of monthly fee`, "
        "`50 % of the subscription cost of the affected instance`, `50 EUR`, `3 days of service`), or "
        "`not stated`",
    ),
    "What is owed: for each breach, or with `per` for each so much downtime. `1 day of monthly fee`, or the "
    "`value of 1 day`, is what a day costs in its month, `1 day of yearly fee` what it costs in its year, "
    "and `1 day of previous month's fee` what it cost in that month; `3 days of service` are "
    "added to the term. `of the affected circuit` is the fee of each that failed, by "
    "itself; `of the affected circuits` is one share of the fees of all of them, added up. The fee is the "
    "one in force when the time judged begins, or for what was not there yet the one when it failed.",
    "10 % of monthly fee",
)
PER: Directive[Per | None] = Directive(
    "per",
    Phrase(
        parse_per,
        "a share of the time (`1 %`), a length of time (`30 min`), `affected day`, `clock hour`, `outage` or "
        "`missed case`",
    ),
    "For what the amount is owed once: so much downtime, as a share of the time measured or as a length, "
    "which may be one of the time of each late case; a calendar day with downtime, or (`day late`) after the "
    "one on which a ticket was due until it was done, at least one; a business day after it (`business day "
    "late`), by the calendar of its clock or the only one of the agreement; an hour of the clock with "
    "downtime; an outage; a case that was missed, such as a late ticket, or a slice of time (a day of "
    "latency) that was bad.",
    "1 %",
    default=Otherwise(None, "the amount is owed for each breach, however grave"),
    only_with=(AMOUNT,),
)


def in_blocks(fields: Fields) -> bool:
    """Whether an amount is owed for every so much downtime."""
    return isinstance(fields[PER], Fraction | Duration)


def _is_open(fields: Fields) -> bool:
    """Whether the words must say what the target allows: of shares of the time, and of late cases."""
    by_length = fields.has(LOST_TIME) or isinstance(fields[PER], Duration)
    return isinstance(fields[PER], Fraction) or (by_length and of_timed_cases(fields))


COUNTED: Directive[Blocks] = Directive(
    "counted",
    choice(Blocks),
    "What a part of so much downtime earns: nothing, as much as a whole one, or its part.",
    "per started",
    default=Open(
        Code.CREDIT_BLOCKS,
        "the words do not say what less than a whole `per` earns",
        senses(
            {
                Blocks.FULL: "a part earns nothing",
                Blocks.STARTED: "a part earns as much as a whole one",
                Blocks.PRO_RATA: "a part earns its part",
            }
        ),
        when=in_blocks,
    ),
    only_with=(PER,),
)


class First(Struct, frozen=True, kw_only=True):
    """What the first part earns, as it is written."""

    amount: Price
    length: Duration
    blocks: Blocks | None = None
    """Absent where its words do not say what a part of it earns; then it is as with the further ones."""


_FIRST = Pattern(
    r"(?P<amount>.+) for (?:(?:up to )?(?:the |its )?first|an outage of) "
    r"(?:(?P<full>full|whole|complete) |(?P<started>started|begun|commenced) )?(?P<length>.+?)"
    r"(?P<part>,? \(?or (?:any )?(?:part|portion|fraction)(?: thereof| of it| of an hour)?\)?)?",
    re.IGNORECASE,
)


def parse_first(text: str) -> First:
    """The amount and the length of `10 % of monthly fee for the first hour`, `... or part thereof`.

    PhraseError for other words, for nothing, and for a length that is not fixed.
    """
    phrase = tidy(text)
    found = _FIRST.fullmatch(phrase)
    if found is None:
        raise PhraseError(
            f"`{phrase}` does not say what is owed for how long a first part",
            "write an amount and a length, such as `10 % of monthly fee for the first 1 h`",
        )
    length = found["length"]
    if _ALONE.fullmatch(length) is not None:
        length = f"1 {length}"
    blocks = Blocks.STARTED if found["started"] or found["part"] else Blocks.FULL if found["full"] else None
    return First(amount=parse_band_price(found["amount"]), length=fixed_length(length), blocks=blocks)


FIRST: Directive[First | None] = Directive(
    "first",
    Phrase(parse_first, "an amount for a first length (`10 % of monthly fee for the first hour`)"),
    "What the first part of an outage, or of a late case, earns, where `amount` is for every further `per` "
    "after it: so much for the first hour, and so much for each further hour. What less than all of it earns "
    "goes by `counted`, unless it is said here: `for the first full hour`, `for the first hour or part "
    "thereof`. With `of: beyond 15 min` it begins after these, and with `summed: all outages` there is one "
    "first part for all outages of the period together.",
    "10 % of monthly fee for the first hour",
    default=Otherwise(None, "the first is like any other"),
    only_with=(PER,),
)
LOST_TIME: Directive[tuple[Fraction, Fee]] = Directive(
    "lost_time",
    Phrase(
        parse_lost_time, "a number of times (`10`, `100 %`), which may name the fee (`10 times yearly fee`)"
    ),
    "So many times the fee for the time that was lost is owed: the fee of the month over the length of the "
    "month, or of the year over the year, for the downtime, or for the time of each late case. Where a "
    "quarter or a year is judged as one, the length of the month is the mean of its months.",
    "10",
)
OF: Directive[Credited] = Directive(
    "of",
    Phrase(
        parse_credited,
        "`all downtime`, `beyond the target`, `beyond 99 %`, or of each outage `beyond 15 min`",
    ),
    "Which downtime is counted, or which time of a late case: all of it, what lies beyond the target, or "
    "beyond what another availability leaves (`beyond 99 %`), or what of each goes beyond a first length. "
    "Where a length of downtime is counted, all of it unless it is said.",
    "beyond the target",
    default=Open(
        Code.CREDITED_DOWNTIME,
        "the words do not say whether the time that the target allows is credited too",
        (
            Sense(
                CreditedDowntime.ALL.value,
                "from the first second on, once the target is missed",
                CreditedDowntime.ALL,
            ),
            Sense(
                CreditedDowntime.BEYOND_TARGET.value,
                "only what the target does not allow",
                CreditedDowntime.BEYOND_TARGET,
            ),
        ),
        when=_is_open,
    ),
    only_with=(PER, LOST_TIME),
)


def _may_differ_by_outage(fields: Fields) -> bool:
    """Whether it makes a difference over what downtime is cut into blocks."""
    by_length = isinstance(fields[PER], Duration)
    in_parts = fields[COUNTED] is Blocks.PRO_RATA and not fields.has(FIRST)
    cut = by_length and not in_parts and fields[OF] in _OF_EACH
    return cut and not of_timed_cases(fields)


_OF_EACH = (CreditedDowntime.ALL,)
SUMMED: Directive[Summed] = Directive(
    "summed",
    choice(Summed),
    "Over what downtime is cut into lengths: each outage by itself, or all outages of the period added up.",
    "all outages",
    default=Open(
        Code.SUMMED_OUTAGES,
        "the words do not say whether each outage is counted by itself, or all outages together",
        senses(
            {
                Summed.EACH_OUTAGE: "each outage by itself",
                Summed.ALL_OUTAGES: "the lengths of all outages are added up first",
            }
        ),
        when=_may_differ_by_outage,
    ),
    only_with=(PER,),
)
_AffectedBy = Target[Duration] | Target[Fraction] | None
_AFFECTED_BY: Phrase[Target[Duration] | Target[Fraction]] = Phrase(
    parse_affected_by,
    "a length of downtime, or a share of the time, with its comparison (`> 6 min`, `> 10 %`)",
)
DAY_AFFECTED_BY: Directive[_AffectedBy] = Directive(
    "day_affected_by",
    _AFFECTED_BY,
    "The downtime that makes a calendar day an affected one; a share is one of the time in which what failed "
    "was there on that day.",
    '"> 1 h"',
    default=Otherwise(None, "any downtime"),
    only_with=(PER,),
)
HOUR_AFFECTED_BY: Directive[_AffectedBy] = Directive(
    "hour_affected_by",
    _AFFECTED_BY,
    "The downtime that makes an hour of the clock an affected one; a share is one of the time in which what "
    "failed was there (deployed) in that hour.",
    '"> 6 min"',
    default=Otherwise(None, "any downtime"),
    only_with=(PER,),
)
