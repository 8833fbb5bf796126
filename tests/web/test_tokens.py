"""Tokens: made, shown once, held to what they are for, ended."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from msgspec import Struct
from visitors import SignIn, person

from upheld.chrono.instant import DAY, MINUTE, SECOND, Instant
from upheld.errors import UsageError
from upheld.operations.accounts.admission import admit
from upheld.operations.accounts.grant import Wish, grant, revoke
from upheld.runtime.intakes import Intakes
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.roles import Role, Scope
from upheld.store.tokens import Token
from upheld.store.viewer import Viewer
from upheld.web import gate
from upheld.web.access import Access
from upheld.web.api import evidence

NOON = Instant(1_700_000_000_000_000)
OPERATOR = Viewer(user=1, roles=frozenset({Role.OPERATOR}))


def wish(**changes: object) -> Wish:
    given = {"name": "export", "scopes": [Scope.EVIDENCE_WRITE], "days": 30} | changes
    return Wish(**given)  # type: ignore[arg-type]


def test_a_token_is_shown_once_and_kept_as_a_digest(db: None, sign_in: SignIn) -> None:
    operator = sign_in(person(Role.OPERATOR))
    form = {"name": "monitoring", "scopes": ["evidence:write"], "days": "30"}
    page = operator.post("/tokens", form).content.decode()
    (secret,) = re.findall(r'<p class="secret">(upheld_[A-Za-z0-9_-]{43})</p>', page)
    again = operator.get("/tokens").content.decode()
    assert "monitoring" in again
    assert secret not in again
    kept = Token.objects.get()
    assert secret.encode() not in bytes(kept.digest)
    admission = admit(secret, Instant(time.time_ns() // 1000))
    assert admission is not None
    viewer = admission.viewer
    assert viewer.scopes == {Scope.EVIDENCE_WRITE}
    assert viewer.is_of_provider


def test_a_token_ends_when_it_expires_or_is_revoked(db: None) -> None:
    secret = grant(OPERATOR, wish(), NOON)
    assert admit(secret, Instant(NOON + 30 * DAY - 1)) is not None
    assert admit(secret, Instant(NOON + 30 * DAY)) is None
    assert admit(secret[:-1] + ("A" if secret[-1] != "A" else "B"), NOON) is None
    assert admit("", NOON) is None
    assert revoke(OPERATOR, Token.objects.get().pk, NOON)
    assert not revoke(OPERATOR, Token.objects.get().pk, NOON)
    assert admit(secret, NOON) is None


def test_what_another_process_revoked_lets_in_for_no_longer_than_a_second(db: None) -> None:
    secret = grant(OPERATOR, wish(), NOON)
    assert admit(secret, NOON) is not None
    Token.objects.update(revoked_at=NOON)
    assert admit(secret, Instant(NOON + SECOND - 1)) is not None
    assert admit(secret, Instant(NOON - 1)) is None
    assert admit(secret, Instant(NOON + SECOND - 1)) is None
    Token.objects.update(revoked_at=None)
    assert admit(secret, Instant(NOON + SECOND)) is not None


def test_batches_of_samples_ask_nothing_of_the_database(
    dossier: Dossier,
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    intakes = Intakes(tmp_path, floor=0)
    monkeypatch.setattr(evidence, "INTAKES", intakes)
    now = Instant(time.time_ns() // 1000)
    secret = grant(OPERATOR, wish(dossier=dossier.pk), now)

    def send(minute: int) -> int:
        row = b'{"source":"probe","site":"web","at":"2026-03-01T10:%02d:00Z","state":"up"}' % minute
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/x-ndjson"}
        return client.post("/api/v1/samples", row, **headers).status_code

    # within one second, however long each takes
    monkeypatch.setattr(gate, "SERVICE", Clock(now))
    assert send(0) == 201
    with django_assert_num_queries(0):
        assert send(1) == 201
    intakes.close()


class Clock(Struct, frozen=True):
    now: Instant


def test_when_it_was_used_is_kept_to_the_minute(db: None) -> None:
    secret = grant(OPERATOR, wish(), NOON)
    for at, kept in ((0, 0), (MINUTE - SECOND, 0), (MINUTE, MINUTE)):
        admit(secret, Instant(NOON + at))
        assert Token.objects.get().last_used_at == NOON + kept


def test_a_token_of_a_customer_looks_and_no_more(
    db: None, customer: Customer, other_customer: Customer
) -> None:
    admin = Viewer(user=2, grants=frozenset({(Role.CUSTOMER_ADMIN, customer.pk)}))
    secret = grant(admin, wish(scopes=[Scope.STATEMENTS_READ], customer=customer.pk), NOON)
    admission = admit(secret, NOON)
    assert admission is not None
    viewer = admission.viewer
    assert not viewer.is_of_provider
    assert viewer.grants == {(Role.CUSTOMER_MEMBER, customer.pk)}
    for refused in (
        wish(customer=customer.pk),
        wish(scopes=[Scope.STATEMENTS_READ]),
        wish(scopes=[Scope.STATEMENTS_READ], customer=other_customer.pk),
        wish(scopes=[], customer=customer.pk),
        wish(scopes=[Scope.STATEMENTS_READ], customer=customer.pk, days=731),
    ):
        with pytest.raises(UsageError):
            grant(admin, refused, NOON)


def test_dossier_and_customer_of_a_token_belong_together(db: None, customer: Customer) -> None:
    other = Dossier.objects.create(slug="other", name="Other")
    for dossier in (other.pk, 999):
        with pytest.raises(UsageError):
            grant(OPERATOR, wish(scopes=[Scope.STATE_READ], customer=customer.pk, dossier=dossier), NOON)
    assert grant(OPERATOR, wish(dossier=other.pk), NOON)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.OPERATOR, Role.CUSTOMER_ADMIN}))
def test_others_make_none(db: None, role: Role, customer: Customer) -> None:
    viewer = Viewer(user=3, roles=frozenset({role}), grants=frozenset({(role, customer.pk)}))
    with pytest.raises(UsageError):
        grant(viewer, wish(scopes=[Scope.STATEMENTS_READ], customer=customer.pk), NOON)
    secret = grant(OPERATOR, wish(), NOON)
    assert not revoke(viewer, Token.objects.get().pk, NOON)
    assert admit(secret, NOON) is not None


def test_routes_for_tokens_look_at_no_session_and_pages_at_no_token(
    customer: Customer, sign_in: SignIn
) -> None:
    secret = grant(
        OPERATOR,
        wish(scopes=[each for each in Scope if each is not Scope.PROBES_RUN]),
        Instant(time.time_ns() // 1000),
    )
    page = Client(HTTP_HOST="127.0.0.1").get("/people", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert page["Location"].startswith("/sign-in")
    admission = admit(secret, Instant(time.time_ns() // 1000))
    assert admission is not None
    token = admission.viewer
    owner = Viewer(user=1, roles=frozenset({Role.OWNER}))
    writing = Access(scope=Scope.EVIDENCE_WRITE)
    assert writing.admits(token)
    assert not writing.admits(owner)
    assert not Access(scope=Scope.EVIDENCE_WRITE).admits(
        Viewer(token=1, scopes=frozenset({Scope.STATE_READ}))
    )
    assert not Access(roles=frozenset(Role), signed_in=True, anybody=True).admits(token)


def test_among_many_customers_one_is_named(dossier: Dossier, sign_in: SignIn) -> None:
    Customer.objects.bulk_create(Customer(dossier=dossier, name=f"Customer {n}") for n in range(201))
    other = Dossier.objects.create(slug="other", name="Other")
    Customer.objects.create(dossier=other, name="Customer 7")
    operator = sign_in(person(Role.OPERATOR))
    page = operator.get("/tokens").content.decode()
    assert "Customer 7" not in page
    form = {"name": "export", "scopes": ["state:read"], "days": "30"}
    for named, words in (
        ("Customer", "no customer of this name"),
        ("Customer 7", "Several have this name"),
        ("Customer 8 (other)", "no customer of this name"),
    ):
        assert words in operator.post("/tokens", {**form, "customer": named}).content.decode()
    assert not Token.objects.exists()
    operator.post("/tokens", {**form, "customer": "Customer 7 (other)"})
    assert Token.objects.get().customer == Customer.objects.get(dossier=other)
    operator.post("/tokens", {**form, "customer": "Customer 8"})
    operator.post("/tokens", form)
    assert Token.objects.filter(customer=None).count() == 1
