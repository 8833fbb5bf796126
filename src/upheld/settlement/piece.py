"""Pieces: credit lines taken apart by what they are owed for, so that they can be put together again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.statement import (
    AvailabilityRecord,
    Finding,
    RequestTotals,
    SliceTotals,
    Statement,
    StatisticRecord,
)
from upheld.quantity import ExactMoney, Money, MoneyRounding
from upheld.settlement.affected import resources_of, services_of
from upheld.settlement.amount import ExactAmount, measure_of
from upheld.settlement.breach import Breach
from upheld.settlement.breaches import breaches_of
from upheld.settlement.condition import as_credited
from upheld.settlement.credit import CreditLine
from upheld.settlement.lateness_breach import late_tickets, time_of
from upheld.settlement.tally import Tally

T = TypeVar("T")

_BY_INCIDENT = (BreachUnit.OUTAGE, BreachUnit.LONG_OUTAGE, BreachUnit.TICKET, BreachUnit.CLOCK)


class Piece(Struct, frozen=True, kw_only=True):
    """What one line owes, or what it owes for one incident where it is reckoned incident by incident."""

    line: CreditLine
    amount: ExactAmount
    times: tuple[Interval, ...]
    """When what it is owed for was going on."""
    is_of_incident: bool
    earlier: Amount | None = None
    """What the same outage earned in the periods before, of the fees of this one; absent where nothing."""
    services: tuple[str, ...] = ()
    """Those that the promise is about."""
    resources: tuple[str, ...] = ()
    """Those that its breach affected, as far as that is known."""
    tickets: frozenset[str] = frozenset()
    """Those whose lateness it is owed for, and the incidents these are about."""

    def things(self, scope: FeeScope) -> tuple[str, ...]:
        """What of a scope it is owed for, by name: the thing of its line, or else all that it is about."""
        amount, affected = self.line.per_breach, self.line.affected
        by = amount.of.scope if isinstance(amount, ShareOfFee) else FeeScope.SUBSCRIPTION
        match scope:
            case FeeScope.SUBSCRIPTION:
                return ()
            case FeeScope.SERVICE:
                return (affected,) if affected is not None and by is scope else self.services
            case FeeScope.RESOURCE:
                return (affected,) if affected is not None and by is scope else self.resources


def pieces_of(
    statement: Statement,
    lines: Iterable[CreditLine],
    *,
    is_accumulating: bool = True,
    is_paid: Callable[[str], bool] = lambda _: True,
) -> tuple[Piece, ...]:
    """Take the lines of a statement apart, in their order; a credit that is earned once is one piece.

    The parts of a figure, such as routes, are things with a fee of their own only where `is_paid` says so.
    """
    findings = {
        (each.objective.name, each.interval, each.member): as_credited(each) for each in statement.findings
    }
    found: list[Piece] = []
    for line in lines:
        finding = findings.get((line.objective, line.interval, line.member))
        pieces = _pieces(line, finding, statement.as_of, is_once=not is_accumulating, is_paid=is_paid)
        found += pieces if finding is None else _of_tickets(tuple(pieces), finding)
    return tuple(found)


def _of_tickets(pieces: Sequence[Piece], finding: Finding) -> Iterator[Piece]:
    """The same pieces, which know the tickets they are owed for."""
    late = late_tickets(finding)
    for piece in pieces:
        match [late[time] for time in piece.times if time in late]:
            case []:
                yield piece
            case [tickets, *others]:
                # Thousands may have been late at the same time: their set is shared, not copied for each.
                yield replace(piece, tickets=tickets.union(*others) if others else tickets)


def _resources(finding: Finding, is_paid: Callable[[str], bool]) -> tuple[str, ...]:
    names = resources_of(finding)
    is_of_parts = finding.member is None and isinstance(finding.record, StatisticRecord)
    return tuple(filter(is_paid, names)) if is_of_parts else names


def _pieces(
    line: CreditLine,
    finding: Finding | None,
    as_of: Instant,
    *,
    is_once: bool,
    is_paid: Callable[[str], bool],
) -> Iterator[Piece]:
    services = () if finding is None else services_of(finding)
    breaches = () if finding is None else breaches_of(finding, as_of)
    whole = Piece(
        line=line,
        amount=line.owed.exact if isinstance(line.owed, Money) else line.owed,
        times=_bad_time(finding) or tuple(time for breach in breaches for time in _times(breach)),
        is_of_incident=False,
        services=services,
        resources=() if finding is None else _resources(finding, is_paid),
    )
    if not is_once and line.tally is not None and any(part for _, part in line.tally.weights):
        yield from _by_outage(whole, line.tally)
        return
    if finding is None or is_once or not _is_by_breach(line, finding):
        yield whole
        return
    several = breaches if len(breaches) == line.breaches else ()
    for number in range(line.breaches):
        times = tuple(_times(several[number])) if several else ()
        share = Fraction(1, line.breaches)
        yield replace(
            whole, amount=part_of_amount(whole.amount, share), times=times, is_of_incident=bool(times)
        )


def _by_outage(whole: Piece, tally: Tally) -> Iterator[Piece]:
    """What is owed for each outage, where that is reckoned outage by outage."""
    together = sum((part for _, part in tally.weights), Fraction(0))
    earlier = whole.line.earlier or (None,) * len(tally.weights)
    for (time, part), before in zip(tally.weights, earlier, strict=True):
        if part:
            amount = part_of_amount(whole.amount, part / together)
            yield replace(whole, amount=amount, times=(time,), is_of_incident=True, earlier=before)


def _is_by_breach(line: CreditLine, finding: Finding) -> bool:
    """Whether a line owes so much for each breach, and each breach is one incident."""
    is_flat = line.blocked is None and line.banded is None and line.tally is None
    return is_flat and finding.conventions.one_breach in _BY_INCIDENT


def _bad_time(finding: Finding | None) -> tuple[Interval, ...]:
    """When a figure that has no outages was bad: slices with more errors than promised, or with a bad figure.

    An error rate that is no higher than the mean that is promised missed nothing.
    """
    match finding:
        case Finding(
            record=AvailabilityRecord(outages=(), requests=RequestTotals(slices=SliceTotals() as slices))
        ):
            target = finding.objective.share_target
            allowed = Fraction(0) if target is None else 1 - target.bound
            return tuple(IntervalSet.from_iterable(time for time, rate in slices.failing if rate > allowed))
        case Finding(record=StatisticRecord(bad=bad)):
            return bad
        case _:
            return ()


def _times(breach: Breach) -> Iterator[Interval]:
    return (time_of(failure) for failure in breach.failures)


def part_of_amount(amount: ExactAmount, share: Fraction) -> ExactAmount:
    """A share of an amount, unrounded."""
    match amount:
        case ShareOfFee(share=whole, of=fee):
            return ShareOfFee(whole * share, fee)
        case ServiceTime():
            return amount.times(share)
        case ExactMoney():
            return amount * share


def size_of_piece(piece: Piece) -> Fraction:
    """How much it is, in what all pieces are counted in."""
    return measure_of(piece.amount)


def sum_of(pieces: Sequence[Piece], nothing: Amount) -> Amount:
    """What pieces come to; money is rounded down where shrinking left a part of a cent."""
    match nothing:
        case ShareOfFee(of=fee):
            return ShareOfFee(sum(map(size_of_piece, pieces), Fraction(0)), fee)
        case Money(currency=currency):
            whole = ExactMoney(sum(map(size_of_piece, pieces), Fraction(0)), currency)
            return whole.rounded(MoneyRounding.DOWN)
        case ServiceTime():
            times = [each.amount for each in pieces if isinstance(each.amount, ServiceTime)]
            return reduce(ServiceTime.__add__, times, ServiceTime())


def earlier_of(pieces: Sequence[Piece], nothing: Amount) -> Amount:
    """What the outages of pieces earned in the periods before."""
    found = [
        replace(each, amount=amount.exact if isinstance(amount, Money) else amount)
        for each in pieces
        if (amount := each.earlier) is not None
    ]
    return sum_of(found, nothing)


def held_to(pieces: Sequence[Piece], most: Amount) -> tuple[Piece, ...]:
    """Shrink pieces alike, so that together they come to a most amount; none where they don't pass it."""
    whole = sum(map(size_of_piece, pieces), Fraction(0))
    limit = measure_of(most)
    if whole <= limit:
        return tuple(pieces)
    return tuple(replace(each, amount=part_of_amount(each.amount, limit / whole)) for each in pieces)


def grouped(pieces: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Put the pieces of one key together."""
    groups: dict[Hashable, list[T]] = {}
    for piece in pieces:
        groups.setdefault(key(piece), []).append(piece)
    return list(groups.values())
