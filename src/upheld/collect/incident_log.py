"""The incident log: incidents, each with what was said about it, in order of time."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.chrono.instant import format_instant
from upheld.collect.problem import Problems, Row, nearest, quoted
from upheld.collect.records import Records
from upheld.collect.register import Placed, Register
from upheld.collect.tables.incidents import INCIDENT_ROWS, UPDATE_ROWS, Told
from upheld.evidence.incident import Incident, IncidentUpdate

_UNKNOWN = "the table `incidents` must tell of it"


class IncidentGatherer(Struct):
    """Takes the batches of `incidents` and `incident_updates`, and joins them when all are there."""

    _incidents: Register[Incident] = field(default_factory=lambda: Register(INCIDENT_ROWS))
    _updates: Register[Told] = field(default_factory=lambda: Register(UPDATE_ROWS))

    @property
    def repeated(self) -> int:
        """Rows that say again what another one said."""
        return self._incidents.repeated + self._updates.repeated

    def take_incidents(self, records: Records, problems: Problems) -> None:
        """Add a batch of `incidents`."""
        self._incidents.take(records, problems)

    def take_updates(self, records: Records, problems: Problems) -> None:
        """Add a batch of `incident_updates`."""
        self._updates.take(records, problems)

    def gather(self, problems: Problems) -> tuple[Incident, ...]:
        """Join updates with their incidents; an update of none, or from before it, is a problem."""
        incidents = {each[0].identity: each for each in self._incidents.placed()}
        said: dict[str, list[IncidentUpdate]] = {}
        for told, row in self._updates.placed():
            key = f"incident:{told.source}/{told.incident}"
            if key in incidents:
                _refuse_early(told, row, incidents[key], problems)
                said.setdefault(key, []).append(told.update)
            else:
                _refuse_stray(told, row, incidents, problems)
        return tuple(
            replace(incident, updates=tuple(sorted(said.get(key, ()), key=_rank)))
            for key, (incident, _) in incidents.items()
        )


def _refuse_early(told: Told, row: Row, placed: Placed[Incident], problems: Problems) -> None:
    incident, place = placed
    if incident.occurred_at is not None and told.update.at < incident.occurred_at:
        problems.of_pair(
            row,
            place,
            f"incident {incident.number} was told of at {format_instant(told.update.at)}, before it happened "
            f"at {format_instant(incident.occurred_at)} ({{other}})",
            "one of the two times is wrong",
        )


def _refuse_stray(
    told: Told, row: Row, incidents: Mapping[str, Placed[Incident]], problems: Problems
) -> None:
    known = [each.number for each, _ in incidents.values() if each.source == told.source]
    problems.of_row(
        row,
        f"there is no incident {quoted(told.incident)} of {quoted(told.source)}",
        nearest(told.incident, known, _UNKNOWN),
        column="incident",
    )


def _rank(update: IncidentUpdate) -> tuple[object, ...]:
    return update.at, not update.public, update.channel or "", update.contains
