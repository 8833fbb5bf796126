"""Members: what an availability is computed of, the whole service or the members a mean is taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.agreement.convention import BeforeStart, UnknownMembers
from upheld.agreement.service import WITHOUT_QUORUM, Point, Quorum, Service
from upheld.chrono.instant import Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.timeline import Timeline, membership
from upheld.evaluation.availability.points import lifetime_of
from upheld.evaluation.availability.quorum import ABSENT, Condition, together
from upheld.evaluation.availability.reading import Reading, states_over
from upheld.evaluation.availability.track import Track, Tracks
from upheld.evidence.observation import State

Conditions = Timeline[Condition]


class Member(Struct, frozen=True, kw_only=True):
    """One part of a service that has a state of its own at every instant.

    Weights are held against each other: what they sum to is of no account.
    """

    weight: Fraction
    conditions: Conditions
    points: tuple[tuple[str, Conditions], ...]
    """The points it is made of, by name, with the state of each."""


class Panel(Struct, frozen=True, kw_only=True):
    """All who witness a service, and the rules by which their states become its own."""

    service: Service
    unknown_members: UnknownMembers
    before_start: BeforeStart
    tracks: tuple[Track, ...]
    horizon: Interval
    """All the time before the instant of judgement, so that no outage is cut but by that."""
    without_points: Condition = State.UNKNOWN
    """How the service stands without a point: nothing is known of it, or it is known to have none."""
    spared: Mapping[str, IntervalSet] = field(default_factory=dict)
    """By point, the time that exclusions leave out of that point alone."""
    spared_is: Condition = State.UP
    """What such time is to a figure of the point's own; to a quorum it is up, as it brings down nothing."""
    rated: Mapping[str | None, Conditions] = field(default_factory=dict)
    """The states that the error rates of slices make, by point, or of the service as one under `None`.

    Where there are any, what was seen at the points plays no part.
    """
    known: Tracks = field(default_factory=Tracks)
    """What was made of the tracks before, by other readings of the text."""

    @property
    def by_name(self) -> dict[str, tuple[Point, ...]]:
        """The points of the service, each once with all the times it stood for it."""
        found: dict[str, tuple[Point, ...]] = {}
        for point in self.service.points:
            found[point.name] = (*found.get(point.name, ()), point)
        return found

    def of_point(self, point: str) -> tuple[Track, ...]:
        """Give the witnesses of one measurement point."""
        return tuple(track for track in self.tracks if track.observations.point == point)


def members(panel: Panel, reading: Reading) -> tuple[Member, ...]:
    """Give what the availability is computed of: one member, or several where each point has a figure.

    Without a measurement point nothing is known. UsageError where locations are averaged but points are not.
    """
    if panel.rated:
        return _members(panel, reading)
    key = (
        reading,
        panel.service,
        panel.unknown_members,
        panel.before_start,
        panel.tracks,
        panel.horizon,
        panel.without_points,
        panel.spared_is,
        frozenset(panel.spared.items()),
    )
    found = panel.known.members.get(key)
    if found is None:
        found = panel.known.members[key] = _members(panel, reading)
    return found


def _members(panel: Panel, reading: Reading) -> tuple[Member, ...]:
    found = _witnessed_members(panel, reading)
    covered = covered_time(panel.service)
    if covered is None:
        return found
    outside = IntervalSet.of(panel.horizon) - covered
    return tuple(replace(each, conditions=each.conditions.mask(outside, ABSENT)) for each in found)


def covered_time(service: Service) -> IntervalSet | None:
    """When as many points stand for a service as it needs; `None` where it needs but one."""
    if service.at_least_members < 2:
        return None
    by_name: dict[str, IntervalSet] = {}
    for point in service.points:
        by_name[point.name] = by_name.get(point.name, EMPTY) | lifetime_of([point])
    edges = sorted({at for life in by_name.values() for at in (*life.starts, *life.ends)})
    return IntervalSet.from_iterable(
        Interval(start, end)
        for start, end in pairwise(edges)
        if sum(bool(life.within(Interval(start, end))) for life in by_name.values())
        >= service.at_least_members
    )


def _witnessed_members(panel: Panel, reading: Reading) -> tuple[Member, ...]:
    service, by_name = panel.service, panel.by_name
    if None in panel.rated:
        return (Member(weight=Fraction(1), conditions=panel.rated[None], points=()),)
    if not by_name:
        nothing: Conditions = Timeline.constant(panel.horizon, panel.without_points)
        return (Member(weight=Fraction(1), conditions=nothing, points=()),)
    averages_locations = service.locations_down_when is Quorum.MEAN
    if service.down_when in WITHOUT_QUORUM or (averages_locations and len(by_name) == 1):
        return tuple(member for several in by_name.values() for member in _apart(panel, several, reading))
    points = tuple(
        (name, _spared(panel, name, _point_conditions(panel, several, reading), State.UP))
        for name, several in by_name.items()
    )
    whole = together(service.down_when, panel.unknown_members, [conditions for _, conditions in points])
    return (Member(weight=Fraction(1), conditions=_from_start(panel, whole), points=points),)


def _apart(panel: Panel, points: Sequence[Point], reading: Reading) -> Iterator[Member]:
    """A point as a member of its own, or each of its locations with a part of it where they are averaged."""
    name, weight = points[0].name, Fraction(1) if points[0].weight is None else points[0].weight
    witnessed = _witnessed(panel, points, reading)
    if panel.service.locations_down_when is not Quorum.MEAN:
        witnessed = [_at_point(panel, witnessed)]
    for conditions in witnessed:
        yield Member(
            weight=weight / len(witnessed),
            conditions=_spared(panel, name, _from_start(panel, conditions), panel.spared_is),
            points=((name, conditions),),
        )


def _point_conditions(panel: Panel, points: Sequence[Point], reading: Reading) -> Conditions:
    return _at_point(panel, _witnessed(panel, points, reading))


def _at_point(panel: Panel, witnessed: Sequence[Conditions]) -> Conditions:
    return together(panel.service.locations_down_when, panel.unknown_members, witnessed)


def _witnessed(panel: Panel, points: Sequence[Point], reading: Reading) -> list[Conditions]:
    """What each witness of a point saw while it stood for the service; without one, nothing is known.

    A point may have stood for it several times.
    """
    lifetime = membership(panel.horizon, lifetime_of(points))
    every = panel.service.sampled_every or Micros(0)
    if panel.rated:
        return [panel.rated[points[0].name].join(lifetime, _while_it_stands)]
    seen = [states_over(panel.horizon, track, reading, every) for track in panel.of_point(points[0].name)]
    return [
        states.join(lifetime, _while_it_stands)
        for states in seen or [Timeline.constant(panel.horizon, State.UNKNOWN)]
    ]


def _spared(panel: Panel, point: str, conditions: Conditions, instead: Condition) -> Conditions:
    """The conditions of a point with what was excluded of it alone set aside."""
    return conditions.mask(panel.spared[point], instead) if point in panel.spared else conditions


def _while_it_stands(state: Condition, stands: bool) -> Condition:
    return state if stands else ABSENT


def _from_start(panel: Panel, conditions: Conditions) -> Conditions:
    """The conditions with time at which no point stood for the service read as the agreement declares."""
    return conditions.map(_READINGS_OF_ABSENCE[panel.before_start])


def _read_as(instead: Condition) -> Callable[[Condition], Condition]:
    return lambda condition: instead if condition is ABSENT else condition


_READINGS_OF_ABSENCE = {
    BeforeStart.LEFT_OUT: _read_as(ABSENT),
    BeforeStart.AS_UP: _read_as(State.UP),
    BeforeStart.AS_DOWN: _read_as(State.DOWN),
}
