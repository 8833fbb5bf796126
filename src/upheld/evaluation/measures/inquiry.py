"""Inquiries: what a promise asks of the values of a measure, and which time and load count for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.cause import Subject
from upheld.agreement.measure import Measure
from upheld.agreement.statistic import Statistic
from upheld.chrono.interval import Interval, IntervalSet
from upheld.chrono.zone import Zone
from upheld.evaluation.exclusions.exclusion import Exclusions, weigh_exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.load import LoadCondition, load_condition, measure_named
from upheld.evaluation.measures.standing import TimeLimit


class Inquiry(Struct, frozen=True, kw_only=True):
    """All that is fixed before any value is read."""

    hearing: Hearing
    promise: Statistic
    measure: Measure
    out_of: Measure | None
    """For a ratio of two counts, the measure that counts everything."""
    window: Interval
    """The part of the period that has passed."""
    hours: IntervalSet | None
    """When alone values count, within the window; all the time where absent."""
    exclusions: Exclusions
    load: LoadCondition | None

    @property
    def counted_time(self) -> IntervalSet:
        """The time of the window whose values count, whatever the load."""
        in_hours = IntervalSet.of(self.window) if self.hours is None else self.hours
        return in_hours - self.exclusions.granted - self.hearing.away

    @property
    def is_open(self) -> bool:
        """Whether the period is not over yet."""
        return self.window.end < self.hearing.interval.end

    @property
    def zone(self) -> Zone:
        """The agreement's zone, in which moments are told."""
        return self.hearing.calendars.zone(self.hearing.agreement.time_zone)

    @property
    def limits(self) -> tuple[TimeLimit, ...]:
        """Conditions on the time of a record besides that some of it lies in the window."""
        return tuple(self._limits())

    def _limits(self) -> Iterator[TimeLimit]:
        yield _only("reaching beyond the period", IntervalSet.of(self.window), "outside the period")
        if self.hearing.away:
            yield _only("reaching beyond the time in force", ~self.hearing.away, "taken while not in force")
        if self.hours is not None:
            during = self.promise.during
            yield _only(f"reaching beyond {during}", self.hours, f"taken outside {during}")
        for name, granted in _granted(self.exclusions).items():
            yield _only(f"reaching into time excluded by {name}", ~granted, f"excluded by {name}")
        if self.load is not None and self.load.limit is not None:
            yield self.load.limit


def begin_inquiry(hearing: Hearing, promise: Statistic) -> Inquiry:
    """Gather what a promise asks; UsageError for a measure or a load the agreement does not have."""
    measure = measure_named(hearing, promise.of)
    window = Interval(hearing.interval.start, min(hearing.as_of, hearing.interval.end))
    services = () if measure.of is None else (measure.of,)
    open_hours = None if promise.during is None else hearing.calendars.hours(promise.during).open
    return Inquiry(
        hearing=hearing,
        promise=promise,
        measure=measure,
        out_of=None if promise.out_of is None else measure_named(hearing, promise.out_of),
        window=window,
        hours=None if open_hours is None else open_hours.within(window),
        exclusions=weigh_exclusions(hearing, Subject.METRICS, hearing.objective.excluding, services),
        load=load_condition(hearing, measure, promise),
    )


def _only(in_doubt: str, time: IntervalSet, otherwise: str) -> TimeLimit:
    return TimeLimit(certain=time, possible=time, otherwise=otherwise, in_doubt=in_doubt)


def _granted(exclusions: Exclusions) -> dict[str, IntervalSet]:
    """The time that each exclusion takes out, by its name."""
    granted = defaultdict(list)
    for excluded in exclusions.records:
        if excluded.granted:
            granted[excluded.exclusion].append(excluded.interval)
    return {name: IntervalSet.from_iterable(intervals) for name, intervals in granted.items()}
