"""Makes those who look at pages, and what they look at."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from upheld.store.agreements import Agreement
from upheld.store.customers import Customer, Subscription
from upheld.store.people import Membership, User
from upheld.store.roles import Role

SignIn = Callable[[User], Client]


def subscribe(agreement: Agreement, name: str) -> Customer:
    customer = Customer.objects.create(dossier=agreement.dossier, name=name)
    Subscription.objects.create(agreement=agreement, customer=customer, plan="standard", starts_at=0)
    return customer


def person(role: Role | None, customer: Customer | None = None, email: str = "") -> User:
    user = User.objects.create_user(email or f"{(role or 'nothing').replace(' ', '.')}@example.net")
    if role is not None:
        Membership.objects.create(user=user, role=role, customer=customer)
    return user
