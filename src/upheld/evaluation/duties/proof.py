"""Proofs: for which time a control was shown to hold, and for which it was shown not to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.service import Service
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Timeline
from upheld.chrono.zone import Zone
from upheld.evaluation.availability.track import follow
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.statement import ClockState
from upheld.evidence.governance import Attestation
from upheld.evidence.observation import Grain, Observations, State
from upheld.quantity import Duration


class Showing(Struct, frozen=True):
    """A stretch of time for which something was shown to hold, or not to, and the first row that shows it."""

    interval: Interval
    holds: bool
    evidence: str


def shown_over(window: Interval, showings: Iterable[Showing]) -> Timeline[ClockState]:
    """Say for every instant of a window what it comes to; where both were shown, it did not hold."""
    given = tuple(showings)
    failing = IntervalSet.from_iterable(each.interval for each in given if not each.holds).within(window)
    holding = IntervalSet.from_iterable(each.interval for each in given if each.holds).within(window)
    stretches = [(each, ClockState.BREACHED) for each in failing]
    stretches += [(each, ClockState.KEPT) for each in holding - failing]
    unproved = (holding | failing).complement(window)
    stretches += [(each, ClockState.INDETERMINATE) for each in unproved]
    return Timeline.from_segments(sorted(stretches, key=lambda stretch: stretch[0]))


def attested(attestations: Iterable[Attestation], lasts: Duration | None, zone: Zone) -> Iterator[Showing]:
    """Give the time that attestations of one kind speak for.

    One that says it holds does so until it expires, and no longer than it may last; one that says it does not
    makes all before it void, and stands until the next that says it does.
    """
    next_holding = next_failing = LATEST
    for each in sorted(attestations, key=_by_giving, reverse=True):
        if each.holds:
            ends = min(_lapses(each, lasts, zone), next_failing)
            next_holding = each.given_at
        else:
            ends = next_holding
            next_failing = each.given_at
        if each.given_at < ends:
            yield Showing(Interval(each.given_at, ends), each.holds, each.identity)


def _by_giving(each: Attestation) -> tuple[Instant, bool, str]:
    """Of those given at one instant, one that says it does not hold counts as the last."""
    return each.given_at, not each.holds, each.identity


def _lapses(each: Attestation, lasts: Duration | None, zone: Zone) -> Instant:
    expires = LATEST if each.expires_at is None else each.expires_at
    return expires if lasts is None else min(expires, lapses_at(each.given_at, lasts, zone))


def checked(
    observations: Observations, service: Service | None, lasts: Duration | None, zone: Zone, as_of: Instant
) -> Iterator[Showing]:
    """Give the time that the checks of one witness speak for: up is holding, down is not, degraded neither.

    A check holds until the next, as long as the service it belongs to lets a sample hold. Where the point
    belongs to none, it holds as long as a proof may last; where nothing says how long, until the next check
    alone, so that the last one speaks for no time.
    """
    run: Showing | None = None
    for start, end, holds, evidence in _records(observations, service, lasts, zone, as_of):
        if run is not None and run.interval.end == start and run.holds is holds:
            run = replace(run, interval=Interval(run.interval.start, end))
            continue
        if run is not None:
            yield run
        run = Showing(Interval(start, end), holds, evidence)
    if run is not None:
        yield run


def _records(
    observations: Observations, service: Service | None, lasts: Duration | None, zone: Zone, as_of: Instant
) -> Iterator[tuple[Instant, Instant, bool, str]]:
    """The records that show something, with from and until when each holds."""
    if service is None:
        held = list(_held(observations, lasts, zone, as_of))
        states = observations.states[: len(held)].tolist()
    else:
        track = follow(observations, service, as_of)
        held = list(zip(track.times.tolist(), track.until.tolist(), strict=True))
        states = track.states.tolist()
    for index, ((start, end), state) in enumerate(zip(held, states, strict=True)):
        if start < end and state in (State.UP, State.DOWN):
            yield Instant(start), Instant(end), state == State.UP, observations.identity(index)


def _held(
    observations: Observations, lasts: Duration | None, zone: Zone, as_of: Instant
) -> Iterator[tuple[int, int]]:
    """From and until when the records of a point hold that belongs to no service."""
    times = [at for at in observations.times.tolist() if at <= as_of]
    own_ends = observations.ends.tolist()
    for (start, following), own_end in zip(pairwise([*times, LATEST]), own_ends, strict=False):
        end = following
        if own_end <= as_of:
            end = min(end, own_end)
        elif observations.grain is Grain.STATE:
            end = min(end, start + observations.hold)
        elif lasts is not None:
            end = min(end, lapses_at(start, lasts, zone))
        elif end >= LATEST:
            end = start
        yield start, end


def evidence_of(stretch: Interval, state: ClockState, showings: Sequence[Showing]) -> tuple[str, ...]:
    """Give the rows that show what a stretch of time came to, in order of time."""
    holds = state is ClockState.KEPT
    rows = (each for each in showings if each.holds is holds and each.interval.overlaps(stretch))
    return tuple(dict.fromkeys(each.evidence for each in sorted(rows, key=lambda each: each.interval)))
