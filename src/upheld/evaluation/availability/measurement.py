"""The measurement of one availability: who witnesses the service, which time counts, what it comes to."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.cause import Subject
from upheld.agreement.objective import Availability, FigureTarget
from upheld.agreement.service import DownWhen, Service
from upheld.chrono.instant import EARLIEST
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.availability.combination import Weighed
from upheld.evaluation.availability.measured_time import MeasuredTime, measure
from upheld.evaluation.availability.member import Member, Panel, members
from upheld.evaluation.availability.minimum_outage import Counted, count_outages
from upheld.evaluation.availability.points import as_member, points_of
from upheld.evaluation.availability.quorum import ABSENT
from upheld.evaluation.availability.reading import Reading
from upheld.evaluation.availability.track import follow
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.hearing import Hearing
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
    promised: FigureTarget | None = None
    """The downtime that is allowed, where that is what the objective bounds."""

    @property
    def region(self) -> IntervalSet:
        """The scope, as far as it has passed."""
        return self.scope.within(self.window)

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
    return Measurement(
        hearing=hearing,
        availability=availability,
        service=service,
        panel=_panel(hearing, service, window),
        window=window,
        scope=_scope(hearing, availability),
        exclusions=weigh_exclusions(
            hearing, Subject.AVAILABILITY, availability.excluding, (service.name,)
        ).of_time,
    )


def reckon(measurement: Measurement, reading: Reading) -> tuple[Reckoned, ...]:
    """Add up the time of every member to date, under one reading of what happened between the records."""
    return tuple(_reckoned(measurement, member) for member in members(measurement.panel, reading))


def _reckoned(measurement: Measurement, member: Member) -> Reckoned:
    counted = count_outages(member.conditions, measurement.bad, measurement.service.minimum_outage)
    return Reckoned(member=member, counted=counted, time=time_of(measurement, counted))


def time_of(measurement: Measurement, counted: Counted) -> MeasuredTime:
    """Add up the time to date of a member of which it is known which outages count."""
    conventions = measurement.hearing.objective.conventions
    return measure(
        counted.conditions,
        measurement.region,
        measurement.exclusions.granted,
        conventions.exclusions,
        conventions.degraded_counts,
    )


def _service(hearing: Hearing, availability: Availability) -> Service:
    services = {service.name: service for service in hearing.agreement.services}
    if availability.of not in services:
        advice = did_you_mean(availability.of, services, f"it declares {', '.join(services) or 'none'}")
        raise UsageError(f"the agreement has no service `{availability.of}`: {advice}")
    return services[availability.of]


def _panel(hearing: Hearing, service: Service, window: Interval) -> Panel:
    points, locations = {point.name for point in service.points}, hearing.agreement.locations
    witnessed = (
        each
        for each in hearing.evidence.observations
        if each.point in points and (each.location in locations or not (locations and each.location))
    )
    tracks = tuple(
        follow(observations, service, hearing.as_of) for observations in sorted(witnessed, key=_who_saw)
    )
    return Panel(
        service=service,
        unknown_members=hearing.objective.conventions.unknown_members,
        before_start=hearing.objective.conventions.before_start,
        tracks=tracks,
        horizon=Interval(EARLIEST, max(window.end, hearing.as_of)),
        without_points=ABSENT if _has_none(hearing, service) else State.UNKNOWN,
    )


def _has_none(hearing: Hearing, service: Service) -> bool:
    """Whether the evidence tells that a service had no point at all, rather than nothing of it."""
    return service.as_recorded and Table.RESOURCES in hearing.evidence.tables


def _who_saw(seen: Observations) -> tuple[str, str, str, str, str]:
    return seen.point, seen.source, seen.site, seen.location, seen.grain.value


def _scope(hearing: Hearing, availability: Availability) -> IntervalSet:
    if availability.during is None:
        return IntervalSet.of(hearing.interval)
    return hearing.calendars.hours(availability.during).open.within(hearing.interval)
