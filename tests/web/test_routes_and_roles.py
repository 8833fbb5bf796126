"""Every route is tried by nobody, by each role, by members of the same customer and by strangers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from visitors import SignIn, person, released, token

from upheld.chrono.instant import Instant
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.tcp import Tcp
from upheld.operations.probing.defining import define
from upheld.store.alarms import Alarm, AlarmKind, Expectation
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.hearers import Channel, Hearer, Secret, Topic, conceal, new_secret
from upheld.store.inlets import Inlet
from upheld.store.invitations import Invitation, digest_of
from upheld.store.live import LiveBook
from upheld.store.people import Membership
from upheld.store.recording import Origin, Row, record
from upheld.store.retention import LegalHold, hold
from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role, Scope
from upheld.store.tokens import Token
from upheld.web.access import READ, Route
from upheld.web.refusal import FOR_MACHINES
from upheld.web.routes import BY_NAME, ROUTES

FOR_TOKENS = [route for route in ROUTES if route.may.scope is not None]
WALKED = [
    route
    for route in ROUTES
    if route.name not in {"account_logout", "readyz", "metrics"} and route not in FOR_TOKENS
]
"""Going out is walked elsewhere, and so are figures and readiness, which hang on the machine."""
INLETS = ("heartbeat", "beacon", "vitals_script")
"""Known by their addresses alone."""
LATER = 2**53


@pytest.fixture
def addresses(customer: Customer) -> dict[str, str]:
    """An address for every route; those about something are about something of the customer."""
    member = person(Role.CUSTOMER_MEMBER, customer, "somebody@example.com")
    invitation = Invitation.objects.create(
        digest=digest_of("x"),
        email="new@example.com",
        role=Role.CUSTOMER_MEMBER,
        customer=customer,
        invited_by="upheld",
        invited_at=0,
        expires_at=LATER,
    )
    token = Token.objects.create(
        name="export",
        digest=digest_of("y"),
        hint="upheld_abc",
        scopes=["statements:read"],
        customer=customer,
        made_by="user 1",
        made_at=0,
        expires_at=LATER,
    )
    of_agent = Token.objects.create(
        name="agent",
        digest=digest_of("z"),
        hint="upheld_def",
        scopes=["probes:run"],
        dossier=customer.dossier,
        location="frankfurt",
        made_by="user 1",
        made_at=0,
        expires_at=LATER,
    )
    statement = released(customer)
    inlet = Inlet.objects.create(
        kind="heartbeat",
        name="copy",
        digest=digest_of("z"),
        dossier=customer.dossier,
        source="cron",
        site="copy",
        made_by="user 1",
        made_at=0,
    )
    row = Row(table="notices", identity="n:1", content=b'{"kind":"report"}', customer=customer.name)
    near = Probe(name="page", site="page", what=Tcp(host="127.0.0.1", port=9))
    define(customer.dossier, [near], "test", Instant(0))
    recorded = record(customer.dossier, [row], Origin(key="a", actor="token 1", now=Instant(0))).sequence
    agreement = statement.closing.version.agreement
    hearers = [
        Hearer.objects.create(
            channel=Channel.WEBHOOK,
            name="theirs" if whose else "ours",
            address="https://hooks.example.net/secret-path",
            secrets=conceal([Secret(new_secret())]),
            customer=whose,
            topics=[Topic.STATEMENTS],
            made_by="user 1",
            made_at=0,
        )
        for whose in (customer, None)
    ]
    version = statement.closing.version
    LiveBook.objects.create(
        agreement=agreement, version=version, period="2026-03", known_at=1, as_of=0, changed_at=0
    )
    alarm = Alarm.objects.create(
        key="1",
        thing="1",
        kind=AlarmKind.CLOCK,
        dossier=agreement.dossier,
        agreement=agreement,
        customer=customer,
        said={"ticket": "T-1", "objective": "reply", "agreement": "A", "share": "1/2", "group": []},
        raised_at=0,
        as_of=0,
        raised_by="1",
    )
    expectation = Expectation.objects.create(
        dossier=agreement.dossier, table="tickets", every=3_600_000_000, since=0
    )
    held = hold(LegalHold(dossier=customer.dossier, since=0, until=1), "user 1", "dispute", Instant(0))
    numbers: dict[str, dict[str, object]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "abc-123"},
        "invitation_link": {"secret": "none"},
        "openid_connect_login": {"provider_id": "sign-on"},
        "openid_connect_callback": {"provider_id": "sign-on"},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "withdraw_invitation": {"number": invitation.pk},
        "end_membership": {"number": Membership.objects.get(user=member).pk},
        "revoke_token": {"number": token.pk},
        "revoke_agent_token": {"number": of_agent.pk},
        "statement": {"key": statement.pk},
        "statement_document": {"key": statement.pk},
        "batch": {"number": recorded},
        "erasure": {"number": customer.pk},
        "undo_batch": {"number": recorded},
        "alarm": {"number": alarm.pk},
        "acknowledge_alarm": {"number": alarm.pk},
        "end_expectation": {"number": expectation.pk},
        **{
            name: {"number": hearers[0].pk}
            for name in ("hearer", "test_hearer", "renew_secret", "pause_hearer", "end_hearer")
        },
        "closing": {"number": statement.closing_id},
        "retention_of": {"slug": customer.dossier.slug},
        "hold": {"slug": customer.dossier.slug},
        "lift_hold": {"number": held.pk},
        "state_of": {"number": agreement.pk},
        "end_inlet": {"number": inlet.pk},
        "heartbeat": {"ending": "none"},
        "beacon": {"ending": "none"},
        "vitals_script": {"ending": "none"},
        "release_closing": {"number": statement.closing_id},
        "decline_closing": {"number": statement.closing_id},
        "point": {"dossier": customer.dossier.slug, "name": "page"},
        "test_point": {"dossier": customer.dossier.slug, "name": "page"},
    }
    numbers |= {route.name: {"number": 1} for route in FOR_TOKENS if "<int:number>" in route.path}
    return {route.name: reverse(route.name, kwargs=numbers.get(route.name)) for route in ROUTES}


def ask(client: Client, route: Route, address: str) -> int:
    response = client.get(address) if "GET" in route.methods else client.post(address)
    if response.status_code == 302 and response["Location"].startswith("/sign-in?next="):
        return 401
    return response.status_code


def test_the_table_is_all_there_is() -> None:
    patterns = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    assert sorted(str(each.name) for each in patterns) == sorted(BY_NAME)
    assert len(BY_NAME) == len(ROUTES)


@pytest.mark.parametrize("route", WALKED, ids=lambda route: route.name)
def test_nobody_is_let_in_where_somebody_is_asked_for(
    route: Route, addresses: dict[str, str], client: Client
) -> None:
    status = ask(client, route, addresses[route.name])
    if route.may.anybody:
        assert status != 401
        assert status < 500
    elif route.may.somebody and route.methods & READ:
        assert status == 401
    else:
        assert status == 404


@pytest.mark.parametrize("role", sorted(Role))
def test_each_role_gets_where_the_table_says(
    role: Role, addresses: dict[str, str], customer: Customer, sign_in: SignIn
) -> None:
    user = person(role, customer if role in CUSTOMER_ROLES else None)
    person(Role.OWNER, email="another.owner@example.net")
    for route in WALKED:
        status = ask(sign_in(user), route, addresses[route.name])
        admitted = route.may.anybody or route.may.signed_in or role in route.may.roles
        own = route.name.startswith(
            ("mfa_", "openid", "account_", "invitation", "socialaccount", "security", *INLETS)
        )
        if not admitted:
            assert status == 404, route.name
        elif not own:
            assert status in (200, 302), (route.name, status)
        assert status < 500, route.name


@pytest.mark.parametrize("role", sorted(CUSTOMER_ROLES))
def test_what_is_of_another_customer_does_not_exist(
    role: Role,
    addresses: dict[str, str],
    other_customer: Customer,
    sign_in: SignIn,
) -> None:
    stranger = person(role, other_customer)
    for name in ("withdraw_invitation", "end_membership", "revoke_token"):
        assert sign_in(stranger).post(addresses[name]).status_code == 404
    for name in ("start", "people", "tokens", "trail"):
        page = sign_in(stranger).get(addresses[name]).content.decode()
        for theirs in ("Example Ltd", "somebody@example.com", "new@example.com", "export"):
            assert theirs not in page, name


def test_an_admin_of_the_same_customer_may_do_what_a_member_may_not(
    addresses: dict[str, str], customer: Customer, sign_in: SignIn
) -> None:
    member = sign_in(person(Role.CUSTOMER_MEMBER, customer))
    admin = sign_in(person(Role.CUSTOMER_ADMIN, customer))
    for name in ("withdraw_invitation", "end_membership", "revoke_token"):
        assert member.post(addresses[name]).status_code == 404
        assert admin.post(addresses[name]).status_code == 302
        assert admin.post(addresses[name]).status_code == 404


def test_other_methods_than_the_table_names_are_refused(
    addresses: dict[str, str], sign_in: SignIn, customer: Customer
) -> None:
    owner = sign_in(person(Role.OWNER))
    for name in ("start", "trail", "robots"):
        answer = owner.post(addresses[name])
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD"
    assert owner.get(addresses["revoke_token"]).status_code == 405
    assert owner.delete(addresses["people"]).status_code == 405


def test_roles_are_those_of_the_provider_or_of_customers() -> None:
    assert not STAFF_ROLES & CUSTOMER_ROLES
    assert frozenset(Role) == STAFF_ROLES | CUSTOMER_ROLES


@pytest.mark.parametrize("route", FOR_TOKENS, ids=lambda route: route.name)
def test_what_is_for_tokens_is_open_to_the_scope_that_is_named_and_to_nothing_else(
    route: Route, dossier: Dossier, client: Client, sign_in: SignIn
) -> None:
    number = Customer.objects.create(dossier=dossier, name="Example Ltd").pk
    address = reverse(route.name, kwargs={"number": number} if "<int:number>" in route.path else None)
    method = "get" if route.methods & READ else "post"
    scope = route.may.scope
    assert scope is not None
    others = token(*(each for each in Scope if each is not scope), dossier=dossier)
    right = token(scope, dossier=dossier)
    owner = sign_in(person(Role.OWNER))
    statuses = [
        getattr(asking, method)(address, **headers).status_code
        for asking, headers in (
            (client, {}),
            (owner, {}),
            (client, {"HTTP_AUTHORIZATION": f"Bearer {others}"}),
            (client, {"HTTP_AUTHORIZATION": "Bearer upheld_nothing"}),
        )
    ]
    assert statuses == [401, 401, 403, 401]
    admitted = getattr(client, method)(address, HTTP_AUTHORIZATION=f"Bearer {right}")
    assert admitted.status_code not in (401, 403, 405)
    # what a number stands for is tried where there is something of everybody
    assert (admitted.status_code == 404) <= ("<int:number>" in route.path)
    assert admitted.status_code < 500


def test_what_goes_past_sessions_is_for_tokens_or_anybody() -> None:
    straight = [route for route in ROUTES if f"/{route.path}".startswith(FOR_MACHINES)]
    assert straight
    assert [route.name for route in straight if route.may.scope is None and not route.may.anybody] == []
