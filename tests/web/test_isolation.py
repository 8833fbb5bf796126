"""Customers are kept apart: whatever there is, nobody's sight has a row of another customer."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.evidence import Table
from upheld.evidence.observation import State
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.closings import Closing, Stage, Statement
from upheld.store.customers import Customer, Subscription
from upheld.store.deliveries import Delivery
from upheld.store.dossiers import Dossier
from upheld.store.hearers import Channel, Hearer
from upheld.store.invitations import Invitation, digest_of
from upheld.store.ledger import LedgerEntry
from upheld.store.live import LiveBook, LiveClock, LiveFinding
from upheld.store.people import Membership, User
from upheld.store.probing import Agent, ProbeFailure, ProbeSecret, ProbeStanding, ProbeVersion
from upheld.store.reach import NOT_SHOWN, REACHES, reached
from upheld.store.records import Record
from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role, Scope
from upheld.store.sight import SeenCustomer, Sight, Wanted
from upheld.store.tokens import Token
from upheld.store.viewer import NOBODY, Viewer

NAMES = ("Example Ltd", "Sample & Co", "example ltd", "")
LATER = 2**53

WHOSE: dict[type[models.Model], Callable[[models.Model], set[int | None]]] = {
    Customer: lambda row: {row.pk},
    Subscription: lambda row: {row.customer_id},
    Statement: lambda row: {row.customer_id},
    Membership: lambda row: {row.customer_id},
    Invitation: lambda row: {row.customer_id},
    Token: lambda row: {row.customer_id},
    Hearer: lambda row: {row.customer_id},
    Delivery: lambda row: {row.hearer.customer_id},
    User: lambda row: set(row.memberships.values_list("customer", flat=True)),
    Agreement: lambda row: set(row.subscriptions.values_list("customer", flat=True)),
    AgreementVersion: lambda row: set(row.agreement.subscriptions.values_list("customer", flat=True)),
    LiveBook: lambda row: set(row.agreement.subscriptions.values_list("customer", flat=True)),
    LiveFinding: lambda row: (
        {row.customer_id}
        if row.customer_id is not None
        else set(row.agreement.subscriptions.filter(plan=row.plan).values_list("customer", flat=True))
    ),
    LiveClock: lambda row: {row.customer_id},
    Dossier: lambda row: set(row.customers.values_list("pk", flat=True)),
    Record: lambda row: set(
        Customer.objects.filter(dossier=row.dossier, name=row.customer)
        .exclude(name="")
        .values_list("pk", flat=True)
    ),
}
"""Whose a row is, said once more and otherwise than where it is looked up; all other rows are nobody's."""


class Place(Struct, frozen=True):
    """A customer to be made: in which dossier, of which name, with which agreements."""

    dossier: int
    name: str
    agreements: frozenset[int]


PLACES = st.lists(
    st.builds(Place, st.integers(0, 1), st.sampled_from(NAMES), st.frozensets(st.integers(0, 1))),
    min_size=1,
    max_size=5,
    unique_by=lambda place: (place.dossier, place.name),
)


def install(places: list[Place], stages: list[Stage]) -> list[Customer]:
    """Make an installation; everything of a customer carries their mark, such as `#3#`."""
    entry = LedgerEntry.objects.create(
        sequence=1, recorded_at=0, kind="batch", subject="", digest=b"", chain=b""
    )
    dossiers = [Dossier.objects.create(slug=f"d{n}", name=f"d{n}") for n in range(2)]
    versions = [
        AgreementVersion.objects.create(
            entry=entry,
            agreement=Agreement.objects.create(dossier=dossier, slug=f"a{n}{dossier.slug}", name=f"a{n}"),
            version="1",
            in_force_from=0,
        )
        for dossier in dossiers
        for n in range(2)
    ]
    closings = [
        Closing.objects.create(version=version, period="2026-03", known_at=1, begun_at=0, stage=stage)
        for version, stage in zip(versions, stages, strict=True)
    ]
    made = []
    for place in places:
        customer = Customer.objects.create(dossier=dossiers[place.dossier], name=place.name)
        mark = f"#{customer.pk}#"
        made.append(customer)
        for number in place.agreements:
            at = place.dossier * 2 + number
            Subscription.objects.create(
                agreement=versions[at].agreement, customer=customer, name=mark, starts_at=0
            )
            statement = Statement(
                entry=entry,
                closing=closings[at],
                customer=customer,
                subscription=mark,
                says=mark,
                size=0,
                breaches=0,
                verdicts={},
                is_owed=False,
            )
            statement.put({"says": mark})
            statement.save()
            _live(versions[at], customer, mark)
        Record.objects.create(
            entry=entry,
            dossier=customer.dossier,
            table="tickets",
            identity=mark,
            customer=place.name,
            subject=mark,
        )
        Invitation.objects.create(
            digest=digest_of(mark),
            email=f"{mark}@example.com",
            role=Role.CUSTOMER_MEMBER,
            customer=customer,
            invited_by="upheld",
            invited_at=0,
            expires_at=LATER,
        )
        Token.objects.create(
            name=mark,
            digest=digest_of(mark),
            hint=mark,
            scopes=[],
            customer=customer,
            made_by="upheld",
            made_at=0,
            expires_at=LATER,
        )
        user = User.objects.create_user(f"{mark}@example.com")
        Membership.objects.create(user=user, role=Role.CUSTOMER_MEMBER, customer=customer)
        hearer = Hearer.objects.create(
            channel=Channel.WEBHOOK, name=mark, address=mark, customer=customer, made_by="upheld", made_at=0
        )
        Delivery.objects.create(
            key=mark, channel="webhook", content="{}", subject=mark, hearer=hearer, recorded_at=0
        )
    Record.objects.create(entry=entry, dossier=dossiers[0], table="states", identity="all", subject="#all#")
    Token.objects.create(
        name="#all#", digest=b"s", hint="#all#", scopes=[], made_by="upheld", made_at=0, expires_at=LATER
    )
    own = Hearer.objects.create(channel=Channel.WEBHOOK, name="#all#", made_by="upheld", made_at=0)
    Delivery.objects.create(key="#all#", channel="webhook", content="{}", hearer=own, recorded_at=0)
    seat = {"dossier": dossiers[0], "location": "#all#"}
    Agent.objects.create(**seat, instance="#all#", first_seen_at=0, last_seen_at=0)
    Token.objects.create(
        **seat, name="#all#", digest=b"p", hint="#all#", scopes=["probes:run"], made_at=0, expires_at=LATER
    )
    probe = ProbeVersion(entry=entry, dossier=dossiers[0], name="#all#", number=1, made_by="upheld")
    probe.conceal(b"#all#")
    probe.save()
    ProbeSecret.objects.create(dossier=dossiers[0], name="#all#", value="#all#", made_at=0)
    ProbeFailure.objects.create(
        **seat, probe="#all#", site="#all#", at=0, state=2, trouble="#all#", said="{}"
    )
    ProbeStanding.objects.create(**seat, probe="#all#", at=0, state=State.UP, since=0, trouble="#all#")
    staff = User.objects.create_user("#all#@example.net")
    Membership.objects.create(user=staff, role=Role.OWNER)
    return made


def _live(version: AgreementVersion, customer: Customer, mark: str) -> None:
    """How things stand for a customer."""
    LiveBook.objects.update_or_create(
        agreement=version.agreement,
        defaults={"version": version, "period": "2026-03", "known_at": 1, "as_of": 0, "changed_at": 0},
    )
    known = {"agreement": version.agreement, "customer": customer, "as_of": 0, "known_at": 1, "changed_at": 0}
    found = {"period": "2026-03", "begins_at": 0, "ends_at": 1, "verdict": "MET", "verdict_since": 0}
    own = {"subscription": mark, "objective": mark, "figure": "{}", "said": {"says": mark}}
    LiveFinding.objects.create(**known, **found, **own)
    for plan in ("", "another"):
        LiveFinding.objects.get_or_create(
            agreement=version.agreement,
            customer=None,
            plan=plan,
            objective="uptime",
            defaults={**known, **found, "customer": None, "figure": "{}", "said": {}},
        )
    LiveClock.objects.create(
        **known,
        subscription=mark,
        objective="answer",
        ticket=mark,
        started_at=0,
        state="running",
        is_paused=False,
        budget=1,
        spent=0,
        turned_at=0,
        said={"cell": mark},
    )


def as_customer(role: Role, customers: set[int], *, token: bool) -> Viewer:
    grants = frozenset((role, customer) for customer in customers)
    if token:
        return Viewer(token=1, grants=grants, scopes=frozenset(Scope))
    return Viewer(user=1, grants=grants)


def everything_seen(sight: Sight, customers: list[int]) -> str:
    """All that the public methods of a sight give, as text; a new one needs arguments to be tried with."""
    arguments: dict[str, list[object]] = {
        "now": [Instant(1)],
        "number": [
            *customers,
            *Closing.objects.values_list("pk", flat=True),
            *Record.objects.values_list("pk", flat=True),
            999,
        ],
        "key": [*Statement.objects.values_list("pk", flat=True), 999],
        "closing": [None, *Closing.objects.values_list("pk", flat=True)],
        "among": [None, customers],
        "called": [*NAMES, *(f"{name} (d0)" for name in NAMES)],
        "after": [""],
        "at_most": [100],
        "start": [0],
        "before": [None],
        "find": ["", "#"],
        "actions": [()],
        "slug": ["d0"],
        "slugs": [["d0", "d1"]],
        "customer": [SeenCustomer(number=each, name="Example Ltd", dossier="d0") for each in customers],
        "is_over": [False, True],
        "wanted": [Wanted(), *(Wanted(customer=each) for each in customers)],
        "numbers": [list(Agreement.objects.values_list("pk", flat=True))],
        "agreement": [None, *Agreement.objects.values_list("pk", flat=True)],
        "verdict": ["MET"],
        "table": [Table.TICKETS, Table.STATES],
        "dossier": ["d0", "d1"],
        "probe": ["#all#"],
        "site": ["#all#"],
        "name": ["#all#"],
        "state": [None, State.UP],
        "beyond": [("", "")],
        "most": [100],
        "since": [Instant(0)],
    }
    said = []
    for name, method in inspect.getmembers(sight, inspect.ismethod):
        if name.startswith("_"):
            continue
        calls: list[dict[str, object]] = [{}]
        for parameter in inspect.signature(method).parameters:
            calls = [{**call, parameter: value} for call in calls for value in arguments[parameter]]
        for call in calls:
            seen = method(**call)
            said.append(repr(list(seen) if hasattr(seen, "__iter__") else seen))
    return "\n".join(said)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=PLACES,
    stages=st.lists(st.sampled_from(Stage), min_size=4, max_size=4),
    role=st.sampled_from(sorted(CUSTOMER_ROLES)),
    token=st.booleans(),
    data=st.data(),
)
def test_no_sight_has_a_row_of_another_customer(
    db: None, places: list[Place], stages: list[Stage], role: Role, token: bool, data: st.DataObject
) -> None:
    with transaction.atomic():
        numbers = [customer.pk for customer in install(places, stages)]
        own = data.draw(st.sets(st.sampled_from(numbers), max_size=2))
        viewer = as_customer(role, own, token=token)
        for kind in REACHES:
            for row in reached(viewer, kind):
                assert kind in WHOSE, f"{kind} is reached by customers"
                assert WHOSE[kind](row) & own, (kind, row.pk)
        released = reached(viewer, Statement).values_list("closing__stage", flat=True)
        assert set(released) <= {Stage.RELEASED}
        said = everything_seen(Sight(viewer), numbers)
        assert "#all#" not in said
        for other in set(numbers) - own:
            assert f"#{other}#" not in said
        transaction.set_rollback(True)


def test_customers_see_what_is_theirs(db: None) -> None:
    places = [Place(0, "Example Ltd", frozenset({0})), Place(1, "Example Ltd", frozenset({0}))]
    one, other = (customer.pk for customer in install(places, [Stage.RELEASED] * 4))
    said = everything_seen(Sight(as_customer(Role.CUSTOMER_ADMIN, {one}, token=False)), [one, other])
    assert f"#{one}#" in said
    for kind in (
        Customer,
        Subscription,
        Statement,
        Record,
        Invitation,
        Token,
        Membership,
        User,
        Hearer,
        Delivery,
    ):
        viewer = as_customer(Role.CUSTOMER_ADMIN, {one}, token=False)
        assert reached(viewer, kind).count() == 1, kind


@pytest.mark.parametrize(
    "viewer",
    [
        NOBODY,
        Viewer(user=1),
        Viewer(token=1, is_of_provider=True, scopes=frozenset()),
        Viewer(token=1, scopes=frozenset(Scope)),
    ],
    ids=["nobody", "no role", "no scope", "nobody's token"],
)
def test_whoever_has_nothing_sees_nothing(db: None, viewer: Viewer) -> None:
    install([Place(0, "Example Ltd", frozenset({0}))], [Stage.RELEASED] * 4)
    assert [kind for kind in REACHES if reached(viewer, kind).exists()] == []


@pytest.mark.parametrize("scope", sorted(Scope))
def test_a_token_reaches_what_its_scope_says_in_its_dossier(db: None, scope: Scope) -> None:
    install([Place(n, "Example Ltd", frozenset({0})) for n in range(2)], [Stage.RELEASED] * 4)
    first = Dossier.objects.get(slug="d0").pk
    whole = Viewer(token=1, is_of_provider=True, scopes=frozenset({scope}))
    bound = Viewer(token=1, is_of_provider=True, scopes=frozenset({scope}), dossier=first)
    for kind, reach in REACHES.items():
        rows = reached(whole, kind)
        assert rows.exists() <= (reach.scope == scope), kind
        if reach.dossier is None:
            assert not reached(bound, kind).exists()
        else:
            reached_dossiers = set(reached(bound, kind).values_list(reach.dossier, flat=True))
            assert reached_dossiers <= {first}, kind


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_see_by_their_role(db: None, role: Role) -> None:
    install([Place(0, "Example Ltd", frozenset({0}))], [Stage.RELEASED] * 4)
    viewer = Viewer(user=1, roles=frozenset({role}))
    assert reached(viewer, Subscription).exists()
    assert reached(viewer, Membership).exists() == (role in {Role.OWNER, Role.AUDITOR})
    assert reached(viewer, Token).exists() == (role in {Role.OWNER, Role.OPERATOR, Role.AUDITOR})


def test_no_kind_of_record_is_forgotten() -> None:
    kinds = {kind._meta.label: kind for kind in apps.get_models()}
    shown = {kind._meta.label for kind in REACHES}
    assert shown | set(NOT_SHOWN) == set(kinds)
    assert not shown & set(NOT_SHOWN)
