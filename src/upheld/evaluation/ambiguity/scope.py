"""Scopes: an agreement as far as one matter looks at it, so that it is judged by nothing else.

A reading that leaves a scope as it is can't change what is found in it. Names are followed wherever they
stand: a term belongs to a scope if something in it says its name.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.control import Control, Coverage
from upheld.agreement.convention import DEFAULTS
from upheld.agreement.credit import Credits
from upheld.agreement.governance import Review
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic

_FOLLOWED = ("hours", "business_days", "measures", "loads", "exclusions")
"""Terms that belong to a scope where something in it names them."""
_OF_MACHINES = (Availability, Statistic, Coverage, Control, Snapshots, Retention, Recovery, Review)
"""Promises in which no ticket and no message plays a part."""
_UNSEARCHED = frozenset({"place", "clause", "conventions"})
"""Fields in which no name stands."""


class Words:
    """The words of terms, searched once for each: readings leave most terms the very objects they were."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, frozenset[str]]] = {}

    def of(self, term: object) -> frozenset[str]:
        """Every text in a term, however deep."""
        known = self._known.get(id(term))
        if known is None:
            known = self._known[id(term)] = term, frozenset(_words(term))
        return known[1]


def scope_of_objective(agreement: Agreement, name: str, words: Words) -> Agreement | None:
    """What the judgement of an objective looks at; nothing where it is not promised."""
    objective = next((each for each in agreement.objectives if each.name == name), None)
    if objective is None:
        return None
    bare = replace(
        agreement,
        objectives=(objective,),
        conventions=DEFAULTS,
        credits=_conditions(agreement),
        claims=None,
        payment=None,
        termination=(),
        contacts=(),
        escalation=None,
        accepted=(),
    )
    if not has_tickets(objective):
        bare = replace(bare, priorities=(), classified_by=None, channels=(), intake=None)
    return with_named_alone(bare, objective, words)


def scope_of_credits(agreement: Agreement) -> Agreement:
    """What the amount of a credit looks at, besides the findings."""
    return replace(
        agreement,
        objectives=(),
        conventions=DEFAULTS,
        hours=(),
        business_days=(),
        measures=(),
        loads=(),
        priorities=(),
        classified_by=None,
        channels=(),
        intake=None,
        claims=None,
        payment=None,
        termination=(),
        contacts=(),
        escalation=None,
        change_flow=(),
        changes=None,
        accepted=(),
    )


def has_tickets(objective: Objective) -> bool:
    """Whether tickets or messages, and how they come in, may play a part in a promise."""
    return not isinstance(objective.indicator, _OF_MACHINES)


def _conditions(agreement: Agreement) -> Credits | None:
    """That there are credits, and their conditions, which are held against the evidence of a breach."""
    credits = agreement.credits
    return None if credits is None else Credits(conditions=credits.conditions, place=credits.place)


def with_named_alone(agreement: Agreement, objective: Objective, words: Words) -> Agreement:
    """The agreement without the terms that nothing in it names."""
    acting = tuple(each for each in agreement.exclusions if each.acts_on)
    naming = (objective, *acting, agreement.credits, agreement.channels, agreement.change_flow)
    declared: dict[str, list[Any]] = {}
    for section in _FOLLOWED:
        for each in getattr(agreement, section):
            declared.setdefault(each.name, []).append(each)
    kept = {id(each) for each in acting}
    waiting: list[Any] = [*naming]
    while waiting:
        for name in words.of(waiting.pop()) & declared.keys():
            found = [each for each in declared[name] if id(each) not in kept]
            kept.update(map(id, found))
            waiting += found
    followed = {
        section: tuple(each for each in getattr(agreement, section) if id(each) in kept)
        for section in _FOLLOWED
    }
    return replace(agreement, **followed)


def _words(term: object) -> set[str]:
    """Every text in a term, however deep."""
    found: set[str] = set()
    waiting = [term]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found.add(each)
        elif isinstance(each, tuple):
            waiting.extend(each)
        elif isinstance(each, Struct):
            names = each.__struct_fields__
            waiting.extend(getattr(each, name) for name in names if name not in _UNSEARCHED)
    return found
