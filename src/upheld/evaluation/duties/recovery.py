"""Recoveries held against the evidence: how long failures and drills took, and how old the last proof is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.clock import Start
from upheld.agreement.recovery import Recovery, RecoveryProof
from upheld.chrono.instant import EARLIEST, Instant
from upheld.errors import TimeError
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.evaluation.clocks.excluded_time import ExcludedTime
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.duties.belonging import belongs, judged_window, missing_table, promised_from
from upheld.evaluation.duties.cadence import Cadence, Watch
from upheld.evaluation.duties.deadline import Timing
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.onset import onset_of
from upheld.evaluation.duties.recovered import Recovered
from upheld.evaluation.duties.succession import Succession
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evidence.backup import RecoveryCase
from upheld.evidence.evidence import Table
from upheld.quantity import Duration


def judge_recovery(hearing: Hearing, promise: Recovery) -> Finding:
    """Judge how long each failure took that counts as proof, and each drill where drills do.

    Where the agreement says how long a proof lasts, time without one in force is unproved: it is undecided
    whether the promise could have been kept then.
    """
    gap = missing_table(hearing, Table.RECOVERIES, hearing.evidence.recoveries, "recoveries")
    cases = [] if gap else sorted(_cases(hearing, promise), key=lambda each: (each.placed_at, each.name))
    excused = excusals(hearing)
    inside = [each for each in cases if belongs(hearing, each)]
    duties = [each.duty() for each in inside if each.case.number not in excused.numbers]
    if promise.drilled_every is not None and not gap:
        duties.append(_proof(hearing, promise, promise.drilled_every, cases))
    return judge_duties(
        hearing,
        duties,
        noun="occasion",
        gap=gap,
        nothing=f"no {_proofs(promise)} of {promise.of} in the period",
        because=excused.reasons,
    )


def _proofs(promise: Recovery) -> str:
    names = {RecoveryProof.RECOVERY: "failure", RecoveryProof.DRILL: "drill"}
    return " or ".join(names[proof] for proof in promise.proved_by)


def _cases(hearing: Hearing, promise: Recovery) -> Iterator[Recovered]:
    """Every failure and drill that had begun by `as_of`, whatever period it belongs to."""
    calendars = TimeCalendars(hearing.calendars, promise)
    excluded = ExcludedTime(hearing).of_services(())
    timing = Timing(promise.within, calendars, hearing.objective.conventions, excluded)
    for case in hearing.evidence.recoveries:
        proof = RecoveryProof.DRILL if case.is_drill else RecoveryProof.RECOVERY
        if proof in promise.proved_by and alike(case.of, promise.of):
            onset = onset_of(promise.starts_at, _recorded(case, promise.starts_at), hearing.as_of)
            if onset is not None:
                yield Recovered(
                    case=case,
                    onset=onset,
                    timing=timing,
                    begins=hearing.interval.start,
                    as_of=hearing.as_of,
                    clause=hearing.objective.clause,
                )


def _recorded(case: RecoveryCase, start: Start) -> Mapping[Start, Instant]:
    """The starts that are recorded; a drill without the one that counts started when it was begun."""
    found = {
        Start.OCCURRENCE: case.occurred_at,
        Start.DETECTION: case.detected_at,
        Start.DECLARED_FAILURE: case.declared_at,
    }
    if case.is_drill and found.get(start) is None:
        found[start] = case.declared_at
    return {each: at for each, at in found.items() if at is not None}


def _proof(hearing: Hearing, promise: Recovery, lasts: Duration, cases: Sequence[Recovered]) -> Duty:
    """The longest time without a proof in force, as one duty: unproved where it was too long."""
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    proofs = Succession(
        noun=f"proven recovery of {promise.of}",
        limit=f"one at least every {lasts}",
        cadence=Cadence(lambda proved: lapses_at(proved, lasts, zone)),
        times=dict(sorted(_proved(cases))),
        zone=zone,
        clause=hearing.objective.clause,
        forgetting="what was proved before is not in the evidence",
        silence="nothing later is in the evidence",
    )
    watch = Watch(
        window=judged_window(hearing),
        ends=hearing.interval.end,
        promised_from=promised_from(hearing),
        seen_from=EARLIEST,
        seen_until=hearing.as_of,
        excluded=excusals(hearing).time,
    )
    worst = min(proofs.duties(watch), key=lambda duty: SEVERITY.index(duty.state))
    return _unproved(worst) if worst.state is ClockState.BREACHED else worst


def _proved(cases: Sequence[Recovered]) -> Iterator[tuple[Instant, str]]:
    """When something was recovered in time, with the row that says so."""
    for each in cases:
        recovered_at = each.recovered_at
        try:
            proves = each.state is ClockState.KEPT
        except TimeError:  # Older than the calendars reach: whatever it proved has lapsed.
            continue
        if proves and recovered_at is not None:
            yield recovered_at, each.case.identity


def _unproved(duty: Duty) -> Duty:
    """Leave it undecided: without a proof nobody knows whether it could have been recovered."""
    reason = replace(duty.reason, rule="recovery.unproved", says=f"unproved: {duty.reason.says}")
    return replace(duty, state=ClockState.INDETERMINATE, breached_at=None, reason=reason)
