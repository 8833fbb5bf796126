"""The measurement of one availability: who witnesses the service, which time counts, what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.convention import ExclusionArithmetic
from upheld.agreement.downtime import OutOf
from upheld.agreement.objective import Availability, FigureTarget
from upheld.agreement.service import DownWhen, Service
from upheld.chrono.instant import EARLIEST, Instant, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.availability.combination import Weighed
from upheld.evaluation.availability.concern import Parts
from upheld.evaluation.availability.counted import Counted
from upheld.evaluation.availability.denominator import Base, base_of, subscribed_time
from upheld.evaluation.availability.downtime import DowntimeRules, count_downtime, countable
from upheld.evaluation.availability.downtime_words import DowntimeWords
from upheld.evaluation.availability.measured_time import MeasuredTime, measure
from upheld.evaluation.availability.member import Member, Panel, members
from upheld.evaluation.availability.minimum_outage import count_outages
from upheld.evaluation.availability.outage_facts import OutageFacts
from upheld.evaluation.availability.points import as_member, points_of
from upheld.evaluation.availability.quorum import ABSENT, Condition
from upheld.evaluation.availability.reading import Reading
from upheld.evaluation.availability.slicing import Grid, sliced
from upheld.evaluation.availability.track import track_of
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.requests.requested import Requested, requested
from upheld.evidence.evidence import Table
from upheld.evidence.observation import Observations, State
from upheld.quantity import did_you_mean


class Measurement(Struct, frozen=True, kw_only=True):
    """All that is fixed before any state is read."""

    hearing: Hearing
    availability: Availability
    service: Service
    panel: Panel
    window: Interval
    """The part of the period that has passed."""
    scope: IntervalSet
    """The time of the whole period that can count: all of it, or that in the agreed hours."""
    exclusions: Exclusions
    requested: Requested | None = None
    """The requests it goes by; absent where it goes by time."""
    promised: FigureTarget | None = None
    """The downtime that is allowed, where that is what the objective bounds."""
    rules: DowntimeRules | None = None
    """How downtime is counted, where the agreement says more than that a service was down."""
    grid: Grid | None = None
    """The slices, where time is judged in such."""
    base: Base | None = None
    """What downtime is held against, where that is not the time measured."""
    in_doubt: str = ""
    """Why nothing can be measured for certain; empty where it can."""

    @property
    def region(self) -> IntervalSet:
        """The scope, as far as it has passed."""
        return self.scope.within(self.window)

    def countable(self, stretch: Interval) -> IntervalSet:
        """What can count of a stretch inside or outside of the period: in the hours, and not excluded."""
        hours = self.availability.during
        open_time = None if hours is None else self.hearing.calendars.hours(hours).open
        return countable(stretch, open_time, self.exclusions.granted)

    @property
    def combined(self) -> DownWhen:
        """By what members make one figure; a mean where only locations are averaged."""
        return self.service.down_when

    @property
    def bad(self) -> tuple[State, ...]:
        """The states that count as down, in full or in part."""
        counts = self.hearing.objective.conventions.degraded_counts > 0
        return (State.DOWN, State.DEGRADED) if counts else (State.DOWN,)


class Reckoned(Struct, frozen=True, kw_only=True):
    """A member, its conditions with short outages set aside, and its measured time to date."""

    member: Member
    counted: Counted
    time: MeasuredTime

    @property
    def weighed(self) -> Weighed:
        """Its part in what all members come to."""
        return self.member.weight, self.time


def begin_measurement(hearing: Hearing, availability: Availability) -> Measurement:
    """Gather what an availability is measured by; UsageError for a service the agreement does not have."""
    declared = _service(hearing, availability)
    points = points_of(declared, hearing.agreement, hearing.evidence)
    service = as_member(declared, points, hearing.member)
    window = Interval(hearing.interval.start, min(hearing.as_of, hearing.interval.end))
    hours = None if availability.during is None else hearing.calendars.hours(availability.during).open
    parts = Parts.of(service, hearing.agreement, hearing.evidence)
    weighed = weigh_exclusions(hearing, Subject.AVAILABILITY, availability.excluding, (service.name,))
    exclusions, alone = weighed.of_time.about(parts.meant)
    scope = hearing.in_force if hours is None else hours.within(hearing.interval) - hearing.away
    subscribed = subscribed_time(hearing) if availability.out_of is OutOf.SUBSCRIBED else None
    panel, measured = _panel(hearing, service, window, alone), scope.within(window) - exclusions.granted
    counted = requested(hearing, availability, service, measured, panel.horizon, alone)
    if availability.slices is not None and not service.points and _has_none(hearing, service):
        counted = None
    return Measurement(
        hearing=hearing,
        availability=availability,
        service=service,
        panel=panel if counted is None else replace(panel, rated=counted.states(panel.horizon)),
        window=window,
        scope=scope & subscribed if subscribed else scope,
        exclusions=exclusions,
        rules=_rules(hearing, availability, service, parts, hours, exclusions),
        grid=_grid(hearing, availability),
        base=base_of(availability.out_of, hearing, hours),
        in_doubt="no record of fees tells since when the customer had subscribed"
        if subscribed == EMPTY
        else "",
        requested=counted,
    )


def reckon(measurement: Measurement, reading: Reading) -> tuple[Reckoned, ...]:
    """Add up the time of every member to date, under one reading of what happened between the records."""
    return tuple(_reckoned(measurement, member) for member in members(measurement.panel, reading))


def _reckoned(measurement: Measurement, member: Member) -> Reckoned:
    bad, rules = measurement.bad, measurement.rules
    if measurement.grid is not None and measurement.requested is None:
        conditions = sliced(member.conditions, bad, measurement.grid, measurement.countable)
        member = replace(member, conditions=conditions)
    counted = count_outages(member.conditions, bad, measurement.service.minimum_outage)
    if rules is not None:
        points = [name for name, _ in member.points]
        counted = count_downtime(counted, bad, replace(rules, facts=rules.facts.about(points)))
    return Reckoned(member=member, counted=counted, time=time_of(measurement, counted))


def time_of(measurement: Measurement, counted: Counted) -> MeasuredTime:
    """Add up the time to date of a member of which it is known which outages count."""
    time = time_in(measurement, counted, measurement.region)
    base = measurement.base
    if base is None or not time.measured:
        return time
    removed = 0
    if measurement.hearing.objective.conventions.exclusions is ExclusionArithmetic.REMOVED:
        removed = (measurement.exclusions.granted & measurement.region).length
    return time.out_of(max(base.to_date - removed, 0))


def downtime_in(measurement: Measurement, counted: Counted, region: IntervalSet) -> Micros:
    """Give the bad time of a member in a part of the time that can count, with what it is completed by."""
    return Micros(floor(time_in(measurement, counted, region, is_part=True).bad))


def time_in(
    measurement: Measurement, counted: Counted, region: IntervalSet, *, is_part: bool = False
) -> MeasuredTime:
    """Add up the time of a member that can count, or a part of it, in slices where they are declared.

    A slice of which only a part is measured counts as one like any other.
    """
    time = _time_in(measurement, counted, region, is_part=is_part)
    if measurement.grid is None or not region:
        return time
    for piece in _cut_slices(measurement, counted, region):
        part = _time_in(measurement, counted, region.within(piece), is_part=is_part)
        if part.measured:
            time += part.times(Fraction(measurement.grid.slices.of, part.measured) - 1)
    return time


def _cut_slices(measurement: Measurement, counted: Counted, region: IntervalSet) -> Iterator[Interval]:
    """The slices of a region of which some is not measured."""
    grid, conventions = measurement.grid, measurement.hearing.objective.conventions
    if grid is None:
        return
    span = Interval(region.starts[0], region.ends[-1])
    time = region - counted.conditions.within(span).where(ABSENT)
    if conventions.exclusions is ExclusionArithmetic.REMOVED:
        time = time - measurement.exclusions.granted
    edges = {
        Instant(at - inside)
        for at, inside in (*((at, 0) for at in time.starts), *((at, 1) for at in time.ends))
    }
    for piece in sorted({grid.around(at) for at in edges}):
        if piece.length < grid.slices.of or time.within(piece).length < piece.length:
            yield piece


def _time_in(
    measurement: Measurement, counted: Counted, region: IntervalSet, *, is_part: bool
) -> MeasuredTime:
    conventions = measurement.hearing.objective.conventions
    return measure(
        counted,
        region,
        measurement.exclusions.granted,
        conventions.exclusions,
        conventions.degraded_counts,
        is_part=is_part,
    )


def _rules(
    hearing: Hearing,
    availability: Availability,
    service: Service,
    parts: Parts,
    hours: IntervalSet | None,
    exclusions: Exclusions,
) -> DowntimeRules | None:
    terms = availability.downtime
    if terms is None:
        return None
    return DowntimeRules(
        terms=terms,
        facts=OutageFacts.of(
            service,
            parts,
            hearing.evidence,
            hearing.as_of,
            hearing.subscription.customer,
            terms.overlapping,
        ),
        hours=hours,
        excluded=exclusions.granted,
        words=DowntimeWords(terms, hearing.calendars.zone(hearing.agreement.time_zone)),
    )


def _grid(hearing: Hearing, availability: Availability) -> Grid | None:
    if availability.slices is None:
        return None
    interval, whole = hearing.interval, hearing.period.interval
    cuts = sorted({interval.start, interval.end, whole.start, whole.end})
    return Grid(availability.slices, whole.start, tuple(cuts))


def _service(hearing: Hearing, availability: Availability) -> Service:
    services = {service.name: service for service in hearing.agreement.services}
    if availability.of not in services:
        advice = did_you_mean(availability.of, services, f"it declares {', '.join(services) or 'none'}")
        raise UsageError(f"the agreement has no service `{availability.of}`: {advice}")
    return services[availability.of]


def _panel(hearing: Hearing, service: Service, window: Interval, spared: Mapping[str, IntervalSet]) -> Panel:
    points, locations = {point.name for point in service.points}, hearing.agreement.locations
    witnessed = (
        each
        for each in hearing.evidence.observations
        if each.point in points and each.service in (None, service.name)
        if each.location in locations or not (locations and each.location)
    )
    tracks = tuple(
        track_of(hearing.tracks, observations, service, hearing.as_of)
        for observations in sorted(witnessed, key=_who_saw)
    )
    return Panel(
        service=service,
        unknown_members=hearing.objective.conventions.unknown_members,
        before_start=hearing.objective.conventions.before_start,
        tracks=tracks,
        known=hearing.tracks,
        horizon=Interval(EARLIEST, max(window.end, hearing.as_of)),
        spared=spared,
        spared_is=_SPARED_IS[hearing.objective.conventions.exclusions],
        without_points=ABSENT if _has_none(hearing, service) else State.UNKNOWN,
    )


_SPARED_IS: Mapping[ExclusionArithmetic, Condition] = {
    ExclusionArithmetic.REMOVED: ABSENT,
    ExclusionArithmetic.COUNTED_AS_UP: State.UP,
    ExclusionArithmetic.NOT_COUNTED_AS_DOWN: State.UP,
}


def _has_none(hearing: Hearing, service: Service) -> bool:
    """Whether the evidence tells that a service had no point at all, rather than nothing of it."""
    return service.as_recorded and Table.RESOURCES in hearing.evidence.tables


def _who_saw(seen: Observations) -> tuple[str, str, str, str, str]:
    return seen.point, seen.source, seen.site, seen.location, seen.grain.value
