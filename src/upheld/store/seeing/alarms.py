"""Alarms, and who is told of what, as they are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db.models import F
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.alarms import Alarm, Expectation
from upheld.store.deliveries import Delivery
from upheld.store.hearers import Channel, Hearer
from upheld.store.people import User
from upheld.store.reach import reached
from upheld.store.seeing.eyes import AT_ONCE, Eyes, Leaf, Wanted, leaf


class SeenAlarm(Struct, frozen=True, kw_only=True):
    """An alarm."""

    number: int
    kind: str
    agreement: str
    dossier: str
    customer: str
    said: Mapping[str, Any]
    raised_at: Instant
    acknowledged_at: Instant | None
    acknowledged_by: str
    over_at: Instant | None

    @property
    def state(self) -> str:
        """`raised`, `acknowledged` or `over`."""
        if self.over_at is not None:
            return "over"
        return "raised" if self.acknowledged_at is None else "acknowledged"


class SeenExpectation(Struct, frozen=True, kw_only=True):
    """A table that is waited for."""

    number: int
    dossier: str
    table: str
    every: int


class SeenHearer(Struct, frozen=True, kw_only=True):
    """A webhook, without its secrets."""

    number: int
    name: str
    address: str
    customer: int | None
    whose: str
    """Empty for the provider's."""
    agreement: int | None
    agreement_name: str
    topics: tuple[str, ...]
    is_paused: bool
    trouble: str
    failures: int
    """In a row."""
    rests_until: Instant | None
    made_at: Instant


class SeenDelivery(Struct, frozen=True, kw_only=True):
    """A message, and how far it has come."""

    number: int
    channel: str
    to: str
    """The name of a webhook, or an address of mail."""
    subject: str
    kind: str
    """The type of the event, or the subject of the mail; empty once it was forgotten."""
    course: str
    tries: int
    repeated: int
    outcome: str
    recorded_at: Instant
    tried_at: Instant | None


class AlarmEyes(Eyes):
    """See alarms, and who is told of what."""

    def alarms(self, *, is_over: bool, before: int | None = None, at_most: int = AT_ONCE) -> list[SeenAlarm]:
        """Give alarms that are open, or those that are over, the latest first, from before one on."""
        rows = reached(self.viewer, Alarm).filter(over_at__isnull=not is_over).order_by("-pk")
        if before is not None:
            rows = rows.filter(pk__lt=before)
        shown = list(rows.select_related("agreement", "dossier", "customer")[:at_most])
        names = names_of(each.acknowledged_by for each in shown)
        return [self._alarm(each, names) for each in shown]

    def count_alarms(self) -> int:
        """How many are open that nobody has acknowledged."""
        return reached(self.viewer, Alarm).filter(over_at=None, acknowledged_at=None).count()

    def alarm(self, number: int) -> SeenAlarm | None:
        """Give one alarm; absent where there is none that this viewer sees."""
        rows = reached(self.viewer, Alarm).filter(pk=number)
        row = rows.select_related("agreement", "dossier", "customer").first()
        return None if row is None else self._alarm(row, names_of([row.acknowledged_by]))

    def list_alarms(self, wanted: Wanted) -> Leaf[SeenAlarm]:
        """Give alarms, the latest first."""
        rows = reached(self.viewer, Alarm).select_related("customer").prefetch_related("agreement", "dossier")
        if wanted.dossier is not None:
            rows = rows.filter(dossier__slug=wanted.dossier)
        if wanted.agreement is not None:
            rows = rows.filter(agreement__slug=wanted.agreement)
        if wanted.customer is not None:
            rows = rows.filter(customer=wanted.customer)
        return leaf(rows, wanted, self._alarm, latest_first=True)

    def expectations(self, start: int = 0, at_most: int = AT_ONCE) -> list[SeenExpectation]:
        """Give tables that are waited for, by evidence, from one on."""
        rows = reached(self.viewer, Expectation).select_related("dossier")
        rows = rows.order_by("dossier__name", "table", "pk")[start : start + at_most]
        return [
            SeenExpectation(number=each.pk, dossier=each.dossier.name, table=each.table, every=each.every)
            for each in rows
        ]

    def hearers(self, start: int = 0, at_most: int = AT_ONCE) -> list[SeenHearer]:
        """Give webhooks, those of the provider first, from one on."""
        rows = reached(self.viewer, Hearer).filter(channel=Channel.WEBHOOK, ended_at=None)
        provider_first = F("customer__name").asc(nulls_first=True)
        ordered = rows.select_related("customer", "agreement").order_by(provider_first, "pk")
        return [_hearer(each) for each in ordered[start : start + at_most]]

    def hearer(self, number: int) -> SeenHearer | None:
        """Give one webhook; absent where there is none that this viewer sees."""
        rows = reached(self.viewer, Hearer).filter(pk=number, channel=Channel.WEBHOOK, ended_at=None)
        row = rows.select_related("customer", "agreement").first()
        return None if row is None else _hearer(row)

    def deliveries(self, number: int | None = None) -> list[SeenDelivery]:
        """Give the last messages, or those to one webhook."""
        rows = reached(self.viewer, Delivery).select_related("hearer").order_by("-pk")
        if number is not None:
            rows = rows.filter(hearer=number)
        return [_delivery(each) for each in rows[:20]]

    def _alarm(self, row: Alarm, names: Mapping[str, str] | None = None) -> SeenAlarm:
        if row.customer is not None:
            self.looked_at.add(row.customer.pk)
        return SeenAlarm(
            number=row.pk,
            kind=row.kind,
            agreement="" if row.agreement is None else row.agreement.name,
            dossier=row.dossier.slug,
            customer="" if row.customer is None else row.customer.name,
            said=row.said,
            raised_at=Instant(row.raised_at),
            acknowledged_at=_instant(row.acknowledged_at),
            acknowledged_by=(names or {}).get(row.acknowledged_by, row.acknowledged_by),
            over_at=_instant(row.over_at),
        )


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Addresses of colleagues by their numbers: alarms are shown to staff, who may know who took one."""
    numbers = {int(each.removeprefix("user ")) for each in actors if each.startswith("user ")}
    known = User.objects.filter(pk__in=numbers).values_list("pk", "email")
    return {f"user {number}": email for number, email in known}


def _hearer(row: Hearer) -> SeenHearer:
    return SeenHearer(
        number=row.pk,
        name=row.name,
        address=row.address,
        customer=row.customer_id,
        whose="" if row.customer is None else row.customer.name,
        agreement=row.agreement_id,
        agreement_name="" if row.agreement is None else row.agreement.name,
        topics=tuple(row.topics),
        is_paused=row.is_paused,
        trouble=row.trouble,
        failures=row.failures,
        rests_until=_instant(row.rests_until),
        made_at=Instant(row.made_at),
    )


def _delivery(row: Delivery) -> SeenDelivery:
    content = orjson.loads(row.content)
    return SeenDelivery(
        number=row.pk,
        channel=row.channel,
        to=row.address if row.hearer is None else row.hearer.name,
        subject=row.subject,
        kind=str(content.get("type") or content.get("subject") or ""),
        course=row.course,
        tries=row.tries,
        repeated=row.repeated,
        outcome=row.outcome,
        recorded_at=Instant(row.recorded_at),
        tried_at=_instant(row.tried_at),
    )


def _instant(at: int | None) -> Instant | None:
    return None if at is None else Instant(at)
