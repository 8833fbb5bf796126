"""Ticket clocks held against the evidence: what the tickets of an objective come to together."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.clock import TicketClock
from upheld.agreement.convention import BreachUnit
from upheld.agreement.exclusion import acting_on
from upheld.agreement.objective import Force, Objective
from upheld.chrono.instant import format_instant
from upheld.evaluation.clocks.caseload import unknown_tickets
from upheld.evaluation.clocks.clock_table import ClockTable
from upheld.evaluation.clocks.docket import Docket, docket_of
from upheld.evaluation.clocks.standard import Standard, standard_of
from upheld.evaluation.clocks.ticket_tally import TicketTally
from upheld.evaluation.clocks.tracked import median_of, tracked_reasons
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Figure, NoData, Reason, Share
from upheld.evaluation.shared_hearing import heard_once
from upheld.evaluation.statement import ClocksRecord, ClockState, Finding, Verdict

_SHOWN = 20
"""So many clocks are named in the reasons and gaps of a finding; the record has them all."""


def judge_clocks(hearing: Hearing, clock: TicketClock) -> Finding:
    """Judge a ticket clock: MET where every ticket, or the share promised, is kept come what may.

    MISSED where it is not, whatever they come to; otherwise INDETERMINATE, unless the rule for missing data
    decides it. NOT APPLICABLE without a ticket, but INDETERMINATE where nothing is known about tickets at
    all. TRACKED where no time is promised for any of them.
    """
    acting = acting_on(Subject.CLOCKS, hearing.agreement.exclusions, hearing.objective.excluding)
    heard = heard_once(hearing, clock, acting, _heard)
    objective, finding = hearing.objective, heard.finding
    is_missed = finding.verdict is Verdict.MISSED
    return replace(
        finding,
        objective=objective,
        conventions=objective.conventions,
        breaches=_breaches(heard.clocks, heard.tally, heard.decided, objective) if is_missed else 0,
    )


class _Heard(Struct, frozen=True):
    """A finding whose breaches are not counted yet, and what they are counted from."""

    finding: Finding
    clocks: ClockTable
    tally: TicketTally
    decided: TicketTally


def _heard(hearing: Hearing, clock: TicketClock) -> _Heard:
    objective = hearing.objective
    gap = unknown_tickets(hearing.evidence)
    docket = docket_of(_without_tickets(hearing) if gap else hearing, clock)
    tally = docket.clocks.tally(clock.share_of)
    tally = replace(tally, indeterminate=tally.indeterminate + len(docket.strays))
    standard = standard_of(objective)
    decided = tally.decided_by(objective.conventions.missing_data, standard)
    verdict = _verdict(clock, decided, standard, gap)
    still_runs = tally.running or any(each.stopped_at is None for each in docket.tracked)
    finding = Finding(
        objective=objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=hearing.as_of >= hearing.period.interval.end and not still_runs,
        figure=_figure(docket, tally, gap),
        breaches=0,
        record=ClocksRecord(
            kept=tally.kept,
            breached=tally.breached,
            running=tally.running,
            indeterminate=tally.indeterminate,
            clocks=docket.clocks,
            tracked=docket.tracked,
            cases=clock.share_of,
        ),
        reason=_reason(docket, tally, decided, hearing, gap),
        conventions=objective.conventions,
        gaps=tuple(_gaps(docket, hearing, gap)) if verdict is Verdict.INDETERMINATE else (),
    )
    return _Heard(finding, docket.clocks, tally, decided)


def _verdict(clock: TicketClock, tally: TicketTally, standard: Standard, gap: str) -> Verdict:
    """A promise without any target can't be missed, whatever is known, and one of too few cases neither."""
    if not clock.cells:
        return Verdict.TRACKED
    if gap:
        return Verdict.INDETERMINATE
    return Verdict.NOT_APPLICABLE if tally.total < clock.at_least else tally.verdict(standard)


def _without_tickets(hearing: Hearing) -> Hearing:
    """The hearing, with no ticket in evidence."""
    return replace(hearing, evidence=replace(hearing.evidence, tickets=()))


def _figure(docket: Docket, tally: TicketTally, gap: str) -> Figure:
    decided = tally.kept + tally.breached
    if decided:
        return Share(Fraction(tally.kept, decided))
    if gap or tally.total:
        return NoData(gap or "no ticket is decided yet")
    if docket.tracked:
        return median_of(docket.tracked) or NoData("no ticket tracked is over yet")
    return NoData("no ticket")


def _breaches(clocks: ClockTable, tally: TicketTally, decided: TicketTally, objective: Objective) -> int:
    """Count breaches of a guarantee by the unit declared; outages are not counted in tickets: one, then."""
    if objective.force is not Force.GUARANTEE:
        return 0
    match objective.conventions.one_breach:
        case BreachUnit.TICKET:
            return decided.breached
        case BreachUnit.CLOCK:
            broken = [ClockState.BREACHED]
            if decided.breached > tally.breached:
                broken.append(ClockState.INDETERMINATE)
            return len(clocks.in_states(*broken))
        case BreachUnit.OBJECTIVE | BreachUnit.OUTAGE | BreachUnit.LONG_OUTAGE:
            return 1


def _reason(docket: Docket, tally: TicketTally, decided: TicketTally, hearing: Hearing, gap: str) -> Reason:
    objective, clocks = hearing.objective, docket.clocks
    return Reason(
        rule="clocks.tickets",
        says=gap or _in_words(docket, tally, objective),
        figure=_figure(docket, tally, gap),
        clause=objective.clause,
        evidence=tuple(clocks.opening(index) for index in range(min(len(clocks), _SHOWN))),
        evidence_count=len(clocks),
        because=(
            *_too_few(tally, objective),
            *_few(decided, objective),
            *_missing_data_rule(tally, decided, objective),
            *_left_out(docket),
            *_strays(docket),
            *exclusion_reasons(hearing, docket.exclusions),
            *tracked_reasons(docket.tracked),
            *(clocks.reason(index) for index in clocks.most_telling(_SHOWN)),
        ),
    )


def _in_words(docket: Docket, tally: TicketTally, objective: Objective) -> str:
    if docket.tracked and not tally.total:
        return "no time is promised for any ticket; they are measured and reported"
    promised = "every ticket counts" if objective.target is None else f"promised {objective.target}"
    return f"{tally.in_words()}; {promised}"


def _too_few(tally: TicketTally, objective: Objective) -> Iterator[Reason]:
    """Say that there are fewer than a period must have to be judged."""
    clock = objective.indicator
    if isinstance(clock, TicketClock) and tally.total < clock.at_least and clock.at_least > 1:
        what = clock.share_of.value
        says = f"it is judged where there are at least {clock.at_least} {what}: it is not in this period"
        yield Reason(rule="clocks.too_few", says=says, figure=Count(tally.total, what))


def _few(tally: TicketTally, objective: Objective) -> Iterator[Reason]:
    """Say by which rule for few cases they are judged."""
    rule = standard_of(objective).rule_for(tally.total)
    if rule is not None and tally.total:
        what = tally.cases.value
        says = f"{rule.late or 'none'} of them may be late"
        if rule.below is not None:
            says = f"with fewer than {rule.below} {what}, {says}"
        yield Reason(rule="clocks.few", says=says, figure=Count(tally.total, what))


def _missing_data_rule(tally: TicketTally, decided: TicketTally, objective: Objective) -> Iterator[Reason]:
    if decided != tally:
        rule = objective.conventions.missing_data.value
        yield Reason(
            rule="clocks.missing_data",
            says=f"what the evidence leaves undecided, by the agreement: {rule}",
            figure=Count(tally.indeterminate, "tickets"),
        )


def _left_out(docket: Docket) -> Iterator[Reason]:
    for why, count in docket.left_out.items():
        yield Reason(rule="clocks.left_out", says=f"left out: {why}", figure=Count(count, "tickets"))


def _strays(docket: Docket) -> Iterator[Reason]:
    for stray in docket.strays[:_SHOWN]:
        ticket = stray.ticket
        key = ticket.events[0].identity(ticket.source, ticket.number)
        yield Reason(rule="clocks.stray", says=stray.says, evidence=(key,), evidence_count=1)


def _gaps(docket: Docket, hearing: Hearing, gap: str) -> Iterator[str]:
    if gap:
        yield gap
    clocks = docket.clocks
    yield from (stray.says for stray in docket.strays[:_SHOWN])
    if len(docket.strays) > _SHOWN:
        yield f"and {len(docket.strays) - _SHOWN} more of priorities that are not declared"
    open_ones = clocks.in_states(ClockState.INDETERMINATE, ClockState.RUNNING)
    for index in open_ones[:_SHOWN]:
        record = clocks[index]
        if record.state is ClockState.INDETERMINATE:
            yield clocks.reason(index).says
        else:
            yield (
                f"ticket {record.ticket} still ran at {format_instant(hearing.as_of)}, "
                f"due at {format_instant(record.due)}: judge again after that"
            )
    if len(open_ones) > _SHOWN:
        yield f"and {len(open_ones) - _SHOWN} more, which the record names"
