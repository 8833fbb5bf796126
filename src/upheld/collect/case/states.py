"""States: what a list of outages says of every point at every instant, since it says it of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from upheld.chrono.instant import DAY, LATEST, Instant, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.collect.case.places import Spot
from upheld.evidence.evidence import Flag
from upheld.evidence.incident import Outage
from upheld.evidence.observation import Grain, Observations, State

SINCE = Instant(0)
"""1970-01-01T00:00:00Z, from when on the list is taken to hold."""
UNTIL = Instant(LATEST - DAY)
EVER = Interval(SINCE, UNTIL)
HOLD = Micros(UNTIL - SINCE)
"""A state that a case tells of holds until the next one."""


class Downtime(Struct, frozen=True):
    """An outage of the list, the points it takes down, and the state they were in."""

    outage: Outage
    points: tuple[Spot, ...]
    state: State = State.DOWN
    locations: tuple[str, ...] = ()
    """From where alone it was seen; from everywhere where empty."""

    @property
    def interval(self) -> Interval:
        """When."""
        return Interval(self.outage.since, UNTIL if self.outage.until is None else self.outage.until)


def observations_of(
    point: Spot, downtimes: Sequence[Downtime], source: str, otherwise: State, locations: Sequence[str]
) -> Iterator[Observations]:
    """Give the states of a point: down or degraded in its outages, and otherwise what the list's end says.

    From each of the agreement's locations by itself, where it has any: a quorum asks what each of them saw.
    """
    own = [each for each in downtimes if point in each.points]
    for location in locations or ("",):
        seen = [each for each in own if not each.locations or location in each.locations]
        yield _seen_from(location, point, seen, source, otherwise)


def _seen_from(
    location: str, point: Spot, own: Sequence[Downtime], source: str, otherwise: State
) -> Observations:
    down = _when(own, State.DOWN)
    degraded = _when(own, State.DEGRADED) - down
    rest = IntervalSet.of(EVER) - down - degraded
    parts = sorted(
        (interval, state)
        for state, when in ((State.DOWN, down), (State.DEGRADED, degraded), (otherwise, rest))
        for interval in when
    )
    return Observations(
        point=point.point,
        service=point.service,
        source=source,
        site=str(point),
        location=location,
        grain=Grain.STATE,
        times=_frozen([interval.start for interval, _ in parts], np.int64),
        ends=_frozen([interval.end for interval, _ in parts], np.int64),
        states=_frozen([int(state) for _, state in parts], np.int8),
        retries=_frozen([False] * len(parts), np.bool_),
        hold=HOLD,
        is_exact=True,
    )


def _when(downtimes: Iterable[Downtime], state: State) -> IntervalSet:
    return IntervalSet.from_iterable(each.interval for each in downtimes if each.state is state)


def _frozen(values: Sequence[object], dtype: type[np.generic]) -> np.ndarray:
    array = np.array(values, dtype=dtype)
    array.flags.writeable = False
    return array


def overlaps(downtimes: Sequence[Downtime], source: str) -> Iterator[Flag]:
    """Flag outages that name a point for a time in which another one has it down already."""
    shared: dict[tuple[str, str], list[Spot]] = {}
    for point in dict.fromkeys(point for each in downtimes for point in each.points):
        last: Downtime | None = None
        for each in sorted((each for each in downtimes if point in each.points), key=_in_time):
            if last is not None and each.interval.start < last.interval.end and _seen_together(last, each):
                shared.setdefault((last.outage.number, each.outage.number), []).append(point)
            if last is None or each.interval.end > last.interval.end:
                last = each
    for (earlier, later), points in shared.items():
        yield Flag(
            code="outages-overlap",
            source=source,
            says=f"outages {earlier} and {later} overlap at {', '.join(map(str, points))}: the time that "
            "both tell of counts once",
        )


def _seen_together(one: Downtime, other: Downtime) -> bool:
    """Whether two may have been seen from one location."""
    return not one.locations or not other.locations or not set(one.locations).isdisjoint(other.locations)


def outside(downtimes: Iterable[Downtime], period: Interval, label: str, source: str) -> Iterator[Flag]:
    """Flag outages no part of which lies in the period judged."""
    for each in downtimes:
        if not each.interval.overlaps(period):
            yield Flag(
                code="outage-outside-period",
                source=source,
                says=f"outage {each.outage.number} lies outside {label}: it counts only for what is judged "
                "over a longer time",
            )


def _in_time(downtime: Downtime) -> tuple[Interval, str]:
    return downtime.interval, downtime.outage.number
