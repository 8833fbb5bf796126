"""What programs are shown: the objects of the interface, as they are written and described."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import orjson
from msgspec import Meta, Struct

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.probes.probe import decoded, kind_of
from upheld.evaluation.alarms.rules import WrittenRules
from upheld.evidence.observation import State as Seen
from upheld.report.letters.alarm import explained, title_of
from upheld.store.sight import (
    NumberedPoint,
    SeenAlarm,
    SeenClock,
    SeenClosing,
    SeenCustomer,
    SeenLive,
    SeenRow,
    SeenRuling,
    SeenStatement,
    SeenSubscription,
    SeenTerms,
    SeenVersion,
)

Time = Annotated[str, Meta(description="RFC 3339, UTC.", extra_json_schema={"format": "date-time"})]
Number = Annotated[int, Meta(description="By which it is asked for.")]
Current = Annotated[
    bool, Meta(description="Whether all rows of evidence that were recorded so far have been looked at.")
]
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
    revision: Annotated[int, Meta(description="0 unless it stands in place of an earlier one.")]
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
    revision: Annotated[int, Meta(description="0 until statements of the month are out.")]
    stage: Annotated[str, Meta(description="judging, ready, released or given up.")]
    subscriptions: int
    judged: int
    unjudged: Annotated[
        int, Meta(description="Of those judged, how many have no statement: its page says of each why.")
    ]
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


class AlarmRule(Struct, frozen=True, kw_only=True):
    """What was said about when alarms are raised: of one agreement, or of all others."""

    number: Annotated[int, Meta(description="By which it is asked for; 0 of what nobody had to say.")]
    agreement: Annotated[str | None, Meta(description="Its slug; null of all others.")]
    rules: Annotated[WrittenRules | None, Meta(description="Null where what was said holds no more.")]
    said_by: str
    said_at: Time | None
    holds: Annotated[bool, Meta(description="Whether nothing else was said since.")]


Length = Annotated[int, Meta(description="Microseconds.")]
Exact = Annotated[str, Meta(description="An exact share, `numerator/denominator`; 1 is all.")]


class Allowance(Struct, frozen=True, kw_only=True):
    """The downtime that a target leaves in the whole period."""

    whole: Length
    left: Annotated[int, Meta(description="Microseconds; negative where it is overspent.")]
    used: Exact | None


class State(Struct, frozen=True, kw_only=True):
    """What an objective has come to so far, in the period that goes on."""

    number: Number
    agreement: Annotated[str, Meta(description="Its slug.")]
    customer: Annotated[str, Meta(description="Empty where it is the same for everybody on the plan.")]
    subscription: str
    plan: str
    objective: str
    member: Annotated[str, Meta(description="The point it is about, where each is judged by itself.")]
    period: str
    begins_at: Time
    ends_at: Time
    verdict: Annotated[
        str,
        Meta(
            description="To date; `NOT JUDGED` where what is on record can't be judged by, and `trouble` in "
            "`said` says why."
        ),
    ]
    verdict_since: Time
    figure: Annotated[dict[str, Any], Meta(description="To date; `kind` says of which kind.")]
    allowance: Annotated[Allowance | None, Meta(description="Of promises of a share of time.")]
    best_achievable: Annotated[Exact | None, Meta(description="If nothing more goes wrong.")]
    projected: Annotated[Exact | None, Meta(description="If it goes on as it has so far.")]
    said: Annotated[dict[str, Any], Meta(description="What a page shows besides; more may be added.")]
    as_of: Time
    changed_at: Time
    ledger: Annotated[int, Meta(description="Evidence up to this entry was looked at.")]
    is_current: Current


class Clock(Struct, frozen=True, kw_only=True):
    """A clock of a ticket that goes on; lengths are of the time that it counts, such as business hours."""

    number: Number
    agreement: Annotated[str, Meta(description="Its slug.")]
    customer: str
    subscription: str
    plan: str
    objective: str
    ticket: str
    priority: str
    promise: Annotated[str, Meta(description="Such as `within 4 business hours`.")]
    basis: Annotated[str, Meta(description="Which time it counts.")]
    state: Annotated[
        str,
        Meta(
            description="running, breached or indeterminate; `not judged` where what is on record about the "
            "ticket can't be judged by."
        ),
    ]
    paused_for: Annotated[list[str], Meta(description="Why it stands still; empty where it runs.")]
    started_at: Time
    budget: Length
    turned_at: Annotated[str, Meta(description="When something last happened to the ticket.")]
    left: Annotated[int, Meta(description="Microseconds, at `turned_at`; negative where it is overspent.")]
    windows: Annotated[
        list[tuple[Time, Time]], Meta(description="In which it counts from then on, until it is used up.")
    ]
    due_at: Annotated[Time | None, Meta(description="The earliest instant at which it is used up.")]
    last_compliant_at: Annotated[
        Time | None,
        Meta(
            description="The latest instant at which doing it would still be in time: where the target is "
            "used up at the close of the hours it counts in, their next opening."
        ),
    ]
    half_at: Time | None
    three_quarters_at: Time | None
    full_at: Time | None
    changed_at: Time
    ledger: Annotated[int, Meta(description="Evidence up to this entry was looked at.")]
    is_current: Current


class Standing(Struct, frozen=True, kw_only=True):
    """How a point stands from a location."""

    location: str
    state: Annotated[str, Meta(description="up, degraded, down or unknown, as the last attempt found it.")]
    since: Annotated[Time, Meta(description="The first attempt that found it so.")]
    at: Annotated[Time, Meta(description="Of the last attempt; some seconds late at most.")]
    method: str
    took: Annotated[int | None, Meta(description="Microseconds, all of the attempt together.")]
    trouble: Annotated[str, Meta(description="The code of what was wrong, such as `status`; empty where up.")]


class Point(Struct, frozen=True, kw_only=True):
    """What is probed: without addresses, credentials, and words that came back."""

    number: Number
    dossier: str
    name: Annotated[str, Meta(description="Of the probe.")]
    site: Annotated[str, Meta(description="What samples call it.")]
    source: str
    kind: Annotated[str, Meta(description="Such as http, tcp or dns.")]
    every: Length
    locations: Annotated[list[str], Meta(description="From where it is asked; empty for everywhere.")]
    version: Annotated[int, Meta(description="How often it was defined.")]
    defined_at: Time
    standings: Annotated[list[Standing], Meta(description="The worst first; none where it was never seen.")]


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
        unjudged=seen.unjudged,
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


def alarm_rule(seen: SeenRuling) -> AlarmRule:
    """Show what was said about alarms."""
    return AlarmRule(
        number=seen.number,
        agreement=seen.agreement or None,
        rules=seen.written,
        said_by=seen.made_by,
        said_at=_time(seen.made_at),
        holds=seen.holds,
    )


def state(seen: SeenLive) -> State:
    """Show a finding to date."""
    allowance = None
    if seen.allowance is not None and seen.allowance_left is not None:
        used = _exact(seen.used)
        allowance = Allowance(whole=seen.allowance, left=seen.allowance_left, used=used)
    return State(
        number=seen.number,
        agreement=seen.slug,
        customer=seen.customer,
        subscription=seen.subscription,
        plan=seen.plan,
        objective=seen.objective,
        member=seen.member,
        period=seen.period,
        begins_at=format_instant(seen.begins_at),
        ends_at=format_instant(seen.ends_at),
        verdict=seen.verdict,
        verdict_since=format_instant(seen.verdict_since),
        figure=dict(seen.figure),
        allowance=allowance,
        best_achievable=_exact(seen.best_achievable),
        projected=_exact(seen.projected),
        said=dict(seen.said),
        as_of=format_instant(seen.as_of),
        changed_at=format_instant(seen.changed_at),
        ledger=seen.ledger,
        is_current=seen.is_current,
    )


def _exact(share: Fraction | None) -> str | None:
    return None if share is None else str(share)


def clock(seen: SeenClock) -> Clock:
    """Show a clock that goes on."""
    return Clock(
        number=seen.number,
        agreement=seen.slug,
        customer=seen.customer,
        subscription=seen.subscription,
        plan=seen.plan,
        objective=seen.objective,
        ticket=seen.ticket,
        priority=seen.priority,
        promise=seen.said["promise"],
        basis=seen.said["basis"],
        state=seen.state,
        paused_for=list(seen.said.get("paused_for", ())),
        started_at=format_instant(seen.started_at),
        budget=seen.budget,
        turned_at=format_instant(seen.turned_at),
        left=seen.budget - seen.spent,
        windows=[(format_instant(one), format_instant(other)) for one, other in seen.said["windows"]],
        due_at=_time(seen.due_at),
        last_compliant_at=_time(seen.last_compliant_at),
        half_at=_time(seen.half_at),
        three_quarters_at=_time(seen.three_quarters_at),
        full_at=_time(seen.full_at),
        changed_at=format_instant(seen.changed_at),
        ledger=seen.ledger,
        is_current=seen.is_current,
    )


_STATE_WORDS = {each: each.name.lower() for each in Seen}


def point(numbered: NumberedPoint) -> Point:
    """Show a point; of what is wrong the code alone, since the words may quote what came back."""
    seen = numbered.seen
    probe = decoded(seen.definition)
    return Point(
        number=numbered.number,
        dossier=seen.dossier,
        name=probe.name,
        site=probe.site,
        source=probe.source,
        kind=kind_of(probe.what),
        every=probe.every,
        locations=list(probe.locations),
        version=seen.number,
        defined_at=format_instant(seen.defined_at),
        standings=[
            Standing(
                location=each.location,
                state=_STATE_WORDS[each.state],
                since=format_instant(each.since),
                at=format_instant(each.at),
                method=each.method,
                took=each.took,
                trouble=each.trouble.partition(":")[0],
            )
            for each in seen.standings
            if not probe.locations or each.location in probe.locations
        ],
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
