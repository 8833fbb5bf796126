"""Where Django looks for the records; each is defined in a module of its own noun."""

from __future__ import annotations

from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.alarms import Alarm, AlarmRuling, Expectation
from upheld.store.cached import Cached
from upheld.store.closings import Closing, Release, Statement, Unjudged
from upheld.store.customers import Customer, Subscription
from upheld.store.deliveries import Delivery
from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.hearers import Hearer
from upheld.store.inlets import Inlet
from upheld.store.invitations import Invitation
from upheld.store.keeping import KeptTable
from upheld.store.ledger import LedgerEntry, LedgerHead
from upheld.store.live import LiveBook, LiveClock, LiveFinding, LiveTicket, TicketMark
from upheld.store.people import Membership, User
from upheld.store.probing import (
    Agent,
    AgentOffset,
    AgentRun,
    DutyPost,
    DutyTurn,
    ProbeFailure,
    ProbeFigures,
    ProbeSecret,
    ProbeSet,
    ProbeSheet,
    ProbeVersion,
)
from upheld.store.records import Batch, Record
from upheld.store.retention import Erasure, HoldLifted, LegalHold, RemovedDays
from upheld.store.seen_samples import SeenPart, SeenSamples
from upheld.store.segments import SegmentRecord
from upheld.store.slots import Slot
from upheld.store.tokens import Token
from upheld.store.trail import Step
from upheld.store.work import Work, Worker
from upheld.store.works_rules import WorksRule

__all__ = [
    "Agent",
    "AgentOffset",
    "AgentRun",
    "Agreement",
    "AgreementVersion",
    "Alarm",
    "AlarmRuling",
    "Batch",
    "BindingsVersion",
    "Cached",
    "Closing",
    "Customer",
    "Delivery",
    "Dossier",
    "DutyPost",
    "DutyTurn",
    "Erasure",
    "Expectation",
    "Hearer",
    "HoldLifted",
    "Inlet",
    "Invitation",
    "KeptTable",
    "LedgerEntry",
    "LedgerHead",
    "LegalHold",
    "LiveBook",
    "LiveClock",
    "LiveFinding",
    "LiveTicket",
    "Membership",
    "ProbeFailure",
    "ProbeFigures",
    "ProbeSecret",
    "ProbeSet",
    "ProbeSheet",
    "ProbeVersion",
    "Record",
    "Release",
    "RemovedDays",
    "SeenPart",
    "SeenSamples",
    "SegmentRecord",
    "Slot",
    "Statement",
    "Step",
    "Subscription",
    "TicketMark",
    "Token",
    "Unjudged",
    "User",
    "Work",
    "Worker",
    "WorksRule",
]
