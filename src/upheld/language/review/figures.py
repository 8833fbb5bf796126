"""Approximate figures in the text that are not what the exact target allows."""

from __future__ import annotations

import re
from fractions import Fraction

from upheld.agreement.objective import Availability, Objective
from upheld.chrono.recurrence import PeriodRule
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept
from upheld.language.review.period_lengths import longest, shortest
from upheld.language.review.quotations import QUOTED, Quotation, quotations, spot
from upheld.quantity import parse_duration, write_length, write_share

_ABOUT = re.compile(
    r"\b(?:approximately|approx\.?|about|around|roughly|circa|ca\.|nearly|almost|some)\s+"
    r"(?P<figure>[0-9]+(?:\.[0-9]+)?\s*(?:seconds|minutes|hours|days|secs?|mins?|hrs?|h|s)\b)",
    re.IGNORECASE,
)


def review_figures(draft: Draft, reader: Reader) -> None:
    """Warn where a text gives its allowance in round figures that differ from what its percentage gives."""
    of_name = {written.name.text: written for written in draft.objectives}
    for quotation in quotations(draft.fields.node, keys=QUOTED):
        if quotation.section == "objectives" and len(quotation.path) > 1:
            written = of_name.get(quotation.path[1].text)
            if written is not None:
                _review(written, quotation, reader)


def _review(written: Written[Objective], quotation: Quotation, reader: Reader) -> None:
    objective = written.value
    found = _ABOUT.search(quotation.text.text)
    if found is None or objective.share_target is None or not isinstance(objective.indicator, Availability):
        return
    about, share = _length(found["figure"]), objective.share_target.bound
    least, most = (
        _allowance(share, shortest(objective.period)),
        _allowance(share, longest(objective.period)),
    )
    if about is None or least == most == about:
        return
    message = (
        f"“{' '.join(found[0].split())}” is not what {write_share(share)} allows: {write_length(least)} in "
        "the shortest "
        f"{_noun(objective.period)}, {write_length(most)} in the longest"
        + (f"; {_between(least, about)} are a miss by the one and none by the other" if about > least else "")
    )
    accepting = or_accept(Code.APPROXIMATE_FIGURE, ("objectives", objective.name))
    remedy = f"the target is what is judged: leave the figure out of the text, {accepting}"
    reader.report(Code.APPROXIMATE_FIGURE, spot(found, quotation.text, reader), message, remedy)


def _allowance(share: Fraction, length: int) -> int:
    return int((1 - share) * length)


def _between(least: int, about: int) -> str:
    """A round length of downtime that one figure allows and the other does not."""
    minute = 60_000_000
    middle = (least + about) // 2
    rounded = middle // minute * minute
    return write_length(rounded if rounded > least else middle)


def _length(phrase: str) -> int | None:
    try:
        return parse_duration(phrase).micros
    except PhraseError:
        return None


def _noun(rule: PeriodRule) -> str:
    return str(rule)
