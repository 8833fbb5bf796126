"""Small agreements that leave terms open, drawn at random, with evidence by which readings differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.interpretation import Interpretation
from upheld.chrono.instant import DAY, HOUR, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import parse_period
from upheld.collect.almanac import build_almanac
from upheld.collect.gazetteer import gazetteer
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.statement import Statement
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.evidence.observation import Grain, Observations, State
from upheld.language.interpreting import interpretation_of
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.quantity import parse_money
from upheld.settlement.fees_in_force import monthly_fee
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import Teller, settle

ALMANAC = build_almanac(("Etc/UTC", "Etc/GMT-6"), (), 2025, 2027)
FEE = monthly_fee(parse_money("200 EUR"))

HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
currency: EUR
"""
PARTS: dict[str, tuple[str, ...]] = {
    "time_zone": ("Etc/UTC", "{either: [Etc/UTC, Etc/GMT-6]}"),
    "quorum": ("any point fails", "{either: [any point fails, all points fail]}"),
    "night": ("Mon-Sun 22:00-24:00", "{either: [Mon-Sun 22:00-24:00, Mon-Sun 00:00-06:00]}"),
    "notice": ("", ", notice: 24 hours", ", notice: 24 hours, notice_is: duty"),
    "emergency": ("", ", notice: 24 hours, emergency_work: {either: [counted as downtime, excluded]}"),
    "excluding": ("[works]", "{either: [[works], [works, nightly], [nightly]]}", "[nightly]"),
    "target": ('">= 99 %"', '{either: [">= 99 %", ">= 99.5 %"]}'),
    "first": (
        "availability: {of: app, excluding: EXCLUDING}, target: TARGET",
        "availability: {either: [{of: app, excluding: EXCLUDING}, {of: app}]}, target: TARGET",
    ),
    "period": ("calendar month", "{either: [calendar month, calendar quarter]}"),
    "force": ("guarantee", "{either: [guarantee, target]}"),
    "during": ("", ", during: night", ", during: {either: [night, day]}"),
    "second_target": ('">= 95 %"', '{either: [">= 95 %", ">= 80 %"]}'),
    "unit": (
        "one_breach: objective and period",
        "one_breach: {either: [objective and period, outage]}",
        "missing_data: counts as up",
    ),
    "credits": (
        "per_breach: 10 % of monthly fee",
        "per_breach: {either: [10 % of monthly fee, 30 EUR]}",
        "rules: [{for: [first], amount: 10 % of monthly fee, per: 1 %}]",
        "rules: {either: [{for: [first], amount: 5 % of monthly fee}, "
        "{for: [first, second], amount: 10 % of subscription cost}, "
        "{for: first, amount: 1 % of subscription cost, per: 1 %, of: all downtime}]}",
    ),
    "cap": ("none", "{either: [none, 15 % of monthly fee per month]}"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """An agreement as a file, and evidence for March 2026."""

    text: str
    evidence: Evidence

    def read(self) -> ReadAgreement:
        read = read_agreement({"a.yaml": self.text.encode()}, "a.yaml", gazetteer())
        assert not read.has_errors, [each.message for each in read.diagnostics]
        return read

    def interpretation(self) -> Interpretation:
        return interpretation_of(self.read())

    def judge(self, agreement: Agreement) -> Statement:
        over = parse_period("2026-03", ALMANAC.zone(agreement.time_zone))
        return evaluate(
            agreement,
            self.evidence,
            over,
            over.interval.end,
            almanac=ALMANAC,
            subscription=Subscription(),
        )

    def teller(self, agreement: Agreement, statement: Statement) -> Teller:
        return Teller.of(agreement, statement, FEE)

    def settle(self, agreement: Agreement, statement: Statement) -> Settlement:
        return settle(agreement, statement, FEE)


def every_agreement(text: Interpretation) -> Iterator[tuple[frozenset[str], Agreement]]:
    """The slow obvious way: every combination of readings one by one, with the lines that declare it."""
    if not text.open_terms:
        yield frozenset(), text.agreement
        return
    term = text.open_terms[0]
    for number, reading in enumerate(term.readings):
        under = text.read_as({term: number})
        if under is not None:
            line = ".".join((*reading.within, reading.line))
            for lines, agreement in every_agreement(under):
                yield lines | {line}, agreement


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Draw an agreement in which at most six places are open, and what happened."""
    chosen = {
        name: draw(st.sampled_from(ways)) if draw(st.booleans()) else ways[0] for name, ways in PARTS.items()
    }
    open_places = [name for name, way in chosen.items() if way != PARTS[name][0]]
    for name in open_places[6:]:
        chosen[name] = PARTS[name][0]
    return Drawn(text=agreement_text(**chosen), evidence=draw(evidences()))


def agreement_text(**chosen: str) -> str:
    """An agreement with some parts written otherwise than usual."""
    part = {name: ways[0] for name, ways in PARTS.items()} | chosen
    notice = part["emergency"] or part["notice"]
    first = part["first"].replace("EXCLUDING", part["excluding"]).replace("TARGET", part["target"])
    return f"""{HEAD}time_zone: {part["time_zone"]}
hours:
  night: {{open: {part["night"]}}}
  day: {{open: Mon-Sun 06:00-22:00}}
services:
  app: {{points: [a, b], down_when: {part["quorum"]}, sampled_every: 60 s}}
exclusions:
  works: {{maintenance: planned{notice}}}
  nightly: {{during: night}}
conventions: {{{part["unit"]}}}
objectives:
  first: {{{first}, period: {part["period"]}, force: {part["force"]}}}
  second:
    availability: {{of: app{part["during"]}}}
    target: {part["second_target"]}
    period: calendar month
    force: guarantee
credits: {{{part["credits"]}, cap: {part["cap"]}}}
"""


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    """Two points go down a few times, and work is done that was announced in time or late."""
    spans = st.tuples(st.integers(0, 30 * 24), st.integers(1, 20))
    outages = {name: draw(st.lists(spans, max_size=3)) for name in ("a", "b")}
    works = draw(st.lists(st.tuples(st.integers(0, 30 * 24), st.sampled_from((6, 48))), max_size=2))
    return evidence(outages, works)


def evidence(
    outages: dict[str, list[tuple[int, int]]], works: list[tuple[int, int]] | None = None
) -> Evidence:
    """Outages of points, and works, by hours of March: how long they were, how long before they were told."""
    return Evidence(
        tables=frozenset({Table.STATES, Table.MAINTENANCE}),
        observations=tuple(_observations(name, spans) for name, spans in outages.items()),
        maintenance=tuple(_work(number, *each) for number, each in enumerate(works or ())),
    )


MARCH = parse_instant("2026-03-01T00:00:00Z")


def _observations(name: str, spans: list[tuple[int, int]]) -> Observations:
    hours = {hour for start, length in spans for hour in range(start, start + length)}
    changes = [(parse_instant("2025-12-01T00:00:00Z"), State.UP)]
    for hour in range(800):
        state = State.DOWN if hour in hours else State.UP
        if state is not changes[-1][1]:
            changes.append((Instant(MARCH + hour * HOUR), state))
    return Observations(
        point=name,
        source="monitor",
        site=name,
        location="",
        grain=Grain.STATE,
        times=np.array([when for when, _ in changes], dtype=np.int64),
        ends=np.full(len(changes), np.iinfo(np.int64).max, dtype=np.int64),
        states=np.array([state for _, state in changes], dtype=np.int8),
        retries=np.zeros(len(changes), dtype=np.bool_),
        hold=Micros(1000 * DAY),
    )


def _work(number: int, start: int, notice: int) -> Maintenance:
    begins = Instant(MARCH + start * HOUR)
    kinds: Any = (WorkKind.PLANNED, WorkKind.EMERGENCY)
    return Maintenance(
        source="calendar",
        name=f"work {number}",
        kind=kinds[number % 2],
        services=(),
        announced_at=Instant(begins - notice * HOUR),
        planned=Interval(begins, Instant(begins + 5 * HOUR)),
    )
