"""An agreement about tickets with a webhook for its alarms; and a ticket that nobody answers."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
from opening import opened

service = opened()
from upheld.chrono.instant import SECOND, Instant, format_instant  # noqa: E402 records can be imported by now
from upheld.collect.parcel.parcel import BodyForm, Parcel  # noqa: E402
from upheld.collect.parcel.reader import read_parcel  # noqa: E402
from upheld.evidence.evidence import Table  # noqa: E402
from upheld.operations.enrolling import Enrolled, Enrolment, enrol  # noqa: E402
from upheld.operations.filing import file_parcel  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.hearers import Channel, Hearer, Secret, Topic, conceal, new_secret  # noqa: E402
from upheld.store.recording import Origin  # noqa: E402

AGREEMENT = """\
upheld: 1
agreement: Support
provider: A desk
version: "1"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
plans: [small]
hours: {always: always}
priorities: {high: {impact: work stops}}
objectives:
  answer: {response: {hours: always, until: reply by a person}, within: {high: 30 minutes}}
"""
now = service.now


def fill(address: str) -> None:
    """Take the agreement in, and set the webhook up."""
    folder = Path(str(service.environment.data)).parent
    (folder / "agreement.yaml").write_text(AGREEMENT)
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / "bindings.yaml").write_text("bindings: 1\n")
    (evidence / "fees.csv").write_text(
        "source,fee,customer,plan,amount,currency,since\nbilling,1,Alder,small,9.00,EUR,2026-01-01T00:00:00Z\n"
    )
    (evidence / "tickets.csv").write_text("source,ticket,customer,priority,opened_at\n")
    (evidence / "ticket_events.csv").write_text("source,ticket,at,event,actor\n")
    enrolment = Enrolment(
        agreement=folder / "agreement.yaml", evidence=evidence, slug="desk", actor="test", now=now
    )
    outcome = enrol(enrolment)
    assert isinstance(outcome, Enrolled), outcome
    Hearer.objects.create(
        channel=Channel.WEBHOOK,
        name="Pager",
        address=address,
        secrets=conceal([Secret(new_secret())]),
        topics=[*Topic],
        made_by="user 1",
        made_at=now,
    )


def ticket(number: str) -> None:
    """A ticket that nobody has answered, of an hour ago or of so many seconds: `T-1` or `T-1 840`."""
    number, _, seconds = number.partition(" ")
    opened_at = format_instant(Instant(now - int(seconds or 3600) * SECOND))
    row = {
        "source": "desk",
        "ticket": number,
        "customer": "Alder",
        "priority": "high",
        "opened_at": opened_at,
    }
    parcel = read_parcel(Table.TICKETS, orjson.dumps([{**row, "opened_at": opened_at}]), BodyForm.JSON)
    assert isinstance(parcel, Parcel), parcel
    dossier = Dossier.objects.get(slug="desk")
    file_parcel(dossier, parcel, Origin(key=number, actor="test", now=now))


def tickets(count: str) -> None:
    """So many tickets at once, `K-0` and on, each opened a minute before the other."""
    record(
        Table.TICKETS,
        [
            {"ticket": f"K-{number}", "customer": "Alder", "priority": "high", "opened_at": ago(number + 1)}
            for number in range(int(count))
        ],
    )


def replies(count: str) -> None:
    """A reply to each of the first of them."""
    record(
        Table.TICKET_EVENTS,
        [
            {"ticket": f"K-{number}", "at": ago(0), "event": "reply", "actor": "agent"}
            for number in range(int(count))
        ],
    )


def ago(minutes: int) -> str:
    """The instant so many minutes before now."""
    return format_instant(Instant(now - minutes * 60 * SECOND))


def record(table: Table, rows: list[dict[str, str]]) -> None:
    """Record rows of the desk."""
    parcel = read_parcel(table, orjson.dumps([{"source": "desk", **row} for row in rows]), BodyForm.JSON)
    assert isinstance(parcel, Parcel), parcel
    origin = Origin(key=f"{table.value} at {now}", actor="test", now=now)
    file_parcel(Dossier.objects.get(slug="desk"), parcel, origin)


DEEDS = {"fill": fill, "ticket": ticket, "tickets": tickets, "replies": replies}
for deed, word in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    DEEDS[deed](word)
