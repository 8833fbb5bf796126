"""The figures behind an availability, put together from its members under each reading."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from upheld.agreement.convention import UnknownMembers
from upheld.agreement.service import Quorum
from upheld.chrono.instant import Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.combination import bounds_of, deciding
from upheld.evaluation.availability.measurement import Measurement, Reckoned, reckon
from upheld.evaluation.availability.outage import Readings, outages
from upheld.evaluation.availability.prospect import Prospect
from upheld.evaluation.availability.quorum import ABSENT, together
from upheld.evaluation.availability.reading import Reading
from upheld.evaluation.availability.ruling import Ruling, rule
from upheld.evaluation.availability.whole_outage import Neighbours
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.requests.bounded import scope_of
from upheld.evaluation.statement import AvailabilityRecord, RequestTotals, Sampling, Verdict
from upheld.evidence.observation import State


def read_members(measurement: Measurement) -> tuple[Readings, ...]:
    """Reckon every member as recorded, at worst and at best."""
    recorded, worst, best = (reckon(measurement, reading) for reading in Reading)
    return tuple(
        Readings(recorded=each, worst=at_worst, best=at_best)
        for each, at_worst, at_best in zip(recorded, worst, best, strict=True)
    )


def ruling_on(measurement: Measurement, members: Sequence[Reckoned]) -> Ruling:
    """Hold what the members came to against the objective's target."""
    objective = measurement.hearing.objective
    if measurement.in_doubt and objective.share_target is not None:
        return Ruling(Verdict.INDETERMINATE, NoData(measurement.in_doubt))
    bounds = bounds_of([each.weighed for each in members], measurement.combined)
    return rule(bounds, objective.share_target, objective.conventions.missing_data)


def record_of(
    measurement: Measurement,
    readings: Sequence[Readings],
    ruling: Ruling,
    prospect: Prospect,
    near: Neighbours,
) -> AvailabilityRecord:
    """Put together the figures of an availability to date; where the lowest member counts, its own.

    What the evidence leaves open is held against all members all the same.
    """
    bounds = bounds_of([each.recorded.weighed for each in readings], measurement.combined)
    shown = deciding([(each, each.recorded.time) for each in readings], measurement.combined)
    members = [each.recorded for each in shown]
    times = [each.time for each in members]
    measured = sum(time.measured for time in times)
    degraded, down, unknown = (
        floor(sum(lengths))
        for lengths in zip(*((time.degraded, time.down, time.unknown) for time in times), strict=True)
    )
    return AvailabilityRecord(
        measured=Micros(measured),
        up=Micros(measured - degraded - down - unknown),
        degraded=Micros(degraded),
        down=Micros(down),
        unknown=Micros(unknown),
        excluded=(measurement.exclusions.granted & measurement.region).length,
        observed=bounds.observed,
        worst=bounds.worst,
        best=bounds.best,
        judged=ruling.judged,
        coverage=bounds.coverage,
        to_date=bounds.observed,
        best_achievable=prospect.best_achievable,
        projected=prospect.projected,
        allowance=prospect.allowance,
        allowance_left=prospect.allowance_left,
        to_measure=Micros(prospect.measured),
        sampling=_sampling(measurement, ruling, readings),
        timeline=_timeline(measurement, members),
        outages=outages(measurement, shown, near),
        exclusions=measurement.exclusions.records,
        requests=_requests(measurement),
    )


def _requests(measurement: Measurement) -> RequestTotals | None:
    """The requests whose slices are its states."""
    if measurement.requested is None:
        return None
    arithmetic = measurement.hearing.objective.conventions.exclusions
    scope = scope_of(measurement.region, measurement.exclusions.granted, arithmetic)
    return measurement.requested.totals(scope)


def _sampling(measurement: Measurement, ruling: Ruling, readings: Sequence[Readings]) -> Sampling:
    """How far the checks leave the figure open; anything is possible where nothing is known.

    Where one reading knows more time than another, the figure as recorded can be the extreme one: at worst, a
    failure too short to count beside unknown time grows long enough to be known.
    """
    extremes = [each.worst for each in readings], [each.best for each in readings]
    recorded = [each.recorded for each in readings]
    worst, best, seen = (
        bounds_of([each.weighed for each in members], measurement.combined).observed
        for members in (*extremes, recorded)
    )
    known = [share.value for share in (worst, best, seen) if isinstance(share, Share)]
    tracks = measurement.panel.tracks
    listed = bool(tracks) and all(track.observations.is_exact for track in tracks)
    exact = listed or measurement.requested is not None
    return Sampling(
        every=Micros(0) if exact else measurement.service.sampled_every or Micros(0),
        lowest=min(known) if isinstance(worst, Share) else Fraction(0),
        highest=max(known) if isinstance(best, Share) else Fraction(1),
        verdict_holds=all(ruling_on(measurement, each).verdict is ruling.verdict for each in extremes),
    )


def _timeline(measurement: Measurement, members: Sequence[Reckoned]) -> tuple[tuple[Interval, State], ...]:
    """The states to date; where a mean is taken, those of its worst member."""
    together_now = together(
        Quorum.ANY, UnknownMembers.COUNTED, [each.member.conditions for each in members]
    ).within(measurement.window)
    return tuple((interval, state) for interval, state in together_now.segments() if state is not ABSENT)
