"""Ticket clocks held against the evidence: what the tickets of an objective come to together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.agreement.cause import Subject
from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force, Objective
from upheld.chrono.instant import format_instant
from upheld.evaluation.clocks.docket import Docket, docket_of
from upheld.evaluation.clocks.ticket_tally import EVERY_TICKET, SEVERITY, TicketTally, tally_of
from upheld.evaluation.exclusions.cause_exclusion import unevidenced
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Figure, NoData, Reason, Share
from upheld.evaluation.statement import ClockRecord, ClocksRecord, ClockState, Finding, Verdict
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import EventKind

_SHOWN = 20
"""So many clocks are named in the reasons and gaps of a finding; the record has them all."""


def judge_clocks(hearing: Hearing, clock: TicketClock) -> Finding:
    """Judge a ticket clock: MET where every ticket, or the share promised, is kept come what may.

    MISSED where it is not, whatever they come to; otherwise INDETERMINATE, unless the rule for missing data
    decides it. NOT APPLICABLE without a ticket, but INDETERMINATE where nothing is known about tickets at
    all.
    """
    objective = hearing.objective
    gap = _missing_table(hearing.evidence)
    docket = Docket((), 0, 0) if gap else docket_of(hearing, clock)
    tally = tally_of(docket.tickets)
    target = objective.share_target or EVERY_TICKET
    decided = tally.decided_by(objective.conventions.missing_data, target)
    verdict = Verdict.INDETERMINATE if gap else decided.verdict(target)
    clocks = tuple(record for records in docket.tickets for record in records)
    return Finding(
        objective=objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=hearing.as_of >= hearing.period.interval.end and not tally.running,
        figure=_figure(tally, gap),
        breaches=_breaches(clocks, tally, decided, objective) if verdict is Verdict.MISSED else 0,
        record=ClocksRecord(
            kept=tally.kept,
            breached=tally.breached,
            running=tally.running,
            indeterminate=tally.indeterminate,
            clocks=clocks,
        ),
        reason=_reason(clocks, tally, decided, docket, hearing, gap),
        conventions=objective.conventions,
        gaps=tuple(_gaps(clocks, hearing, gap)) if verdict is Verdict.INDETERMINATE else (),
    )


def _missing_table(evidence: Evidence) -> str:
    """Name the table without which nothing is known, where one is missing."""
    if Table.TICKETS not in evidence.tables and not evidence.tickets:
        return f"no table `{Table.TICKETS.value}` in the evidence: nothing is known about tickets"
    if evidence.tickets and Table.TICKET_EVENTS not in evidence.tables:
        events = (event for ticket in evidence.tickets for event in ticket.events)
        if all(event.kind is EventKind.OPENED for event in events):
            return f"no table `{Table.TICKET_EVENTS.value}` in the evidence: nothing is known of any reply"
    return ""


def _figure(tally: TicketTally, gap: str) -> Figure:
    decided = tally.kept + tally.breached
    if decided:
        return Share(Fraction(tally.kept, decided))
    return NoData(gap or ("no ticket is decided yet" if tally.total else "no ticket"))


def _breaches(
    clocks: Sequence[ClockRecord], tally: TicketTally, decided: TicketTally, objective: Objective
) -> int:
    """Count breaches of a guarantee by the unit declared; outages are not counted in tickets: one, then."""
    if objective.force is not Force.GUARANTEE:
        return 0
    match objective.conventions.one_breach:
        case BreachUnit.TICKET:
            return decided.breached
        case BreachUnit.CLOCK:
            broken = {ClockState.BREACHED}
            if decided.breached > tally.breached:
                broken.add(ClockState.INDETERMINATE)
            return sum(record.state in broken for record in clocks)
        case BreachUnit.OBJECTIVE | BreachUnit.OUTAGE | BreachUnit.LONG_OUTAGE:
            return 1


def _reason(
    clocks: Sequence[ClockRecord],
    tally: TicketTally,
    decided: TicketTally,
    docket: Docket,
    hearing: Hearing,
    gap: str,
) -> Reason:
    objective = hearing.objective
    promised = "every ticket counts" if objective.target is None else f"promised {objective.target}"
    opened = tuple(record.evidence[0] for record in clocks)
    return Reason(
        rule="clocks.tickets",
        says=gap or f"{tally.in_words()}; {promised}",
        figure=_figure(tally, gap),
        clause=objective.clause,
        evidence=opened[:_SHOWN],
        evidence_count=len(opened),
        because=(
            *_missing_data_rule(tally, decided, objective),
            *_left_out(docket),
            *unevidenced(hearing, Subject.CLOCKS),
            *(record.reason for record in _most_telling(clocks)),
        ),
    )


def _missing_data_rule(tally: TicketTally, decided: TicketTally, objective: Objective) -> Iterator[Reason]:
    if decided != tally:
        rule = objective.conventions.missing_data.value
        yield Reason(
            rule="clocks.missing_data",
            says=f"what the evidence leaves undecided, by the agreement: {rule}",
            figure=Count(tally.indeterminate, "tickets"),
        )


def _left_out(docket: Docket) -> Iterator[Reason]:
    for count, why in ((docket.other_channel, "channel"), (docket.other_priority, "priority")):
        if count:
            yield Reason(
                rule="clocks.left_out",
                says=f"left out: nothing is promised here for tickets of this {why}",
                figure=Count(count, "tickets"),
            )


def _most_telling(clocks: Sequence[ClockRecord]) -> list[ClockRecord]:
    """The worst first, and among equals those with the least time left."""
    ranked = sorted(clocks, key=lambda record: (SEVERITY.index(record.state), record.remaining))
    return ranked[:_SHOWN]


def _gaps(clocks: Sequence[ClockRecord], hearing: Hearing, gap: str) -> Iterator[str]:
    if gap:
        yield gap
    open_ones = [
        record for record in clocks if record.state in (ClockState.INDETERMINATE, ClockState.RUNNING)
    ]
    for record in open_ones[:_SHOWN]:
        if record.state is ClockState.INDETERMINATE:
            yield record.reason.says
        else:
            yield (
                f"ticket {record.ticket} still ran at {format_instant(hearing.as_of)}, "
                f"due at {format_instant(record.due)}: judge again after that"
            )
    if len(open_ones) > _SHOWN:
        yield f"and {len(open_ones) - _SHOWN} more, which the record names"
