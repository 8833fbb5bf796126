"""Duties held against the evidence: what the occasions of an objective come to together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.agreement.convention import BreachUnit, MissingData
from upheld.agreement.objective import Force
from upheld.evaluation.clocks.standard import standard_of
from upheld.evaluation.clocks.ticket_tally import SEVERITY, TicketTally
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Figure, NoData, Reason, Share
from upheld.evaluation.statement import ClockState, DutiesRecord, Duty, Finding, Verdict

SHOWN = 20
"""So many duties are named in the reasons and gaps of a finding; the record has them all."""


def judge_duties(
    hearing: Hearing,
    duties: Sequence[Duty],
    *,
    noun: str,
    plural: str = "",
    nothing: str = "",
    gap: str = "",
    because: Sequence[Reason] = (),
) -> Finding:
    """Judge duties together: MET where all, or the share promised, are kept come what may; MISSED where not.

    Otherwise INDETERMINATE, unless the rule for missing data decides it; NOT APPLICABLE without a duty, and
    INDETERMINATE where `gap` says why nothing is known of any. `noun` is what one of them is about, such as
    `incident`; `nothing` says why there is none; `because` are steps that stand before those of the duties.
    """
    objective = hearing.objective
    tally = _tally(duties)
    standard = standard_of(objective)
    decided = tally.decided_by(objective.conventions.missing_data, standard)
    verdict = Verdict.INDETERMINATE if gap else decided.verdict(standard)
    nothing = gap or nothing or f"no {noun}"
    plural = plural or f"{noun}s"
    is_over = hearing.as_of >= hearing.period.interval.end
    return Finding(
        objective=objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=is_over and not tally.running,
        figure=_figure(tally, noun, nothing),
        breaches=_breaches(hearing, decided) if verdict is Verdict.MISSED else 0,
        record=DutiesRecord(
            kept=tally.kept,
            breached=tally.breached,
            running=tally.running,
            indeterminate=tally.indeterminate,
            duties=tuple(duties),
        ),
        reason=Reason(
            rule="duties.kept",
            says=_in_words(tally, noun, plural) if tally.total and not gap else nothing,
            figure=_figure(tally, noun, nothing),
            clause=objective.clause,
            evidence=tuple(key for duty in duties for key in duty.evidence)[:SHOWN],
            evidence_count=sum(len(duty.evidence) for duty in duties),
            because=(
                *_missing_data(tally, decided, hearing, plural),
                *because,
                *(duty.reason for duty in _most_telling(duties)),
            ),
        ),
        conventions=objective.conventions,
        gaps=tuple(_gaps(duties, gap)) if verdict is Verdict.INDETERMINATE else (),
    )


def _tally(duties: Sequence[Duty]) -> TicketTally:
    counts = Counter(duty.state for duty in duties)
    return TicketTally(
        kept=counts[ClockState.KEPT],
        breached=counts[ClockState.BREACHED],
        running=counts[ClockState.RUNNING],
        indeterminate=counts[ClockState.INDETERMINATE],
    )


def _figure(tally: TicketTally, noun: str, nothing: str) -> Figure:
    decided = tally.kept + tally.breached
    if decided:
        return Share(Fraction(tally.kept, decided))
    return NoData(f"no {noun} is decided yet" if tally.total else nothing)


def _breaches(hearing: Hearing, decided: TicketTally) -> int:
    """Count breaches of a guarantee by the unit declared: each occasion by itself, or one for all."""
    if hearing.objective.force is not Force.GUARANTEE:
        return 0
    by_occasion = (BreachUnit.TICKET, BreachUnit.CLOCK)
    return decided.breached if hearing.objective.conventions.one_breach in by_occasion else 1


def _in_words(tally: TicketTally, noun: str, plural: str) -> str:
    others = ((tally.breached, "breached"), (tally.running, "still open"), (tally.indeterminate, "undecided"))
    kept = f"kept for {tally.kept} of {tally.total} {noun if tally.total == 1 else plural}"
    return ", ".join([kept, *(f"{count} {what}" for count, what in others if count)])


def _missing_data(
    tally: TicketTally, decided: TicketTally, hearing: Hearing, plural: str
) -> Iterator[Reason]:
    rule = hearing.objective.conventions.missing_data
    if decided != tally and rule is not MissingData.INDETERMINATE:
        says = f"what the evidence leaves undecided, by the agreement: {rule.value}"
        yield Reason(rule="duties.missing_data", says=says, figure=Count(tally.indeterminate, plural))


def _most_telling(duties: Sequence[Duty]) -> list[Duty]:
    """The worst first, and among equals in order of time."""
    return sorted(duties, key=lambda duty: (SEVERITY.index(duty.state), duty.began_at))[:SHOWN]


def _gaps(duties: Sequence[Duty], gap: str) -> Iterator[str]:
    if gap:
        yield gap
    undecided = [duty for duty in duties if duty.state in (ClockState.INDETERMINATE, ClockState.RUNNING)]
    yield from (duty.reason.says for duty in undecided[:SHOWN])
    if len(undecided) > SHOWN:
        yield f"and {len(undecided) - SHOWN} more, which the record names"
