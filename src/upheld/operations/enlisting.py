"""Enlist: who is subscribed to what, and since when, as the evidence of a dossier tells of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from msgspec import Struct

from upheld.evaluation.in_force import time_in_force, time_subscribed
from upheld.evaluation.ordering import subscriptions_of
from upheld.evidence.account import FeeCase
from upheld.operations.grounds import Grounds
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.customers import Subscription, customers_named
from upheld.store.dossiers import Dossier
from upheld.store.ledger import lock_head
from upheld.store.records import Record

Span = tuple[int, int | None]
"""From when until when; without an end where none is known."""


class Enlisted(Struct, frozen=True, order=True):
    """A customer's plan over a time; an empty name or plan where the evidence gives none."""

    customer: str
    name: str
    plan: str
    starts_at: int
    ends_at: int | None


def enlist(dossier: Dossier) -> None:
    """Make the list of customers and subscriptions anew; what stands already is left as it is."""
    with transaction.atomic():
        lock_head()
        reading = evidence_in_store(dossier)
        fees = () if reading.evidence is None else reading.evidence.fees
        for agreement in Agreement.objects.filter(dossier=dossier):
            version = AgreementVersion.objects.filter(agreement=agreement).order_by("-entry").first()
            if version is not None:
                grounds = grounds_in_store(version)
                _write(agreement, {*_ordered(grounds), *paying(fees, grounds.agreement.plans)})
        named = Record.objects.filter(dossier=dossier, superseded_by=None).exclude(customer="")
        customers_named(dossier, named.values_list("customer", flat=True).distinct())


def paying(fees: Iterable[FeeCase], plans: Sequence[str]) -> Iterator[Enlisted]:
    """Tell who pays for what and when; of an agreement with plans, for these and no others.

    A fee that names no plan, or no subscription, adds nothing for a customer of whom another names it.
    """
    spans: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for fee in fees:
        if fee.customer is not None and not (plans and fee.plan is not None and fee.plan not in plans):
            whose = fee.customer, fee.subscription or "", fee.plan or ""
            spans[whose].append((fee.since, fee.until))
    named = {customer for customer, name, _ in spans if name}
    planned = {(customer, name) for customer, name, plan in spans if plan}
    for (customer, name, plan), several in spans.items():
        is_told_otherwise = (not name and customer in named) or (not plan and (customer, name) in planned)
        if not is_told_otherwise:
            yield from (Enlisted(customer, name, plan, *span) for span in _joined(several))


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Times that touch, as one."""
    start, end = min(spans, key=lambda span: span[0])
    for since, until in sorted(spans, key=lambda span: span[0]):
        if end is not None and since > end:
            yield start, end
            start, end = since, until
        elif end is not None:
            end = None if until is None else max(end, until)
    yield start, end


def _ordered(grounds: Grounds) -> Iterator[Enlisted]:
    """The subscriptions of an order form."""
    in_force = time_in_force(grounds.agreement, grounds.zone)
    for each in subscriptions_of(grounds.agreement):
        span = time_subscribed(each, in_force, grounds.zone)
        if span is not None:
            is_open = each.term is None or each.term.until is None
            ends_at = None if is_open and grounds.agreement.in_force.until is None else span.end
            yield Enlisted(each.customer or "", each.name or "", each.plan or "", span.start, ends_at)


def _write(agreement: Agreement, wanted: set[Enlisted]) -> None:
    customers = customers_named(agreement.dossier, (each.customer for each in wanted))
    rows = {
        Enlisted(each.customer.name, each.name, each.plan, each.starts_at, each.ends_at): each.pk
        for each in Subscription.objects.filter(agreement=agreement).select_related("customer")
    }
    gone = [number for each, number in rows.items() if each not in wanted]
    Subscription.objects.filter(pk__in=gone).delete()
    Subscription.objects.bulk_create(
        (
            Subscription(
                agreement=agreement,
                customer_id=customers[each.customer],
                name=each.name,
                plan=each.plan,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
            )
            for each in sorted(wanted - rows.keys(), key=lambda each: (each.customer, each.name, each.plan))
        ),
        batch_size=500,
    )
