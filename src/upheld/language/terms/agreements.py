"""The agreement: the root of the table."""

from __future__ import annotations

from itertools import chain
from typing import TypeVar

from upheld.agreement.agreement import Agreement
from upheld.agreement.convention import Conventions
from upheld.language.directive import Directive, Fields
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.quotations import QUOTED, Quotation, quotations
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.acceptances import ACCEPTED
from upheld.language.terms.business_days import BUSINESS_DAYS
from upheld.language.terms.changes import CHANGE_FLOW, CHANGES
from upheld.language.terms.channels import CHANNELS
from upheld.language.terms.claims import CLAIMS
from upheld.language.terms.contacts import CONTACTS, ESCALATION
from upheld.language.terms.conventions import CONVENTIONS
from upheld.language.terms.credits import CREDITS
from upheld.language.terms.drafting import DRAFTER, EXTENDS, UNDECLARED_TERMS
from upheld.language.terms.exclusions import EXCLUSIONS
from upheld.language.terms.hours import HOURS
from upheld.language.terms.intake import INTAKE
from upheld.language.terms.judged_over import judged_over
from upheld.language.terms.loads import LOADS
from upheld.language.terms.measures import MEASURES
from upheld.language.terms.objectives import OBJECTIVES
from upheld.language.terms.orders import ORDER
from upheld.language.terms.parties import (
    AGREEMENT,
    CURRENCY,
    IN_FORCE,
    PROVIDER,
    TIME_ZONE,
    UPHELD,
    VERSION,
)
from upheld.language.terms.payments import PAYMENT
from upheld.language.terms.plans import PLAN_CHANGE, PLANS
from upheld.language.terms.priorities import CLASSIFIED_BY, PRIORITIES
from upheld.language.terms.regions import LOCATIONS, REGIONS
from upheld.language.terms.services import SERVICES
from upheld.language.terms.terminations import TERMINATION

T = TypeVar("T")


def _build(fields: Fields) -> Draft:
    return Draft(
        fields=fields,
        hours=_readable(fields, HOURS, ()),
        business_days=_readable(fields, BUSINESS_DAYS, ()),
        services=_readable(fields, SERVICES, ()),
        loads=_readable(fields, LOADS, ()),
        measures=_readable(fields, MEASURES, ()),
        priorities=_readable(fields, PRIORITIES, ()),
        channels=_readable(fields, CHANNELS, ()),
        exclusions=_readable(fields, EXCLUSIONS, ()),
        objectives=_readable(fields, OBJECTIVES, ()),
        conventions=_readable(fields, CONVENTIONS, Conventions()),
        credits=_readable(fields, CREDITS, None),
        accepted=_readable(fields, ACCEPTED, ()),
        quoted=_quoted(fields),
        agreement=_agreement(fields),
    )


def _quoted(fields: Fields) -> tuple[Quotation, ...]:
    """Every text that is quoted, in the order of the file."""
    root, recollection = fields.node, fields.reader.recollection
    if recollection is None or not isinstance(root, MapNode):
        return tuple(_quotations(root))
    return tuple(chain.from_iterable(recollection.in_sections(_quotations, root)))


def _quotations(root: Node) -> list[Quotation]:
    return quotations(root, keys=QUOTED)


def _readable(fields: Fields, directive: Directive[T], otherwise: T) -> T:
    try:
        return fields[directive]
    except UnreadError:
        return otherwise


def _agreement(fields: Fields) -> Agreement | None:
    try:
        return Agreement(
            name=fields[AGREEMENT],
            provider=fields[PROVIDER],
            version=fields[VERSION],
            in_force=fields[IN_FORCE],
            time_zone=fields[TIME_ZONE],
            currency=fields[CURRENCY],
            drafter=fields[DRAFTER],
            undeclared_terms=fields[UNDECLARED_TERMS],
            plans=tuple(each.plan for each in fields[PLANS]),
            plan_change=fields[PLAN_CHANGE],
            packages=tuple(each for each in fields[PLANS] if each.services),
            hours=_values(fields[HOURS]),
            business_days=_values(fields[BUSINESS_DAYS]),
            services=_values(fields[SERVICES]),
            regions=fields[REGIONS],
            locations=fields[LOCATIONS],
            loads=_values(fields[LOADS]),
            measures=_values(fields[MEASURES]),
            priorities=_values(fields[PRIORITIES]),
            classified_by=fields[CLASSIFIED_BY],
            channels=_values(fields[CHANNELS]),
            intake=fields[INTAKE],
            exclusions=_values(fields[EXCLUSIONS]),
            objectives=_values(fields[OBJECTIVES]),
            credits=fields[CREDITS],
            claims=fields[CLAIMS],
            payment=fields[PAYMENT],
            termination=tuple(judged_over(each, fields[OBJECTIVES]) for each in fields[TERMINATION]),
            contacts=_values(fields[CONTACTS]),
            escalation=fields[ESCALATION],
            order=fields[ORDER],
            change_flow=fields[CHANGE_FLOW],
            changes=fields[CHANGES],
            conventions=fields[CONVENTIONS],
            accepted=fields[ACCEPTED],
            place=fields.place,
        )
    except UnreadError:
        return None


def _values(several: tuple[Written[T], ...]) -> tuple[T, ...]:
    return tuple(each.value for each in several)


ROOT = Record(
    "agreement",
    "One version of an agreement: everything it promises, in one file.",
    (
        UPHELD,
        EXTENDS,
        AGREEMENT,
        PROVIDER,
        DRAFTER,
        VERSION,
        IN_FORCE,
        TIME_ZONE,
        CURRENCY,
        UNDECLARED_TERMS,
        PLANS,
        PLAN_CHANGE,
        HOURS,
        BUSINESS_DAYS,
        SERVICES,
        REGIONS,
        LOCATIONS,
        LOADS,
        MEASURES,
        PRIORITIES,
        CLASSIFIED_BY,
        CHANNELS,
        INTAKE,
        EXCLUSIONS,
        CONVENTIONS,
        OBJECTIVES,
        CREDITS,
        CLAIMS,
        PAYMENT,
        TERMINATION,
        CONTACTS,
        ESCALATION,
        ORDER,
        CHANGE_FLOW,
        CHANGES,
        ACCEPTED,
    ),
    _build,
)
"""The table of directives; everything that may be written hangs from it."""
