"""Classification held against the rules of the priorities: done, by whom, recorded, consistent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.conduct import Classification
from upheld.evaluation.clocks.caseload import unknown_tickets
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Moment, Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evaluation.tickets.class_rules import Check, ClassRules, class_rules
from upheld.evaluation.tickets.known_ticket import KnownTicket, known_tickets
from upheld.evaluation.tickets.scope import in_scope


def judge_classification(hearing: Hearing, promise: Classification) -> Finding:
    """Judge whether each ticket has its priority by the rules, from who has to give it, and on record.

    The priority that a ticket has in the end is judged; those it had before are told. What is not given or
    recorded yet is open until the ticket is closed.
    """
    gap = unknown_tickets(hearing.evidence)
    known = known_tickets(hearing)
    rules = class_rules(hearing, promise)
    duties = (duty for each in known.tickets for duty in _judged(hearing, promise, rules, each))
    return judge_duties(
        hearing,
        [] if gap else [*duties],
        noun="ticket",
        gap=gap,
        because=tuple(known.reasons()),
    )


def _judged(
    hearing: Hearing, promise: Classification, rules: ClassRules, known: KnownTicket
) -> Iterator[Duty]:
    duty = _duty(hearing, promise, known, [*rules.checks(known)])
    last = known.closed or known.priorities[-1]
    falls_at = None if duty.state is ClockState.RUNNING else last.at
    return in_scope(hearing, known, [(duty, falls_at)])


def _duty(hearing: Hearing, promise: Classification, known: KnownTicket, checks: Sequence[Check]) -> Duty:
    state = min((check.state for check in checks), key=SEVERITY.index)
    given = known.priorities[-1]
    rows = tuple(dict.fromkeys(map(known.row, (known.events[0], given))))
    deciding = [check.says for check in checks if check.state is state]
    what = f"classification of ticket {known.number}"
    recorded = f", with {', '.join(promise.records)} on record" if promise.records else ""
    return Duty(
        what=what,
        state=state,
        limit=f"by the rules of the priorities{recorded}",
        began_at=known.opened_at,
        done_at=given.at if given.priority is not None else None,
        lacks=tuple(item for check in checks for item in check.lacks),
        evidence=rows,
        reason=Reason(
            rule=f"classification.{state.value}",
            says=f"{what}: {'; '.join(deciding)}",
            clause=hearing.objective.clause,
            evidence=rows,
            evidence_count=len(rows),
            because=(*_history(known), *(check.reason() for check in checks)),
        ),
    )


def _history(known: KnownTicket) -> Iterator[Reason]:
    """Every priority it was given, where there was more than one."""
    given = [event for event in known.priorities if event.priority is not None]
    if len(given) > 1:
        for event in given:
            by = f" by the {event.by}" if event.by else ""
            yield Reason(
                rule="classification.given",
                says=f"given priority {event.priority}{by}",
                figure=Moment(event.at),
                evidence=(known.row(event),),
                evidence_count=1,
            )
