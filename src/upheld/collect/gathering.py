"""Gathering: the batches of all tables brought together into evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from upheld.collect.bindings import Bindings
from upheld.collect.discovery import BINDINGS
from upheld.collect.incident_log import IncidentGatherer
from upheld.collect.measured_series import MeasurementGatherer
from upheld.collect.measures import UnboundSeries, bind_measures
from upheld.collect.points import UnboundSite, bind_points, bind_resources, unbound_sites
from upheld.collect.problem import Problems
from upheld.collect.records import Records
from upheld.collect.references import dangling
from upheld.collect.register import Register
from upheld.collect.series import Gatherer
from upheld.collect.tables.accounts import ACCOUNT_ROWS, CLAIM_ROWS, CREDIT_ROWS, FEE_ROWS
from upheld.collect.tables.backups import RECOVERY_ROWS, SNAPSHOT_ROWS
from upheld.collect.tables.exclusions import CASES
from upheld.collect.tables.governance import ATTESTATION_ROWS, CHANGE_ROWS, NOTICE_ROWS, REVIEW_ROWS
from upheld.collect.tables.incidents import OUTAGE_ROWS
from upheld.collect.tables.maintenance import WORKS
from upheld.collect.tables.measurements import FIGURES
from upheld.collect.tables.requests import REQUEST_ROWS
from upheld.collect.tables.resources import RESOURCE_ROWS
from upheld.collect.ticket_log import TicketGatherer
from upheld.evidence.account import AccountCase, ClaimCase, CreditCase, FeeCase
from upheld.evidence.backup import RecoveryCase, Snapshot
from upheld.evidence.evidence import Evidence, Flag, Table
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Attestation, Change, ContractReview, Notice
from upheld.evidence.incident import Outage
from upheld.evidence.maintenance import Maintenance
from upheld.evidence.measurement import Aggregate
from upheld.evidence.observation import Grain
from upheld.evidence.request import RequestCount
from upheld.evidence.resource import ResourceCase


class Gathered(Struct, frozen=True, kw_only=True):
    """All the evidence of a folder, and what of it is not used."""

    evidence: Evidence
    repeated: int
    unbound_sites: tuple[UnboundSite, ...]
    unbound_series: tuple[UnboundSeries, ...]


class Gathering(Struct):
    """Gatherers of all tables."""

    samples: Gatherer = field(default_factory=lambda: Gatherer(Grain.SAMPLE))
    states: Gatherer = field(default_factory=lambda: Gatherer(Grain.STATE))
    tickets: TicketGatherer = field(default_factory=TicketGatherer)
    maintenance: Register[Maintenance] = field(default_factory=lambda: Register(WORKS))
    measurements: MeasurementGatherer = field(default_factory=MeasurementGatherer)
    aggregates: Register[Aggregate] = field(default_factory=lambda: Register(FIGURES))
    requests: Register[RequestCount] = field(default_factory=lambda: Register(REQUEST_ROWS))
    incidents: IncidentGatherer = field(default_factory=IncidentGatherer)
    outages: Register[Outage] = field(default_factory=lambda: Register(OUTAGE_ROWS))
    exclusions: Register[ExclusionCase] = field(default_factory=lambda: Register(CASES))
    changes: Register[Change] = field(default_factory=lambda: Register(CHANGE_ROWS))
    notices: Register[Notice] = field(default_factory=lambda: Register(NOTICE_ROWS))
    snapshots: Register[Snapshot] = field(default_factory=lambda: Register(SNAPSHOT_ROWS))
    recoveries: Register[RecoveryCase] = field(default_factory=lambda: Register(RECOVERY_ROWS))
    attestations: Register[Attestation] = field(default_factory=lambda: Register(ATTESTATION_ROWS))
    reviews: Register[ContractReview] = field(default_factory=lambda: Register(REVIEW_ROWS))
    claims: Register[ClaimCase] = field(default_factory=lambda: Register(CLAIM_ROWS))
    fees: Register[FeeCase] = field(default_factory=lambda: Register(FEE_ROWS))
    resources: Register[ResourceCase] = field(default_factory=lambda: Register(RESOURCE_ROWS))
    accounts: Register[AccountCase] = field(default_factory=lambda: Register(ACCOUNT_ROWS))
    credits: Register[CreditCase] = field(default_factory=lambda: Register(CREDIT_ROWS))

    def take(self, table: Table, records: Records, problems: Problems) -> None:
        """Hand a batch to the gatherer of its table."""
        self._takers()[table](records, problems)

    def gathered(self, bindings: Bindings, present: frozenset[Table], problems: Problems) -> Gathered | None:
        """Hold the rows of all files against each other, and against the bindings; nothing with a problem."""
        observed = {
            Grain.SAMPLE: self.samples.gather(problems),
            Grain.STATE: self.states.gather(problems),
        }
        tickets = self.tickets.gather(problems)
        measured = self.measurements.gather(problems)
        figures = self.aggregates.gather(problems)
        resources = self.resources.gather(problems)
        bound = bind_resources(bindings, resources, observed)
        points = bind_points(bound, observed, BINDINGS, problems)
        measures = bind_measures(bindings, measured, figures)
        evidence = Evidence(
            tables=present,
            observations=points.observations,
            tickets=tickets.tickets,
            maintenance=tuple(sorted(self.maintenance.gather(problems), key=lambda work: work.planned.start)),
            measurements=measures.measurements,
            aggregates=measures.aggregates,
            requests=tuple(sorted(self.requests.gather(problems), key=lambda each: each.interval)),
            incidents=self.incidents.gather(problems),
            outages=self.outages.gather(problems),
            exclusions=self.exclusions.gather(problems),
            changes=self.changes.gather(problems),
            notices=self.notices.gather(problems),
            snapshots=self.snapshots.gather(problems),
            recoveries=self.recoveries.gather(problems),
            attestations=self.attestations.gather(problems),
            reviews=self.reviews.gather(problems),
            claims=self.claims.gather(problems),
            fees=self.fees.gather(problems),
            resources=resources,
            accounts=self.accounts.gather(problems),
            credits=self.credits.gather(problems),
            flags=_in_order(
                *(table.flags for table in observed.values()), tickets.flags, points.flags, measures.flags
            ),
            illustration=bindings.illustration,
        )
        if problems:
            return None
        flags = _in_order(evidence.flags, dangling(evidence))
        said_again = sum(table.repeated for table in observed.values())
        said_again += tickets.repeated + measured.repeated + self._repeated()
        return Gathered(
            evidence=replace(evidence, flags=flags),
            repeated=said_again,
            unbound_sites=unbound_sites(bound, observed),
            unbound_series=measures.unbound,
        )

    def hold_together(self, problems: Problems) -> None:
        """Hold rows against each other that are not all there are: nothing is amiss because of what lacks."""
        self.samples.gather(problems)
        self.states.gather(problems)
        self.measurements.gather(problems)
        self.tickets.hold_together(problems)
        for register in self._registers():
            register.hold_together(problems)

    def stand_beside(self, problems: Problems) -> None:
        """Hold rows against each other that are all there are of what they are about."""
        self.states.gather(problems)
        self.measurements.gather(problems)
        self.tickets.gather(problems)
        self.incidents.gather(problems)
        for register in self._registers():
            register.hold_together(problems)

    def _takers(self) -> Mapping[Table, Callable[[Records, Problems], None]]:
        return {
            Table.SAMPLES: self.samples.take,
            Table.STATES: self.states.take,
            Table.TICKETS: self.tickets.take_tickets,
            Table.TICKET_EVENTS: self.tickets.take_events,
            Table.MAINTENANCE: self.maintenance.take,
            Table.MEASUREMENTS: self.measurements.take,
            Table.AGGREGATES: self.aggregates.take,
            Table.REQUESTS: self.requests.take,
            Table.INCIDENTS: self.incidents.take_incidents,
            Table.INCIDENT_UPDATES: self.incidents.take_updates,
            Table.OUTAGES: self.outages.take,
            Table.EXCLUSIONS: self.exclusions.take,
            Table.CHANGES: self.changes.take,
            Table.NOTICES: self.notices.take,
            Table.SNAPSHOTS: self.snapshots.take,
            Table.RECOVERIES: self.recoveries.take,
            Table.ATTESTATIONS: self.attestations.take,
            Table.REVIEWS: self.reviews.take,
            Table.CLAIMS: self.claims.take,
            Table.FEES: self.fees.take,
            Table.RESOURCES: self.resources.take,
            Table.ACCOUNTS: self.accounts.take,
            Table.CREDITS: self.credits.take,
        }

    def _repeated(self) -> int:
        """Rows of registers that say again what another one said."""
        return self.incidents.repeated + sum(register.repeated for register in self._registers())

    def _registers(self) -> tuple[Register[Any], ...]:
        return (
            self.maintenance,
            self.aggregates,
            self.requests,
            self.outages,
            self.exclusions,
            self.changes,
            self.notices,
            self.snapshots,
            self.recoveries,
            self.attestations,
            self.reviews,
            self.claims,
            self.fees,
            self.resources,
            self.accounts,
            self.credits,
        )


def _in_order(*flags: Iterable[Flag]) -> tuple[Flag, ...]:
    together = (flag for each in flags for flag in each)
    return tuple(sorted(together, key=lambda flag: (flag.code, flag.source, flag.says)))
