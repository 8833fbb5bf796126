"""Change flow: changes made for tickets, held against the flow that they must go through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from upheld.agreement.provenance import Clause
from upheld.evaluation.duties.belonging import missing_table
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.tickets.known_ticket import KnownTicket
from upheld.evaluation.tickets.scope import Judged
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Change

ChangesByTicket = Mapping[str, Sequence[Change]]
"""Changes by the number of each ticket they were made for, in order of time."""


def changes_by_ticket(hearing: Hearing) -> ChangesByTicket:
    """Gather the changes that had begun by the hearing's `as_of`."""
    found: dict[str, list[Change]] = {}
    for change in sorted(hearing.evidence.changes, key=lambda each: (each.started_at, each.identity)):
        if change.started_at <= hearing.as_of:
            for number in change.tickets:
                found.setdefault(number, []).append(change)
    return found


def flow_of_changes(
    known: KnownTicket, changes: Sequence[Change], flow: str, clause: Clause | None
) -> Iterator[Judged]:
    """Judge each change made for a ticket; a ticket for which nothing was changed has none."""
    for change in changes:
        went = change.flow is not None and alike(change.flow, flow)
        state = ClockState.KEPT if went else ClockState.BREACHED
        through = f"through `{change.flow}`" if change.flow else "through no flow that is recorded"
        what = f"change {change.number} for ticket {known.number}"
        duty = Duty(
            what=what,
            state=state,
            limit=f"through `{flow}`",
            began_at=change.started_at,
            done_at=change.started_at,
            lacks=() if went else (flow,),
            evidence=(change.identity, known.row(known.events[0])),
            reason=Reason(
                rule=f"change_flow.{state.value}",
                says=f"{what} went {through}; promised through `{flow}`",
                clause=clause,
                evidence=(change.identity,),
                evidence_count=1,
            ),
        )
        yield duty, change.started_at


def unknown_changes(hearing: Hearing, flow: str) -> Iterator[Duty]:
    """Leave the flow of all changes undecided where there is no table of them; nothing where there is."""
    lack = missing_table(hearing, Table.CHANGES, hearing.evidence.changes, "changes")
    if lack:
        yield Duty(
            what="changes for tickets",
            state=ClockState.INDETERMINATE,
            limit=f"through `{flow}`",
            began_at=hearing.interval.start,
            reason=Reason(rule="change_flow.unknown", says=lack, clause=hearing.objective.clause),
        )
