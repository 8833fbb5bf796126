"""Combination: of the credits that meet, those that are owed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from upheld.agreement.credit import Combination, Combined, Credits, Meeting, OnlyOne
from upheld.settlement.amount import write_amount
from upheld.settlement.incident import at_once
from upheld.settlement.piece import Piece, grouped, size_of_piece, sum_of


def owed_pieces(
    credits: Credits, pieces: Sequence[Piece], order: Mapping[str, int]
) -> tuple[tuple[Piece, ...], str]:
    """Give the pieces that are owed where credits meet, and say what was set aside; nothing where all are.

    `order` is the place of each objective in the agreement. The pieces must be of one kind of amount.
    """
    kept = list(pieces)
    if not credits.is_accumulating:
        kept = _best(grouped(kept, lambda each: (each.line.objective, each.line.affected)), _by_size)
    counted = credits.combination.counted
    if counted is not Combined.ADDED_UP:
        meeting = _meeting(kept, credits.combination.per)
        if groups := _groups(credits.combination, kept, order):
            kept = [piece for pieces in meeting for piece in _one_group(counted, groups, pieces)]
        else:
            kept = _best(meeting, _by_size if counted is Combined.HIGHEST else _by_place(order))
    # By identity: two pieces may be alike in every figure.
    ids = {id(each) for each in kept}
    aside = [each for each in pieces if id(each) not in ids]
    return tuple(kept), _says(credits, aside, kept)


def _groups(
    combination: Combination, pieces: Sequence[Piece], order: Mapping[str, int]
) -> tuple[tuple[str, ...], ...]:
    """The groups of promises of which one is credited: those named, or each promise for itself; or none."""
    if combination.only_one is not OnlyOne.PROMISE:
        return combination.not_both
    names = {each.line.objective for each in pieces}
    return tuple((name,) for name in sorted(names, key=lambda each: (order.get(each, len(order)), each)))


def _one_group(counted: Combined, several: Sequence[Sequence[str]], pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one group of promises, the most or the first that owes any, and those in no group."""
    groups = [[each for each in pieces if each.line.objective in names] for names in several]
    grouped_names = {name for names in several for name in names}
    besides = [each for each in pieces if each.line.objective not in grouped_names]
    sums = [sum(map(size_of_piece, group), Fraction(0)) for group in groups]
    if counted is Combined.FIRST:
        chosen = next((at for at, size in enumerate(sums) if size), 0)
    else:
        chosen = max(range(len(sums)), key=lambda at: sums[at])
    ids = {id(each) for each in (*groups[chosen], *besides)}
    return [each for each in pieces if id(each) in ids]


def _meeting(pieces: Sequence[Piece], per: Meeting) -> list[list[Piece]]:
    match per:
        case Meeting.MONTH:
            return grouped(pieces, lambda each: None)
        case Meeting.SERVICE:
            return grouped(pieces, lambda each: each.services)
        case Meeting.RESOURCE:
            return grouped(pieces, lambda each: each.line.affected)
        case Meeting.OBJECTIVE:
            return grouped(pieces, lambda each: each.line.objective)
        case Meeting.INCIDENT:
            return at_once(pieces)


_Choice = Callable[[Sequence[Piece]], tuple[object, ...]]


def _best(
    groups: Sequence[Sequence[Piece]], rank: Callable[[Sequence[Piece]], float | tuple[object, ...]]
) -> list[Piece]:
    """Of each group the pieces of the line that ranks first."""
    kept: list[Piece] = []
    for group in groups:
        lines = grouped(group, lambda each: id(each.line))
        kept += min(lines, key=rank)  # type: ignore[arg-type]
    return kept


def _by_size(pieces: Sequence[Piece]) -> tuple[object, ...]:
    """The largest first; of those as large, the one that reads first."""
    line = pieces[0].line
    return -sum(map(size_of_piece, pieces)), line.objective, line.interval.start, line.affected or ""


def _by_place(order: Mapping[str, int]) -> Callable[[Sequence[Piece]], tuple[object, ...]]:
    def rank(pieces: Sequence[Piece]) -> tuple[object, ...]:
        line = pieces[0].line
        return order.get(line.objective, len(order)), line.interval.start, line.affected or ""

    return rank


def _says(credits: Credits, aside: Sequence[Piece], kept: Sequence[Piece]) -> str:
    if not aside:
        return ""
    rule = _RULE[credits.combination.counted]
    per = credits.combination.per
    of = "" if per is Meeting.MONTH else f" of one {per.value}"
    if credits.combination.not_both:
        rule = _ONE_GROUP[credits.combination.counted]
    elif credits.combination.only_one is OnlyOne.PROMISE:
        rule = _ONE_PROMISE[credits.combination.counted]
    if credits.combination.counted is Combined.ADDED_UP:
        rule, of = "breaches of one objective earn their credit once", ""
    return f"{rule}{of}: {_named(kept)}; not added: {_named(aside)}"


_RULE = {
    Combined.ADDED_UP: "",
    Combined.HIGHEST: "only the highest credit is owed",
    Combined.FIRST: "only the first credit that applies is owed",
}
_ONE_PROMISE = {
    Combined.ADDED_UP: "",
    Combined.HIGHEST: "credits of one promise are owed and not of several, those that come to most",
    Combined.FIRST: "credits of one promise are owed and not of several, those of the first",
}
_ONE_GROUP = {
    Combined.ADDED_UP: "",
    Combined.HIGHEST: "credits of one group of promises are owed and not of several, those that come to most",
    Combined.FIRST: "credits of one group of promises are owed and not of several, those of the first",
}


def _named(pieces: Sequence[Piece]) -> str:
    """Of each line what its pieces come to."""
    return ", ".join(map(_with_sum, grouped(pieces, lambda each: id(each.line))))


def _with_sum(pieces: Sequence[Piece]) -> str:
    line = pieces[0].line
    of = "" if line.affected is None else f" for {line.affected}"
    return f"{line.objective}{of}, {write_amount(sum_of(pieces, line.owed))}"
