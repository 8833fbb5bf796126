"""Earn-back: when the credit for a breach is returned."""

from __future__ import annotations

import re

from upheld.agreement.credit import EarnBack
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Reference
from upheld.language.record import Record
from upheld.language.terms.spans import parse_months
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_NEXT = Pattern(r"^(?:after |by )?(?:the )?(?:next|following|subsequent) ", re.IGNORECASE)
_ONE = Pattern(r"^(?=month$|quarter$|year$)", re.IGNORECASE)


def parse_earned_back(text: str) -> int:
    """The number of `3 months`, `the next three months`, `2 quarters`; PhraseError for others."""
    return parse_months(_ONE.sub("1 ", _NEXT.sub("", tidy(text)).replace(" consecutive", "")))


_KEPT_FOR: Directive[int] = Directive(
    "kept_for",
    Phrase(parse_earned_back, "a number of months, quarters or years (`3 months`, `2 quarters`)"),
    "For how long right after the period that missed it a promise must be kept, in each period of its own.",
    "3 months",
)
_BY: Directive[str] = Directive(
    "by",
    Reference("objective", "the name of an objective"),
    "The promise over a longer time, such as the availability of the contract year, that returns the "
    "credits of all periods within it where it is kept. Where nothing is owed for missing it, give it "
    "`force: target`.",
    "yearly_uptime",
)
_FOR: Directive[tuple[str, ...]] = Directive(
    "for",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The promises whose credits are returned.",
    "[uptime]",
    default=Otherwise((), "all of them, but for the one under `by`"),
)


def _build(fields: Fields) -> EarnBack:
    by = fields[_BY] if fields.has(_BY) else None
    if by is not None and by in fields[_FOR]:
        message = f"`{by}` can't return its own credit"
        remedy = f"name the promises of shorter times under `{_FOR.key}`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_FOR), message, remedy)
    months = fields[_KEPT_FOR] if by is None else 0
    return EarnBack(months=months, by=by, objectives=fields[_FOR])


EARNED_BACK: Directive[EarnBack | None] = Directive(
    "earned_back",
    Record(
        "earning back",
        "When the credit for a breach is returned. A single text is `kept_for`.",
        (_KEPT_FOR, _BY, _FOR),
        _build,
        one_of=(_KEPT_FOR, _BY),
        short=_KEPT_FOR,
    ),
    "Earn-back: the credit for a promise is returned where it is kept for so long after the period that "
    "missed it, or where another promise is kept over a longer time. The miss remains a breach. It is worked "
    "out where several months are settled together (`upheld settle`), for promises that are judged by "
    "months, quarters or years; as long as not all of the periods it goes by are over and among the ones "
    "settled, the credit is owed.",
    "3 months",
    default=Otherwise(None, "never"),
)
