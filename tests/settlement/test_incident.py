"""Incidents: pieces that belong together are found alike by looking at each pair of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from made_breaches import SPAN
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Reason
from upheld.quantity import ExactMoney, Money
from upheld.settlement.credit import CreditLine
from upheld.settlement.incident import at_once
from upheld.settlement.piece import Piece

_LINE = CreditLine(
    objective="response",
    interval=SPAN,
    breaches=1,
    per_breach=Money(Decimal(5), "EUR"),
    owed=Money(Decimal(5), "EUR"),
    is_final=True,
    reason=Reason(rule="credit.line", says="5.00 EUR"),
)
_TIMES = st.builds(
    lambda start, length: Interval(Instant(start), Instant(start + length)),
    st.integers(0, 30),
    st.integers(1, 6),
)
_PIECES = st.lists(
    st.tuples(
        st.lists(_TIMES, max_size=3),
        st.frozensets(st.sampled_from(["T-1", "T-2", "T-3", "T-4", "T-5"]), max_size=2),
    ),
    max_size=14,
)


def _piece(number: int, times: Sequence[Interval], tickets: frozenset[str]) -> Piece:
    """A piece that its amount tells apart from all others."""
    amount = ExactMoney(number, "EUR")
    return Piece(line=_LINE, amount=amount, times=tuple(times), is_of_incident=True, tickets=tickets)


def _pair_by_pair(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The same by the definition: a piece joins all groups in which it meets another."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        meeting = [group for group in groups if any(_meet(each, piece) for each in group)]
        apart = [group for group in groups if group not in meeting]
        groups = [*apart, [*(each for group in meeting for each in group), piece]]
    return groups


def _meet(one: Piece, other: Piece) -> bool:
    at_the_same_time = any(a.overlaps(b) for a in one.times for b in other.times)
    return at_the_same_time or not one.tickets.isdisjoint(other.tickets)


@given(_PIECES)
def test_pieces_are_put_together_as_by_looking_at_each_pair(
    drawn: list[tuple[list[Interval], frozenset[str]]],
) -> None:
    pieces = [_piece(number, times, tickets) for number, (times, tickets) in enumerate(drawn)]
    assert at_once(pieces) == _pair_by_pair(pieces)


def test_times_that_touch_are_two_incidents() -> None:
    first, second = Interval(Instant(0), Instant(5)), Interval(Instant(5), Instant(9))
    pieces = [_piece(0, [first], frozenset()), _piece(1, [second], frozenset())]
    assert at_once(pieces) == [[pieces[0]], [pieces[1]]]


def test_a_hundred_thousand_late_tickets_are_put_together() -> None:
    """Half of them were late at one and the same time, the others one after the other."""
    number = 50_000
    together = Interval(Instant(0), Instant(1))
    late_together = frozenset(f"T-{each}" for each in range(number))
    pieces = [_piece(each, [together], late_together) for each in range(number)]
    pieces += [
        _piece(each, [Interval(Instant(each), Instant(each + 1))], frozenset({f"S-{each}"}))
        for each in range(number, 2 * number)
    ]
    assert list(map(len, at_once(pieces))) == [number, *([1] * number)]


def test_one_that_lasts_joins_all_that_came_before() -> None:
    apart = [
        _piece(each, [Interval(Instant(2 * each), Instant(2 * each + 1))], frozenset())
        for each in range(1000)
    ]
    lasting = replace(apart[0], times=(Interval(Instant(0), Instant(5000)),))
    assert at_once([*apart, lasting]) == [[*apart, lasting]]
