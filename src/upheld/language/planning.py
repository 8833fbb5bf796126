"""Planning: the agreement as it holds on one plan."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.coverage import services_of
from upheld.agreement.objective import Objective
from upheld.agreement.package import Package
from upheld.language.alternatives import alternatives, put_through
from upheld.language.merging import merge
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.patch import Edit
from upheld.language.terms.plans import MOST_PLANS, NOT_OF_A_PLAN


def plans_with_terms(root: MapNode) -> tuple[str, ...]:
    """The plans that promise something otherwise, themselves or by what they are built on."""
    return tuple(name for name in _plans(root) if any(_terms(root, name)))[:MOST_PLANS]


def on_plan(root: MapNode, plan: str) -> MapNode:
    """The text with the terms of a plan laid over it, those of the plans it is built on first."""
    laid = _without_terms(root)
    for terms in reversed(_terms(root, plan)):
        laid = merge(laid, terms, in_place=True)
    return laid


def _without_terms(root: MapNode) -> MapNode:
    """The text whose plans have no terms of their own any more."""
    for plan, value in _plans(root).items():
        if value.find("terms") is not None:
            entries = tuple((key, each) for key, each in value.entries if key.text != "terms")
            bare = MapNode(entries, value.place, value.width)
            root = cast(MapNode, put_through(root, Edit(("plans", plan), bare)))
    return root


def covered_by(agreement: Agreement, plan: str) -> Agreement:
    """The agreement in which what is promised of services that a plan doesn't cover is not promised on it."""
    package = next((each for each in agreement.packages if each.plan == plan), None)
    if package is None:
        return agreement
    several = (_within_package(each, package, agreement) for each in agreement.objectives)
    return replace(agreement, objectives=tuple(each for each in several if each is not None))


def _within_package(objective: Objective, package: Package, agreement: Agreement) -> Objective | None:
    """The objective as far as it is about services of a package; absent where nobody else is promised it."""
    about = services_of(objective, agreement)
    covered = tuple(service for service in about if service in package.services)
    if covered or not about:
        return replace(objective, services=covered) if objective.services else objective
    others = tuple(plan for plan in objective.plans or agreement.plans if plan != package.plan)
    return replace(objective, plans=others) if others else None


def _terms(root: MapNode, plan: str) -> list[MapNode]:
    """The terms of a plan, then those of the plans below it; a plan is not followed twice."""
    plans, found, seen = _plans(root), [], set[str]()
    while plan in plans and plan not in seen:
        seen.add(plan)
        terms, below = plans[plan].find("terms"), plans[plan].find("extends")
        terms = None if terms is None else _first(terms)
        if isinstance(terms, MapNode):
            entries = tuple((key, value) for key, value in terms.entries if key.text not in NOT_OF_A_PLAN)
            found.append(MapNode(entries, terms.place, terms.width))
        plan = below.text.strip() if isinstance(below, ScalarNode) else ""
    return found


def _plans(root: MapNode) -> dict[str, MapNode]:
    plans = root.find("plans")
    plans = None if plans is None else _first(plans)
    entries = plans.entries if isinstance(plans, MapNode) else ()
    first = ((name.text, _first(value)) for name, value in entries)
    return {name: value for name, value in first if isinstance(value, MapNode)}


def _first(node: Node) -> Node:
    """The node, or the first of its alternatives."""
    listed = alternatives(node)
    return node if listed is None or not listed.items else listed.items[0]
