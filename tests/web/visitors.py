"""Makes those who look at pages, and what they look at."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from upheld.store.agreements import Agreement
from upheld.store.customers import Customer, Subscription
from upheld.store.dossiers import Dossier
from upheld.store.people import Membership, User
from upheld.store.roles import Role, Scope
from upheld.store.tokens import Token, digest_of, new_token

SignIn = Callable[[User], Client]
LATER = 2**53


def subscribe(agreement: Agreement, name: str) -> Customer:
    customer = Customer.objects.create(dossier=agreement.dossier, name=name)
    Subscription.objects.create(agreement=agreement, customer=customer, plan="standard", starts_at=0)
    return customer


def person(role: Role | None, customer: Customer | None = None, email: str = "") -> User:
    user = User.objects.create_user(email or f"{(role or 'nothing').replace(' ', '.')}@example.net")
    if role is not None:
        Membership.objects.create(user=user, role=role, customer=customer)
    return user


def token(
    *scopes: Scope, dossier: Dossier | None = None, customer: Customer | None = None, expires_at: int = LATER
) -> str:
    secret = new_token()
    Token.objects.create(
        name="sender",
        digest=digest_of(secret),
        hint=secret[:12],
        scopes=list(scopes),
        dossier=dossier,
        customer=customer,
        made_by="user 1",
        made_at=0,
        expires_at=expires_at,
    )
    return secret
