"""Findings made by hand, for the kinds of record that `made_statements` has none of."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import made_statements as made
from msgspec.structs import replace

from upheld.agreement.clock import RunsOn, Start, TimeTarget
from upheld.agreement.control import Coverage
from upheld.agreement.convention import Conventions
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Force, Objective
from upheld.agreement.provenance import Clause
from upheld.agreement.snapshot import Snapshots
from upheld.agreement.statistic import Percentile, RegionShare, Statistic, Summary
from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, RollingDays
from upheld.evaluation.reason import Figure, Length, Measured, NoData, Reason, Share
from upheld.evaluation.statement import (
    Bin,
    ClockState,
    CoveragePart,
    CoverageRecord,
    DutiesRecord,
    Duty,
    Finding,
    Outcome,
    Part,
    Record,
    Statement,
    StatisticRecord,
    Verdict,
)
from upheld.evidence.measurement import Scale
from upheld.quantity import Duration, Operator, Target, Unit

MS = 1000


def objective(name: str, indicator: object, **changes: object) -> Objective:
    promised = Objective(
        name=name,
        indicator=indicator,  # type: ignore[arg-type]
        period=CalendarMonth(),
        clause=Clause(f"Section on {name}", f"the words that promise {name}"),
        conventions=Conventions(),
        place=made.PLACE,
    )
    return replace(promised, **changes)  # type: ignore[arg-type]


def finding(
    of: Objective, verdict: Verdict, figure: Figure, record: Record, says: str, **changes: object
) -> Finding:
    found = Finding(
        objective=of,
        period=made.MARCH,
        interval=made.MARCH.interval,
        verdict=verdict,
        is_final=True,
        figure=figure,
        breaches=int(verdict is Verdict.MISSED and of.force is Force.GUARANTEE),
        record=record,
        reason=Reason(rule="made.verdict", says=says, figure=figure, clause=of.clause),
        conventions=of.conventions,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


LCP = objective(
    "lcp",
    Statistic(of="largest_contentful_paint", summary=Percentile(Fraction(3, 4)), at_least=100),
    target=Target(Operator.LESS, Duration(Fraction(5, 2), Unit.SECOND)),
    period=RollingDays(28),
)


def lcp_finding(**changes: object) -> Finding:
    """A percentile of samples, with a long tail; it keeps its target by a millisecond."""
    counts = [
        3,
        12,
        40,
        95,
        160,
        210,
        260,
        240,
        190,
        150,
        110,
        84,
        60,
        41,
        33,
        20,
        14,
        11,
        6,
        5,
        3,
        2,
        1,
        0,
        1,
    ]
    width = 200 * MS
    figure = Measured(Fraction(2_499 * MS), Scale.MICROSECONDS)
    record = StatisticRecord(
        scale=Scale.MICROSECONDS,
        values=sum(counts),
        figure=figure,
        lowest=figure,
        highest=figure,
        coverage=NoData("the measure does not say how often a record is expected"),
        left_out=(("taken at the network edge", 312), ("of another route", 5)),
        distribution=tuple(
            Bin(Fraction(width * number if number else -1), Fraction(width * (number + 1)), count)
            for number, count in enumerate(counts)
        ),
    )
    return finding(LCP, Verdict.MET, figure, record, "p75 of 1751 values stays below 2.5 s", **changes)


LATENCY = objective(
    "latency",
    Statistic(
        of="latency",
        summary=Summary.MEAN,
        regions=RegionShare(share=Target(Operator.AT_LEAST, Fraction(9, 10))),
    ),
    target=Target(Operator.LESS, Duration(Fraction(50), Unit.MILLISECOND)),
)


def latency_finding(**changes: object) -> Finding:
    """A mean by regions, one of which misses, one of which lies open, and one of which has no figure."""
    milliseconds = {"eu-west": 31, "eu-north": 44, "us-east": 50, "asia-south": 72}
    parts = []
    for name, mean in milliseconds.items():
        figure = Measured(Fraction(mean * MS) + Fraction(1, 3), Scale.MICROSECONDS)
        verdict = Verdict.MET if mean < 50 else Verdict.MISSED
        parts.append(
            Part(name=name, figure=figure, lowest=figure, highest=figure, values=8928, verdict=verdict)
        )
    low, high = (Measured(Fraction(each * MS), Scale.MICROSECONDS) for each in (45, 55))
    parts[2] = replace(parts[2], lowest=low, highest=high, verdict=Verdict.INDETERMINATE)
    none = NoData("no values were recorded")
    parts.append(
        Part(name="sa-east", figure=none, lowest=none, highest=none, values=0, verdict=Verdict.INDETERMINATE)
    )
    figure = Share(Fraction(1, 2))
    record = StatisticRecord(
        scale=Scale.MICROSECONDS,
        values=4 * 8928,
        figure=figure,
        lowest=Share(Fraction(2, 5)),
        highest=Share(Fraction(4, 5)),
        coverage=Share(Fraction(997, 1000)),
        left_out=(),
        parts=tuple(parts),
    )
    says = "at most 4 of 5 regions keep < 50 ms, and >= 90 % must"
    return finding(LATENCY, Verdict.MISSED, figure, record, says, **changes)


SHIFT = objective(
    "cls",
    Statistic(of="cumulative_layout_shift", summary=Percentile(Fraction(3, 4))),
    target=Target(Operator.LESS, Decimal("0.1")),
    period=RollingDays(28),
)


def aggregate_finding(**changes: object) -> Finding:
    """A figure its source worked out itself, of which nothing else is known."""
    figure = Measured(Fraction(87_000), Scale.MILLIONTHS)
    record = StatisticRecord(
        scale=Scale.MILLIONTHS,
        values=1,
        figure=figure,
        lowest=figure,
        highest=figure,
        coverage=NoData("aggregates have no coverage"),
        left_out=(),
    )
    return finding(SHIFT, Verdict.MET, figure, record, "the source gives a p75 of 0.087", **changes)


NOTICES = objective(
    "incident_report",
    Notification(
        of="service-impacting issue",
        within=TimeTarget(
            target=Target(Operator.AT_MOST, Duration(Fraction(2), Unit.BUSINESS_HOUR)),
            runs_on=RunsOn.SERVICE_HOURS,
            place=made.PLACE,
        ),
        starts_at=Start.DETECTION,
        hours="business_hours",
        contains=("estimated resolution time",),
    ),
)


def duty(what: str, began: str, state: ClockState, **changes: object) -> Duty:
    start = made.at(began)
    occasion = Duty(
        what=what,
        state=state,
        limit="within 2 business hours, with estimated resolution time",
        began_at=start,
        due=Instant(start + 2 * HOUR),
        reason=Reason(rule="notification.sent", says=f"{what} is {state.value}"),
        evidence=(f"incident:desk/{what}",),
    )
    return replace(occasion, **changes)  # type: ignore[arg-type]


def notices() -> tuple[Duty, ...]:
    """One notice in time, one late and incomplete, one of which nothing is known, one still due."""
    return (
        duty(
            "INC-1",
            "03-04 09:00",
            ClockState.KEPT,
            done_at=made.at("03-04 10:10"),
            length=Length(Micros(70 * MINUTE), "business hours"),
        ),
        duty(
            "INC-2",
            "03-12 14:00",
            ClockState.BREACHED,
            done_at=made.at("03-13 09:20"),
            length=Length(Micros(220 * MINUTE), "business hours"),
            lacks=("estimated resolution time",),
        ),
        duty("INC-3", "03-20 10:00", ClockState.INDETERMINATE),
        duty("INC-4", "03-31 14:30", ClockState.RUNNING),
    )


def duties_record(duties: tuple[Duty, ...]) -> DutiesRecord:
    states = [each.state for each in duties]
    return DutiesRecord(
        kept=states.count(ClockState.KEPT),
        breached=states.count(ClockState.BREACHED),
        running=states.count(ClockState.RUNNING),
        indeterminate=states.count(ClockState.INDETERMINATE),
        duties=duties,
    )


def notices_finding(**changes: object) -> Finding:
    return finding(
        NOTICES,
        Verdict.MISSED,
        Share(Fraction(1, 2)),
        duties_record(notices()),
        "kept for 1 of 4 incidents, 1 breached, 1 still open, 1 undecided",
        **changes,
    )


COPIES = objective("snapshots", Snapshots(of="database", every=Micros(24 * HOUR)))


def copies_finding(**changes: object) -> Finding:
    """A copy each night at two, but for the one of 17 March."""
    first = made.at("03-01 01:00")
    starts = [Instant(first + day * DAY) for day in range(30) if day != 16]
    copies = tuple(
        Duty(
            what=f"from copy {number} to the next",
            state=ClockState.KEPT if end - start <= DAY else ClockState.BREACHED,
            limit="every 24 h",
            began_at=start,
            done_at=end,
            due=Instant(start + DAY),
            length=Length(Micros(end - start)),
            evidence=(f"snapshot:vault/{number}",),
            reason=Reason(rule="snapshots.gap", says=f"{(end - start) // HOUR} h without a copy"),
        )
        for number, (start, end) in enumerate(pairwise(starts), start=1)
    )
    record = duties_record(copies)
    figure = Share(Fraction(record.kept, len(copies)))
    return finding(COPIES, Verdict.MISSED, figure, record, "one gap is longer than 24 h", **changes)


MONITORING = objective(
    "monitoring",
    Coverage(of=("platform", "database_health", "queue_latency")),
    target=Target(Operator.AT_LEAST, Fraction(99, 100)),
    force=Force.TARGET,
)


def coverage_finding(**changes: object) -> Finding:
    gap = made.between("03-11 06:00", "03-12 18:30")
    whole = made.MARCH.interval
    record = CoverageRecord(
        parts=(
            CoveragePart(name="platform", covered=Share(Fraction(1)), gaps=()),
            CoveragePart(
                name="database_health",
                covered=Share(1 - Fraction(gap.length, whole.length)),
                gaps=(gap,),
            ),
            CoveragePart(
                name="queue_latency",
                covered=NoData("nothing says how often a record is expected"),
                gaps=(Interval(whole.start, whole.end),),
            ),
        )
    )
    figure = Share(1 - Fraction(gap.length, whole.length))
    return finding(
        MONITORING,
        Verdict.MISSED,
        figure,
        record,
        "database_health has evidence for 95.0875 % of the time",
        **changes,
    )


def ambiguous_finding(**changes: object) -> Finding:
    """Late notice makes maintenance downtime, or it does not; the text does not say."""
    uptime = made.uptime_finding()
    met, missed = Share(Fraction(997, 1000)), uptime.figure
    outcomes = (
        Outcome(
            readings=(("exclusions.scheduled_maintenance.notice_is: condition",),),
            verdict=Verdict.MISSED,
            figure=missed,
            breaches=1,
            reason=Reason(rule="availability.verdict", says="platform stays below >= 99.5 %", figure=missed),
        ),
        Outcome(
            readings=(
                ("exclusions.scheduled_maintenance.notice_is: duty", "conventions.before_start: left out"),
                (
                    "exclusions.scheduled_maintenance.notice_is: duty",
                    "conventions.before_start: counts as up",
                ),
            ),
            verdict=Verdict.MET,
            figure=met,
            breaches=0,
            reason=Reason(rule="availability.verdict", says="platform keeps >= 99.5 %", figure=met),
        ),
    )
    return made.uptime_finding(
        objective=replace(made.UPTIME, name="uptime_as_published"),
        verdict=Verdict.AMBIGUOUS,
        figure=NoData("the words leave two readings"),
        breaches=0,
        outcomes=outcomes,
        **changes,
    )


def every_kind() -> Statement:
    """A statement with a finding for each kind of record, and each verdict but one."""
    return made.statement(
        made.uptime_finding(),
        made.response_finding(),
        lcp_finding(),
        latency_finding(),
        aggregate_finding(),
        notices_finding(),
        copies_finding(),
        coverage_finding(),
        ambiguous_finding(),
        illustration="An illustration: published terms held against evidence from elsewhere.",
        flags=(made.FLAG,),
    )
