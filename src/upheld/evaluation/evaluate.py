"""Evaluation: an agreement held against evidence, over a period and as of an instant, gives a statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.clock import TicketClock
from upheld.agreement.conduct import ChannelEntitlement, Classification, MaintenanceConduct, ReplyContent
from upheld.agreement.control import Control, Coverage
from upheld.agreement.governance import Reporting, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Indicator
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.agreement.statistic import Statistic
from upheld.chrono.almanac import Almanac
from upheld.chrono.instant import EARLIEST, LATEST, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone, wall_midnight
from upheld.errors import UsageError
from upheld.evaluation.availability.finding import judge_availability
from upheld.evaluation.calendars import Calendars, span_to_judge
from upheld.evaluation.clocks.finding import judge_clocks
from upheld.evaluation.duties.control import judge_control
from upheld.evaluation.duties.maintenance_conduct import judge_maintenance_conduct
from upheld.evaluation.duties.notification import judge_notification
from upheld.evaluation.duties.recovery import judge_recovery
from upheld.evaluation.duties.reporting import judge_reporting
from upheld.evaluation.duties.retention import judge_retention
from upheld.evaluation.duties.review import judge_review
from upheld.evaluation.duties.snapshots import judge_snapshots
from upheld.evaluation.exclusions.rehearing import rehear
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.coverage import judge_coverage
from upheld.evaluation.measures.finding import judge_statistic
from upheld.evaluation.promised import promised_to
from upheld.evaluation.rolling import over_every_day
from upheld.evaluation.sitting import Sitting, sittings
from upheld.evaluation.statement import Finding, Statement
from upheld.evaluation.tickets.channel_entitlement import judge_channel_entitlement
from upheld.evaluation.tickets.classification import judge_classification
from upheld.evaluation.tickets.reply_content import judge_reply_content
from upheld.evidence.evidence import Evidence

JUDGES: Mapping[type[Indicator], Callable[[Hearing, Any], Finding]] = {
    Availability: judge_availability,
    TicketClock: judge_clocks,
    Statistic: judge_statistic,
    Coverage: judge_coverage,
    Notification: judge_notification,
    Recovery: judge_recovery,
    Reporting: judge_reporting,
    Review: judge_review,
    Control: judge_control,
    MaintenanceConduct: judge_maintenance_conduct,
    Snapshots: judge_snapshots,
    Retention: judge_retention,
    ReplyContent: judge_reply_content,
    Classification: judge_classification,
    ChannelEntitlement: judge_channel_entitlement,
}
"""What judges each kind of indicator."""

NOBODY_IN_PARTICULAR = Subscription()
"""No customer and no plan named."""


def evaluate(
    agreement: Agreement,
    evidence: Evidence,
    period: Period,
    as_of: Instant,
    *,
    almanac: Almanac,
    subscription: Subscription = NOBODY_IN_PARTICULAR,
    objectives: Sequence[str] = (),
    in_force_overridden: str | None = None,
) -> Statement:
    """Judge every promise made to a subscription, over a period, by what is known at `as_of`.

    Total and deterministic: the same arguments give the same statement, and evidence of anything after
    `as_of` plays no part. `objectives` are names of those to judge; all of them where empty.
    `in_force_overridden` says why the agreement's own dates are set aside, for an illustration.

    UsageError for a plan that does not exist or has to be named, for objectives that do not exist, and for
    a period that had not begun or in which the agreement was not in force; TimeError where the almanac does
    not cover the period.
    """
    zone = almanac.zone(agreement.time_zone)
    promised = promised_to(agreement, subscription, objectives)
    in_force = _in_force(agreement, zone)
    _check_period(agreement, period, as_of, in_force)
    to_hear = [
        sitting for objective in promised for sitting in sittings(objective, period, as_of, in_force, zone)
    ]
    calendars = _calendars(agreement, evidence, to_hear, period, as_of, almanac)

    def hear(sitting: Sitting) -> Hearing:
        return _hearing(sitting, agreement, subscription, evidence, calendars)

    return Statement(
        agreement_name=agreement.name,
        provider=agreement.provider,
        version=agreement.version,
        subscription=subscription,
        period=period,
        as_of=as_of,
        in_force_overridden=in_force_overridden,
        illustration=evidence.illustration,
        findings=tuple(_finding(sitting, hear, period, as_of) for sitting in to_hear),
        flags=evidence.flags,
    )


def _finding(sitting: Sitting, hear: Callable[[Sitting], Hearing], asked: Period, as_of: Instant) -> Finding:
    """Judge a period, or every day's by itself where each has one."""
    if not sitting.days:
        return _judge(hear(sitting))
    return over_every_day([_judge(hear(day)) for day in sitting.days], asked, as_of)


def _judge(hearing: Hearing) -> Finding:
    """Judge a promise; a breach is held against the conditions of credits as well, apart from the verdict."""
    finding = _heard(hearing)
    if isinstance(hearing.objective.indicator, Availability):
        return finding
    return replace(finding, creditable=rehear(hearing, finding, _heard))


def _heard(hearing: Hearing) -> Finding:
    promise = hearing.objective.indicator
    return JUDGES[type(promise)](hearing, promise)


def _hearing(
    sitting: Sitting,
    agreement: Agreement,
    subscription: Subscription,
    evidence: Evidence,
    calendars: Calendars,
) -> Hearing:
    return Hearing(
        agreement=agreement,
        objective=sitting.objective,
        subscription=subscription,
        period=sitting.period,
        interval=sitting.interval,
        as_of=sitting.as_of,
        evidence=evidence,
        calendars=calendars,
    )


def _in_force(agreement: Agreement, zone: Zone) -> Interval:
    """The time an agreement is in force, by the calendar of its zone."""
    term = agreement.in_force
    start = _beginning(zone, term.since)
    end = LATEST if term.until is None else _beginning(zone, term.until)
    if start >= end:
        raise UsageError(
            f"agreement {agreement.name!r} is never in force: it ends on {term.until}, before it begins"
        )
    return Interval(start, end)


def _beginning(zone: Zone, day: date) -> Instant:
    """The first instant of a local date; beyond the almanac, one that lies as far off."""
    wall = wall_midnight(day)
    if wall <= zone.span.start + zone.offsets[0]:
        return Instant(max(EARLIEST, min(zone.span.start, wall)))
    if wall >= zone.span.end + zone.offsets[-1]:
        return Instant(min(LATEST, max(zone.span.end, wall)))
    return zone.first_reaching(wall)


def _check_period(agreement: Agreement, period: Period, as_of: Instant, in_force: Interval) -> None:
    term = agreement.in_force
    if period.interval.end <= in_force.start:
        raise UsageError(
            f"agreement {agreement.name!r} is in force from {term.since} on, and {period.label} is over "
            "before that: ask for a later period"
        )
    if in_force.end <= period.interval.start:
        raise UsageError(
            f"agreement {agreement.name!r} ended on {term.until}, before {period.label} begins: ask for an "
            "earlier period, or for the version in force then"
        )
    begins = max(period.interval.start, in_force.start)
    if as_of <= begins:
        raise UsageError(
            f"{period.label} has not begun: it begins {format_instant(begins)}, and the statement is asked "
            f"for as of {format_instant(as_of)}; ask for an earlier period, or as of a later instant"
        )


def _calendars(
    agreement: Agreement,
    evidence: Evidence,
    to_hear: Sequence[Sitting],
    period: Period,
    as_of: Instant,
    almanac: Almanac,
) -> Calendars:
    """Calendars over everything that is judged."""
    start = min((sitting.begins for sitting in to_hear), default=period.interval.start)
    end = max((sitting.interval.end for sitting in to_hear), default=period.interval.end)
    return Calendars(agreement, almanac, span_to_judge(evidence, Interval(start, end), as_of, almanac))
