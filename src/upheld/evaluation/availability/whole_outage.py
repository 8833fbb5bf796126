"""Whole outages: those that last beyond the end of a period, put together from the periods they lie in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import OutageBelongsTo
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.period import (
    DateRange,
    Period,
    RollingDays,
    RollingMonths,
    period_after,
    period_before,
)
from upheld.chrono.zone import Zone
from upheld.errors import TimeError
from upheld.evaluation.availability.measurement import Measurement, Reckoned, downtime_in
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.in_force import shared, time_in_force, time_subscribed
from upheld.evaluation.statement import Outage, OutagePart, WholeOutage
from upheld.evaluation.wording import listed
from upheld.quantity import write_length


class Neighbour(Struct, frozen=True, kw_only=True):
    """Another period of the same promise, judged by itself by what is known at the same instant."""

    measurement: Measurement
    members: Sequence[Reckoned]
    is_missed: bool
    """Whether its promise was missed for certain."""

    def part_of(self, run: Interval, points: Sequence[str]) -> OutagePart | None:
        """What of an outage of a member lies in this period; nothing where the member is not known there."""
        own = next((each for each in self.members if points_of(each) == tuple(points)), None)
        inside = shared(run, self.measurement.window)
        if own is None or inside is None:
            return None
        region = self.measurement.region.within(inside)
        return OutagePart(
            period=self.measurement.hearing.period,
            interval=inside,
            counted=downtime_in(self.measurement, own.counted, region),
            is_missed=self.is_missed,
        )


def points_of(member: Reckoned) -> tuple[str, ...]:
    """The points a member is made of, by which it is the same in every period."""
    return tuple(name for name, _ in member.member.points)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The periods before and after the one judged, each judged when an outage is found to reach into it."""

    hearing: Hearing
    judge: Callable[[Hearing], Neighbour]
    _known: dict[Instant, Neighbour] = field(default_factory=dict, init=False, repr=False, compare=False)

    def changed(self, change: Callable[[Neighbour], Neighbour]) -> Neighbours:
        """The same periods, each with some change to what it came to."""
        return Neighbours(self.hearing, lambda hearing: change(self._heard(hearing)))

    def before(self, run: Interval) -> Iterator[Neighbour]:
        """Give the periods before in which an outage lies, the last one first."""
        return self._along(run, period_before, lambda time: run.start < time.start, backwards=True)

    def after(self, run: Interval) -> Iterator[Neighbour]:
        """Give the periods after in which an outage lies, in order."""
        return self._along(run, period_after, lambda time: run.end > time.end, backwards=False)

    def _along(
        self,
        run: Interval,
        step: Callable[[Period, Zone], Period],
        goes_on: Callable[[Interval], bool],
        *,
        backwards: bool,
    ) -> Iterator[Neighbour]:
        """Go from period to period while an outage goes on, and the agreement is in force without a break."""
        hearing = self.hearing
        if isinstance(hearing.period.rule, RollingDays | RollingMonths | DateRange):
            return
        zone = hearing.calendars.zone(hearing.agreement.time_zone)
        held = time_subscribed(hearing.subscription, time_in_force(hearing.agreement, zone), zone)
        period, time = hearing.period, hearing.interval
        while goes_on(time) and held is not None:
            is_cut = time.start > period.interval.start if backwards else time.end < period.interval.end
            if is_cut:
                return
            try:
                period = step(period, zone)
            except TimeError:
                return
            in_force = shared(period.interval, held)
            if in_force is None or not in_force.overlaps(run):
                return
            time = in_force
            found = self._in(period, time)
            if found is None:
                return
            yield found

    def _in(self, period: Period, time: Interval) -> Neighbour | None:
        """Judge a period; nothing where the calendars do not reach so far."""
        calendars = self.hearing.calendars
        span = calendars.span
        wider = Interval(min(span.start, time.start), max(span.end, time.end))
        if wider != span:
            calendars = Calendars(calendars.agreement, calendars.almanac, wider)
        try:
            return self._heard(replace(self.hearing, period=period, interval=time, calendars=calendars))
        except TimeError:
            return None

    def _heard(self, hearing: Hearing) -> Neighbour:
        at = hearing.period.interval.start
        if at not in self._known:
            self._known[at] = self.judge(hearing)
        return self._known[at]


def whole_of(
    run: Interval,
    stretch: Interval,
    counted: Micros,
    member: Reckoned,
    measurement: Measurement,
    near: Neighbours,
) -> WholeOutage | None:
    """Put an outage together from its part in the period judged and those beyond; `None` where none are.

    Where it is known no further, because nothing is in force there, it begins or ends with what is known.
    """
    is_over = run.end < measurement.panel.horizon.end or _is_recorded_over(measurement, run.end)
    if run == stretch and is_over:
        return None
    hearing, points = measurement.hearing, points_of(member)
    if isinstance(hearing.period.rule, RollingDays | RollingMonths | DateRange):
        return WholeOutage(interval=run, counted=counted, is_over=is_over)
    before = [near_by.part_of(run, points) for near_by in near.before(run)]
    after = [near_by.part_of(run, points) for near_by in near.after(run)]
    earlier = tuple(reversed([part for part in before if part is not None]))
    later = tuple(part for part in after if part is not None)
    parts = (*earlier, *later)
    end = max([stretch.end, *(part.interval.end for part in later)])
    return WholeOutage(
        interval=Interval(min([stretch.start, *(part.interval.start for part in earlier)]), end),
        counted=Micros(counted + sum(part.counted for part in parts)),
        is_over=is_over or end < run.end,
        earlier=earlier,
        later=later,
    )


def _is_recorded_over(measurement: Measurement, end: Instant) -> bool:
    """Whether a record of an outage of the service says that it ended at that very instant."""
    service = measurement.service.name
    return any(
        each.until == end and (not each.services or service in each.services)
        for each in measurement.hearing.evidence.outages
    )


def as_one(outage: Outage, belongs_to: OutageBelongsTo) -> Outage | None:
    """Give an outage as one, where it belongs to the period judged; `None` where it belongs to another one.

    Of the periods it lies in, only those count in which some of it is downtime and the promise was missed.
    """
    whole = outage.whole
    if whole is None or belongs_to is OutageBelongsTo.EACH_PART:
        return outage
    at_beginning = belongs_to is OutageBelongsTo.BEGINNING
    rivals = whole.earlier if at_beginning else whole.later
    if any(part.is_missed and part.counted for part in rivals):
        return None
    if not at_beginning and not whole.is_over:
        return None
    why = outage.why
    if whole.counted != outage.counted:
        others = listed([str(part.period) for part in (*whole.earlier, *whole.later)])
        part = write_length(outage.counted)
        why = (*why, f"{part} of it in this period, the rest in {others}: one outage, owed for here")
    return replace(outage, interval=whole.interval, counted=whole.counted, whole=None, why=why)
