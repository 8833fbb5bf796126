"""Incidents: pieces put together whose times overlap or whose tickets are the same."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence

from msgspec import Struct

from upheld.chrono.interval import Interval
from upheld.settlement.lateness_breach import TICKET
from upheld.settlement.piece import Piece


def at_once(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Put the pieces together whose times overlap or whose tickets are the same, be it by way of others.

    A ticket that was answered late and resolved late, with time between, is one incident all the same. Groups
    stand in the order of their last pieces; where a piece joins some, theirs stand in that order before it.
    """
    known = _Known(pieces)
    groups: dict[Hashable, _Group] = {}
    for number, piece in enumerate(pieces):
        root, joined = known.join(number, known.nodes_of(piece))
        meeting = sorted((groups.pop(each) for each in joined if each in groups), key=_last)
        groups[root] = _Group(_together(meeting, piece), number)
    return [list(group.pieces) for group in sorted(groups.values(), key=_last)]


def of_one_ticket(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Put the pieces of one ticket together, whenever they were; any other piece stands by itself.

    Tickets that were late for just the same time are known by all their names: of one promise each piece is
    taken as that of another of them.
    """
    groups: dict[Hashable, list[Piece]] = {}
    taken: Counter[Hashable] = Counter()
    for number, piece in enumerate(pieces):
        tickets = sorted(each for each in piece.tickets if each.startswith(TICKET))
        promise = piece.line.objective, piece.line.member, piece.tickets
        own = tickets[taken[promise] % len(tickets)] if tickets else number
        taken[promise] += 1
        groups.setdefault(own, []).append(piece)
    return list(groups.values())


class _Group(Struct, frozen=True, eq=False):
    """Pieces of one incident."""

    pieces: deque[Piece]
    last: int
    """The number of the last of them."""


def _last(group: _Group) -> int:
    return group.last


def _together(meeting: Sequence[_Group], piece: Piece) -> deque[Piece]:
    """All pieces of some groups, then another piece; the largest group grows, so that few are moved."""
    if not meeting:
        return deque([piece])
    at = max(range(len(meeting)), key=lambda each: len(meeting[each].pieces))
    pieces = meeting[at].pieces
    for group in reversed(meeting[:at]):
        pieces.extendleft(reversed(group.pieces))
    for group in meeting[at + 1 :]:
        pieces.extend(group.pieces)
    pieces.append(piece)
    return pieces


class _Known:
    """What was met with so far, and what of it belongs together: pieces, stretches of time, tickets.

    Stretches lie between all edges of the times of pieces. Those that a time covers make one run of them, so
    that none is looked at again and again; a run is known by its last stretch.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        times = {time for piece in pieces for time in piece.times}
        self._edges = sorted({edge for time in times for edge in (time.start, time.end)})
        self._further = list(range(len(self._edges)))
        """Of each stretch one that is further on in its run; of the last one itself."""
        self._parents: dict[Hashable, Hashable] = {}
        self._seen: set[frozenset[str]] = set()

    def nodes_of(self, piece: Piece) -> Iterator[Hashable]:
        """What a piece has to do with; what was joined before is named once."""
        for time in piece.times:
            for stretch in self._covered(time):
                yield "time", stretch
        if piece.tickets:
            yield piece.tickets
            if piece.tickets not in self._seen:
                self._seen.add(piece.tickets)
                yield from piece.tickets

    def join(self, number: int, nodes: Iterable[Hashable]) -> tuple[Hashable, set[Hashable]]:
        """Join what a piece has to do with; give what stands for it now, and what stood for its parts."""
        joined = {self._root(node) for node in nodes}
        root = next(iter(joined), number)
        for each in joined:
            self._parents[each] = root
        return root, joined

    def _root(self, node: Hashable) -> Hashable:
        # By identity, since to compare sets of many tickets takes as long as they have members.
        parents = self._parents
        above = parents.setdefault(node, node)
        while above is not node:
            parents[node] = parents[above]
            node, above = above, parents[above]
        return node

    def _covered(self, time: Interval) -> Iterator[int]:
        """The runs that a time meets, by their last stretches; it makes one of them."""
        at = self._end_of(bisect_left(self._edges, time.start))
        last = bisect_left(self._edges, time.end) - 1
        yield at
        while at < last:
            self._further[at] = at + 1
            at = self._end_of(at + 1)
            yield at

    def _end_of(self, stretch: int) -> int:
        further = self._further
        while further[stretch] != stretch:
            further[stretch] = further[further[stretch]]
            stretch = further[stretch]
        return stretch
