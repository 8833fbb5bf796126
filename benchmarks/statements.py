"""Statements: those of 50,000 customers for a month, prepared evidence: `python -m benchmarks statements`.

Each has a service that was down for an hour, two tickets of its own, and a fee: three promises, one of them
missed, and a credit. All are judged, settled and written as files by two processes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.row import Row, show
from upheld.chrono.instant import Instant
from upheld.operations.closing import Request, close

CUSTOMERS = 50_000
AGREEMENT = """\
upheld: 1
agreement: Example Service Level Agreement
provider: Example
version: "1"
in_force: 2026-01-01
time_zone: Europe/Brussels
currency: EUR
hours: {office: {open: Mon-Fri 09:00-17:00, holidays: BE}}
services:
  app: {points: [web], down_when: any point fails, sampled_every: 60 s, stale_after: 3 min}
objectives:
  uptime: {availability: app, target: ">= 99.9 %", period: calendar month, force: guarantee}
  response:
    response: {hours: office, until: reply by a person}
    within: 4 business hours
    period: calendar month
    force: guarantee
  resolution:
    resolution: {hours: office, solved_by: solution or workaround}
    within: 3 business days
    period: calendar month
    force: target
credits: {per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}
conventions: {one_breach: objective and period}
"""
BINDINGS = (
    "bindings: 1\nsources: {probe: {grain: state, hold: 26 h}}\npoints: {web: {source: probe, site: web}}\n"
)
STATES = """\
source,site,at,until,state
probe,web,2026-02-28T22:00:00Z,2026-03-10T10:00:00Z,up
probe,web,2026-03-10T10:00:00Z,2026-03-10T11:00:00Z,down
probe,web,2026-03-10T11:00:00Z,2026-04-01T00:00:00Z,up
"""


def make(folder: Path, customers: int) -> None:
    """Write the agreement, and evidence of so many customers."""
    evidence = folder / "evidence"
    evidence.mkdir()
    (folder / "agreement.yaml").write_text(AGREEMENT)
    (evidence / "bindings.yaml").write_text(BINDINGS)
    (evidence / "states.csv").write_text(STATES)
    tickets = ["source,ticket,customer,opened_at"]
    events = ["source,ticket,at,event,actor"]
    fees = ["source,fee,customer,amount,currency,since"]
    for number in range(customers):
        fees.append(f"books,F-{number},customer {number},100,EUR,2026-01-01T00:00:00Z")
        for day in (2, 3):
            ticket, minute = f"T-{number}-{day}", f"{number % 60:02d}"
            tickets.append(f"desk,{ticket},customer {number},2026-03-{day:02d}T10:{minute}:00Z")
            events.append(f"desk,{ticket},2026-03-{day:02d}T11:{minute}:00Z,reply,agent")
            events.append(f"desk,{ticket},2026-03-{day + 1:02d}T11:{minute}:00Z,resolved,agent")
    for name, rows in {"tickets": tickets, "ticket_events": events, "fees": fees}.items():
        (evidence / f"{name}.csv").write_text("\n".join(rows) + "\n")


def main(customers: int = CUSTOMERS) -> list[Row]:
    """Measure, print and return the rows."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        make(folder, customers)
        request = Request(
            agreement=folder / "agreement.yaml",
            evidence=folder / "evidence",
            folder=folder / "closed",
            period="2026-03",
            processes=2,
        )
        begun = time.perf_counter()
        first: list[float] = []
        close(request, Instant(2**60), lambda made, of: first.append(time.perf_counter()))
        done = time.perf_counter()
    rows = [
        Row(what="read the evidence, and make the first 250", figure=first[0] - begun, unit="s"),
        Row(what="make and write all others", figure=done - first[0], unit="s", asked="<= 60 s"),
    ]
    show(f"{customers:,} statements by two processes, each with three promises and a credit", rows)
    return rows


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
