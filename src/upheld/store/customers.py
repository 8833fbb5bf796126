"""Customers and their subscriptions, as the fees and order forms in the evidence tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from upheld.store.agreements import Agreement
from upheld.store.dossiers import Dossier

AT_ONCE = 500
"""So many names go into one query: SQLite takes no more than some thousand parameters."""


class Customer(models.Model):
    """Somebody whose name stands in evidence of a dossier; everything that is theirs refers to this row."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="customers")
    name = models.CharField(max_length=300)
    """As the evidence has it."""

    objects: ClassVar[models.Manager[Customer]]

    class Meta:
        db_table = "customer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "name"], name="one_customer_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """A customer's plan by an agreement over a time; made anew from the evidence whenever that changes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="subscriptions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="subscriptions")
    name = models.CharField(max_length=300, blank=True)
    """Empty where the customer has one only."""
    plan = models.CharField(max_length=300, blank=True)
    starts_at = models.BigIntegerField()
    """Microseconds since 1970."""
    ends_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Subscription]]

    class Meta:
        db_table = "subscription"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "customer", "name", "plan", "starts_at"],
                name="one_subscription_at_a_time",
            )
        ]


def customers_named(dossier: Dossier, names: Iterable[str]) -> dict[str, int]:
    """Give customers of a dossier by name, with their numbers; those not known yet are made.

    An empty name is nobody's.
    """
    wanted = sorted({name for name in names if name})
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        theirs = Customer.objects.filter(dossier=dossier, name__in=part)
        known = dict(theirs.values_list("name", "pk"))
        if len(known) < len(part):
            new = (Customer(dossier=dossier, name=name) for name in part if name not in known)
            # another process may have made some of them meanwhile
            Customer.objects.bulk_create(new, ignore_conflicts=True)
            known = dict(theirs.values_list("name", "pk"))
        found |= known
    return found
