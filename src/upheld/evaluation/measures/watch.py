"""Watches: when a service or a measure was watched, of the time in which it was to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.cause import Subject
from upheld.agreement.control import Coverage
from upheld.agreement.convention import BeforeStart
from upheld.agreement.measure import Measure
from upheld.agreement.objective import Availability
from upheld.agreement.service import Service
from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.availability.measurement import begin_measurement
from upheld.evaluation.availability.points import lifetime_of
from upheld.evaluation.availability.track import Track
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.covered import NOT_EXPECTED, NOTHING_TO_COVER, covered_time, share_covered
from upheld.evaluation.measures.standing import spans
from upheld.evaluation.reason import NoData, Share
from upheld.evidence.evidence import Table
from upheld.evidence.observation import State
from upheld.quantity import did_you_mean


class Watch(Struct, frozen=True, kw_only=True):
    """One thing to be watched, when it was, and when it was to be."""

    name: str
    covered: IntervalSet
    """The time for which there is evidence, as known at the instant of judgement."""
    scope: IntervalSet
    """The time of the whole period for which there is to be evidence."""
    as_of: Instant
    exclusions: Exclusions
    unknown: str = ""
    """Why nothing tells how far it was watched; empty where the evidence does."""

    @property
    def region(self) -> IntervalSet:
        """The scope, as far as it has passed."""
        return self.scope.within(Interval(EARLIEST, self.as_of))

    @property
    def share(self) -> Share | NoData:
        """The share of time with evidence, to date."""
        return NoData(self.unknown) if self.unknown else share_covered(self.covered, self.region)

    @property
    def best(self) -> Share | NoData:
        """The share it can still come to, if there is evidence for all of the rest of the period."""
        rest = self.scope.within(Interval(self.as_of, LATEST)) if self.as_of < LATEST else EMPTY
        return NoData(self.unknown) if self.unknown else share_covered(self.covered | rest, self.scope)

    @property
    def silences(self) -> list[Interval]:
        """Stretches without evidence, the longest first."""
        missing = EMPTY if self.unknown else self.region - self.covered
        return sorted(missing, key=lambda silence: (-silence.length, silence.start))


def watches(hearing: Hearing, promise: Coverage) -> tuple[Watch, ...]:
    """Find when each thing named was watched; UsageError for one the agreement does not declare."""
    services = {service.name: service for service in hearing.agreement.services}
    measures = {measure.name: measure for measure in hearing.agreement.measures}
    found = []
    for name in promise.of:
        if name in services:
            found.append(_of_service(hearing, services[name]))
        elif name in measures:
            found.append(_of_measure(hearing, measures[name]))
        else:
            known = {**services, **measures}
            advice = did_you_mean(name, known, f"it declares {', '.join(known) or 'none'}")
            raise UsageError(f"the agreement has no service and no measure `{name}`: {advice}")
    return tuple(found)


def _of_service(hearing: Hearing, service: Service) -> Watch:
    """A service is watched while any of its points is known to be in some state, whichever.

    Time at which no point stood for it is read as its availability would read it.
    """
    panel = begin_measurement(hearing, Availability(of=service.name)).panel
    lifetimes = {name: lifetime_of(points) for name, points in panel.by_name.items()}
    covered = scope = EMPTY
    for track in panel.tracks:
        covered |= _known(track) & lifetimes[track.observations.point]
    for lifetime in lifetimes.values():
        scope |= lifetime
    before_start = hearing.objective.conventions.before_start
    if before_start is BeforeStart.AS_UP:
        covered |= ~scope
    if before_start is not BeforeStart.LEFT_OUT or not lifetimes:
        scope = ~EMPTY
    no_table = not hearing.evidence.tables & {Table.SAMPLES, Table.STATES} and not panel.tracks
    unknown = "no samples and no states: the evidence has no table of either" if no_table else ""
    return _watch(hearing, service.name, (service.name,), covered, scope, unknown)


def _known(track: Track) -> IntervalSet:
    known = track.observations.states[: len(track.times)] != State.UNKNOWN
    return spans(track.times[known], track.until[known])


def _of_measure(hearing: Hearing, measure: Measure) -> Watch:
    services = () if measure.of is None else (measure.of,)
    if measure.sampled_every is None:
        return _watch(hearing, measure.name, services, EMPTY, ~EMPTY, NOT_EXPECTED.why)
    covered = covered_time(hearing, measure, measure.sampled_every)
    no_table = not hearing.evidence.tables & {Table.MEASUREMENTS, Table.AGGREGATES} and not covered
    unknown = "no measurements and no aggregates: the evidence has no table of either" if no_table else ""
    return _watch(hearing, measure.name, services, covered, ~EMPTY, unknown)


def _watch(
    hearing: Hearing,
    name: str,
    services: Iterable[str],
    covered: IntervalSet,
    scope: IntervalSet,
    unknown: str,
) -> Watch:
    """What was seen, within the period and what its exclusions leave of it."""
    excluding = hearing.objective.excluding
    exclusions = weigh_exclusions(hearing, Subject.METRICS, excluding, tuple(services))
    as_of = min(hearing.as_of, hearing.interval.end)
    return Watch(
        name=name,
        covered=covered.within(Interval(EARLIEST, as_of)),
        scope=scope.within(hearing.interval) - exclusions.granted - hearing.away,
        as_of=as_of,
        exclusions=exclusions,
        unknown=unknown,
    )


def lowest_share(watched: Sequence[Watch]) -> Share | NoData:
    """Give the share of what was watched least, of all of which anything is known."""
    known = [share for watch in watched if isinstance(share := watch.share, Share)]
    return min(known, key=_value) if known else next((watch.share for watch in watched), NOTHING_TO_COVER)


def _value(share: Share) -> Fraction:
    return share.value
