"""Reach: which rows of each kind of record a viewer reaches. The one place where customers are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from msgspec import Struct

from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.alarms import Alarm, AlarmRuling, Expectation
from upheld.store.closings import Closing, Release, Stage, Statement, Unjudged
from upheld.store.customers import Customer, Subscription
from upheld.store.deliveries import Delivery
from upheld.store.dossiers import BindingsVersion, Dossier
from upheld.store.hearers import Hearer
from upheld.store.inlets import Inlet
from upheld.store.invitations import Invitation
from upheld.store.keeping import KeptTable
from upheld.store.ledger import LedgerEntry
from upheld.store.live import LiveBook, LiveClock, LiveFinding
from upheld.store.people import Membership, User
from upheld.store.probing import (
    Agent,
    AgentOffset,
    DutyPost,
    ProbeFailure,
    ProbeSecret,
    ProbeStanding,
    ProbeTest,
    ProbeVersion,
)
from upheld.store.records import Batch, Record
from upheld.store.retention import Erasure, HoldLifted, LegalHold, RemovedDays
from upheld.store.roles import CUSTOMER_ROLES, PROBE_READERS, STAFF_ROLES, Role, Scope
from upheld.store.seen_samples import SeenSamples
from upheld.store.segments import SegmentRecord
from upheld.store.tokens import Token
from upheld.store.trail import Step
from upheld.store.viewer import Viewer
from upheld.store.works_rules import WorksRule

M = TypeVar("M", bound=Model)

NOTHING = Q(pk__in=[])
Theirs = Callable[[frozenset[int]], Q]
"""Picks the rows that belong to some customers, by number."""


class Reach(Struct, frozen=True, kw_only=True):
    """Who reaches records of one kind, and which of them; whoever is not named reaches none."""

    staff: frozenset[Role] = STAFF_ROLES
    scope: Scope | None = None
    """The scope a token needs; without one no token reaches any."""
    theirs: Theirs | None = None
    """The rows of customers; without it no customer reaches any."""
    customer_roles: frozenset[Role] = CUSTOMER_ROLES
    dossier: str | None = None
    """The field that leads to the dossier; a token for one dossier reaches nothing else."""
    of_none: Q | None = None
    """Rows that are of no dossier, and about all: a token for one dossier reaches them besides."""

    def of(self, viewer: Viewer) -> Q:
        """The condition under which a viewer reaches a row."""
        if not self.is_for(viewer):
            return NOTHING
        reached = self._of_whom(viewer)
        if viewer.dossier is None:
            return reached
        if not self.dossier:
            return NOTHING
        there = Q(**{self.dossier: viewer.dossier})
        return reached & (there if self.of_none is None else there | self.of_none)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether a token's scopes are enough; people are held to their roles instead."""
        return viewer.scopes is None or self.scope in viewer.scopes

    def _of_whom(self, viewer: Viewer) -> Q:
        if viewer.roles & self.staff or viewer.is_of_provider:
            return Q()
        customers = viewer.customers_as(self.customer_roles)
        return self.theirs(customers) if self.theirs is not None and customers else NOTHING


def _by(field: str) -> Theirs:
    return lambda customers: Q(**{f"{field}__in": customers})


def _subscribed(field: str) -> Theirs:
    return lambda customers: Q(
        **{f"{field}__in": Subscription.objects.filter(customer__in=customers).values("agreement")}
    )


def _in_dossiers(customers: frozenset[int]) -> Q:
    return Q(pk__in=Customer.objects.filter(pk__in=customers).values("dossier"))


def _members(customers: frozenset[int]) -> Q:
    return Q(pk__in=Membership.objects.filter(customer__in=customers).values("user"))


def _named(customers: frozenset[int]) -> Q:
    """Rows name customers as the evidence has them: a name counts in its own dossier only.

    The names are looked up first, so that an index leads to the rows: asking of each row whose it is would
    take as long as there are rows.
    """
    names: dict[int, list[str]] = {}
    for dossier, name in Customer.objects.filter(pk__in=customers).values_list("dossier", "name"):
        if name:
            names.setdefault(dossier, []).append(name)
    theirs = NOTHING
    for dossier, several in names.items():
        theirs |= Q(dossier=dossier, customer__in=several)
    return theirs


def _let_out(customers: frozenset[int]) -> Q:
    """A statement is theirs once it was released."""
    return Q(customer__in=customers, closing__stage=Stage.RELEASED)


def _theirs_or_their_plans(customers: frozenset[int]) -> Q:
    """What is theirs alone, and what is the same for all on a plan that they are subscribed to."""
    on_plan = Subscription.objects.filter(
        customer__in=customers, agreement=OuterRef("agreement"), plan=OuterRef("plan")
    )
    return Q(customer__in=customers) | Q(Exists(on_plan), customer=None)


_ADMIN = frozenset({Role.CUSTOMER_ADMIN})
_KEEPERS = frozenset({Role.OWNER, Role.AUDITOR})

REACHES: Mapping[type[Model], Reach] = {
    Dossier: Reach(scope=Scope.AGREEMENTS_READ, theirs=_in_dossiers, dossier="pk"),
    BindingsVersion: Reach(scope=Scope.EVIDENCE_READ, dossier="dossier"),
    Agreement: Reach(scope=Scope.AGREEMENTS_READ, theirs=_subscribed("pk"), dossier="dossier"),
    AgreementVersion: Reach(
        scope=Scope.AGREEMENTS_READ, theirs=_subscribed("agreement"), dossier="agreement__dossier"
    ),
    Customer: Reach(scope=Scope.AGREEMENTS_READ, theirs=_by("pk"), dossier="dossier"),
    Subscription: Reach(scope=Scope.AGREEMENTS_READ, theirs=_by("customer"), dossier="agreement__dossier"),
    Record: Reach(scope=Scope.EVIDENCE_READ, theirs=_named, dossier="dossier"),
    Batch: Reach(scope=Scope.EVIDENCE_READ, dossier="dossier"),
    Closing: Reach(scope=Scope.STATEMENTS_READ, dossier="version__agreement__dossier"),
    Statement: Reach(
        scope=Scope.STATEMENTS_READ, theirs=_let_out, dossier="closing__version__agreement__dossier"
    ),
    Release: Reach(scope=Scope.STATEMENTS_READ, dossier="closing__version__agreement__dossier"),
    Unjudged: Reach(scope=Scope.STATEMENTS_READ, dossier="closing__version__agreement__dossier"),
    LiveBook: Reach(scope=Scope.STATE_READ, theirs=_subscribed("agreement"), dossier="agreement__dossier"),
    LiveFinding: Reach(scope=Scope.STATE_READ, theirs=_theirs_or_their_plans, dossier="agreement__dossier"),
    LiveClock: Reach(scope=Scope.STATE_READ, theirs=_by("customer"), dossier="agreement__dossier"),
    SeenSamples: Reach(scope=Scope.EVIDENCE_READ, dossier="closing__version__agreement__dossier"),
    SegmentRecord: Reach(scope=Scope.EVIDENCE_READ, dossier="dossier"),
    LegalHold: Reach(staff=_KEEPERS, dossier="dossier"),
    HoldLifted: Reach(staff=_KEEPERS, dossier="hold__dossier"),
    RemovedDays: Reach(staff=_KEEPERS, dossier="dossier"),
    Erasure: Reach(staff=_KEEPERS, dossier="dossier"),
    WorksRule: Reach(scope=Scope.EVIDENCE_READ, dossier="dossier"),
    KeptTable: Reach(scope=Scope.EVIDENCE_READ, dossier="dossier"),
    LedgerEntry: Reach(staff=_KEEPERS),
    User: Reach(staff=_KEEPERS, theirs=_members, customer_roles=_ADMIN),
    Membership: Reach(staff=_KEEPERS, theirs=_by("customer"), customer_roles=_ADMIN),
    Invitation: Reach(staff=_KEEPERS, theirs=_by("customer"), customer_roles=_ADMIN),
    Token: Reach(
        staff=_KEEPERS | {Role.OPERATOR}, theirs=_by("customer"), customer_roles=_ADMIN, dossier="dossier"
    ),
    Inlet: Reach(staff=_KEEPERS | {Role.OPERATOR}, scope=Scope.EVIDENCE_WRITE, dossier="dossier"),
    Step: Reach(staff=_KEEPERS),
    # alarms are for those who keep the promise, not for those it is made to
    Alarm: Reach(scope=Scope.STATE_READ, dossier="dossier"),
    Expectation: Reach(scope=Scope.STATE_READ, dossier="dossier"),
    AlarmRuling: Reach(
        scope=Scope.STATE_READ, dossier="agreement__dossier", of_none=Q(agreement__isnull=True)
    ),
    Hearer: Reach(staff=_KEEPERS | {Role.OPERATOR}, theirs=_by("customer"), customer_roles=_ADMIN),
    Delivery: Reach(staff=_KEEPERS | {Role.OPERATOR}, theirs=_by("hearer__customer"), customer_roles=_ADMIN),
    ProbeVersion: Reach(staff=PROBE_READERS, scope=Scope.STATE_READ, dossier="dossier"),
    ProbeSecret: Reach(staff=PROBE_READERS, dossier="dossier"),
    ProbeStanding: Reach(staff=PROBE_READERS, scope=Scope.STATE_READ, dossier="dossier"),
    ProbeFailure: Reach(staff=PROBE_READERS, dossier="dossier"),
    ProbeTest: Reach(staff=PROBE_READERS, dossier="dossier"),
    Agent: Reach(staff=PROBE_READERS, dossier="dossier"),
    AgentOffset: Reach(staff=PROBE_READERS, dossier="agent__dossier"),
    DutyPost: Reach(staff=PROBE_READERS, dossier="dossier"),
}
"""Every kind of record that is ever shown, with who reaches it."""

NOT_SHOWN: Mapping[str, str] = {
    "account.EmailAddress": "of accounts; everybody is shown their own by allauth",
    "account.EmailConfirmation": "links that were sent; addresses are confirmed by codes here",
    "auth.Group": "roles are memberships here, not groups of Django's",
    "auth.Permission": "roles are memberships here, not permissions of Django's",
    "axes.AccessAttempt": "attempts that are counted to lock out who tries too often",
    "axes.AccessAttemptExpiration": "until when those count",
    "axes.AccessFailureLog": "kept empty",
    "axes.AccessLog": "kept empty; the trail says who came in",
    "contenttypes.ContentType": "Django's own",
    "mfa.Authenticator": "second factors; everybody is shown their own by allauth",
    "sessions.Session": "what browsers are signed in by",
    "socialaccount.SocialAccount": "who somebody is at sign-on elsewhere",
    "socialaccount.SocialApp": "kept empty; the provider is a setting",
    "socialaccount.SocialToken": "kept empty",
    "store.AgentRun": "how far outcomes of agents were taken in",
    "store.Cached": "what processes remember together for a while",
    "store.DutyTurn": "which agent was on duty when, for the outcomes of that time",
    "store.LedgerHead": "the end of the chain, kept for whoever adds to it",
    "store.LiveTicket": "which tickets still matter, for the worker that keeps the live state",
    "store.ProbeFigures": "figures on their way into the evidence",
    "store.ProbeSet": "the number by which agents know that probes changed",
    "store.ProbeSheet": "what is probed, written together for agents; pages show the versions",
    "store.SeenPart": "samples, for whoever makes the statements of a closing",
    "store.Slot": "turns of work that comes round by itself",
    "store.TicketMark": "how far those tickets are known",
    "store.Work": "work for workers",
    "store.Worker": "processes, for each other",
    "usersessions.UserSession": "where somebody is signed in; everybody is shown their own by allauth",
}
"""Every other table, with the reason why no page and no answer is made from it."""


def reached(viewer: Viewer, kind: type[M]) -> QuerySet[M]:
    """Give the rows of a kind that a viewer reaches; KeyError for a kind that is never shown."""
    return kind._default_manager.filter(REACHES[kind].of(viewer))
