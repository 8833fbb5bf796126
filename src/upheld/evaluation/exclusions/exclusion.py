"""Exclusions held against the evidence: which time they take out of the measurement, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.exclusion import (
    CauseExclusion,
    Exclusion,
    HoursExclusion,
    MaintenanceExclusion,
    acting_on,
)
from upheld.agreement.provenance import Clause
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.exclusions.cause_exclusion import Ruled, weigh_cause
from upheld.evaluation.exclusions.maintenance_exclusion import weigh_maintenance
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.quantity import did_you_mean

Meant = Callable[[Collection[str]], Collection[str] | None]


class Exclusions(Struct, frozen=True):
    """What the exclusions of an objective came to in its period, each with the clause it rests on."""

    names: tuple[str, ...]
    """Those that hold for it, whether or not there was anything to exclude."""
    weighed: tuple[tuple[Excluded, Clause | None], ...]
    granted: IntervalSet
    """All the time that is excluded; where exclusions overlap, it counts once."""
    by_number: tuple[tuple[str, Excluded, Clause | None], ...] = ()
    """What was said of tickets, incidents and outages, granted and refused; it excludes no time by itself."""
    excused: Mapping[str, Excluded] = field(default_factory=dict)
    """Those of them that are left out as such, by number."""

    @property
    def records(self) -> tuple[Excluded, ...]:
        """Granted and refused, in order of time."""
        return tuple(record for record, _ in self.weighed)

    def about(self, meant: Meant) -> tuple[Exclusions, Mapping[str, IntervalSet]]:
        """The same less what is about something else, and what is granted to some points alone, by point.

        `meant` gives the points that names of resources stand for; `None` for all there are.
        """
        weighed = tuple(
            pair for pair in self.weighed if (points := meant(pair[0].resources)) is None or points
        )
        granted = [(record, meant(record.resources)) for record, _ in weighed if record.granted]
        everywhere = IntervalSet.from_iterable(
            record.interval for record, points in granted if points is None
        )
        named = sorted({point for _, points in granted for point in points or ()})
        alone = {
            point: IntervalSet.from_iterable(
                record.interval for record, points in granted if points is not None and point in points
            )
            for point in named
        }
        return replace(self, weighed=weighed, granted=everywhere), alone

    @property
    def of_time(self) -> Exclusions:
        """The same for what is measured in time: less what is left out by number, which takes no time."""
        return replace(self, by_number=(), excused={})


def weigh_exclusions(
    hearing: Hearing, subject: Subject, names: Sequence[str], services: Sequence[str]
) -> Exclusions:
    """Hold exclusions against what is known of services at the hearing's `as_of`; of all where none is named.

    They are those an objective names, and those that act on everything of its subject.
    """
    return weigh_named(hearing, acting_on(subject, hearing.agreement.exclusions, names), services)


def weigh_named(hearing: Hearing, names: Sequence[str], services: Sequence[str]) -> Exclusions:
    """Hold these very exclusions against what is known, whatever they act on."""
    exclusions = tuple(_declared(hearing.agreement.exclusions, names))
    weighed: list[tuple[Excluded, Clause | None]] = []
    by_number: list[tuple[str, Excluded, Clause | None]] = []
    for exclusion in exclusions:
        ruled = _rule(hearing, exclusion, services)
        weighed += [(record, exclusion.clause) for record in ruled.times]
        by_number += [(number, record, exclusion.clause) for number, record in ruled.numbers]
    weighed.sort(key=lambda pair: _place(pair[0]))
    by_number.sort(key=lambda each: _place(each[1]))
    return Exclusions(
        names=tuple(exclusion.name for exclusion in exclusions),
        weighed=tuple(weighed),
        granted=IntervalSet.from_iterable(record.interval for record, _ in weighed if record.granted),
        by_number=tuple(by_number),
        excused={number: record for number, record, _ in reversed(by_number) if record.granted},
    )


def _place(record: Excluded) -> tuple[Interval, str, str]:
    return record.interval, record.exclusion, record.what


def _rule(hearing: Hearing, exclusion: Exclusion, services: Sequence[str]) -> Ruled:
    match exclusion:
        case MaintenanceExclusion():
            return Ruled(tuple(weigh_maintenance(hearing, exclusion, services)))
        case HoursExclusion():
            return Ruled(tuple(_standing_windows(hearing, exclusion)))
        case CauseExclusion():
            return weigh_cause(hearing, exclusion, services)


def _standing_windows(hearing: Hearing, exclusion: HoursExclusion) -> Iterator[Excluded]:
    for window in hearing.calendars.hours(exclusion.during).open.within(hearing.interval):
        yield Excluded(
            exclusion=exclusion.name,
            what=exclusion.during,
            interval=window,
            granted=True,
            why="is a standing window of the agreement, whatever was done in it",
            evidence=(),
        )


def _declared(declared: Sequence[Exclusion], names: Sequence[str]) -> Iterator[Exclusion]:
    by_name = {exclusion.name: exclusion for exclusion in declared}
    for name in dict.fromkeys(names):
        if name not in by_name:
            declared_names = ", ".join(by_name) or "none"
            advice = did_you_mean(name, by_name, f"it declares {declared_names}")
            raise UsageError(f"the agreement has no exclusion `{name}`: {advice}")
        yield by_name[name]
