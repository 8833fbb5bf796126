"""Planning: the agreement as it holds on one plan."""

from __future__ import annotations

from dataclasses import replace

from upheld.agreement.agreement import Agreement
from upheld.language.alternatives import alternatives
from upheld.language.manuscript import Manuscript
from upheld.language.merging import merge
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.terms.plans import MOST_PLANS, NOT_OF_A_PLAN

def plans_with_terms(root: MapNode) -> tuple[str, ...]:
    """The plans that promise something otherwise, themselves or by what they are built on."""
    return tuple(name for name in _plans(root) if any(_terms(root, name)))[:MOST_PLANS]


def on_plan(text: Manuscript, plan: str) -> Manuscript:
    """The text with the terms of a plan laid over it, those of the plans it is built on first."""
    root = text.root
    if root is None:
        return text
    laid: Node = root
    for terms in reversed(_terms(root, plan)):
        laid = merge(laid, terms)
    return replace(text, root=laid if isinstance(laid, MapNode) else root)


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


def covered_by(agreement: Agreement, plan: str) -> Agreement:
    """The agreement without what it promises of services that a plan does not cover."""
    package = next((each for each in agreement.packages if each.plan == plan), None)
    if package is None:
        return agreement
    return agreement
