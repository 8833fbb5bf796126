"""Exploration: for each matter, every combination of the readings that touch it, and no others.

A matter branches on the open terms that its reach meets, and on those that open or close such terms. So it
has as many combinations as its own words allow, whatever else the text leaves open. Combinations of matters
that have nothing to do with each other are read together: the text is read about as often as the matter with
the most combinations needs.

It rests on this: what a reading writes lies within its parts, and it opens and closes the same questions
whatever else is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from msgspec import Struct, field

from upheld.agreement.agreement import Agreement
from upheld.agreement.interpretation import Choices, Interpretation, OpenTerm
from upheld.evaluation.ambiguity.case import makes_difference
from upheld.evaluation.ambiguity.influence import influence_of
from upheld.evaluation.ambiguity.matter import Matter, Reach
from upheld.evaluation.ambiguity.scope import Words

MOST_COMBINATIONS = 4096
"""Combinations of readings that are looked at for one matter."""


class Leaf(Struct, frozen=True, kw_only=True):
    """One combination of all the readings that touch a matter, and what it then looks at."""

    choices: Choices
    scope: Agreement | None
    """Absent where it is no matter of the agreement under these readings."""


class Explored(Struct):
    """The combinations of one matter, that of all first readings first."""

    leaves: list[Leaf] = field(default_factory=list)
    combinations: int = 1
    """How many there are; at least so many where they are too many."""

    @property
    def is_beyond(self) -> bool:
        """Whether they are too many to look at each; then there are no leaves."""
        return self.combinations > MOST_COMBINATIONS

    def rests_on(self, term: OpenTerm) -> bool:
        """Whether the matter is another one under some readings of a term than under others."""
        return makes_difference(term, ((leaf.choices, leaf.scope) for leaf in self.leaves))


class _Node(Struct, frozen=True):
    """A matter under some of the readings that touch it, and its reach as far as it is known."""

    matter: Matter
    choices: Choices
    reach: Reach


class _Row(Struct):
    """Nodes that have nothing to do with each other, read together."""

    choices: dict[OpenTerm, int]
    nodes: list[_Node]


def explore(root: Interpretation, matters: Iterable[Matter]) -> dict[Matter, Explored]:
    """Find the combinations of each matter."""
    exploration = _Exploration(root)
    exploration.take(matters)
    while exploration.waiting:
        exploration.go_on()
    return exploration.found


def explore_all(root: Interpretation, matters: Iterable[Matter]) -> dict[Matter, Explored]:
    """Find the combinations of some matters, and of every objective that any reading promises."""
    exploration = _Exploration(root)
    exploration.take(matters)
    while exploration.waiting or exploration.new:
        if not exploration.waiting:
            exploration.take([Matter(name) for name in exploration.new])
        exploration.go_on()
    return exploration.found


class _Exploration(Struct):
    root: Interpretation
    found: dict[Matter, Explored] = field(default_factory=dict)
    waiting: list[_Node] = field(default_factory=list)
    promised: dict[str, None] = field(default_factory=dict)
    """Every objective that was met with, in the order of the agreement."""
    influence: dict[OpenTerm, frozenset[OpenTerm]] = field(default_factory=dict)
    known: dict[OpenTerm, OpenTerm] = field(default_factory=dict)
    """Every term that was met with, once: the same object each time, which is quick to compare."""
    words: Words = field(default_factory=Words)
    shared: Counter[OpenTerm] = field(default_factory=Counter)
    """How many matters a term touches: such terms vary slowest, so that rows of several matters agree."""

    @property
    def new(self) -> tuple[str, ...]:
        """Objectives that were met with and are not explored."""
        return tuple(name for name in self.promised if Matter(name) not in self.found)

    def take(self, matters: Iterable[Matter]) -> None:
        """Begin with matters, none of whose readings are chosen yet."""
        self._survey(self.root)
        agreement = self.root.agreement
        nodes = [
            _Node(matter, {}, matter.reach(matter.scope(agreement, self.words), agreement))
            for matter in matters
        ]
        for node in nodes:
            self.shared.update(term for term in self.known if self._touches(term, node.reach))
        for node in nodes:
            self.found[node.matter] = Explored()
            self._grow(node, self.root, {})

    def go_on(self) -> None:
        """Read all that waits to be read, and see where it leads."""
        rows, self.waiting = self._packed(self.waiting), []
        for row in rows:
            under = self.root.read_as(row.choices)
            if under is None and len(row.nodes) > 1:
                for node in row.nodes:
                    alone = self.root.read_as(node.choices)
                    if alone is not None:
                        self._survey(alone)
                        self._grow(node, alone, node.choices)
            elif under is not None:
                self._survey(under)
                for node in row.nodes:
                    self._grow(node, under, row.choices)

    def _survey(self, at: Interpretation) -> None:
        """Take note of what is promised, and learn which terms the readings of new ones bring or take."""
        self.promised |= dict.fromkeys(objective.name for objective in at.agreement.objectives)
        new = [term for term in at.open_terms if term not in self.known]
        self.known |= {term: term for term in new}
        self.influence |= influence_of(new, at)

    def _grow(self, node: _Node, at: Interpretation, chosen: Choices) -> None:
        """Make a leaf of a node, or branch on what else touches it; `chosen` is all that was read."""
        explored = self.found[node.matter]
        if explored.is_beyond:
            return
        scope = node.matter.scope(at.agreement, self.words)
        reach = node.matter.reach(scope, at.agreement)
        if any(self._touches(term, reach) for term in chosen if term not in node.choices):
            self.waiting.append(_Node(node.matter, node.choices, reach))
            return
        touching = [self.known[term] for term in at.open_terms if self._touches(term, reach)]
        if not touching:
            explored.leaves.append(Leaf(choices=node.choices, scope=scope))
            return
        first = next((term for term in touching if self._moves(term, reach)), None)
        self._branch(node, touching if first is None else [first], reach)

    def _branch(self, node: _Node, terms: Sequence[OpenTerm], reach: Reach) -> None:
        explored = self.found[node.matter]
        explored.combinations += prod(len(term.readings) for term in terms) - 1
        if explored.combinations > MOST_COMBINATIONS:
            explored.leaves.clear()
            self.waiting = [each for each in self.waiting if each.matter != node.matter]
            return
        ordered = sorted(terms, key=lambda term: -self.shared[term])
        for numbers in product(*(range(len(term.readings)) for term in ordered)):
            choices = {**node.choices, **dict(zip(ordered, numbers, strict=True))}
            self.waiting.append(_Node(node.matter, choices, reach))

    def _touches(self, term: OpenTerm, reach: Reach) -> bool:
        return reach.meets(term) or self._moves(term, reach)

    def _moves(self, term: OpenTerm, reach: Reach) -> bool:
        """Whether readings of a term bring or take one that touches; each is asked once."""
        seen, waiting = {term}, [*self.influence.get(term, ())]
        while waiting:
            other = waiting.pop()
            if other not in seen:
                if reach.meets(other):
                    return True
                seen.add(other)
                waiting.extend(self.influence.get(other, ()))
        return False

    def _packed(self, nodes: Iterable[_Node]) -> list[_Row]:
        """Rows in which all nodes stand; those of one matter exclude each other, and keep their order."""
        rows: list[_Row] = []
        next_of: dict[Matter, int] = {}
        for node in sorted(nodes, key=lambda each: -self.found[each.matter].combinations):
            free = range(next_of.get(node.matter, 0), len(rows))
            at = next((number for number in free if self._fits(node, rows[number])), len(rows))
            if at == len(rows):
                rows.append(_Row({}, []))
            rows[at].choices |= node.choices
            rows[at].nodes.append(node)
            next_of[node.matter] = at + 1
        return rows

    def _fits(self, node: _Node, row: _Row) -> bool:
        """Whether nothing that one of them chooses touches another that does not choose the same."""
        if any(row.choices.get(term, number) != number for term, number in node.choices.items()):
            return False
        brought = [term for term in node.choices if term not in row.choices]
        there = [term for term in row.choices if term not in node.choices]
        if any(self._touches(term, node.reach) for term in there):
            return False
        return not any(
            term not in each.choices and self._touches(term, each.reach)
            for each in row.nodes
            for term in brought
        )
