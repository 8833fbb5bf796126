"""Impact and conditions: bad time that affected too few, or for which a condition fails, is no downtime."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.downtime import Downtime, Impact
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Ternary
from upheld.evaluation.availability.counted import Note
from upheld.evaluation.availability.member import Conditions
from upheld.evaluation.availability.outage_facts import TOGETHER, OutageFacts, Piece
from upheld.evidence.observation import State
from upheld.quantity import percent


class Sifted(Struct, frozen=True):
    """The conditions with what is no downtime read as up, and what may be none as unknown."""

    conditions: Conditions
    notes: tuple[Note, ...]


def sift(conditions: Conditions, bad: tuple[State, ...], terms: Downtime, facts: OutageFacts) -> Sifted:
    """Set aside bad time by what its records say of whom it affected, and of the conditions."""
    if terms.affecting is None and not terms.provided:
        return Sifted(conditions, ())
    aside: list[Interval] = []
    doubted: list[Interval] = []
    notes = []
    for run in conditions.where(*bad):
        says: list[str] = []
        lacks: list[str] = []
        for piece in facts.pieces(run):
            counts, why = _counts(piece, terms)
            if counts is Ternary.FALSE:
                aside.append(piece.interval)
            elif counts is Ternary.UNKNOWN:
                doubted.append(piece.interval)
                lacks += _lacking(piece, terms)
            says += why
        if says:
            notes.append(Note(run, tuple(dict.fromkeys(says)), tuple(dict.fromkeys(lacks))))
    sifted = conditions.mask(IntervalSet.from_iterable(aside), State.UP)
    return Sifted(sifted.mask(IntervalSet.from_iterable(doubted), State.UNKNOWN), tuple(notes))


def _counts(piece: Piece, terms: Downtime) -> tuple[Ternary, list[str]]:
    """Whether a piece is downtime, with what speaks against it."""
    found = [_of_condition(piece, condition) for condition in terms.provided]
    if terms.affecting is not None:
        found.append(_of_impact(piece, terms.affecting))
    against = [each for each in found if each[0] is Ternary.FALSE]
    if against:
        return Ternary.FALSE, [why for _, why in against]
    doubts = [each for each in found if each[0] is Ternary.UNKNOWN]
    return (Ternary.UNKNOWN if doubts else Ternary.TRUE), [why for _, why in doubts]


def _lacking(piece: Piece, terms: Downtime) -> list[str]:
    """Name the columns that do not decide whether a piece is downtime."""
    lacks = []
    if terms.affecting is not None and _of_impact(piece, terms.affecting)[0] is Ternary.UNKNOWN:
        lacks.append(TOGETHER if piece.says_affected else "affected")
    if any(piece.holds(condition) is Ternary.UNKNOWN for condition in terms.provided):
        lacks.append("holds")
    return lacks


def _of_impact(piece: Piece, impact: Impact) -> tuple[Ternary, str]:
    least, most = piece.affected
    if impact.target.kept_by(least):
        return Ternary.TRUE, ""
    if impact.target.kept_by(most) and piece.says_affected:
        return Ternary.UNKNOWN, (
            f"outages at one time affected between {percent(least)} and {percent(most)} together, and "
            f"{impact} is needed: in doubt whether it counts"
        )
    if impact.target.kept_by(most):
        return Ternary.UNKNOWN, f"it is not known whether it affected {impact}: in doubt whether it counts"
    return Ternary.FALSE, f"it affected {percent(most)}, and {impact} is needed: it does not count"


def _of_condition(piece: Piece, condition: str) -> tuple[Ternary, str]:
    holds = piece.holds(condition)
    if holds is Ternary.FALSE:
        return holds, f"a condition fails: {condition}: it does not count"
    return holds, f"nobody decided whether a condition holds: {condition}: in doubt whether it counts"
