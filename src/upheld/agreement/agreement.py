"""The agreement: everything one version of a text promises, in values."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from upheld.agreement.acceptance import Acceptance
from upheld.agreement.change import AgreementChanges, ChangePermission
from upheld.agreement.channel import Channel, Intake
from upheld.agreement.claim import Claims
from upheld.agreement.contact import Contact, Escalation
from upheld.agreement.convention import DEFAULTS, Conventions
from upheld.agreement.credit import Credits
from upheld.agreement.drafting import Drafter, UndeclaredTerms
from upheld.agreement.exclusion import Exclusion
from upheld.agreement.measure import Load, Measure
from upheld.agreement.objective import Objective
from upheld.agreement.order import Order
from upheld.agreement.package import Package
from upheld.agreement.payment import Payment
from upheld.agreement.plan_change import PlanChange
from upheld.agreement.priority import Classifier, Priority
from upheld.agreement.provenance import Place
from upheld.agreement.service import Service
from upheld.agreement.termination import TerminationRight
from upheld.chrono.hours import BusinessDays, ServiceHours


class Term(Struct, frozen=True):
    """The dates an agreement is in force, half-open, in its own zone; `until` absent means open-ended."""

    since: date
    until: date | None = None


class Agreement(Struct, frozen=True, kw_only=True, cache_hash=True):
    """One version of an agreement; names are unique within each tuple, and every reference resolves."""

    name: str
    provider: str
    version: str
    in_force: Term
    time_zone: str
    currency: str | None = None
    drafter: Drafter = Drafter.PROVIDER
    undeclared_terms: UndeclaredTerms = UndeclaredTerms.AMBIGUOUS
    plans: tuple[str, ...] = ()
    plan_change: PlanChange | None = None
    """By which plan a period is judged in which a customer changed it; open where absent."""
    packages: tuple[Package, ...] = ()
    """Of the plans that don't cover every service."""
    hours: tuple[ServiceHours, ...] = ()
    business_days: tuple[BusinessDays, ...] = ()
    services: tuple[Service, ...] = ()
    regions: tuple[str, ...] = ()
    """Where customers are served; those that the evidence names where empty."""
    locations: tuple[str, ...] = ()
    """From where points are watched; records that name another location do not count. Any where empty."""
    loads: tuple[Load, ...] = ()
    measures: tuple[Measure, ...] = ()
    priorities: tuple[Priority, ...] = ()
    """In order of rank, the gravest first; those that objectives name where empty."""
    classified_by: Classifier | None = None
    """Who says which priority a ticket has."""
    channels: tuple[Channel, ...] = ()
    intake: Intake | None = None
    exclusions: tuple[Exclusion, ...] = ()
    objectives: tuple[Objective, ...] = ()
    credits: Credits | None = None
    claims: Claims | None = None
    payment: Payment | None = None
    termination: tuple[TerminationRight, ...] = ()
    contacts: tuple[Contact, ...] = ()
    escalation: Escalation | None = None
    order: Order | None = None
    """What one customer has ordered, where the file is an order form."""
    change_flow: tuple[ChangePermission, ...] = ()
    changes: AgreementChanges | None = None
    conventions: Conventions = DEFAULTS
    accepted: tuple[Acceptance, ...] = ()
    place: Place


class Subscription(Struct, frozen=True, kw_only=True):
    """Whose statement it is: a customer on a plan of an agreement."""

    customer: str | None = None
    plan: str | None = None
    name: str | None = None
    """Which of a customer's subscriptions, where it has several."""
    services: tuple[str, ...] = ()
    """What it covers, where that is less than its plan does; all of it where empty."""
    term: Term | None = None
    """From when to when it runs, where that is not as long as the agreement does."""
    away: tuple[Term, ...] = ()
    """Dates within its term on which it did not run: its customer left, and came back. Only with a term."""
