"""The promises that a credit rule is for."""

from __future__ import annotations

from upheld.agreement.objective import Objective, is_timed
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Reference
from upheld.language.reader import UnreadError
from upheld.language.terms.objectives import OBJECTIVES

FOR: Directive[tuple[str, ...]] = Directive(
    "for",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breach earns this.",
    "[uptime]",
    default=Otherwise((), "every guarantee; by downtime or by bands, every availability"),
)


def missed_by(fields: Fields) -> list[Objective]:
    """The objectives that a rule names, as far as they could be read."""
    try:
        declared = {each.value.name: each.value for each in fields.outside(OBJECTIVES)}
    except UnreadError:
        return []
    return [declared[name] for name in fields[FOR] if name in declared]


def of_timed_cases(fields: Fields) -> bool:
    """Whether a rule is for tickets or occasions that are timed one by one, and for nothing else."""
    missed = missed_by(fields)
    return bool(missed) and all(map(is_timed, missed))
