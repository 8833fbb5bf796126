"""Exclusions held against the evidence: which time they take out of the measurement, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from upheld.agreement.cause import Subject
from upheld.agreement.exclusion import (
    CauseExclusion,
    Exclusion,
    HoursExclusion,
    MaintenanceExclusion,
    acting_on,
)
from upheld.agreement.provenance import Clause
from upheld.chrono.interval import IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.exclusions.cause_exclusion import weigh_cause
from upheld.evaluation.exclusions.maintenance_exclusion import weigh_maintenance
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Excluded
from upheld.quantity import did_you_mean


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What the exclusions of an objective came to in its period, each with the clause it rests on."""

    names: tuple[str, ...]
    """Those that hold for it, whether or not there was anything to exclude."""
    weighed: tuple[tuple[Excluded, Clause | None], ...]
    granted: IntervalSet
    """All the time that is excluded; where exclusions overlap, it counts once."""
    excused: Mapping[str, Excluded] = field(default_factory=dict)
    """Tickets, incidents and outages that are left out as such, by number."""

    @property
    def records(self) -> tuple[Excluded, ...]:
        """Granted and refused, in order of time."""
        return tuple(record for record, _ in self.weighed)


def weigh_exclusions(
    hearing: Hearing, subject: Subject, names: Sequence[str], services: Sequence[str]
) -> Exclusions:
    """Hold exclusions against what is known of services at the hearing's `as_of`; of all where none is named.

    They are those an objective names, and those that act on everything of its subject.
    """
    declared = hearing.agreement.exclusions
    holding = acting_on(subject, declared, names)
    weighed = [
        (record, exclusion.clause)
        for exclusion in _named(declared, holding)
        for record in _weigh(hearing, exclusion, services)
    ]
    weighed.sort(key=lambda pair: (pair[0].interval, pair[0].exclusion, pair[0].what))
    granted = IntervalSet.from_iterable(record.interval for record, _ in weighed if record.granted)
    return Exclusions(holding, tuple(weighed), granted)


def _weigh(hearing: Hearing, exclusion: Exclusion, services: Sequence[str]) -> Iterable[Excluded]:
    match exclusion:
        case MaintenanceExclusion():
            return weigh_maintenance(hearing, exclusion, services)
        case HoursExclusion():
            return _standing_windows(hearing, exclusion)
        case CauseExclusion():
            return weigh_cause(hearing, exclusion)


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


def _named(declared: Sequence[Exclusion], names: Sequence[str]) -> Iterator[Exclusion]:
    by_name = {exclusion.name: exclusion for exclusion in declared}
    for name in dict.fromkeys(names):
        if name not in by_name:
            declared_names = ", ".join(by_name) or "none"
            advice = did_you_mean(name, by_name, f"it declares {declared_names}")
            raise UsageError(f"the agreement has no exclusion `{name}`: {advice}")
        yield by_name[name]
