"""The program as a person runs it, and files to run it on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("upheld")
EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]

AGREEMENT = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "1"
in_force: {from: 2026-01-01}
time_zone: Europe/Brussels
currency: EUR
plans: [basic, premium]
hours:
  office: {open: Mon-Fri 09:00-17:00, holidays: BE}
services:
  app: {points: [web], sampled_every: 60 s}
exclusions:
  announced: {maintenance: planned, notice: at least 24 hours, notice_is: condition}
objectives:
  uptime:
    availability: {of: app, excluding: [announced]}
    target: ">= 99.9 %"
  response:
    response: {hours: office, until: reply by a person}
    within: 4 business hours
credits:
  eligible: {plans: [premium]}
  per_breach: 10 % of monthly fee
  cap: 15 % of monthly fee per month
"""

STATES = """\
source,site,at,state
probe,web,2026-02-28T23:00:00Z,up
probe,web,2026-03-10T10:00:00Z,down
probe,web,2026-03-10T12:00:00Z,up
"""

BINDINGS = """\
bindings: 1
sources:
  probe: {grain: state, hold: 40 days}
points:
  web: {source: probe, site: web}
"""

TICKETS = "source,ticket,opened_at\ndesk,T-1,2026-03-02T10:00:00+01:00\n"

EVENTS = "source,ticket,at,event,actor,public\ndesk,T-1,2026-03-02T11:00:00+01:00,reply,agent,yes\n"
