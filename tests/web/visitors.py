"""Makes those who look at pages, and what they look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.db import transaction
from django.test import Client

from upheld.chrono.instant import Instant, parse_instant
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.report.figure import Json
from upheld.store.agreements import Agreement
from upheld.store.closings import Closing, Stage, Statement
from upheld.store.customers import Customer, Subscription
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import enter
from upheld.store.ledger import EntryKind
from upheld.store.people import Membership, User
from upheld.store.roles import Role, Scope
from upheld.store.sealing import Text, seal_agreement
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


def released(customer: Customer) -> Statement:
    """A statement of a customer that is out; what it says does not matter."""
    now = Instant(0)
    agreement = Agreement.objects.get(dossier=customer.dossier)
    text = Text(main="a.yaml", files={"a.yaml": ""}, version="1", in_force_from=now)
    version = seal_agreement(agreement, text, now)
    closing = Closing.objects.create(
        version=version, period="2026-03", known_at=1, begun_at=0, stage=Stage.RELEASED, released_at=0
    )
    statement = Statement(
        closing=closing, customer=customer, number=1, says="", breaches=0, verdicts={}, is_owed=False
    )
    statement.put(_document())
    with transaction.atomic():
        enter(EntryKind.STATEMENT, "a statement", [statement], now)
    statement.save()
    return statement


@cache
def _document() -> Json:
    example = Path(__file__).parents[2] / "examples" / "upheld"
    judged = evaluate(
        Request(agreement=example / "agreement.yaml", evidence=example / "evidence", period="2026-03"),
        parse_instant("2026-11-01T00:00:00Z"),
    )
    assert isinstance(judged, Judged)
    return judged.document
