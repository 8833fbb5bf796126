"""Priorities: the classes of tickets, and who says which class a ticket is of."""

from __future__ import annotations

from upheld.agreement.priority import Classifier, Priority, Workaround
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Text, Written, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE

_IMPACT: Directive[str | None] = Directive(
    "impact",
    Text("an impact in words"),
    "The impact on the customer's business that puts a ticket into it, as the text says it.",
    "production is largely unavailable",
    default=Otherwise(None, "not said"),
)
_EXAMPLES: Directive[tuple[str, ...]] = Directive(
    "examples",
    ListOf(Text("a situation"), "a situation or a list of situations"),
    "Situations that the text names; a ticket that records one of them belongs to this priority.",
    "[data loss threatens, payment chain is down]",
    default=Otherwise((), "none"),
)
_WORKAROUND: Directive[Workaround] = Directive(
    "workaround",
    choice(Workaround),
    "Whether only troubles without a workaround belong to it (`none`), only those with one, or both.",
    "none",
    default=Otherwise(Workaround.ANY, f"`{Workaround.ANY.value}`"),
)


def _build(fields: Fields) -> Priority:
    return Priority(
        name=fields.name,
        impact=fields[_IMPACT],
        examples=fields[_EXAMPLES],
        workaround=fields[_WORKAROUND],
        clause=fields[CLAUSE],
        place=fields.place,
    )


PRIORITIES: Directive[tuple[Written[Priority], ...]] = Directive(
    "priorities",
    Named(
        "priority",
        Record(
            "priority",
            "A class of tickets, and by which impact it is told. A single text is `impact`.",
            (_IMPACT, _EXAMPLES, _WORKAROUND, CLAUSE),
            _build,
            short=_IMPACT,
            may_be_empty=True,
        ),
    ),
    "Priorities of tickets by name, the gravest first. Where any are declared, there are no others.",
    "{P1: production is largely unavailable, P2: part of the service fails}",
    default=Otherwise((), "those that objectives name"),
)
CLASSIFIED_BY: Directive[Classifier | None] = Directive(
    "classified_by",
    choice(Classifier),
    "Who says which priority a ticket has.",
    "provider",
    default=Otherwise(None, "not said"),
)
