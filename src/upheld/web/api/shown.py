"""What programs are shown: the objects of the interface, as they are written and described."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from msgspec import Meta, Struct

from upheld.chrono.instant import Instant, format_instant
from upheld.report.letters.alarm import explained, title_of
from upheld.store.sight import (
    SeenAlarm,
    SeenClosing,
    SeenCustomer,
    SeenRow,
    SeenStatement,
    SeenSubscription,
    SeenTerms,
    SeenVersion,
)

Time = Annotated[str, Meta(description="RFC 3339, UTC.", extra_json_schema={"format": "date-time"})]
Number = Annotated[int, Meta(description="By which it is asked for.")]
Entry = Annotated[int, Meta(description="The entry of the ledger it came with.")]


class Version(Struct, frozen=True, kw_only=True):
    """A version of an agreement."""

    version: str
    in_force_from: Time
    in_force_until: Time | None
    ledger: Entry


class Agreement(Struct, frozen=True, kw_only=True):
    """An agreement, with its versions in the order in which they were sealed."""

    number: Number
    slug: str
    name: str
    dossier: Annotated[str, Meta(description="The body of evidence it is judged on, by its slug.")]
    settling_days: Annotated[int, Meta(description="So long a month waits for late evidence.")]
    versions: list[Version]


class Customer(Struct, frozen=True, kw_only=True):
    """A customer, as the evidence of a dossier names them."""

    number: Number
    name: str
    dossier: str


class Subscription(Struct, frozen=True, kw_only=True):
    """What a customer subscribed to, and when; fees are rows of evidence."""

    number: Number
    agreement: Annotated[str, Meta(description="Its name.")]
    customer: Customer
    name: Annotated[str, Meta(description="Empty where the customer has one only.")]
    plan: str
    starts_at: Time
    ends_at: Time | None


class Statement(Struct, frozen=True, kw_only=True):
    """A statement, without its document."""

    key: Number
    number: Annotated[int | None, Meta(description="By which people know it, once it was released.")]
    agreement: str
    period: str
    revision: int
    customer: str
    subscription: str
    plan: str
    verdicts: Annotated[dict[str, int], Meta(description="How many findings of each verdict there are.")]
    breaches: int
    is_owed: bool
    owed: Annotated[str, Meta(description="In words; empty where nothing is, or nobody can say how much.")]
    is_released: bool
    is_superseded: Annotated[bool, Meta(description="Whether a later revision says otherwise.")]
    illustration: Annotated[str, Meta(description="Why it is no verdict on anybody, where it is none.")]


class Closing(Struct, frozen=True, kw_only=True):
    """A month of an agreement judged for everybody subscribed."""

    number: Number
    agreement: Annotated[str, Meta(description="Its slug.")]
    period: str
    revision: int
    stage: Annotated[str, Meta(description="judging, ready, released or given up.")]
    subscriptions: int
    judged: int
    begun_at: Time
    released_at: Time | None
    trouble: str


class Alarm(Struct, frozen=True, kw_only=True):
    """Something that somebody is told of before a promise is broken."""

    number: Number
    kind: Annotated[str, Meta(description="clock, allowance, burn rate or no evidence.")]
    title: Annotated[str, Meta(description="What is so, in a line.")]
    says: Annotated[str, Meta(description="What there is to know about it.")]
    state: Annotated[str, Meta(description="raised, acknowledged or over.")]
    dossier: str
    agreement: Annotated[str, Meta(description="Its name; empty where it is about a table of a dossier.")]
    customer: str
    raised_at: Time
    acknowledged_at: Time | None
    over_at: Time | None
    illustration: Annotated[str, Meta(description="Why it is no alarm about anybody, where it is none.")]


class Row(Struct, frozen=True, kw_only=True):
    """A row of evidence as it is kept."""

    number: Number
    identity: Annotated[str, Meta(description="By what the row is known.")]
    dossier: str
    row: Annotated[dict[str, str], Meta(description="Its cells by column; empty ones are left out.")]
    valid_from: Time | None
    valid_until: Time | None
    ledger: Entry
    recorded_at: Time
    holds: Annotated[bool, Meta(description="Whether nothing has come in its place since.")]


def _time(at: Instant | None) -> str | None:
    return None if at is None else format_instant(at)


def agreement(seen: SeenTerms) -> Agreement:
    """Show an agreement."""
    return Agreement(
        number=seen.number,
        slug=seen.slug,
        name=seen.name,
        dossier=seen.dossier,
        settling_days=seen.settling_days,
        versions=[_version(each) for each in seen.versions],
    )


def _version(seen: SeenVersion) -> Version:
    return Version(
        version=seen.version,
        in_force_from=format_instant(seen.in_force_from),
        in_force_until=_time(seen.in_force_until),
        ledger=seen.ledger,
    )


def customer(seen: SeenCustomer) -> Customer:
    """Show a customer."""
    return Customer(number=seen.number, name=seen.name, dossier=seen.dossier)


def subscription(seen: SeenSubscription) -> Subscription:
    """Show a subscription."""
    return Subscription(
        number=seen.number,
        agreement=seen.agreement,
        customer=customer(seen.customer),
        name=seen.name,
        plan=seen.plan,
        starts_at=format_instant(seen.starts_at),
        ends_at=_time(seen.ends_at),
    )


def statement(seen: SeenStatement) -> Statement:
    """Show a statement."""
    said: dict[str, Any] = {name: getattr(seen, name) for name in Statement.__struct_fields__}
    return Statement(**said | {"verdicts": dict(seen.verdicts)})


def closing(seen: SeenClosing) -> Closing:
    """Show a closing."""
    return Closing(
        number=seen.number,
        agreement=seen.slug,
        period=seen.period,
        revision=seen.revision,
        stage=seen.stage,
        subscriptions=seen.subscriptions,
        judged=seen.judged,
        begun_at=format_instant(seen.begun_at),
        released_at=_time(seen.released_at),
        trouble=seen.trouble,
    )


def alarm(seen: SeenAlarm) -> Alarm:
    """Show an alarm."""
    return Alarm(
        number=seen.number,
        kind=seen.kind,
        title=title_of(seen.kind, seen.said),
        says=explained(seen.kind, seen.said),
        state=seen.state,
        dossier=seen.dossier,
        agreement=seen.agreement,
        customer=seen.customer,
        raised_at=format_instant(seen.raised_at),
        acknowledged_at=_time(seen.acknowledged_at),
        over_at=_time(seen.over_at),
        illustration=str(seen.said.get("illustration", "")),
    )


def row(seen: SeenRow) -> Row:
    """Show a row."""
    return Row(
        number=seen.number,
        identity=seen.identity,
        dossier=seen.dossier,
        row=orjson.loads(seen.content),
        valid_from=_time(seen.valid_from),
        valid_until=_time(seen.valid_until),
        ledger=seen.ledger,
        recorded_at=format_instant(seen.recorded_at),
        holds=seen.holds,
    )
