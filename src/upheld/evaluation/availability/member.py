"""Members: what an availability is computed of, the whole service or the members a mean is taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import BeforeStart, UnknownMembers
from upheld.agreement.service import Point, Quorum, Service
from upheld.chrono.instant import EARLIEST, LATEST
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.timeline import Timeline, membership
from upheld.evaluation.availability.quorum import ABSENT, Condition, together
from upheld.evaluation.availability.reading import Reading, states_over
from upheld.evaluation.availability.track import Track
from upheld.evidence.observation import State

Conditions = Timeline[Condition]


class Member(Struct, frozen=True, kw_only=True):
    """One part of a service that has a state of its own at every instant; its weights in a mean sum to 1."""

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

    def of_point(self, point: str) -> tuple[Track, ...]:
        """Give the witnesses of one measurement point."""
        return tuple(track for track in self.tracks if track.observations.point == point)


def members(panel: Panel, reading: Reading) -> tuple[Member, ...]:
    """Give what the availability is computed of: one member, or several where the agreement takes a mean.

    Without a measurement point nothing is known. UsageError where locations are averaged but points are not.
    """
    service = panel.service
    if not service.points:
        unknown: Conditions = Timeline.constant(panel.horizon, State.UNKNOWN)
        return (Member(weight=Fraction(1), conditions=unknown, points=()),)
    averages_locations = service.locations_down_when is Quorum.MEAN
    if service.down_when is Quorum.MEAN or (averages_locations and len(service.points) == 1):
        return tuple(_averaged(panel, reading))
    points = tuple((point.name, _point_conditions(panel, point, reading)) for point in service.points)
    whole = together(service.down_when, panel.unknown_members, [conditions for _, conditions in points])
    return (Member(weight=Fraction(1), conditions=_from_start(panel, whole), points=points),)


def _averaged(panel: Panel, reading: Reading) -> Iterator[Member]:
    share = Fraction(1, len(panel.service.points))
    for point in panel.service.points:
        witnessed = _witnessed(panel, point, reading)
        if panel.service.locations_down_when is not Quorum.MEAN:
            witnessed = [_at_point(panel, witnessed)]
        for conditions in witnessed:
            yield Member(
                weight=share / len(witnessed),
                conditions=_from_start(panel, conditions),
                points=((point.name, conditions),),
            )


def _point_conditions(panel: Panel, point: Point, reading: Reading) -> Conditions:
    return _at_point(panel, _witnessed(panel, point, reading))


def _at_point(panel: Panel, witnessed: Sequence[Conditions]) -> Conditions:
    return together(panel.service.locations_down_when, panel.unknown_members, witnessed)


def _witnessed(panel: Panel, point: Point, reading: Reading) -> list[Conditions]:
    """What each witness of a point saw while it stood for the service; without one, nothing is known."""
    lifetime = _lifetime(panel.horizon, point)
    every = panel.service.sampled_every
    seen = [states_over(panel.horizon, track, reading, every) for track in panel.of_point(point.name)]
    return [
        states.join(lifetime, lambda state, stands: state if stands else ABSENT)
        for states in seen or [Timeline.constant(panel.horizon, State.UNKNOWN)]
    ]


def _lifetime(horizon: Interval, point: Point) -> Timeline[bool]:
    since = EARLIEST if point.since is None else point.since
    until = LATEST if point.until is None else point.until
    return membership(horizon, IntervalSet.of(Interval(since, until)) if since < until else IntervalSet())


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
