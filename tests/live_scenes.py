"""A service whose live state is kept: an agreement of many kinds, and evidence that comes in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson

from upheld.chrono.instant import HOUR, MINUTE, Instant, format_instant, parse_instant
from upheld.collect.parcel.parcel import BodyForm, Parcel
from upheld.collect.parcel.reader import read_parcel
from upheld.evidence.evidence import Table
from upheld.operations.compacting import telemetry_of
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.filing import file_parcel
from upheld.operations.live.audit import audit
from upheld.operations.standing import evidence_in_store
from upheld.store.agreements import AgreementVersion
from upheld.store.recording import Origin, reverse
from upheld.store.records import Batch
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

AGREEMENT = """\
upheld: 1
agreement: Live hosting
provider: A host
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Amsterdam
currency: EUR
plans: [small, large]
hours:
  staffed: Mon-Fri 09:00-17:00
services:
  web:
    points: [web/one, web/two]
    down_when: any point fails
    sampled_every: 5 min
    stale_after: 15 min
    confirmed_by: 2 checks
  shop: {points: [shop], down_when: any point fails, sampled_every: 5 min, stale_after: 15 min}
  portal: {points: [portal], down_when: any point fails}
priorities: {high: {impact: work stops}, low: {impact: work goes on}}
exclusions:
  works: {maintenance: planned, notice: at least 24 hours, notice_is: condition}
objectives:
  uptime: {availability: {of: web, excluding: [works]}, target: ">= 99.9 %", period: calendar month}
  shop lately: {availability: {of: shop}, target: ">= 99 %", period: rolling 7 days}
  portal: {availability: {of: portal}, target: ">= 99.5 %", period: calendar month}
  answer:
    response: {hours: staffed, until: reply by a person}
    within: {high: 2 business hours, low: 8 business hours}
  solution:
    resolution: {hours: staffed}
    within: {high: 8 business hours, low: 24 business hours}
    target: ">= 90 %"
conventions: {pause_reasons: [waiting for customer], one_breach: objective and period}
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
"""
BINDINGS = """\
bindings: 1
sources:
  monitor: {hold: 4800 h}
points:
  web/one: {source: probe, site: one}
  web/two: {source: probe, site: two}
  shop: {source: probe, site: shop}
  portal: {source: monitor, site: portal}
"""
BEGINS = parse_instant("2026-03-01T00:00:00Z")
SITES = ("one", "two", "shop")
EVENTS = ("reply", "note", "paused", "resumed", "resolved", "reopened", "closed", "customer message")
CUSTOMERS = ("Alder", "Birch", "Cedar")


class Scene:
    """One dossier with its telemetry, to which evidence is brought."""

    def __init__(self, folder: Path, slug: str = "live", terms: str = AGREEMENT) -> None:
        self.data = folder / "data"
        self.slug = slug
        text = folder / f"{slug}.yaml"
        text.write_text(terms)
        evidence = folder / f"{slug}-evidence"
        evidence.mkdir()
        (evidence / "bindings.yaml").write_text(BINDINGS)
        fees = "".join(
            f"billing,{number},{name},{'small' if number % 2 else 'large'},9.00,EUR,2026-01-01T00:00:00Z\n"
            for number, name in enumerate(CUSTOMERS)
        )
        (evidence / "fees.csv").write_text("source,fee,customer,plan,amount,currency,since\n" + fees)
        (evidence / "states.csv").write_text("source,site,at,state\nmonitor,portal,2026-02-01T00:00:00Z,up\n")
        for table, header in (
            ("tickets", "source,ticket,customer,priority,opened_at"),
            ("ticket_events", "source,ticket,at,event,actor"),
            ("maintenance", "source,name,kind,starts_at,ends_at,announced_at"),
        ):
            (evidence / f"{table}.csv").write_text(header + "\n")
        outcome = enrol(Enrolment(agreement=text, evidence=evidence, slug=slug, actor="test", now=BEGINS))
        assert isinstance(outcome, Enrolled), outcome
        self.version: AgreementVersion = outcome.version
        self.folder = telemetry_of(self.data, slug)
        self.folder.mkdir(parents=True)
        self._keys = 0

    def file(self, table: Table, *rows: dict[str, object], now: Instant = BEGINS) -> int:
        """Record rows; the entry they stand in."""
        parcel = read_parcel(table, orjson.dumps(rows), BodyForm.JSON)
        assert isinstance(parcel, Parcel), parcel
        return file_parcel(
            self.version.agreement.dossier, parcel, Origin(key=self._key(), actor="test", now=now)
        ).sequence

    def see(self, site: str, samples: list[tuple[Instant, int]]) -> None:
        """Take samples of a site in."""
        several = Samples(
            series=np.zeros(len(samples), dtype=np.int32),
            at=np.array([at for at, _ in samples], dtype=np.int64),
            state=np.array([state for _, state in samples], dtype=np.int8),
            response=np.full(len(samples), NO_VALUE, dtype=np.int32),
        )
        with Intake(self.folder, Room(floor=0)) as intake:
            intake.append([SeriesName("probe", site)], several, self._key())

    def compact(self, *, whole: bool = False) -> None:
        """Sort what is in the logs into segments."""
        Compactor(folder=self.folder).round(whole=whole)

    def ticket(self, number: str, customer: str, priority: str, at: Instant) -> int:
        """Open a ticket."""
        row = {"source": "desk", "ticket": number, "customer": customer, "priority": priority}
        return self.file(Table.TICKETS, {**row, "opened_at": format_instant(at)})

    def event(self, number: str, event: str, at: Instant, **more: str) -> int:
        """Log something that happened to a ticket."""
        row = {"source": "desk", "ticket": number, "event": event, "actor": "agent", **more}
        return self.file(Table.TICKET_EVENTS, {**row, "at": format_instant(at)})

    def try_event(self, number: str, event: str, at: Instant, **more: str) -> None:
        """Log something that happened to a ticket, if it can have happened."""
        sequence = self.event(number, event, at, **more)
        reading = evidence_in_store(self.version.agreement.dossier)
        if reading.evidence is None:
            batch = Batch.objects.get(pk=sequence)
            reverse(batch, Origin(key=self._key(), actor="test", now=BEGINS))

    def differences(self) -> list[str]:
        """What is kept otherwise than raw evidence comes to."""
        audited = audit(self.data, self.slug, BEGINS, lambda: None)
        assert not audited.unsettled, audited
        return [f"{each.row}: {each.says}" for each in audited.differences]

    def _key(self) -> str:
        self._keys += 1
        return f"key {self._keys}"


def every_five_minutes(start: Instant, hours: float, state: int = 0) -> list[tuple[Instant, int]]:
    """Samples of one state."""
    return [(Instant(start + minute * MINUTE), state) for minute in range(0, int(hours * 60), 5)]


def hours_after(hours: float) -> Instant:
    """So many hours after everything began."""
    return Instant(BEGINS + int(hours * HOUR))
