"""A court for duties: one promise kept occasion by occasion, a month of evidence, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ticket_court import HERE, OFFICE, almanac, within

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.agreement.clock import RunsOn, TimeTarget
from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.control import Control
from upheld.agreement.convention import Conventions
from upheld.agreement.governance import Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Indicator, Objective
from upheld.agreement.provenance import Clause
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.chrono.instant import Instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import CalendarMonth, Period, parse_period
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.duties.control import judge_control
from upheld.evaluation.duties.maintenance_conduct import judge_maintenance_conduct
from upheld.evaluation.duties.notification import judge_notification
from upheld.evaluation.duties.recovery import judge_recovery
from upheld.evaluation.duties.reporting import judge_reporting
from upheld.evaluation.duties.retention import judge_retention
from upheld.evaluation.duties.review import judge_review
from upheld.evaluation.duties.snapshots import judge_snapshots
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import DutiesRecord, Duty, Finding
from upheld.evidence.evidence import Evidence, Table

JUDGES: dict[type[Indicator], Callable[[Hearing, Any], Finding]] = {
    Notification: judge_notification,
    Recovery: judge_recovery,
    Snapshots: judge_snapshots,
    Retention: judge_retention,
    Control: judge_control,
    MaintenanceConduct: judge_maintenance_conduct,
    Review: judge_review,
    Reporting: judge_reporting,
}
BRUSSELS = "Europe/Brussels"
MARCH = parse_period("2026-03", almanac(BRUSSELS).zone(BRUSSELS))
OCTOBER = parse_period("2026-10", almanac(BRUSSELS).zone(BRUSSELS))
DEFAULTS = Conventions()
ALL_TABLES = frozenset(Table)


def local(text: str, zone: str = BRUSSELS) -> Instant:
    """An instant from `03-02 09:30`, in 2026, or with its year, on the wall clock of Brussels."""
    shown = text if text[4:5] == "-" else f"2026-{text}"
    day, _, clock = shown.partition(" ")
    wall = parse_instant(f"{day}T{clock or '00:00'}:00Z")
    return almanac(zone).zone(zone).first_reaching(wall)  # type: ignore[arg-type]


def wall_time(text: str) -> TimeTarget:
    """A target that counts all the time there is, such as `24 hours`."""
    return within(text, RunsOn.WALL_CLOCK)


def stretch(start: str, end: str) -> Interval:
    return Interval(local(start), local(end))


def hearing(
    indicator: Indicator,
    *,
    period: Period = MARCH,
    interval: Interval | None = None,
    as_of: str | Instant | None = None,
    in_force: date = date(2024, 6, 1),
    tables: Iterable[Table] = ALL_TABLES,
    subscription: Subscription | None = None,
    agreed: dict[str, Any] | None = None,
    promised: dict[str, Any] | None = None,
    **evidence: Any,
) -> Hearing:
    """`agreed` are terms of the agreement, `promised` terms of the objective, the rest is evidence."""
    objective = Objective(
        **(
            {
                "name": "promise",
                "indicator": indicator,
                "period": CalendarMonth(),
                "clause": Clause("7"),
                "conventions": DEFAULTS,
                "place": HERE,
            }
            | (promised or {})
        )
    )
    agreement = Agreement(
        **(
            {
                "name": "Example",
                "provider": "The provider",
                "version": "1",
                "in_force": Term(in_force),
                "time_zone": BRUSSELS,
                "hours": (OFFICE,),
                "objectives": (objective,),
                "place": HERE,
            }
            | (agreed or {})
        )
    )
    known = Evidence(tables=frozenset(tables), **{name: tuple(rows) for name, rows in evidence.items()})
    over = interval or period.interval
    now = over.end if as_of is None else local(as_of) if isinstance(as_of, str) else as_of
    held = almanac(BRUSSELS)
    return Hearing(
        agreement=agreement,
        objective=objective,
        subscription=subscription or Subscription(),
        period=period,
        interval=over,
        as_of=now,
        evidence=known,
        calendars=Calendars(agreement, held, span_to_judge(known, over, now, held)),
    )


def judged(indicator: Indicator, **terms: Any) -> Finding:
    """A promise judged over March 2026, as it stood at the end, unless it says otherwise."""
    return JUDGES[type(indicator)](hearing(indicator, **terms), indicator)


def duties(found: Finding) -> tuple[Duty, ...]:
    assert isinstance(found.record, DutiesRecord)
    return found.record.duties


def only(found: Finding) -> Duty:
    (one,) = duties(found)
    return one


def states(found: Finding) -> list[str]:
    return [duty.state.value for duty in duties(found)]


def verdict(found: Finding) -> str:
    return found.verdict.value


def says(found: Finding) -> str:
    """What the only duty says of itself."""
    return only(found).reason.says


def steps(reason: Reason) -> list[str]:
    return [step.rule for step in reason.because]
