"""The node of a clock: where its objective's file says what it waits for, and its times."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.objective import Objective
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node, ScalarNode
from upheld.language.patch import Edit, NodePath, written
from upheld.language.reader import Reader
from upheld.language.terms.clocks import CLOCKS
from upheld.language.terms.figures import Tracked
from upheld.language.terms.matrices import CELL_KEYS
from upheld.language.terms.timing import HOURS
from upheld.quantity.phrase import tidy

_KINDS = frozenset(directive.key for directive in CLOCKS)


class ClockNode(Struct, frozen=True):
    """The mapping, or short form, under the key of a clock, and the times beside it."""

    path: NodePath
    node: Node
    times_path: NodePath
    times: Node | None

    def put(self, key: str, words: str, at: Node) -> Edit:
        """The edit that gives the clock a key."""
        short = None if isinstance(self.node, MapNode) else HOURS.key
        return Edit((*self.path, key), written(words, at.place), short)

    def count_in(self, words: str, at: Node) -> Iterator[Edit]:
        """The edits that say in which time each of its times is counted."""
        for path, node in self._cells():
            value = written(words, at.place)
            if isinstance(node, MapNode):
                yield Edit((*path, "counted_in"), value)
            else:
                keys = (ScalarNode("time", node.place, 4), ScalarNode("counted_in", at.place, 10))
                yield Edit(path, MapNode(tuple(zip(keys, (node, value), strict=True)), node.place))

    def _cells(self) -> Iterator[tuple[NodePath, Node]]:
        times = self.times
        if times is None:
            return
        cells: list[tuple[NodePath, Node]] = [(self.times_path, times)]
        if isinstance(times, MapNode) and not any(key.text in CELL_KEYS for key, _ in times.entries):
            cells = [((*self.times_path, key.text), value) for key, value in times.entries]
        yield from ((path, node) for path, node in cells if not _is_tracked(node))


def _is_tracked(node: Node) -> bool:
    return isinstance(node, ScalarNode) and tidy(node.text).lower() == Tracked.TRACKED.value


def clock_node(objective: Written[Objective], reader: Reader) -> ClockNode | None:
    """Find the clock of an objective in its file; nothing where it is written in a way that has none."""
    node = objective.node
    if not isinstance(node, MapNode):
        return None
    found = next(((key.text, value) for key, value in node.entries if key.text in _KINDS), None)
    if found is None:
        return None
    path = reader.path_of(node)
    return ClockNode((*path, found[0]), found[1], (*path, "within"), node.find("within"))
