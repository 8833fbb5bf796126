"""Ends of cycles by which a claim must be made: `end of the second billing cycle after the failure`."""

from __future__ import annotations

import re

from msgspec import Struct

from upheld.agreement.claim import ClaimOpening, ClaimStart, ClaimUntil, ClaimWindow, Cycle, Window
from upheld.errors import PhraseError
from upheld.language.kind import Phrase
from upheld.language.terms.spans import parse_span
from upheld.quantity import Duration
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import take_number, tidy

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
    "report of the failure": ClaimStart.REPORT_OF_FAILURE,
    "report of the incident": ClaimStart.REPORT_OF_FAILURE,
    "report of the outage": ClaimStart.REPORT_OF_FAILURE,
    "ticket": ClaimStart.REPORT_OF_FAILURE,
    "trouble ticket": ClaimStart.REPORT_OF_FAILURE,
    "opening of the ticket": ClaimStart.REPORT_OF_FAILURE,
    "opening of the trouble ticket": ClaimStart.REPORT_OF_FAILURE,
    "eligibility": ClaimStart.ELIGIBILITY,
    "certain breach": ClaimStart.CERTAIN_BREACH,
    "statement": ClaimStart.STATEMENT,
}


_FAILURES = ("failure", "incident", "outage", "interruption", "downtime", "event")
"""What contracts call what fails."""
_OF_FAILURES = {
    "{}": ClaimStart.FAILURE,
    "date of the {}": ClaimStart.FAILURE,
    "day of the {}": ClaimStart.FAILURE,
    "beginning of the {}": ClaimStart.FAILURE,
    "start of the {}": ClaimStart.FAILURE,
    "occurrence of the {}": ClaimStart.FAILURE,
    "end of the {}": ClaimStart.END_OF_FAILURE,
    "resolution of the {}": ClaimStart.END_OF_FAILURE,
    "awareness of the {}": ClaimStart.AWARENESS,
    "report of the {}": ClaimStart.REPORT_OF_FAILURE,
}
_TICKETS = ("ticket", "trouble ticket", "support ticket", "support case", "fault ticket")
"""What contracts call that by which a customer reports what fails."""
SPOKEN_STARTS = {
    **_EVENTS,
    **{words.format(noun): start for words, start in _OF_FAILURES.items() for noun in _FAILURES},
    **{
        words.format(noun): ClaimStart.REPORT_OF_FAILURE
        for words in ("{}", "opening of the {}", "opening of a {}", "date of the {}")
        for noun in _TICKETS
    },
    "bill": ClaimStart.INVOICE,
    "date of the invoice": ClaimStart.INVOICE,
    "invoice date": ClaimStart.INVOICE,
    "issue of the invoice": ClaimStart.INVOICE,
    "receipt of the invoice": ClaimStart.INVOICE,
    "last day of the month": ClaimStart.END_OF_MONTH,
    "end of the calendar month": ClaimStart.END_OF_MONTH,
    "last day of the calendar month": ClaimStart.END_OF_MONTH,
    "end of the calendar quarter": ClaimStart.END_OF_QUARTER,
    "last day of the quarter": ClaimStart.END_OF_QUARTER,
    "end of the billing month": ClaimStart.END_OF_PERIOD,
    "end of the billing cycle": ClaimStart.END_OF_PERIOD,
    "end of the billing period": ClaimStart.END_OF_PERIOD,
    "end of the measurement period": ClaimStart.END_OF_PERIOD,
    "becoming aware": ClaimStart.AWARENESS,
    "becoming eligible": ClaimStart.ELIGIBILITY,
    "time the customer becomes aware": ClaimStart.AWARENESS,
    "time the customer becomes eligible": ClaimStart.ELIGIBILITY,
    "time customer becomes aware": ClaimStart.AWARENESS,
    "time customer becomes eligible": ClaimStart.ELIGIBILITY,
}
"""What contracts say of the event that a time to claim runs from."""


_DAYS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1
    )
}
"""Days of a month in words."""
_MOST_BUSINESS_DAYS = 20
"""Every month has so many, but for the rarest."""


def _any_of(words: dict[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_CYCLE = _any_of(dict(_CYCLES))
_PHRASE = Pattern(
    r"(?:by |until )?(?:the )?(?:close of business (?:on|of) )?(?:the )?"
    rf"(?:end of|last day of|(?P<last>last (?:business|working) day) of|"
    rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th)?|{_any_of(dict(_DAYS))})"
    r"(?P<business> (?:business|working))?(?: day)? of) "
    r"(?:the )?"
    rf"(?:(?P<number>{_any_of(dict(_ORDINALS))}) )?(?P<cycle>{_CYCLE})"
    rf"(?: (?P<after>after which|after|following|in which|during which|of)"
    rf"(?: (?:the )?(?:{_CYCLE}) (?:(?:in|during) which|of))? (?:the )?(?P<event>{_any_of(dict(_EVENTS))})"
    r"(?: (?:occurred|occurs|happened|began|begins|started))?"
    r"|(?P<then> (?:following|thereafter|after(?:wards)?)))?",
    re.IGNORECASE,
)
_LENGTH = Pattern(
    r"(?:within )?([0-9]+ [a-z]+(?: days)?)(?: (?:after|of|from|following) (?:the )?(.+))?", re.IGNORECASE
)
_BUSINESS_DAYS = Pattern(r"\b([0-9]+) (?:business|working) days", re.IGNORECASE)
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
        if days := _BUSINESS_DAYS.search(phrase):
            raise PhraseError(
                f"`{phrase}` counts business days",
                f"write `within: {days[1]} business days`, and `from: end of the month`",
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
    elif ordinal is None and not after and not found["then"]:
        raise PhraseError(
            f"`{phrase}` does not say which {found['cycle']} is meant",
            f"write `end of the {found['cycle']} of the failure`, or "
            f"`end of the {found['cycle']} after the failure`",
        )
    else:
        number = _ORDINALS[ordinal.lower()] if ordinal else 1
    day = _day_of(found["day"])
    in_business_days = (found["business"] or found["last"]) is not None
    most = _MOST_BUSINESS_DAYS if in_business_days else 31
    if day is not None and not 1 <= day <= most:
        raise PhraseError(f"`{phrase}` names no day of a month", f"write a day from 1 to {most}")
    return ClaimUntil(
        number=number,
        cycle=_CYCLES[found["cycle"].lower()],
        start=_EVENTS[(found["event"] or "failure").lower()],
        day=day,
        in_business_days=in_business_days,
        words=re.sub(r"^(?:by |until )?(?:the )?", "", phrase),
    )


_FIRST_DAY = Pattern(
    r"(?P<sign>on or after |on |from |as of |not before |only after |after )?(?:the )?(?P<day>.+)",
    re.IGNORECASE,
)


def parse_claim_opening(text: str) -> ClaimOpening:
    """The day of a month before which a claim is none: `5th business day of the next month`, or `after` it.

    Raises PhraseError.
    """
    phrase = tidy(text)
    found = _FIRST_DAY.fullmatch(phrase)
    sign = "" if found is None else (found["sign"] or "").strip().lower()
    try:
        day = parse_claim_end(phrase if found is None else found["day"])
    except PhraseError as error:
        raise PhraseError(
            error.message, "write it as `5th business day of the next month`, or with `after` before it"
        ) from None
    return ClaimOpening(day, is_after=sign in ("after", "only after"))


def _day_of(words: str | None) -> int | None:
    """The number of `5th` or `fifth`."""
    if words is None:
        return None
    return _DAYS.get(words.lower()) or int(re.sub(r"[^0-9]", "", words))


class SpanFrom(Struct, frozen=True):
    """A time to claim as it is written: how long, and what it runs from where the same words say that."""

    length: Duration | None
    """Absent where whole billing cycles are counted."""
    cycles: int = 0
    start: ClaimStart | None = None

    def until(self, start: ClaimStart) -> Window | None:
        """The window that it makes with what it runs from."""
        if self.length is not None:
            return ClaimWindow(self.length, start)
        counted = next(word for word, number in _ORDINALS.items() if number == self.cycles)
        return ClaimUntil(
            number=self.cycles,
            cycle=Cycle.BILLING_CYCLE,
            start=start,
            words=f"end of the {counted} billing cycle after the {start.value}",
        )


_BILLING_CYCLES = Pattern(
    r"(?:within )?(?P<count>[a-z0-9]+)(?: \([0-9]+\))? (?:full |whole )?billing (?:cycle|month|period)s?"
    r"(?: (?:of|after|from|following) (?:the )?(?P<event>.+))?",
    re.IGNORECASE,
)
_FROM_EVENT = Pattern(
    r"(?P<length>.+?) (?:of|after|from|following) (?:the )?(?P<event>[a-z].*?)"
    r"(?: (?:in|during) which (?:the )?[a-z ]+)?",
    re.IGNORECASE,
)


def parse_time_to_claim(text: str) -> SpanFrom:
    """The time of `30 days`, `30 days of the last day of the month`, or `two billing cycles`.

    Raises PhraseError.
    """
    phrase = tidy(text)
    if cycles := _BILLING_CYCLES.fullmatch(phrase):
        count, rest = take_number(cycles["count"], words=True)
        if rest or count.denominator != 1 or not 1 <= count < len(set(_ORDINALS.values())):
            raise PhraseError(
                f"`{phrase}` is no number of billing cycles", "write `2 billing cycles`, or months"
            )
        return SpanFrom(None, int(count), _event(cycles["event"], phrase))
    try:
        return SpanFrom(parse_span(phrase))
    except PhraseError:
        found = _FROM_EVENT.fullmatch(phrase)
        if found is None:
            raise
    return SpanFrom(parse_span(found["length"]), start=_event(found["event"], phrase))


def parse_time_to_notice(text: str) -> SpanFrom:
    """The time of `5 business days`, or of `5 business days after the incident`; PhraseError for cycles."""
    found = parse_time_to_claim(text)
    if found.length is None:
        raise PhraseError(f"`{tidy(text)}` is no time in which to report", "write days or hours")
    return found


_OF_CLAIM = Pattern(
    r"(?P<length>.+?) (?:of|after|from|following) (?:the |its |our )?"
    r"(?:(?:receipt|submission|date|day) of (?:the |a |your )?)?"
    r"(?:credit )?(?:claim|request|receipt|submission)",
    re.IGNORECASE,
)


def parse_time_to_decide(text: str) -> Duration:
    """The time of `45 days`, which runs from the claim, or of `45 days of receipt of the claim`."""
    found = _OF_CLAIM.fullmatch(tidy(text))
    return parse_span(text if found is None else found["length"])


def _event(words: str | None, phrase: str) -> ClaimStart | None:
    if words is None:
        return None
    known = SPOKEN_STARTS | {each.value: each for each in ClaimStart}
    start = known.get(words.lower())
    if start is None:
        raise PhraseError(
            f"`{words}` in `{phrase}` is nothing that a time to claim runs from",
            "write the length of time alone, and beside it `from`, such as `from: end of the month`",
        )
    return start


TIME_TO_CLAIM = Phrase(
    parse_time_to_claim,
    "a length of time (`7 days`, `5 business days`, `3 months`, `2 billing cycles`), and what it runs "
    "from if need be (`30 days after the end of the month`)",
)
TIME_TO_NOTICE = Phrase(
    parse_time_to_notice,
    "a length of time (`7 days`, `5 business days`, `24 hours`), and what it runs from if need be "
    "(`5 business days after the incident`)",
)
TIME_TO_DECIDE = Phrase(
    parse_time_to_decide,
    "a length of time (`30 days`, `10 business days`), which runs from the claim (`45 days after receipt of "
    "the claim`)",
)
CLAIM_END = Phrase(
    parse_claim_end,
    "the end of a month, quarter or billing cycle (`end of the second billing cycle after the failure`), "
    "or a day of one (`5th business day of the next month`)",
)
CLAIM_OPENING = Phrase(
    parse_claim_opening,
    "a day of a month (`5th business day of the next month`, `after the 5th business day of the next month`)",
)
