"""Statements made by hand, for reports: one availability, one ticket clock, in Brussels in March 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import Conventions
from upheld.agreement.credit import Credits, ShareOfFee
from upheld.agreement.credit_cap import CreditCap
from upheld.agreement.objective import Availability, Objective
from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Count, Length, NoData, Reason, Share, Words
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    ClockState,
    Excluded,
    Finding,
    Outage,
    Sampling,
    Statement,
    Verdict,
)
from upheld.evidence.evidence import Flag
from upheld.evidence.observation import State
from upheld.quantity import Duration, Money, Operator, Target, Unit
from upheld.report.document import Envelope, make_document
from upheld.settlement.teller import settle

PLACE = Place("agreement.yaml", 12, 5)
ENVELOPE = Envelope(version="0.1.0", libraries={"numpy": "2.0.0"}, lock="sha256:" + "0" * 64)


def at(text: str) -> Instant:
    """An instant of 2026, such as `03-06 12:00` in UTC."""
    return parse_instant(f"2026-{text.replace(' ', 'T')}:00Z")


def between(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


BRUSSELS = Zone.from_changes(
    "Europe/Brussels", between("01-01 00:00", "12-31 00:00"), HOUR, [(at("03-29 01:00"), Micros(2 * HOUR))]
)
MARCH = Period(CalendarMonth(), "Europe/Brussels", between("02-28 23:00", "03-31 22:00"), "2026-03")
MEASURED = Micros(MARCH.interval.length - 2 * HOUR)
UPTIME = Objective(
    name="uptime",
    indicator=Availability(of="platform", excluding=("scheduled_maintenance",)),
    target=Target(Operator.AT_LEAST, Fraction(995, 1000)),
    period=CalendarMonth(),
    clause=Clause("02. Availability", "Monthly uptime: ≥ 99.5%"),
    conventions=Conventions(declared=(("missing_data", PLACE),)),
    place=PLACE,
)
RESPONSE = Objective(
    name="initial_response",
    indicator=TicketClock(
        kind=ClockKind.RESPONSE,
        cells=(
            Cell(
                priority=None,
                inside=TimeTarget(
                    target=Target(Operator.AT_MOST, Duration(Fraction(4), Unit.BUSINESS_HOUR)),
                    runs_on=RunsOn.SERVICE_HOURS,
                    place=PLACE,
                ),
            ),
        ),
        hours="business_hours",
        until=Reply.HUMAN,
        channels=("e-mail",),
    ),
    period=CalendarMonth(),
    clause=Clause("01. Support", "within 4 business hours"),
    conventions=Conventions(),
    place=PLACE,
)


def outage(start: str, end: str, **changes: object) -> Outage:
    interval = between(start, end)
    made = Outage(
        interval=interval,
        state=State.DOWN,
        counted=interval.length,
        excluded_by=(),
        earliest_start=Instant(interval.start - 5 * MINUTE),
        earliest_end=Instant(interval.end - 5 * MINUTE),
        confirmed=True,
        points=("web application",),
        evidence=(f"sample:monitor/web/{interval.start}",),
        evidence_count=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def availability_record(outages: tuple[Outage, ...] | None = None) -> AvailabilityRecord:
    """A month with a long outage, a short one, an hour unknown and two pieces of maintenance."""
    if outages is None:
        outages = (
            outage("03-09 08:00", "03-09 13:15"),
            outage("03-24 21:58", "03-24 22:03", confirmed=False),
        )
    down = Micros(sum(each.counted for each in outages))
    changes = [(MARCH.interval.start, State.UP)]
    for each in outages:
        changes += [(each.interval.start, each.state), (each.interval.end, State.UP)]
    ends = [start for start, _ in changes[1:]] + [MARCH.interval.end]
    unknown = HOUR
    up = Micros(MEASURED - down - unknown)
    allowance = Micros(MEASURED // 200)
    return AvailabilityRecord(
        measured=MEASURED,
        up=up,
        degraded=Micros(0),
        down=down,
        unknown=unknown,
        excluded=Micros(2 * HOUR),
        observed=Share(Fraction(up, up + down)),
        worst=Share(Fraction(up, MEASURED)),
        best=Share(Fraction(up + unknown, MEASURED)),
        judged=Share(Fraction(up, MEASURED)),
        coverage=Share(Fraction(MEASURED - unknown, MEASURED)),
        to_date=Share(Fraction(up, up + down)),
        best_achievable=Share(Fraction(up, up + down)),
        projected=NoData("the period is closed"),
        allowance=allowance,
        allowance_left=Micros(allowance - down),
        sampling=Sampling(
            every=Micros(5 * MINUTE),
            lowest=Fraction(up - 20 * MINUTE, up + down),
            highest=Fraction(up, up + down - 20 * MINUTE),
            verdict_holds=True,
        ),
        timeline=tuple(
            (Interval(start, end), state) for (start, state), end in zip(changes, ends, strict=True)
        ),
        outages=outages,
        exclusions=(
            Excluded(
                exclusion="scheduled_maintenance",
                what="database upgrade",
                interval=between("03-15 03:00", "03-15 05:00"),
                granted=True,
                why="announced 3 days before, at least 24 h are asked for",
                evidence=("maintenance:status page/database upgrade/1",),
            ),
            Excluded(
                exclusion="scheduled_maintenance",
                what="cache restart",
                interval=between("03-20 03:00", "03-20 03:30"),
                granted=False,
                why="announced 2 h before, at least 24 h are asked for",
                evidence=("maintenance:status page/cache restart/2",),
            ),
        ),
    )


def uptime_finding(**changes: object) -> Finding:
    record = availability_record()
    assert isinstance(record.worst, Share)
    made = Finding(
        objective=UPTIME,
        period=MARCH,
        interval=MARCH.interval,
        verdict=Verdict.MISSED,
        is_final=True,
        figure=record.judged,
        breaches=1,
        record=record,
        reason=Reason(
            rule="availability.verdict",
            says="even with all unknown time counted as up, platform stays below >= 99.5 %",
            figure=record.best,
            clause=UPTIME.clause,
            because=(
                Reason(
                    rule="availability.downtime",
                    says="two outages count as downtime",
                    figure=Length(record.down),
                    evidence=("sample:monitor/web/1", "sample:monitor/web/2"),
                    evidence_count=64,
                ),
                Reason(
                    rule="exclusion.granted",
                    says="scheduled_maintenance takes time out",
                    figure=Length(Micros(2 * HOUR)),
                ),
            ),
        ),
        conventions=UPTIME.conventions,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clock(ticket: str, opened: str, stopped: str | None, elapsed: Micros, **changes: object) -> ClockRecord:
    target = Micros(4 * HOUR)
    breached = elapsed > target
    made = ClockRecord(
        ticket=ticket,
        priority=None,
        cell="every ticket",
        target="within 4 business hours",
        basis="business hours",
        started_at=at(opened),
        stopped_at=None if stopped is None else at(stopped),
        paused=(),
        elapsed=elapsed,
        due=Instant(at(opened) + target),
        last_compliant=Instant(at(opened) + DAY),
        remaining=Micros(target - elapsed),
        state=ClockState.BREACHED if breached else ClockState.KEPT,
        breached_at=Instant(at(opened) + DAY) if breached else None,
        evidence=(f"ticket:desk/{ticket}/1",),
        reason=Reason(
            rule="clock.elapsed", says=f"{ticket} waited", figure=Length(elapsed, "business hours")
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def response_finding(**changes: object) -> Finding:
    record = ClocksRecord(
        kept=1,
        breached=1,
        running=0,
        indeterminate=0,
        clocks=(
            clock("T-1", "03-05 09:00", "03-05 10:30", Micros(90 * MINUTE)),
            clock("T-2", "03-06 12:00", "03-09 10:10", Micros(310 * MINUTE)),
        ),
    )
    made = Finding(
        objective=RESPONSE,
        period=MARCH,
        interval=MARCH.interval,
        verdict=Verdict.MISSED,
        is_final=True,
        figure=Count(1, "of 2 kept"),
        breaches=1,
        record=record,
        reason=Reason(
            rule="clocks.verdict",
            says="1 of 2 tickets was not answered in time",
            clause=RESPONSE.clause,
            because=tuple(each.reason for each in record.clocks),
        ),
        conventions=RESPONSE.conventions,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def statement(*findings: Finding, **changes: object) -> Statement:
    made = Statement(
        agreement_name="Platform agreement",
        provider="The provider",
        version="January 2025",
        subscription=Subscription(customer="The customer", plan=None),
        period=MARCH,
        as_of=MARCH.interval.end,
        in_force_overridden=None,
        illustration=None,
        findings=findings,
        flags=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def agreement(credits: Credits | None = None) -> Agreement:
    return Agreement(
        name="Platform agreement",
        provider="The provider",
        version="January 2025",
        in_force=Term(date(2025, 1, 1)),
        time_zone="Europe/Brussels",
        currency="EUR",
        plans=("free", "enterprise"),
        objectives=(UPTIME, RESPONSE),
        credits=credits,
        place=PLACE,
    )


TEN_PER_CENT = Credits(
    per_breach=ShareOfFee(Fraction(1, 10)),
    caps=(CreditCap(limit=ShareOfFee(Fraction(1)), place=PLACE),),
    clause=Clause("8. Credits", "10 % of the monthly fee for each breach"),
    place=PLACE,
)
FLAG = Flag(code="clock-stepped-back", source="monitor", says="the clock stepped back by 1 h on 3 March")
WORDS = Words("removed from both sides")


def document(made: Statement, credits: Credits | None = None, fee: Money | None = None) -> dict[str, object]:
    return make_document(made, settle(agreement(credits), made, fee), BRUSSELS, ENVELOPE)


FEE = Money(Decimal(500), "EUR")
