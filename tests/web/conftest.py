"""People who look at pages: of the provider, of two customers, and nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from visitors import SignIn, subscribe

from upheld.runtime.limiter import Limiter
from upheld.runtime.traffic import Traffic
from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.people import User
from upheld.web import limits, trace, traffic
from upheld.web.health import probes


@pytest.fixture(autouse=True)
def limiter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counters of its own for each test: they are of machines, not of databases."""
    monkeypatch.setattr(limits, "LIMITER", Limiter(tmp_path))
    counted = Traffic(tmp_path, traffic._names)
    for module in (trace, probes):
        monkeypatch.setattr(module, "TRAFFIC", counted)


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="127.0.0.1")


@pytest.fixture
def dossier(db: None) -> Dossier:
    return Dossier.objects.create(slug="hosting", name="Managed hosting")


@pytest.fixture
def agreement(dossier: Dossier) -> Agreement:
    return Agreement.objects.create(dossier=dossier, slug="hosting", name="Example Hosting SLA")


@pytest.fixture
def customer(agreement: Agreement) -> Customer:
    return subscribe(agreement, "Example Ltd")


@pytest.fixture
def other_customer(agreement: Agreement) -> Customer:
    return subscribe(agreement, "Sample & Co")


@pytest.fixture
def sign_in() -> SignIn:
    """Sign somebody in without going through the forms, as if they had used their second factor."""

    def signed_in(user: User) -> Client:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return signed_in
