"""Plans: what customers choose among; each may cover some services, and promise some things otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from upheld.agreement.package import Package
from upheld.agreement.plan_change import PlanChange
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Kind, Otherwise, Schema, Within
from upheld.language.kind import ListOf, Named, NewName, Reference, choice
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.record import Record

NOT_OF_A_PLAN = (
    "upheld",
    "extends",
    "agreement",
    "provider",
    "version",
    "in_force",
    "plans",
    "plan_change",
    "order",
    "accepted",
)
"""Keys of an agreement that one plan can't have otherwise than the others."""
MOST_PLANS = 64
"""Plans by name; each with terms of its own is one more agreement to be read."""

_PLAN = Reference("plan", "the name of a plan")


class Overriding(Kind[MapNode], frozen=True):
    """Keys of the agreement as they hold on one plan; they are read when they are laid over the others."""

    def read(self, node: Node, within: Within) -> MapNode:
        """Give the node as it stands."""
        mapping = within.mapping(node, self.words())
        for key, _ in mapping.entries:
            if key.text in NOT_OF_A_PLAN:
                message = f"`{key.text}` is the same on every plan"
                within.reader.report(Code.MISPLACED_KEY, key, message, "write it at the top of the file")
        return mapping

    def schema(self) -> Schema:
        """Any mapping but one of these keys; an editor can't know what a part of an agreement may lack."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"not": {"enum": list(NOT_OF_A_PLAN)}},
        }

    def words(self) -> str:
        """Name it."""
        return "keys of the agreement with what holds on this plan"


_EXTENDS: Directive[str | None] = Directive(
    "extends",
    _PLAN,
    "The plan that this one is built on: what it covers and promises holds here too, unless said otherwise.",
    "standard",
    default=Otherwise(None, "the agreement itself"),
)
_SERVICES: Directive[tuple[str, ...]] = Directive(
    "services",
    ListOf(Reference("service", "a service"), "a service or a list of services"),
    "The services it covers, where it is a package; what is promised of others is not promised on it.",
    "[app]",
    default=Otherwise((), "those of the plan it is built on, else all of them"),
)
_TERMS: Directive[MapNode | None] = Directive(
    "terms",
    Overriding(),
    "What this plan promises otherwise: keys as they stand in the agreement, down to what differs.",
    '{objectives: {uptime: {target: ">= 99.95 %"}}}',
    default=Otherwise(None, "nothing"),
)


class _Plan(Struct, frozen=True):
    package: Package
    extends: str | None


def _build(fields: Fields) -> _Plan:
    _ = fields[_TERMS]
    package = Package(plan=fields.name, services=fields[_SERVICES], place=fields.place)
    return _Plan(package, fields[_EXTENDS])


PLAN = Record(
    "plan",
    "What differs on one plan; `{}` where nothing does.",
    (_EXTENDS, _SERVICES, _TERMS),
    _build,
    may_be_empty=True,
)
_NAMES = ListOf(NewName("plan", "a plan"), "a list of plans")
_BY_NAME = Named("plan", PLAN)


class Plans(Kind[tuple[Package, ...]], frozen=True):
    """Names of plans alone, or plans by name with what differs on each."""

    def read(self, node: Node, within: Within) -> tuple[Package, ...]:
        """Give the plans in the order of the file, each with the services it covers."""
        if not isinstance(node, MapNode):
            names = _NAMES.read(node, within)
            return tuple(Package(plan=name, place=node.place) for name in names)
        if len(node.entries) > MOST_PLANS:
            message, remedy = f"more than {MOST_PLANS} plans stand here", "write several agreements"
            raise within.refuse(Code.WRONG_SHAPE, within.key or node, message, remedy)
        plans = {each.name.text: (each.value, each.name) for each in _BY_NAME.read(node, within)}
        return tuple(_covered(name, plans, within) for name in plans)

    def schema(self) -> Schema:
        """A list, or a mapping."""
        return {"anyOf": [_NAMES.schema(), _BY_NAME.schema()]}

    def words(self) -> str:
        """Name it."""
        return f"{_NAMES.words()}, or {_BY_NAME.words()}"

    def parts(self) -> tuple[Kind[Any], ...]:
        """The kinds of both forms."""
        return (_NAMES, _BY_NAME)

    def declared(self, node: Node) -> Iterator[tuple[str, ScalarNode]]:
        """The names of the plans."""
        yield from (_BY_NAME if isinstance(node, MapNode) else _NAMES).declared(node)


def _covered(name: str, plans: dict[str, tuple[_Plan, ScalarNode]], within: Within) -> Package:
    """The package of a plan, with the services of those it is built on where it names none."""
    package, at = plans[name][0].package, plans[name][1]
    seen, below = [name], plans[name][0].extends
    services = package.services
    while below in plans:
        if below in seen:
            way = " → ".join((*seen[seen.index(below) :], below))
            message = f"plan `{below}` is built on itself: {way}"
            within.reader.report(Code.PLAN_CYCLE, at, message, "delete one of these `extends`")
            break
        seen.append(below)
        services = services or plans[below][0].package.services
        below = plans[below][0].extends
    return Package(plan=name, services=services, place=package.place)


PLANS: Directive[tuple[Package, ...]] = Directive(
    "plans",
    Plans(),
    "The plans a customer may be on, from the least to the most. A package is a plan that covers some of the "
    "services.",
    "[standard, premium]",
    default=Otherwise((), "one plan without a name"),
)
PLAN_CHANGE: Directive[PlanChange | None] = Directive(
    "plan_change",
    choice(PlanChange),
    "By which plan, and of which fee, a month is judged in which a customer changed plan (an upgrade or a "
    "downgrade): each day by the plan on which it ends, or to the instant, either with its part of each fee; "
    "or all of it by the plan at its start or at its end. The records of fees say when a plan changed.",
    "by day",
    default=Otherwise(None, "open: a period in which a customer changed plan is told by each reading"),
    only_with=(PLANS,),
)
