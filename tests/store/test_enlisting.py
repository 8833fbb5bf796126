"""Who is subscribed to what, as fees and order forms tell of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from upheld.chrono.instant import Instant, parse_instant
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Table
from upheld.operations.enlisting import Enlisted, enlist, paying
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.filing import file_parcel
from upheld.quantity import Money
from upheld.store.customers import Customer, Subscription
from upheld.store.recording import Origin

JANUARY, FEBRUARY, MARCH, APRIL = (parse_instant(f"2026-{month:02}-01T00:00:00Z") for month in range(1, 5))


def fee(
    since: Instant,
    until: Instant | None = None,
    *,
    customer: str = "Acme",
    plan: str | None = "small",
    subscription: str | None = None,
) -> FeeCase:
    return FeeCase(
        source="billing",
        number=f"{since}",
        customer=customer,
        plan=plan,
        subscription=subscription,
        amount=Money(Decimal(10), "EUR"),
        since=since,
        until=until,
    )


@pytest.mark.parametrize(
    ("fees", "enlisted"),
    [
        ([fee(JANUARY, FEBRUARY), fee(FEBRUARY, MARCH)], [("", "small", JANUARY, MARCH)]),
        ([fee(JANUARY, MARCH), fee(FEBRUARY)], [("", "small", JANUARY, None)]),
        ([fee(JANUARY), fee(FEBRUARY, MARCH)], [("", "small", JANUARY, None)]),
        (
            [fee(JANUARY, FEBRUARY), fee(MARCH, APRIL)],
            [("", "small", JANUARY, FEBRUARY), ("", "small", MARCH, APRIL)],
        ),
        (
            [fee(JANUARY, MARCH), fee(MARCH, plan="large")],
            [("", "large", MARCH, None), ("", "small", JANUARY, MARCH)],
        ),
        # a fee for one service names no plan: the customer's plan is known from another
        ([fee(JANUARY), fee(FEBRUARY, plan=None)], [("", "small", JANUARY, None)]),
        ([fee(JANUARY, plan=None)], [("", "", JANUARY, None)]),
        (
            [fee(JANUARY, subscription="shop"), fee(JANUARY)],
            [("shop", "small", JANUARY, None)],
        ),
        ([fee(JANUARY, plan="of another agreement")], []),
    ],
)
def test_fees_tell_who_is_subscribed(
    fees: list[FeeCase], enlisted: list[tuple[str, str, Instant, Instant | None]]
) -> None:
    found = sorted(paying(fees, ["small", "large"]), key=lambda each: (each.name, each.plan, each.starts_at))
    assert found == [Enlisted("Acme", *each) for each in enlisted]


AGREEMENT = """\
upheld: 1
agreement: Hosting
provider: A host
version: "1"
in_force: {from: 2026-01-01}
time_zone: UTC
services:
  web: {points: [web], down_when: any point fails}
objectives:
  uptime: {availability: {of: web}, target: ">= 99.9 %", period: calendar month}
"""


@pytest.mark.django_db
def test_subscriptions_follow_the_evidence(tmp_path: Path) -> None:
    written = tmp_path / "agreement.yaml"
    written.write_text(AGREEMENT)
    enrolled = enrol(Enrolment(agreement=written, slug="hosting", actor="test", now=JANUARY))
    assert isinstance(enrolled, Enrolled)
    dossier = enrolled.version.agreement.dossier

    def told(*fees: tuple[str, str, str]) -> list[tuple[str, int | None]]:
        rows = [
            {"source": "billing", "fee": number, "customer": customer, "amount": "10.00", "currency": "EUR"}
            | {"since": "2026-01-01T00:00:00Z", "until": until}
            for number, customer, until in fees
        ]
        parcel = read_parcel(Table.FEES, orjson.dumps(rows), BodyForm.JSON)
        assert isinstance(parcel, Parcel)
        file_parcel(dossier, parcel, Origin(key=str(fees), actor="test", now=JANUARY))
        enlist(dossier)
        rows_of = Subscription.objects.order_by("customer__name")
        return list(rows_of.values_list("customer__name", "ends_at"))

    assert told(("1", "Acme", ""), ("2", "Bold", "")) == [("Acme", None), ("Bold", None)]
    assert told(("2", "Bold", "2026-03-01T00:00:00Z")) == [("Acme", None), ("Bold", MARCH)]
    assert Customer.objects.count() == 2
