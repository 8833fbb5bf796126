"""Termination: after which breaches a customer may leave."""

from __future__ import annotations

from upheld.agreement.termination import (
    BreachesWithin,
    ConsecutiveMonths,
    CountedBy,
    Ground,
    Penalty,
    TerminationRight,
)
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Reference, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.spans import LEAST_COUNT, MONTH_COUNT, MONTHS, SPAN
from upheld.quantity import Duration

_CONSECUTIVE: Directive[int] = Directive(
    "consecutive_months_with_breach",
    MONTH_COUNT,
    "So many calendar months in a row, each with a breach, give the right.",
    "3",
)
_BREACHES: Directive[int] = Directive(
    "breaches",
    LEAST_COUNT,
    "So many breaches or more within some months give the right.",
    "at least 4",
)
_WITHIN: Directive[int] = Directive(
    "within",
    MONTHS,
    "The length of the window in which they lie.",
    "6 months",
    only_with=(_BREACHES,),
)
_COUNTED_BY: Directive[CountedBy] = Directive(
    "counted_by",
    choice(CountedBy),
    "How the window is laid: by `dates` it may begin on any day, by `calendar months` with a month.",
    "dates",
    default=Open(
        Code.BREACH_WINDOW,
        "the words do not say whether the months are counted by dates or by the calendar",
        senses(
            {
                CountedBy.DATES: "the window may begin on any day",
                CountedBy.MONTHS: "the window is made of whole calendar months",
            }
        ),
    ),
    only_with=(_BREACHES,),
)
_OBJECTIVES: Directive[tuple[str, ...]] = Directive(
    "of",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breaches count.",
    "[uptime]",
    default=Otherwise((), "all guarantees"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that have the right.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_PENALTY: Directive[Penalty | None] = Directive(
    "penalty",
    choice(Penalty),
    "What leaving early costs.",
    "none",
    default=Otherwise(None, "not said"),
)
_NOTICE: Directive[Duration | None] = Directive(
    "notice",
    SPAN,
    "How long before it takes effect the customer must give notice.",
    "30 days",
    default=Otherwise(None, "none is asked for"),
)
_EXERCISED_WITHIN: Directive[Duration | None] = Directive(
    "exercised_within",
    SPAN,
    "How long the right lasts, from the breach that completes its ground.",
    "30 days",
    default=Otherwise(None, "without end"),
)


def _build(fields: Fields) -> TerminationRight:
    return TerminationRight(
        ground=_ground(fields),
        objectives=fields[_OBJECTIVES],
        plans=fields[_PLANS],
        penalty=fields[_PENALTY],
        notice=fields[_NOTICE],
        exercised_within=fields[_EXERCISED_WITHIN],
        clause=fields[CLAUSE],
        place=fields.place,
    )


def _ground(fields: Fields) -> Ground:
    if fields.has(_CONSECUTIVE):
        return ConsecutiveMonths(fields[_CONSECUTIVE])
    return BreachesWithin(at_least=fields[_BREACHES], months=fields[_WITHIN], counted_by=fields[_COUNTED_BY])


TERMINATION: Directive[tuple[TerminationRight, ...]] = Directive(
    "termination",
    ListOf(
        Record(
            "termination right",
            "A right of the customer to terminate. Any one of several is enough.",
            (
                _CONSECUTIVE,
                _BREACHES,
                _WITHIN,
                _COUNTED_BY,
                _OBJECTIVES,
                _PLANS,
                _PENALTY,
                _NOTICE,
                _EXERCISED_WITHIN,
                CLAUSE,
            ),
            _build,
            one_of=(_CONSECUTIVE, _BREACHES),
        ),
        "a mapping (termination right) or a list of them",
    ),
    "After which breaches a customer may leave.",
    "[{consecutive_months_with_breach: 3, penalty: none}]",
    default=Otherwise((), "none"),
)
