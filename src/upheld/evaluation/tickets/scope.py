"""Scope: whether an occasion on a ticket counts in a period, and what to make of a breach that may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.evaluation.duties.belonging import belongs
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.tickets.known_ticket import KnownTicket


class _Placed(Struct, frozen=True):
    """An occasion by its ticket's opening, and by when its verdict fell."""

    placed_at: Instant
    falls_at: Instant | None


Judged = tuple[Duty, Instant | None]
"""A duty, and when its verdict fell; `None` while it is open."""


def in_scope(hearing: Hearing, known: KnownTicket, judged: Iterable[Judged]) -> Iterator[Duty]:
    """Give the duties of a ticket that count in the hearing's interval, as declared.

    A breach is undecided where nobody knows whether the ticket is promised this.
    """
    for duty, falls_at in judged:
        if belongs(hearing, _Placed(known.opened_at, falls_at)):
            doubtful = known.scope and duty.state is ClockState.BREACHED
            yield _in_doubt(duty, known) if doubtful else duty


def _in_doubt(duty: Duty, known: KnownTicket) -> Duty:
    reason = Reason(
        rule="tickets.scope",
        says=f"ticket {known.number}: {known.scope}",
        clause=duty.reason.clause,
        evidence=duty.evidence,
        evidence_count=len(duty.evidence),
        because=(duty.reason,),
    )
    return replace(duty, state=ClockState.INDETERMINATE, reason=reason)
