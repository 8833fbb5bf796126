"""A court for availability: agreements, evidence and judgements in a few words, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.convention import Conventions
from upheld.agreement.exclusion import MaintenanceExclusion, MaintenanceKind
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.provenance import Place
from upheld.agreement.service import Point, Service
from upheld.chrono.almanac import Almanac
from upheld.chrono.hours import HoursVersion, ServiceHours, Weekday, Window
from upheld.chrono.instant import DAY, MINUTE, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period, parse_period
from upheld.collect.almanac import build_almanac
from upheld.evaluation.availability.finding import judge_availability
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.evaluate import evaluate
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import AvailabilityRecord, Finding, Statement
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.evidence.observation import Grain, Observations, State
from upheld.quantity import Operator, Target, percent

HERE = Place("agreement.yaml", 1, 1)
UP, DEGRADED, DOWN, UNKNOWN = State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN
ZONES = ("UTC", "Europe/London", "Europe/Berlin", "Europe/Riga", "America/New_York")
ALMANAC: Almanac = build_almanac(ZONES, (), 1969, 2029)
NEVER = np.iinfo(np.int64).max
PLANNED = MaintenanceExclusion(name="planned work", kinds=(MaintenanceKind.PLANNED,), place=HERE)


def at(text: str) -> Instant:
    """An instant from `2026-03-01 10:00`, UTC."""
    date_part, _, clock = text.partition(" ")
    clock = clock or "00:00"
    return parse_instant(f"{date_part}T{clock if clock.count(':') == 2 else clock + ':00'}Z")


def between(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def observed(
    records: Iterable[tuple[int, State]],
    *,
    point: str = "p",
    location: str = "",
    source: str = "monitor",
    grain: Grain = Grain.SAMPLE,
    hold: int = 1000 * DAY,
    retries: Iterable[int] = (),
    ends: dict[int, int] | None = None,
) -> Observations:
    """Observations of records in any order, repeated ones once."""
    unique = sorted(set(records))
    times = [when for when, _ in unique]
    assert len(set(times)) == len(times), "two states at one instant"
    retried, ended = set(retries), ends or {}
    return Observations(
        point=point,
        source=source,
        site=point,
        location=location,
        grain=grain,
        times=np.array(times, dtype=np.int64),
        ends=np.array([ended.get(when, NEVER) for when in times], dtype=np.int64),
        states=np.array([state for _, state in unique], dtype=np.int8),
        retries=np.array([when in retried for when in times], dtype=np.bool_),
        hold=Micros(hold),
    )


def checks(
    interval: Interval, every: int, down: Iterable[Interval] = (), state: State = DOWN
) -> list[tuple[int, State]]:
    """Checks at regular intervals that find a state in some intervals, and up otherwise."""
    outages = list(down)
    return [
        (when, state if any(Instant(when) in outage for outage in outages) else UP)
        for when in range(interval.start, interval.end, every)
    ]


def changes(*records: tuple[int, State], **more: Any) -> Observations:
    """A log of changes of state that holds without limit."""
    return observed(records, grain=Grain.STATE, **more)


def service(**terms: Any) -> Service:
    points = terms.pop("points", ("p",))
    defaults: dict[str, Any] = {
        "name": "app",
        "points": tuple(Point(name=point) if isinstance(point, str) else point for point in points),
        "sampled_every": MINUTE,
        "stale_after": Micros(3 * MINUTE),
        "place": HERE,
    }
    return Service(**(defaults | terms))


def objective(**terms: Any) -> Objective:
    conventions = Conventions(**terms.pop("conventions", {}))
    target = terms.pop("target", "0.999")
    defaults: dict[str, Any] = {
        "name": "uptime",
        "indicator": Availability(
            of="app", excluding=terms.pop("excluding", ()), during=terms.pop("during", None)
        ),
        "target": None if target is None else Target(Operator.AT_LEAST, Fraction(target)),
        "period": CalendarMonth(),
        "conventions": conventions,
        "place": HERE,
    }
    return Objective(**(defaults | terms))


def agreement(*objectives: Objective, **terms: Any) -> Agreement:
    defaults: dict[str, Any] = {
        "name": "A test agreement",
        "provider": "Provider",
        "version": "1",
        "in_force": Term(date(1970, 1, 1)),
        "time_zone": "UTC",
        "services": (service(),),
        "objectives": objectives or (objective(),),
        "place": HERE,
    }
    return Agreement(**(defaults | terms))


def evidence(*observations: Observations, maintenance: Iterable[Maintenance] = (), **more: Any) -> Evidence:
    tables = frozenset({Table.SAMPLES, Table.STATES, Table.MAINTENANCE})
    return Evidence(tables=tables, observations=observations, maintenance=tuple(maintenance), **more)


def work(interval: Interval, *, notice: int | None = 7 * DAY, **terms: Any) -> Maintenance:
    defaults: dict[str, Any] = {
        "source": "calendar",
        "name": "upgrade",
        "kind": WorkKind.PLANNED,
        "services": (),
        "announced_at": None if notice is None else Instant(interval.start - notice),
        "planned": interval,
    }
    return Maintenance(**(defaults | terms))


def period(text: str, zone: str = "UTC") -> Period:
    return parse_period(text, ALMANAC.zone(zone))


def judge(
    agreed: Agreement, known: Evidence, over: Period, as_of: Instant | None = None, plan: str | None = None
) -> Statement:
    return evaluate(
        agreed,
        known,
        over,
        over.interval.end if as_of is None else as_of,
        almanac=ALMANAC,
        subscription=Subscription(plan=plan),
    )


def finding(agreed: Agreement, known: Evidence, over: Period, as_of: Instant | None = None) -> Finding:
    (only,) = judge(agreed, known, over, as_of).findings
    return only


def heard(agreed: Agreement, known: Evidence, over: Interval, as_of: Instant | None = None) -> Finding:
    """The first objective, an availability, heard over an interval of any length."""
    promised = agreed.objectives[0]
    assert isinstance(promised.indicator, Availability)
    now = over.end if as_of is None else as_of
    hearing = Hearing(
        agreement=agreed,
        objective=promised,
        subscription=Subscription(),
        period=Period(CalendarMonth(), agreed.time_zone, over, "the time asked for"),
        interval=over,
        as_of=now,
        evidence=known,
        calendars=Calendars(agreed, ALMANAC, span_to_judge(known, over, now, ALMANAC)),
    )
    return judge_availability(hearing, promised.indicator)


def record(found: Finding) -> AvailabilityRecord:
    assert isinstance(found.record, AvailabilityRecord)
    return found.record


def shown(figure: Any) -> str:
    """A share as people read it, or why there is none."""
    return percent(figure.value) if hasattr(figure, "value") else figure.why


def weekly(name: str, zone: str, days: Iterable[int], opens: int, closes: int) -> ServiceHours:
    """Service hours open on some days of the week, between two times of day in microseconds."""
    window = Window(frozenset(map(Weekday, days)), Micros(opens), Micros(closes))
    return ServiceHours(name, zone, (HoursVersion(windows=(window,)),))
