"""Caps on parts: an incident, an affected thing, or the credits of some promises, each held by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.credit_cap import CapWindow, CreditCap
from upheld.agreement.fee import Amount, Fee, FeeScope, ShareOfFee
from upheld.agreement.price import TimeOfFee, resource_word
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Statement
from upheld.settlement.amount import Owed, alike, write_amount
from upheld.settlement.balance import is_nothing, less
from upheld.settlement.cap import (
    Bound,
    at_most,
    bound_of,
    excess_of,
    in_words,
    is_zero,
    left_of,
    limit_of,
    zero_of,
)
from upheld.settlement.cap_days import days_of
from upheld.settlement.cap_window import fits
from upheld.settlement.fee import Fees
from upheld.settlement.incident import at_once, of_one_ticket
from upheld.settlement.piece import Piece, earlier_of, grouped, held_to, sum_of

_BY_TIME = (CapWindow.CASE, CapWindow.INCIDENT, CapWindow.DAY)
_ONE_BY_ONE = (CapWindow.CASE, CapWindow.INCIDENT)
"""Caps that are less than a month's."""


ByThing: TypeAlias = dict[str, Owed] | NoData | None
"""What was given before by what was affected; absent for a cap that is not of things, or of a month."""


class HeldPieces(Struct, frozen=True, kw_only=True):
    """What pieces come to after a cap on parts of them."""

    pieces: tuple[Piece, ...]
    limit: Amount | None
    taken_off: Owed
    owed: Owed
    says: str


def is_of_parts(cap: CreditCap, pieces: Sequence[Piece], before: ByThing = None) -> bool:
    """Whether a cap does not hold for the sum of all credits, but for parts of it by themselves.

    `before` is what each thing was given within its time.
    """
    if cap.window in _BY_TIME or cap.objectives or not all(_is_meant(cap, each) for each in pieces):
        return True
    things = {each.things(scope_of(cap)) for each in pieces}
    others = before.keys() - {name for names in things for name in names} if isinstance(before, dict) else ()
    return cap.window is not CapWindow.INVOICE and (len(things) > 1 or bool(pieces and others))


def scope_of(cap: CreditCap) -> FeeScope:
    """For what the fee is paid that a cap is a share of."""
    match cap.limit:
        case ShareOfFee(of=fee) | TimeOfFee(of=fee):
            return FeeScope.SUBSCRIPTION if fee.of_all else fee.scope
        case _:
            return FeeScope.SUBSCRIPTION


def judged_together(statement: Statement, pieces: Sequence[Piece]) -> Period:
    """The period that pieces are owed for, over which a fee is spread; the statement's of several."""
    owed = {(each.line.objective, each.line.interval) for each in pieces}
    periods = [each.period for each in statement.findings if (each.objective.name, each.interval) in owed]
    intervals = {each.interval for each in periods}
    return periods[0] if len(intervals) == 1 else statement.period


def bound_on(limit: Amount, pieces: Sequence[Piece], fees: Fees) -> Bound:
    """What a limit lets be owed of pieces: of the fees of all they are owed for, where it is of fees."""
    fee = limit.of if isinstance(limit, ShareOfFee) else Fee()
    names = tuple(dict.fromkeys(name for each in pieces for name in each.things(fee.scope)))
    parts = [name for each in pieces for name in each.things(FeeScope.RESOURCE)]
    failed_at = min((time.start for each in pieces for time in each.times), default=None)
    least = fees.at_least(fee, parts if fee.scope is FeeScope.SERVICE else ())
    name = " and ".join(names) if fee.of_all or len(names) == 1 else None
    return bound_of(limit, fees.of_all(limit, names, failed_at), least, name)


def held_pieces(
    cap: CreditCap,
    pieces: Sequence[Piece],
    fees: Fees,
    statement: Statement,
    total: Amount,
    before: Owed | None = None,
    zone: Zone | None = None,
    by_thing: ByThing = None,
) -> HeldPieces:
    """Hold each part of some pieces to a cap; open where one can't be compared with it.

    `before` is what was given within its time for the promises it is for, `by_thing` the same for each thing.
    """
    period = statement.period
    limit, phrase = limit_of(cap, judged_together(statement, pieces)), in_words(cap)
    if isinstance(limit, NoData):
        return _open(pieces, None, f"{phrase} is not applied: {limit.why}")
    held: list[Piece] = [each for each in pieces if not _is_meant(cap, each)]
    parts = _parts(cap, [each for each in pieces if _is_meant(cap, each)])
    if cap.window is CapWindow.DAY and zone is not None:
        parts, whole = _by_day(parts, period.interval, zone)
        held += whole
    if before is not None and not is_nothing(before):
        if isinstance(before, NoData) or len(parts) > 1:
            return _open(pieces, limit, _given_to_others(cap, before))
        phrase += f" ({write_amount(before)} of it was given before)"
    if isinstance(by_thing, NoData):
        return _open(pieces, limit, _given_to_others(cap, by_thing))
    for part in parts:
        amount = sum_of(part, total)
        found = _room(cap, part, limit, fees, total, (before, by_thing))
        if isinstance(found, NoData):
            return _open(pieces, limit, _given_to_others(cap, found))
        bound, given = found
        phrase += given
        excess = zero_of(amount) if bound.surely_holds(amount) else _excess(amount, bound.most)
        if isinstance(excess, NoData):
            excess = NoData(_why_open(cap, part, excess))
            open_ = _open(pieces, limit, f"{phrase} is not applied: {excess.why}")
            return replace(open_, owed=at_most(total, phrase, excess))
        held += part if isinstance(bound.most, NoData) else _shrunk(part, amount, bound.most)
    return _told(cap, tuple(held), limit, period, total, phrase)


def _why_open(cap: CreditCap, part: Sequence[Piece], excess: NoData) -> str:
    """Why a part can't be held to a cap: nobody knows of which thing, or its fee."""
    scope = scope_of(cap)
    if scope is not FeeScope.RESOURCE or part[0].things(scope) or not isinstance(cap.limit, ShareOfFee):
        return excess.why
    earned_by = list(dict.fromkeys(each.line.objective for each in part))
    return (
        f"which {cap.limit.of.thing} {' and '.join(earned_by)} affected is not recorded (a ticket says it "
        "with `of`; where the cap is not for that promise, it names under `for` those that it is for)"
    )


def _room(
    cap: CreditCap,
    part: Sequence[Piece],
    limit: Amount,
    fees: Fees,
    total: Amount,
    before: tuple[Owed | None, ByThing],
) -> tuple[Bound, str] | NoData:
    """What a cap lets a part be owed after what was given before, and how that is said."""
    bound, says = bound_on(limit, part, fees), ""
    of_promises, by_thing = before
    taken: list[tuple[Owed, str]] = []
    if isinstance(by_thing, dict):
        names = [name for name in part[0].things(scope_of(cap)) if name in by_thing]
        taken += [(by_thing[name], f"of it was given for {name} before") for name in names]
    if cap.window in _ONE_BY_ONE and any(each.earlier is not None for each in part):
        # An outage that began in the period before is one incident all the same.
        taken.append((earlier_of(part, total), "was earned before by an outage that began before"))
    for earlier, words in taken:
        if isinstance(earlier, NoData):
            return earlier
        if not is_nothing(earlier):
            bound = _less_given(bound, earlier)
            says += f" ({write_amount(earlier)} {words})"
    return (bound if of_promises is None else _less_given(bound, of_promises)), says


def _less_given(bound: Bound, given: Owed) -> Bound:
    """What is left of a bound; of one that was used in part nothing surely holds."""
    if isinstance(given, NoData) or is_nothing(given):
        return bound
    most = bound.most if isinstance(bound.most, NoData) else left_of(bound.most, given)
    return replace(bound, most=most, limit=None, at_least=None)


def _shrunk(part: Sequence[Piece], amount: Amount, most: Amount) -> Sequence[Piece]:
    return held_to(part, most) if alike(amount, most) else part


def _excess(amount: Amount, most: Owed) -> Owed:
    return most if isinstance(most, NoData) else excess_of(amount, most)


def _is_meant(cap: CreditCap, piece: Piece) -> bool:
    if cap.objectives and piece.line.objective not in cap.objectives:
        return False
    return resource_word(piece.line.per_breach) not in cap.apart


def _parts(cap: CreditCap, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that a cap holds for together."""
    by_thing = grouped(pieces, lambda each: each.things(scope_of(cap)))
    if cap.window not in _ONE_BY_ONE:
        return by_thing
    put_together = of_one_ticket if cap.window is CapWindow.CASE else at_once
    parts: list[list[Piece]] = []
    for group in by_thing:
        parts += [[each] for each in group if not each.is_of_incident]
        parts += put_together([each for each in group if each.is_of_incident])
    return parts


def _by_day(
    by_thing: Sequence[Sequence[Piece]], judged: Interval, zone: Zone
) -> tuple[list[list[Piece]], list[Piece]]:
    """What is owed on each day for each thing, and what is owed for the period as a whole."""
    parts: list[list[Piece]] = []
    whole: list[Piece] = []
    for group in by_thing:
        cut = [(each, days_of(each, judged, zone)) for each in group]
        whole += [each for each, days in cut if not days]
        on_days = grouped([part for _, days in cut for part in days], lambda part: part[0])
        parts += [[piece for _, piece in several] for several in on_days]
    return parts, whole


def _told(
    cap: CreditCap, held: tuple[Piece, ...], limit: Amount, period: Period, total: Amount, phrase: str
) -> HeldPieces:
    capped = sum_of(held, total)
    taken = less(total, capped)
    scope = scope_of(cap)
    if scope is not FeeScope.SUBSCRIPTION and isinstance(limit, ShareOfFee):
        phrase += f", each {limit.of.thing} by itself"
    if isinstance(taken, NoData) or is_zero(taken):
        says = f"{write_amount(total)} stays within {phrase}"
        return HeldPieces(pieces=held, limit=limit, taken_off=zero_of(total), owed=capped, says=says)
    if cap.window not in _BY_TIME and not fits(cap, period.rule):
        return _open(
            held, limit, f"{phrase} may bind, and this is no statement for one month: settle month by month"
        )
    says = f"{phrase} takes off {write_amount(taken)}: {write_amount(capped)} is owed"
    return HeldPieces(pieces=held, limit=limit, taken_off=taken, owed=capped, says=says)


def _given_to_others(cap: CreditCap, before: Owed) -> str:
    """Why a cap that is for some promises stays open, where credits were given before within its time."""
    if isinstance(before, NoData):
        return f"{in_words(cap)} may bind: {before.why}"
    return (
        f"{in_words(cap)} may bind: {write_amount(before)} was given before, for which of them is not known"
    )


def _open(pieces: Sequence[Piece], limit: Amount | None, why: str) -> HeldPieces:
    open_ = NoData(why)
    return HeldPieces(pieces=tuple(pieces), limit=limit, taken_off=open_, owed=open_, says=why)
