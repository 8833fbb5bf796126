"""Findings, statements and agreements made by hand, for what follows from breaches over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimWindow
from upheld.agreement.clock import ClockKind, Reply, TicketClock
from upheld.agreement.convention import BreachUnit, Conventions
from upheld.agreement.credit import Credits
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.objective import Availability, Force, Objective
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import DAY, HOUR, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period, parse_period
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData, Reason, Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    ClockState,
    Duty,
    Excluded,
    Finding,
    Outage,
    Record,
    Sampling,
    Statement,
    Verdict,
    WholeOutage,
)
from upheld.evidence.account import ClaimCase
from upheld.evidence.observation import State
from upheld.quantity import Duration, Money, Operator, Target, Unit

PLACE = Place("agreement.yaml", 1, 1)
CLAUSE = Clause("2.1")
SPAN = Interval(parse_instant("2020-01-01T00:00:00Z"), parse_instant("2030-01-01T00:00:00Z"))
UTC = Zone("Etc/UTC", SPAN, (SPAN.start,), (Micros(0),))
LONDON = Zone.from_changes(
    "Europe/London",
    SPAN,
    Micros(0),
    [
        (parse_instant("2026-03-29T01:00:00Z"), HOUR),
        (parse_instant("2026-10-25T01:00:00Z"), Micros(0)),
    ],
)
ALMANAC = Almanac(zones=(UTC, LONDON))


def at(text: str) -> Instant:
    """An instant of 2026 in UTC, such as `06-02 10:00`; with the year where it is another one."""
    year = "" if text.count("-") == 2 else "2026-"
    return parse_instant(f"{year}{text.replace(' ', 'T')}:00Z")


def month(label: str, zone: Zone = UTC) -> Period:
    return parse_period(label, zone)


def days(count: int) -> Duration:
    return Duration(Fraction(count), Unit.DAY)


def months(count: int) -> Duration:
    return Duration(Fraction(count), Unit.MONTH)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def agreement(zone: Zone = UTC, **terms: object) -> Agreement:
    made = Agreement(
        name="Hosting agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone=zone.name,
        place=PLACE,
    )
    return replace(made, **terms)  # type: ignore[arg-type]


def calendars(of: Agreement | None = None) -> Calendars:
    return Calendars(of or agreement(), ALMANAC, Interval(at("2025-01-01 00:00"), at("2028-01-01 00:00")))


def credits(percent: int = 10, **terms: object) -> Credits:
    made = Credits(per_breach=ShareOfFee(Fraction(percent, 100)), clause=Clause("8"), place=PLACE)
    return replace(made, **terms)  # type: ignore[arg-type]


def claims(within: Duration | None = None, start: ClaimStart = ClaimStart.FAILURE, **terms: object) -> Claims:
    window = None if within is None else ClaimWindow(within, start)
    made = Claims(by=ClaimBy.CUSTOMER, window=window, clause=Clause("9"), place=PLACE)
    return replace(made, **terms)  # type: ignore[arg-type]


def case(submitted: str, number: str = "C-1", **facts: object) -> ClaimCase:
    made = ClaimCase(source="desk", number=number, submitted_at=at(submitted))
    return replace(made, **facts)  # type: ignore[arg-type]


def outage(
    start: str | Instant, hours: int = 2, counted: Micros | None = None, *, is_over: bool = True
) -> Outage:
    begins = at(start) if isinstance(start, str) else start
    interval = Interval(begins, Instant(begins + hours * HOUR))
    counts = interval.length if counted is None else counted
    return Outage(
        interval=interval,
        state=State.DOWN,
        counted=counts,
        whole=None if is_over else WholeOutage(interval=interval, counted=counts, is_over=False),
        excluded_by=(),
        earliest_start=interval.start,
        earliest_end=interval.end,
        confirmed=True,
        points=("web",),
        evidence=(f"state:probe/web/{interval.start}",),
        evidence_count=1,
    )


def downtime(
    outages: Sequence[Outage], period: Period, allowance: Micros, excluded: Sequence[Interval] = ()
) -> AvailabilityRecord:
    measured = period.interval.length
    down = Micros(sum(each.counted for each in outages))
    share = Share(Fraction(measured - down, measured))
    return AvailabilityRecord(
        measured=measured,
        up=Micros(measured - down),
        degraded=Micros(0),
        down=down,
        unknown=Micros(0),
        excluded=Micros(sum(each.length for each in excluded)),
        observed=share,
        worst=share,
        best=share,
        judged=share,
        coverage=Share(Fraction(1)),
        to_date=share,
        best_achievable=share,
        projected=NoData("the period is closed"),
        allowance=allowance,
        allowance_left=Micros(allowance - down),
        sampling=Sampling(every=HOUR, lowest=share.value, highest=share.value, verdict_holds=True),
        timeline=(),
        outages=tuple(outages),
        exclusions=tuple(
            Excluded(exclusion="works", what="works", interval=each, granted=True, why="", evidence=())
            for each in excluded
        ),
    )


def clock(ticket: str, breached: str | None, stopped: str | None = None, **changes: object) -> ClockRecord:
    """One clock of a ticket: breached at an instant, or of a state of its own."""
    began = at("06-01 00:00")
    made = ClockRecord(
        ticket=ticket,
        priority=None,
        cell="any",
        target="<= 4 h",
        basis="elapsed",
        started_at=began,
        stopped_at=None if stopped is None else at(stopped),
        paused=(),
        elapsed=HOUR,
        due=at(breached or "06-01 04:00"),
        last_compliant=at(breached or "06-01 04:00"),
        remaining=Micros(0),
        state=ClockState.BREACHED if breached else ClockState.KEPT,
        breached_at=None if breached is None else at(breached),
        evidence=(f"ticket:desk/{ticket}/{began}/0",),
        reason=Reason(rule="clock", says=ticket),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clocks(*records: ClockRecord) -> ClocksRecord:
    """The record of some clocks, each ticket counted by its worst one."""
    worst: dict[str, ClockState] = {}
    order = (ClockState.BREACHED, ClockState.INDETERMINATE, ClockState.RUNNING, ClockState.KEPT)
    for each in records:
        known = worst.get(each.ticket, ClockState.KEPT)
        worst[each.ticket] = min(known, each.state, key=order.index)
    states = list(worst.values())
    return ClocksRecord(
        kept=states.count(ClockState.KEPT),
        breached=states.count(ClockState.BREACHED),
        running=states.count(ClockState.RUNNING),
        indeterminate=states.count(ClockState.INDETERMINATE),
        clocks=records,
    )


def duty(what: str, due: str | None, done: str | None, began: str = "06-01 00:00") -> Duty:
    return Duty(
        what=what,
        state=ClockState.BREACHED,
        limit="within 2 hours",
        began_at=at(began),
        done_at=None if done is None else at(done),
        due=None if due is None else at(due),
        evidence=(f"incident:desk/{what}",),
        reason=Reason(rule="duty", says=what),
    )


def finding(
    record: Record,
    breaches: int = 1,
    *,
    name: str = "uptime",
    period: Period | None = None,
    unit: BreachUnit = BreachUnit.OBJECTIVE,
    verdict: Verdict = Verdict.MISSED,
    target: Target[Fraction] | None = None,
    force: Force = Force.GUARANTEE,
) -> Finding:
    """A finding on one promise; what is promised does not matter here, but for a share of tickets."""
    judged = period or month("2026-06")
    conventions = Conventions(one_breach=unit)
    is_downtime = isinstance(record, AvailabilityRecord)
    of_tickets = TicketClock(kind=ClockKind.RESPONSE, cells=(), until=Reply.HUMAN)
    percent = Target(Operator.AT_LEAST, Fraction(999, 1000)) if is_downtime else target
    objective = Objective(
        name=name,
        indicator=Availability(of="app") if is_downtime else of_tickets,
        target=percent,
        period=CalendarMonth(),
        force=force,
        clause=CLAUSE,
        conventions=conventions,
        place=PLACE,
    )
    return Finding(
        objective=objective,
        period=judged,
        interval=judged.interval,
        verdict=verdict,
        is_final=True,
        figure=Share(Fraction(99, 100)),
        breaches=breaches,
        record=record,
        reason=Reason(rule="verdict", says="missed", evidence=("row:1", "row:2"), evidence_count=2),
        conventions=conventions,
    )


def downtime_finding(
    *outages: Outage,
    period: Period | None = None,
    allowance: Micros = HOUR,
    unit: BreachUnit = BreachUnit.OBJECTIVE,
    excluded: Sequence[Interval] = (),
    name: str = "uptime",
) -> Finding:
    """A missed availability with as many breaches as its unit makes of the outages."""
    judged = period or month("2026-06")
    counts = {
        BreachUnit.OUTAGE: sum(each.counted > 0 for each in outages),
        BreachUnit.LONG_OUTAGE: sum(each.counted > allowance for each in outages),
    }
    record = downtime(outages, judged, allowance, excluded)
    return finding(record, counts.get(unit, 1), name=name, period=judged, unit=unit)


def kept(name: str = "uptime", period: Period | None = None) -> Finding:
    return finding(clocks(), 0, name=name, period=period, verdict=Verdict.MET)


def statement(
    *findings: Finding, as_of: Instant | None = None, label: str = "2026-06", **who: str
) -> Statement:
    period = findings[0].period if findings else month(label)
    return Statement(
        agreement_name="Hosting agreement",
        provider="The provider",
        version="1",
        subscription=Subscription(**who),
        period=period,
        as_of=as_of or Instant(period.interval.end + 10 * DAY),
        in_force_overridden=None,
        illustration=None,
        findings=findings,
        flags=(),
    )
