"""Ends of cycles by which a claim must be made: `end of the second billing cycle after the failure`."""

from __future__ import annotations

import re

from upheld.agreement.claim import ClaimStart, ClaimUntil, Cycle
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.quantity.phrase import tidy

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            ("same", "current"),
            ("first", "1st", "next", "following", "subsequent"),
            ("second", "2nd"),
            ("third", "3rd"),
            ("fourth", "4th"),
            ("fifth", "5th"),
            ("sixth", "6th"),
        )
    )
    for word in words
}
_CYCLES = {
    "billing cycle": Cycle.BILLING_CYCLE,
    "billing month": Cycle.BILLING_CYCLE,
    "billing period": Cycle.BILLING_CYCLE,
    "invoicing month": Cycle.BILLING_CYCLE,
    "calendar month": Cycle.MONTH,
    "month": Cycle.MONTH,
    "calendar quarter": Cycle.QUARTER,
    "quarter": Cycle.QUARTER,
    "calendar year": Cycle.YEAR,
    "year": Cycle.YEAR,
}
_EVENTS = {
    "failure": ClaimStart.FAILURE,
    "incident": ClaimStart.FAILURE,
    "outage": ClaimStart.FAILURE,
    "downtime": ClaimStart.FAILURE,
    "unavailability": ClaimStart.FAILURE,
    "event": ClaimStart.FAILURE,
    "miss": ClaimStart.FAILURE,
    "breach": ClaimStart.FAILURE,
    "end of the failure": ClaimStart.END_OF_FAILURE,
    "end of the incident": ClaimStart.END_OF_FAILURE,
    "end of the outage": ClaimStart.END_OF_FAILURE,
    "fix": ClaimStart.END_OF_FAILURE,
    "awareness": ClaimStart.AWARENESS,
    "awareness of the failure": ClaimStart.AWARENESS,
    "eligibility": ClaimStart.ELIGIBILITY,
    "certain breach": ClaimStart.CERTAIN_BREACH,
    "statement": ClaimStart.STATEMENT,
}


def _any_of(words: dict[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_CYCLE = _any_of(dict(_CYCLES))
_PHRASE = re.compile(
    r"(?:by |until )?(?:the )?(?:end of|last day of|(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: day)? of) "
    r"(?:the )?"
    rf"(?:(?P<number>{_any_of(dict(_ORDINALS))}) )?(?P<cycle>{_CYCLE})"
    rf"(?: (?P<after>after which|after|following|in which|during which|of)"
    rf"(?: (?:the )?(?:{_CYCLE}) (?:(?:in|during) which|of))? (?:the )?(?P<event>{_any_of(dict(_EVENTS))})"
    r"(?: (?:occurred|occurs|happened|began|begins|started))?)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"(?:within )?([0-9]+ [a-z]+(?: days)?)(?: (?:after|of|from|following) (?:the )?(.+))?", re.IGNORECASE
)
_WITHIN_IT = frozenset({"in which", "during which", "of"})


def parse_claim_end(text: str) -> ClaimUntil:
    """The end that a phrase names: the last instant of a cycle counted from the one that holds an event.

    `end of the month following the month in which the incident occurred` counts one on; `end of the second
    billing cycle after the failure` two; `end of the month of the failure` none. Raises PhraseError.
    """
    phrase = tidy(text)
    found = _PHRASE.fullmatch(phrase)
    if found is None:
        if length := _LENGTH.fullmatch(phrase):
            raise PhraseError(
                f"`{phrase}` is a length of time",
                f"write `within: {length[1]}`, and `from: {length[2] or 'failure'}`",
            )
        raise PhraseError(
            f"`{phrase}` is not the end of a month, quarter or billing cycle",
            "write it as `end of the second billing cycle after the failure`, or `end of the month of the "
            "failure`",
        )
    after = (found["after"] or "").lower()
    ordinal = found["number"]
    if after in _WITHIN_IT:
        number = _ORDINALS[ordinal.lower()] if ordinal else 0
    elif ordinal is None and not after:
        raise PhraseError(
            f"`{phrase}` does not say which {found['cycle']} is meant",
            f"write `end of the {found['cycle']} of the failure`, or "
            f"`end of the {found['cycle']} after the failure`",
        )
    else:
        number = _ORDINALS[ordinal.lower()] if ordinal else 1
    day = int(found["day"]) if found["day"] else None
    if day is not None and not 1 <= day <= 31:
        raise PhraseError(f"`{phrase}` names no day of a month", "write a day from 1 to 31")
    return ClaimUntil(
        number=number,
        cycle=_CYCLES[found["cycle"].lower()],
        start=_EVENTS[(found["event"] or "failure").lower()],
        day=day,
        words=re.sub(r"^(?:by |until )?(?:the )?", "", phrase),
    )


CLAIM_END = Phrase(
    parse_claim_end,
    "the end of a month, quarter or billing cycle (`end of the second billing cycle after the failure`)",
)
