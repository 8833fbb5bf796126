"""Everything that is known for judging an agreement."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.evidence.account import AccountCase, ClaimCase, CreditCase, FeeCase
from upheld.evidence.backup import RecoveryCase, Snapshot
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Attestation, Change, ContractReview, Notice
from upheld.evidence.incident import Incident, Outage
from upheld.evidence.maintenance import Maintenance
from upheld.evidence.measurement import Aggregate, Measurements
from upheld.evidence.observation import Observations
from upheld.evidence.request import RequestCount
from upheld.evidence.resource import ResourceCase
from upheld.evidence.ticket import Ticket


class Table(Enum):
    """The tables of evidence; the value is the name of the file, without its ending."""

    SAMPLES = "samples"
    STATES = "states"
    TICKETS = "tickets"
    TICKET_EVENTS = "ticket_events"
    MAINTENANCE = "maintenance"
    MEASUREMENTS = "measurements"
    AGGREGATES = "aggregates"
    REQUESTS = "requests"
    INCIDENTS = "incidents"
    INCIDENT_UPDATES = "incident_updates"
    OUTAGES = "outages"
    EXCLUSIONS = "exclusions"
    CHANGES = "changes"
    NOTICES = "notices"
    SNAPSHOTS = "snapshots"
    RECOVERIES = "recoveries"
    ATTESTATIONS = "attestations"
    REVIEWS = "reviews"
    CLAIMS = "claims"
    FEES = "fees"
    RESOURCES = "resources"
    ACCOUNTS = "accounts"
    CREDITS = "credits"


class Flag(Struct, frozen=True, kw_only=True):
    """Something odd that does not keep evidence from being used, such as a clock that stepped back."""

    code: str
    source: str
    says: str


class Evidence(Struct, frozen=True, kw_only=True):
    """What happened; `tables` tells an empty table (nothing happened) from a missing one (nothing known)."""

    tables: frozenset[Table] = frozenset()
    observations: tuple[Observations, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    measurements: tuple[Measurements, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    requests: tuple[RequestCount, ...] = ()
    incidents: tuple[Incident, ...] = ()
    outages: tuple[Outage, ...] = ()
    exclusions: tuple[ExclusionCase, ...] = ()
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    recoveries: tuple[RecoveryCase, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    reviews: tuple[ContractReview, ...] = ()
    claims: tuple[ClaimCase, ...] = ()
    fees: tuple[FeeCase, ...] = ()
    resources: tuple[ResourceCase, ...] = ()
    accounts: tuple[AccountCase, ...] = ()
    credits: tuple[CreditCase, ...] = ()
    flags: tuple[Flag, ...] = ()
    illustration: str | None = None
    """A first line for every statement made from this evidence, where it is not the provider's own."""
