"""Controls held against the evidence: for which time each fact was shown to hold, by each proof it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.control import Control, ControlProof
from upheld.agreement.service import Service
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.zone import Zone
from upheld.evaluation.duties.belonging import judged_window
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.proof import Showing, attested, checked, evidence_of, shown_over
from upheld.evaluation.duties.sentence import moment
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evaluation.wording import spoken_interval
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Attestation, AttestationKind
from upheld.evidence.observation import Observations

_SHOWN = 5
"""So many rows of evidence are named for one stretch; the others are counted."""


def judge_control(hearing: Hearing, promise: Control) -> Finding:
    """Judge whether a fact was shown to hold throughout, by every proof that the agreement asks for.

    Time without a proof is undecided: nobody showed that it held, and nobody that it did not. Where nothing
    is named that could show it, there is nothing to measure.
    """
    excused = excusals(hearing)
    return judge_duties(
        hearing,
        [
            duty
            for proof in _proofs(hearing, promise)
            for duty in _duties(hearing, promise, proof, excused.time | hearing.away)
        ],
        noun="proof",
        nothing=f"the agreement names nothing that could show whether {promise.states}",
        because=excused.reasons,
    )


class Proof(Struct, frozen=True):
    """One of the proofs a control needs, and what there is of it."""

    name: str
    showings: tuple[Showing, ...]
    lack: str
    """Why there is nothing at all; empty where there is something."""


def _proofs(hearing: Hearing, promise: Control) -> Iterator[Proof]:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    for kind in promise.proved_by:
        given = [
            each
            for each in hearing.evidence.attestations
            if alike(each.control, hearing.objective.name)
            and each.kind is AttestationKind(kind.value)
            and each.given_at <= hearing.as_of
        ]
        if kind is ControlProof.PROBE:
            for point in promise.points or ("",):
                yield _probe(hearing, promise, point, given, zone)
        else:
            showings = tuple(attested(given, promise.renewed_every, zone))
            yield Proof(kind.value, showings, _lack(hearing, kind.value, given))


def _probe(hearing: Hearing, promise: Control, point: str, given: Sequence[Attestation], zone: Zone) -> Proof:
    """What probes of one point show, be it recorded as attestations or as checks."""
    own = [each for each in given if each.point is None or alike(each.point, point)]
    witnessed = [each for each in hearing.evidence.observations if _witnesses(hearing, each, point)]
    service = _service(hearing, point)
    checks = (
        showing
        for each in witnessed
        for showing in checked(each, service, promise.renewed_every, zone, hearing.as_of)
    )
    name = f"probe of {point}" if point else ControlProof.PROBE.value
    lack = "" if witnessed else _lack(hearing, name, own)
    return Proof(name, (*attested(own, promise.renewed_every, zone), *checks), lack)


def _witnesses(hearing: Hearing, seen: Observations, point: str) -> bool:
    """Whether records are of a point, from a location that counts."""
    locations = hearing.agreement.locations
    return seen.point == point and (not locations or not seen.location or seen.location in locations)


def _service(hearing: Hearing, point: str) -> Service | None:
    services = hearing.agreement.services
    return next((each for each in services if point in (watched.name for watched in each.points)), None)


def _lack(hearing: Hearing, name: str, given: Sequence[Attestation]) -> str:
    if given:
        return ""
    if not hearing.evidence.attestations and Table.ATTESTATIONS not in hearing.evidence.tables:
        return f"there is no table `{Table.ATTESTATIONS.value}` in the evidence"
    return f"there is no {name} of `{hearing.objective.name}` in the evidence"


def _duties(hearing: Hearing, promise: Control, proof: Proof, excluded: IntervalSet) -> Iterator[Duty]:
    """One for each stretch in which a proof shows the same, but for the time that is excluded."""
    for stretch, state in shown_over(judged_window(hearing), proof.showings).segments():
        for counted in IntervalSet.of(stretch) - excluded:
            yield _duty(hearing, promise, proof, counted, state)


def _duty(hearing: Hearing, promise: Control, proof: Proof, stretch: Interval, state: ClockState) -> Duty:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    evidence = _rows(proof, stretch, state)
    length = Length(stretch.length)
    when = spoken_interval(stretch, zone)
    match state:
        case ClockState.KEPT:
            says = f"shown by {proof.name} for {when}: {promise.states}"
        case ClockState.BREACHED:
            says = f"shown by {proof.name} not to hold for {when}: {promise.states}"
        case _:
            says = f"not shown by {proof.name} for {when}: {promise.states}; {_why(proof, stretch, zone)}"
    return Duty(
        what=proof.name,
        state=state,
        limit=f"throughout: {promise.states}",
        began_at=stretch.start,
        done_at=stretch.end if stretch.end < judged_window(hearing).end or state is ClockState.KEPT else None,
        breached_at=stretch.start if state is ClockState.BREACHED else None,
        length=length,
        evidence=evidence[:_SHOWN],
        reason=Reason(
            rule=f"control.{state.value}",
            says=says,
            figure=length,
            clause=hearing.objective.clause,
            evidence=evidence[:_SHOWN],
            evidence_count=len(evidence),
        ),
    )


def _rows(proof: Proof, stretch: Interval, state: ClockState) -> tuple[str, ...]:
    """The rows that show it; where nothing does, the last one that did before."""
    if state is not ClockState.INDETERMINATE:
        return evidence_of(stretch, state, proof.showings)
    last = _last_before(proof, stretch)
    return () if last is None else (last.evidence,)


def _why(proof: Proof, stretch: Interval, zone: Zone) -> str:
    if proof.lack:
        return proof.lack
    last = _last_before(proof, stretch)
    return "none was given yet" if last is None else f"the last one ran out {moment(last.interval.end, zone)}"


def _last_before(proof: Proof, stretch: Interval) -> Showing | None:
    before = (each for each in proof.showings if each.interval.end <= stretch.start)
    return max(before, key=lambda each: each.interval.end, default=None)
