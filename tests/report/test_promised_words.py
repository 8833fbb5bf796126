"""What each kind of objective promises, in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import get_args

import made_kinds as kinds
import made_statements as made
import pytest

from upheld.agreement.clock import Cell, ClockKind, MeanTime, RunsOn, Start, TicketClock, TimeTarget
from upheld.agreement.conduct import (
    ChannelEntitlement,
    Classification,
    MaintenanceConduct,
    Moment,
    ReplyContent,
)
from upheld.agreement.control import Control, ControlProof, Coverage
from upheld.agreement.exclusion import MaintenanceKind
from upheld.agreement.governance import ChangeNotice, Reporting, ReportOccasion, Review
from upheld.agreement.measure import Label
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Availability, Indicator, Objective
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import CountedIn, Retention, Snapshots
from upheld.agreement.statistic import Percentile, Rank, RegionShare, Statistic, Summary
from upheld.chrono.instant import DAY, HOUR, Micros
from upheld.chrono.period import RollingDays
from upheld.quantity import Duration, Operator, Target, Unit
from upheld.report.promise import promised_briefly, promised_in_full


def within(count: int, unit: Unit, runs_on: RunsOn = RunsOn.WALL_CLOCK) -> TimeTarget:
    target = Target(Operator.AT_MOST, Duration(Fraction(count), unit))
    return TimeTarget(target=target, runs_on=runs_on, place=made.PLACE)


def promise(indicator: Indicator, **changes: object) -> Objective:
    return kinds.objective("it", indicator, **changes)


SECONDS = Target(Operator.LESS, Duration(Fraction(5, 2), Unit.SECOND))
SHARE = Target(Operator.AT_LEAST, Fraction(9, 10))
YEARLY = Duration(Fraction(12), Unit.MONTH)

PROMISES = [
    (
        promise(
            Statistic(of="lcp", summary=Percentile(Fraction(3, 4)), at_least=100),
            target=SECONDS,
            period=RollingDays(28),
        ),
        "p75 < 2.5 s",
        "p75 of lcp < 2.5 s over rolling 28 days, of at least 100 values",
    ),
    (
        promise(
            Statistic(
                of="latency",
                summary=Summary.MEAN,
                where=(Label("route", ("/a", "/b")),),
                load="normal load",
                during="office",
                regions=RegionShare(share=SHARE, among=("eu", "us")),
            ),
            target=SECONDS,
        ),
        "mean < 2.5 s in >= 90 % of regions",
        "mean of latency < 2.5 s over each calendar month, where route is /a or /b, under normal load, "
        "during office, in >= 90 % of eu, us, each by itself",
    ),
    (
        promise(Statistic(of="lost", summary=Summary.RATIO, out_of="sent")),
        "ratio tracked",
        "ratio of lost out of sent tracked over each calendar month",
    ),
    (
        promise(
            Statistic(of="cls", summary=Percentile(Fraction(999, 1000), Rank.INTERPOLATED)),
            target=Target(Operator.LESS, Decimal("0.1")),
        ),
        "p99.9 < 0.1",
        "p99.9 of cls < 0.1 over each calendar month, by linear interpolation",
    ),
    (
        promise(
            Notification(
                of="issue",
                within=within(2, Unit.BUSINESS_HOUR, RunsOn.SERVICE_HOURS),
                starts_at=Start.DETECTION,
                hours="office",
                contains=("estimated resolution time",),
                only_if="legally required",
                audience="contacts",
                channels=("e-mail", "status page"),
            )
        ),
        "within 2 business hours",
        "notification of each issue to contacts within 2 business hours of detection, by e-mail or status "
        "page, with estimated resolution time, only if legally required, on office",
    ),
    (
        promise(
            Recovery(of="full environment", within=within(24, Unit.HOUR), drilled_every=YEARLY), target=SHARE
        ),
        "within 24 h, in >= 90 % of cases",
        "recovery of full environment within 24 h of the declared failure, shown by recovery or drill, tried "
        "at least every 12 months; >= 90 % of the occasions of each calendar month",
    ),
    (
        promise(ChangeNotice(of="agreement", notice=Duration(Fraction(30), Unit.DAY))),
        "announced at least 30 days before",
        "changes of the agreement announced at least 30 days before they take effect",
    ),
    (
        promise(Review(of="agreement", every=Duration(Fraction(1), Unit.QUARTER))),
        "every quarter",
        "review of agreement every quarter",
    ),
    (
        promise(
            Reporting(
                what="summary",
                on=ReportOccasion.PERIOD_END,
                within=within(5, Unit.BUSINESS_DAY, RunsOn.BUSINESS_DAYS),
                business_days="days",
                contains=("uptime", "tickets"),
            )
        ),
        "after each period, within 5 business days",
        "summary after each period, within 5 business days, with uptime, tickets, on days",
    ),
    (
        promise(Snapshots(of="database", every=Micros(24 * HOUR), counted_in=CountedIn.CALENDAR_DAYS)),
        "every 24 h",
        "a copy of database every 24 h by calendar days",
    ),
    (
        promise(Retention(of="database", kept=Micros(7 * DAY))),
        "kept 7 days",
        "copies of database kept for 7 days",
    ),
    (
        promise(Coverage(of=("platform", "queue")), target=SHARE),
        ">= 90 %",
        "evidence of each of platform, queue for >= 90 % of each calendar month",
    ),
    (
        promise(
            Control(
                states="data are encrypted",
                proved_by=(ControlProof.ATTESTATION, ControlProof.PROBE),
                renewed_every=YEARLY,
                documents=("Policy",),
            )
        ),
        "holds throughout",
        "data are encrypted; proved by attestation and probe; renewed every 12 months; with Policy",
    ),
    (
        promise(
            MaintenanceConduct(
                kinds=(MaintenanceKind.PLANNED,),
                notice=Micros(48 * HOUR),
                hours="nights",
                lasting=Target(Operator.LESS, Duration(Fraction(1), Unit.HOUR)),
            ),
            services=("platform",),
            excluding=("force_majeure",),
        ),
        ">= 48 h notice, in nights, lasting < 1 h",
        "planned maintenance: >= 48 h notice, in nights, lasting < 1 h, for platform, force_majeure left out",
    ),
    (
        promise(MaintenanceConduct(kinds=tuple(MaintenanceKind), notice=Micros(0))),
        "prior notice",
        "planned, urgent and emergency maintenance: prior notice",
    ),
    (
        promise(
            ReplyContent(
                contains=("triage", "next step"),
                where_possible=("workaround",),
                priorities=("P2", "P3"),
                change_flow="regular",
            )
        ),
        "2 items in the first response",
        "tickets of priority P2 or P3: triage, next step in the first response; workaround where possible; "
        "changes by the flow regular",
    ),
    (
        promise(ReplyContent(contains=("root cause",), moment=Moment.AFTERWARDS)),
        "root cause in a message after the resolution",
        "every ticket: root cause in a message after the resolution",
    ),
    (
        promise(ReplyContent(change_flow="regular")),
        "changes by regular",
        "every ticket: changes by the flow regular",
    ),
    (
        promise(Classification(records=("impact",))),
        "every ticket classified",
        "every ticket classified by who has to, by the rules of its priority, with impact recorded",
    ),
    (
        promise(ChannelEntitlement(channels=("chat", "e-mail"))),
        "chat, e-mail",
        "customers can use chat, e-mail",
    ),
    (
        promise(
            MeanTime(
                TicketClock(
                    kind=ClockKind.RESOLUTION,
                    cells=(Cell(priority=None, inside=within(4, Unit.HOUR)),),
                    at_least=3,
                )
            )
        ),
        "mean within 4 h",
        "mean time of resolution within 4 h; of the tickets of each calendar month, where there are at least "
        "3",
    ),
]


@pytest.mark.parametrize(("objective", "brief", "full"), PROMISES, ids=lambda part: str(part)[:30])
def test_a_promise_in_words(objective: Objective, brief: str, full: str) -> None:
    assert promised_briefly(objective) == brief
    assert promised_in_full(objective) == full


def test_no_kind_of_promise_is_forgotten() -> None:
    said = {type(objective.indicator) for objective, _, _ in PROMISES}
    assert said | {Availability, TicketClock} == set(get_args(Indicator))
