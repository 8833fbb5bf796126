"""A court for credits: agreements as they are written, outages in a few words, judged and settled."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from textwrap import dedent
from typing import Any

import numpy as np

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import DAY, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period, parse_period
from upheld.collect.almanac import build_almanac
from upheld.collect.gazetteer import gazetteer
from upheld.evaluation.ambiguity.interpreted import interpret
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.statement import Finding, Statement
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.incident import Outage
from upheld.evidence.observation import Grain, Observations, State
from upheld.language.interpreting import interpretation_of
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.quantity import parse_money
from upheld.settlement.fees_in_force import fees_in_force, monthly_fee
from upheld.settlement.interpretation import settle_readings
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import Teller, settle

_NEVER = np.iinfo(np.int64).max
_HEAD = """
upheld: 1
agreement: Hosting agreement
provider: The provider
version: "1"
in_force: {from: 2025-01-01}
time_zone: UTC
currency: EUR
services: {app: {points: [app], sampled_every: 60 s}}
"""
ALL_TABLES = frozenset(Table)


@cache
def _almanac() -> Almanac:
    return build_almanac(("UTC", "Europe/Paris", "Europe/Amsterdam"), (), 2024, 2027)


@cache
def _read(text: str) -> ReadAgreement:
    whole = _HEAD + dedent(text)
    read = read_agreement({"agreement.yaml": whole.encode()}, "agreement.yaml", gazetteer())
    assert read.agreement is not None, [each.message for each in read.diagnostics]
    return read


def agreed(text: str) -> Agreement:
    """The agreement that the usual head and these terms make."""
    agreement = _read(text).agreement
    assert agreement is not None
    return agreement


def at(text: str) -> Instant:
    """An instant from `2026-04-05 10:00`, UTC."""
    day, _, clock = text.partition(" ")
    return parse_instant(f"{day}T{clock or '00:00'}:00Z")


def between(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def watched(down: Iterable[Interval], point: str = "app", known_until: Instant | None = None) -> Observations:
    """A log of states: up, but for some intervals, and unknown from some instant on."""
    changes = [(at("2026-01-01"), State.UP)]
    for outage in sorted(down):
        changes += [(outage.start, State.DOWN), (outage.end, State.UP)]
    ends = np.full(len(changes), _NEVER, dtype=np.int64)
    if known_until is not None:
        ends[-1] = known_until
    return Observations(
        point=point,
        source="monitor",
        site=point,
        location="",
        grain=Grain.STATE,
        times=np.array([when for when, _ in changes], dtype=np.int64),
        ends=ends,
        states=np.array([state for _, state in changes], dtype=np.int8),
        retries=np.zeros(len(changes), dtype=np.bool_),
        hold=Micros(1000 * DAY),
    )


def outage(number: str, time: Interval, **terms: Any) -> Outage:
    return Outage(source="noc", number=number, since=time.start, until=time.end, **terms)


def month(text: str = "2026-04") -> Period:
    return parse_period(text, _almanac().zone("UTC"))


def judged(
    agreement: Agreement,
    *down: Interval,
    subscription: Subscription | None = None,
    period: str = "2026-04",
    as_of: Instant | None = None,
    objectives: tuple[str, ...] = (),
    point: str = "app",
    known_until: Instant | None = None,
    **known: Any,
) -> Statement:
    """A month in which the service was down for some intervals, by what else is known."""
    asked = month(period)
    return evaluate(
        agreement,
        Evidence(tables=ALL_TABLES, observations=(watched(down, point, known_until),), **known),
        asked,
        asked.interval.end if as_of is None else as_of,
        almanac=_almanac(),
        subscription=Subscription() if subscription is None else subscription,
        objectives=objectives,
    )


def settled(
    agreement: Agreement, *down: Interval, fee: str | None = "200 EUR", fees: Any = (), **how: Any
) -> Settlement:
    """What is owed for that month; `fees` are those of the evidence."""
    statement = judged(agreement, *down, **how)
    by_hand = None if fee is None else parse_money(fee)
    known = fees_in_force(fees, statement.subscription, statement.period.interval.start, by_hand)
    return settle(agreement, statement, known)


def settled_by_readings(text: str, *down: Interval) -> Settlement:
    """What is owed by every reading of terms that leave something open."""
    found = interpret(
        interpretation_of(_read(text)), lambda agreement: judged(agreement, *down), Subscription()
    )
    fee = monthly_fee(parse_money("200 EUR"))
    return settle_readings(found, lambda agreement, statement: Teller.of(agreement, statement, fee))


def only(statement: Statement) -> Finding:
    (finding,) = statement.findings
    return finding


def said(settlement: Settlement) -> list[str]:
    """Every sentence of the reasons."""
    found, left = [], [settlement.reason]
    while left:
        reason = left.pop(0)
        found.append(reason.says)
        left = [*reason.because, *left]
    return found
