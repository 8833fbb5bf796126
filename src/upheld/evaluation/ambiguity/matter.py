"""Matters: what is decided by itself under each reading: an objective, or a part of the settlement."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import OpenTerm, TermPath
from upheld.evaluation.ambiguity.scope import Words, has_tickets, scope_of_credits, scope_of_objective
from upheld.evaluation.statement import Touched

_OF_ALL = ("time_zone", "in_force", "plans", "services")
_OF_OBJECTIVES = ("conventions", "regions", "locations", "change_flow", "changes")
_OF_TICKETS = ("channels", "intake", "priorities", "classified_by")
_OF_CREDITS = ("currency", "exclusions")
_NAMED = ("hours", "business_days", "measures", "loads", "exclusions")


class Reach(Struct, frozen=True):
    """The parts of a file that a matter rests on."""

    parts: frozenset[TermPath]
    above: frozenset[TermPath]
    """What these parts stand in."""

    def meets(self, term: OpenTerm) -> bool:
        """Whether a reading of a term may write something that the matter rests on."""
        return any(self._has(part) for part in term.parts)

    def _has(self, part: TermPath) -> bool:
        return part in self.above or any(part[:end] in self.parts for end in range(1, len(part) + 1))


class Matter(Struct, frozen=True):
    """An objective by its name, or a part of the settlement."""

    name: str | Touched

    def scope(self, agreement: Agreement, words: Words) -> Agreement | None:
        """The agreement as far as it looks at it; nothing where it is no matter of this agreement."""
        match self.name:
            case str(name):
                return scope_of_objective(agreement, name, words)
            case Touched.CREDITS:
                return None if agreement.credits is None else scope_of_credits(agreement)
            case other:
                empty = replace(scope_of_credits(agreement), credits=None, exclusions=(), services=())
                return replace(empty, **{other.value: getattr(agreement, other.value)})

    def reach(self, scope: Agreement | None, agreement: Agreement) -> Reach:
        """The parts of the file by which it may become another, as it stands in an agreement."""
        parts = frozenset(self._parts(scope, agreement))
        return Reach(parts, frozenset(part[:end] for part in parts for end in range(len(part))))

    def _parts(self, scope: Agreement | None, agreement: Agreement) -> Iterator[TermPath]:
        yield from ((key,) for key in _OF_ALL)
        if isinstance(self.name, Touched):
            yield (self.name.value,)
            if self.name is Touched.CREDITS:
                yield from ((key,) for key in _OF_CREDITS)
            return
        yield ("objectives", self.name)
        yield ("credits", "conditions")
        yield from ((key,) for key in _OF_OBJECTIVES)
        yield from (("exclusions", each.name, "acts_on") for each in agreement.exclusions)
        if scope is None:
            return
        if has_tickets(scope.objectives[0]):
            yield from ((key,) for key in _OF_TICKETS)
        for section in _NAMED:
            yield from ((section, each.name) for each in getattr(scope, section))
