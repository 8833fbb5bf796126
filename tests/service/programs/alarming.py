"""Alarms, webhooks and messages of every kind, in every state, to be looked at."""

from __future__ import annotations

import orjson
from opening import opened

service = opened()
from upheld.chrono.instant import DAY, HOUR, MINUTE  # noqa: E402 records can be imported once the service is open
from upheld.store.agreements import Agreement  # noqa: E402
from upheld.store.alarms import Alarm, Expectation  # noqa: E402
from upheld.store.customers import Customer  # noqa: E402
from upheld.store.deliveries import Delivery  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.hearers import Channel, Hearer, Secret, Topic, conceal, new_secret  # noqa: E402

now = service.now
dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
agreement = Agreement.objects.create(dossier=dossier, slug="hosting", name="Example Hosting SLA")
customer = Customer.objects.create(dossier=dossier, name="Example Ltd")
promise = {
    "agreement": agreement.name,
    "customer": "",
    "subscription": "",
    "plan": "enterprise",
    "objective": "uptime",
    "member": "",
    "period": "2026-03",
    "until": now + 9 * DAY,
}
clock = {
    "agreement": agreement.name,
    "customer": "Example Ltd",
    "objective": "first_response",
    "ticket": "T-4711",
    "priority": "critical",
    "promise": "within 4 business hours",
    "due": now + HOUR,
    "group": [],
}
long_name = "a-point-with-a-name-that-somebody-has-thought-about-for-rather-a-long-time/eu-central-1/checkout"
ALARMS: tuple[tuple[str, dict[str, object], dict[str, object]], ...] = (
    ("clock", {**clock, "share": "1/2"}, {"over_at": now - HOUR}),
    ("clock", {**clock, "share": "3/4"}, {"acknowledged_at": now - MINUTE, "acknowledged_by": "user 1"}),
    ("clock", {**clock, "share": "1"}, {}),
    ("allowance", {**promise, "share": "9/10", "allowance": 2_674_800_000, "left": 120_000_000}, {}),
    ("allowance", {**promise, "share": "1", "allowance": 2_674_800_000, "left": -1}, {}),
    ("burn rate", {**promise, "rate": "72/5", "long": HOUR, "short": 5 * MINUTE}, {}),
    (
        "no evidence",
        {
            "agreement": agreement.name,
            "what": "point",
            "name": long_name,
            "since": now - HOUR,
            "every": 3 * MINUTE,
        },
        {},
    ),
    (
        "no evidence",
        {
            "agreement": "",
            "dossier": dossier.name,
            "what": "table",
            "name": "ticket events",
            "since": None,
            "every": DAY,
        },
        {},
    ),
    (
        "no evidence",
        {
            "agreement": agreement.name,
            "what": "state",
            "name": "",
            "trouble": "the evidence of hosting can't be used: fees.csv row 3: no amount",
        },
        {},
    ),
    (
        "clock",
        {
            **clock,
            "share": "3/4",
            "illustration": "Illustration: a month made for this example. It says nothing about anybody.",
        },
        {},
    ),
)
for number, (kind, said, more) in enumerate(ALARMS):
    Alarm.objects.create(
        **{
            "key": str(number),
            "thing": str(number),
            "kind": kind,
            "dossier": dossier,
            "agreement": agreement if said.get("agreement") else None,
            "customer": customer if said.get("customer") else None,
            "said": said,
            "raised_at": now - 2 * HOUR,
            "as_of": now,
            "raised_by": "1",
            **more,
        }
    )
Expectation.objects.create(dossier=dossier, table="ticket_events", every=DAY, since=now)
for name, whose, is_paused, trouble in (
    ("On call", None, False, ""),
    ("Billing of Example Ltd", customer, True, "the address answered 410: it wants nothing any more"),
):
    hearer = Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name=name,
        address=f"https://hooks.example.net/{'a' * 60}/{'b' * 60}?name={name.replace(' ', '-')}",
        secrets=conceal([Secret(new_secret())]),
        customer=whose,
        agreement=agreement if whose else None,
        topics=[Topic.STATEMENTS] if whose else [*Topic],
        is_paused=is_paused,
        trouble=trouble,
        made_by="user 1",
        made_at=now,
    )
    for place, (course, tries, outcome) in enumerate(
        (("delivered", 1, "answered 204"), ("on its way", 3, "no answer within 15 s"), ("waiting", 0, ""))
    ):
        Delivery.objects.create(
            key=f"{hearer.pk} {place}",
            channel="webhook",
            content=orjson.dumps({"type": "alarm.raised"}).decode(),
            hearer=hearer,
            subject=f"alarm {place + 1}",
            course=course,
            tries=tries,
            repeated=max(tries - 1, 0),
            tried_at=now if tries else None,
            outcome=outcome,
            recorded_at=now,
        )
