"""Successive months: each settled by what the months before it were given, where a cap counts that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit_cap import CapWindow
from upheld.chrono.instant import Instant
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence
from upheld.settlement.amount import Owed
from upheld.settlement.balance import nothing_of, together
from upheld.settlement.books import Given, PartGiven
from upheld.settlement.breach_record import first_of_month
from upheld.settlement.claimed_month import ClaimedMonth, Settle
from upheld.settlement.claimed_part import claimed_part
from upheld.settlement.claimed_series import ClaimedSeries, claimed_series
from upheld.settlement.claims import IN_FORCE, ClaimState
from upheld.settlement.settlement import Settlement

SettleAfter: TypeAlias = Callable[[Statement, Sequence[Given]], Settlement]
"""Works out what is owed for a statement after credits of earlier months were given."""

_ALONE = (CapWindow.CASE, CapWindow.INCIDENT, CapWindow.DAY, CapWindow.MONTH, CapWindow.INVOICE)


class Settled(Struct, frozen=True, kw_only=True):
    """Months that were settled together, and the claims for each of them."""

    settlements: tuple[Settlement, ...]
    claims: ClaimedSeries


def counts_months(agreement: Agreement) -> bool:
    """Whether what one month is owed depends on what others were given."""
    credits = agreement.credits
    if credits is None:
        return False
    return credits.are_carried or any(cap.window not in _ALONE for cap in credits.caps)


def settled_in_turn(
    statements: Sequence[Statement],
    settle: SettleAfter,
    evidence: Evidence,
    calendars: Calendars,
    as_of: Instant,
) -> Settled:
    """Settle months one after the other, each by what those before it were given or may still be.

    What was lost, because nobody claimed it in time, uses up no cap; where nothing is known about claims, all
    counts as claimed. Each pass settles at least one month
    more by what is given in the end, so that there are at most as many passes as months.
    """
    zone = calendars.zone(calendars.agreement.time_zone)
    firsts = [first_of_month(statement, zone) for statement in statements]
    used: list[_Used | None] = [None] * len(statements)
    while True:
        given: list[Given] = []
        settlers: list[Settle] = []
        settlements: list[Settlement] = []
        for statement, first, known in zip(statements, firsts, used, strict=True):
            settlers.append(partial(_after, settle=settle, before=tuple(given)))
            settlement = settlers[-1](statement)
            settlements.append(settlement)
            amount = settlement.certain if known is None else known.amount
            carried = settlement.carried if amount == settlement.certain else None
            parts = _by_promise(settlement)
            given.append(
                Given(
                    month=first,
                    amount=amount,
                    carried=carried,
                    promises=tuple(parts),
                    by_promise=parts if together(parts.values()) == amount else None,
                    parts=_by_thing(settlement, known),
                )
            )
        claims = claimed_series(statements, settlements, evidence, calendars, as_of, settlers)
        found = [
            _used(statement, month, settlement, each)
            for statement, month, settlement, each in zip(
                statements, claims.months, settlements, settlers, strict=True
            )
        ]
        if [each.amount for each in found] == [each.amount for each in given]:
            return Settled(settlements=tuple(settlements), claims=claims)
        used = [*found]


def _by_promise(settlement: Settlement) -> dict[str, Owed]:
    """What the lines for each promise come to, before they are put together."""
    names = dict.fromkeys(line.objective for line in settlement.lines)
    return {
        name: together(line.owed for line in settlement.lines if line.objective == name) for name in names
    }


class _Used(Struct, frozen=True):
    """What a month takes of a cap: what is due for it, and what may still be claimed."""

    amount: Owed
    parts: tuple[PartGiven, ...] | None
    """For which things, where only some of it was claimed."""


def _by_thing(settlement: Settlement, used: _Used | None) -> tuple[PartGiven, ...] | None:
    """What was given for which thing: all of it where it was for one alone."""
    amount = settlement.certain if used is None else used.amount
    for parts in (settlement.parts, None if used is None else used.parts):
        if parts is None or together(part.amount for part in parts) == amount:
            return parts
        if len(parts) == 1:
            return (replace(parts[0], amount=amount),)
    return None


def _after(statement: Statement, *, settle: SettleAfter, before: Sequence[Given]) -> Settlement:
    return settle(statement, before)


def _used(statement: Statement, month: ClaimedMonth, settlement: Settlement, settle: Settle) -> _Used:
    if month.state is ClaimState.UNRECORDED:
        return _Used(settlement.certain, None)
    entitled = (each.amount for each in month.entitled)
    amount = together((nothing_of(settlement.certain), *entitled, month.still_open))
    if settlement.parts is None or len(settlement.parts) < 2 or amount == settlement.certain:
        return _Used(amount, None)
    claimed = [each for claim in month.claims if claim.state in IN_FORCE for each in claim.in_time]
    return _Used(amount, settle(claimed_part(statement, [*claimed, *month.open])).parts)
