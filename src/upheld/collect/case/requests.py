"""Requests: what a list of outages says of error rates, where a case tells of no requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Availability
from upheld.chrono.instant import DAY, Instant
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.zone import Zone
from upheld.collect.case.places import Places
from upheld.collect.case.states import EVER, Downtime
from upheld.evidence.evidence import Flag
from upheld.evidence.measurement import LabelSet
from upheld.evidence.observation import State
from upheld.evidence.request import RequestCount

_AROUND = 800 * DAY
"""For so long before and after the period they are told of, since a promise may be judged over longer."""
_EACH = 1000
"""Microseconds from one request to the next: a thousand a second, enough for any least number of them."""
_A_DAY = timedelta(days=1)


def services_by_error_rate(agreement: Agreement) -> Mapping[str, tuple[LabelSet, ...]]:
    """The services whose promises by requests all go by error rates of slices, with the kinds of requests.

    An outage is one of every kind that a promise names. A share of all requests depends on how many there
    were at any time, which no outage tells: a service of which that is promised is none of these.
    """
    by_requests = [
        each.indicator
        for each in agreement.objectives
        if isinstance(each.indicator, Availability) and each.indicator.requests is not None
    ]
    shares = {each.of for each in by_requests if each.slices is None}
    kinds: dict[str, dict[LabelSet, None]] = {}
    for each in by_requests:
        if each.of not in shares:
            where = each.requests.where if each.requests is not None else ()
            labels = tuple(sorted((label.name, label.values[0]) for label in where))
            kinds.setdefault(each.of, {})[labels] = None
    return {service: tuple(labels) for service, labels in kinds.items()}


def stretches_around(period: Interval, zone: Zone) -> tuple[Interval, ...]:
    """The days of a period, and long stretches around it: a count is known once its time is over."""
    edges = [max(EVER.start, Instant(period.start - _AROUND)), period.start]
    day = zone.date(period.start) + _A_DAY
    while (midnight := zone.midnight(day)) < period.end:
        edges.append(midnight)
        day += _A_DAY
    edges += [period.end, min(EVER.end, Instant(period.end + _AROUND))]
    return tuple(Interval(start, end) for start, end in pairwise(edges) if start < end)


def untold(
    service: str,
    places: Places,
    downtimes: Sequence[Downtime],
    told: Sequence[RequestCount],
    is_apart: bool,
) -> tuple[str, ...]:
    """The points of a service that outages were of, and whose requests no row may be of.

    Where its points are judged together, those of one are of all.
    """
    points = places.points[service]
    down = {
        spot.point for each in downtimes for spot in each.points if spot.service in (None, service)
    }.intersection(points)
    own = [each for each in told if each.service in (None, service)]
    covered = {
        point
        for each in own
        for point in points
        if each.resource in (None, point) or each.resource not in places.all_points
    }
    if covered and not is_apart:
        return ()
    return tuple(
        point for point in (points if not is_apart else sorted(down)) if down and point not in covered
    )


def requests_of(
    service: str,
    points: Sequence[str],
    places: Places,
    downtimes: Sequence[Downtime],
    source: str,
    stretches: Sequence[Interval],
    *,
    known: bool,
    labels: LabelSet = (),
) -> Iterator[RequestCount]:
    """Give as many requests at any time: in outages all of them failed, and else none did.

    Of each of its points by itself, where there are several. Where the list of outages is not complete,
    nobody counted the others.
    """
    several = len(places.points[service]) > 1
    is_recorded = several or any(of == service for _, of in places.recorded)
    for point in points:
        down = IntervalSet.from_iterable(
            each.interval
            for each in downtimes
            if each.state is State.DOWN
            and any(spot.point == point and spot.service in (None, service) for spot in each.points)
        )
        for stretch in stretches:
            inside = down.within(stretch)
            for interval, failed in (
                *((each, True) for each in inside),
                *((each, False) for each in IntervalSet.of(stretch) - inside),
            ):
                total = max(interval.length // _EACH, 1)
                yield RequestCount(
                    source=source,
                    service=service,
                    resource=point if is_recorded or point in places.resources else None,
                    labels=labels,
                    interval=interval,
                    total=total if known or failed else None,
                    failed=total if failed else 0,
                    is_even=known or failed,
                )


def told_by_outages(source: str, of: Sequence[str] = ()) -> Flag:
    """Say how outages were taken for requests: of some services or parts of them, or of all."""
    which = f" of {', '.join(f'`{name}`' for name in of)}" if of else ""
    return Flag(
        code="requests-from-outages",
        source=source,
        says=f"no `requests`{which} are told of: in an outage all of them are taken to have failed, and at "
        "other times none, with as many at any time",
    )
