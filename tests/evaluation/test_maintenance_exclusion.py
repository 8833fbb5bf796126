"""Which maintenance is excluded, which is not, and what is said about it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from uptime_court import (
    DOWN,
    HERE,
    PLANNED,
    agreement,
    at,
    between,
    changes,
    evidence,
    heard,
    objective,
    record,
    weekly,
    work,
)

from upheld.agreement.exclusion import HoursExclusion, MaintenanceKind, NoticeIs
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import DAY, HOUR, Instant
from upheld.chrono.interval import Interval
from upheld.errors import UsageError
from upheld.evaluation.statement import Finding
from upheld.evidence.maintenance import Maintenance, WorkKind

DAY_OF = between("2026-03-02", "2026-03-03")
PLAN = between("2026-03-02 04:00", "2026-03-02 06:00")
ASKS_A_DAY = replace(PLANNED, notice=DAY, clause=Clause("4. Maintenance"))


def hear(*works: Maintenance, exclusion: Any = ASKS_A_DAY, as_of: Instant | None = None) -> Finding:
    agreed = agreement(
        objective(excluding=(exclusion.name,)),
        exclusions=(exclusion,),
        hours=(weekly("nights", "UTC", range(7), 1 * HOUR, 5 * HOUR),),
    )
    return heard(agreed, evidence(changes((0, DOWN)), maintenance=works), DAY_OF, as_of)


def weighed(*works: Maintenance, **how: Any) -> list[tuple[Interval, bool, str]]:
    return [(each.interval, each.granted, each.why) for each in record(hear(*works, **how)).exclusions]


def test_notice_of_exactly_what_is_asked_is_enough() -> None:
    assert weighed(work(PLAN, notice=DAY)) == [
        (PLAN, True, "was announced 24 h before it was to begin; 24 h are needed")
    ]
    assert weighed(work(PLAN, notice=DAY - 1)) == [
        (
            PLAN,
            False,
            "was announced 23 h 59 min 59.999999 s before it was to begin; 24 h of notice are needed",
        )
    ]


def test_work_announced_after_it_began_or_never_is_not_excluded() -> None:
    late = work(PLAN, announced_at=Instant(PLAN.start + HOUR))
    assert weighed(late) == [
        (PLAN, False, "was announced 1 h after it was to begin; 24 h of notice are needed")
    ]
    assert weighed(work(PLAN, notice=None)) == [
        (PLAN, False, "was never announced; 24 h of notice are needed")
    ]


def test_late_notice_as_a_duty_is_reported_and_excludes_all_the_same() -> None:
    duty = replace(ASKS_A_DAY, notice_is=NoticeIs.DUTY)
    ((interval, granted, why),) = weighed(work(PLAN, notice=4 * HOUR), exclusion=duty)
    assert (interval, granted) == (PLAN, True)
    assert why == (
        "was announced 4 h before it was to begin; 24 h of notice are needed, "
        "and late notice does not undo this exclusion"
    )


def test_emergency_work_is_excluded_only_where_it_is_named() -> None:
    emergency = work(PLAN, kind=WorkKind.EMERGENCY)
    assert weighed(emergency) == [
        (PLAN, False, "is emergency maintenance, and the exclusion covers planned only")
    ]
    both = replace(PLANNED, kinds=(MaintenanceKind.PLANNED, MaintenanceKind.EMERGENCY))
    assert weighed(emergency, exclusion=both) == [
        (PLAN, True, "is emergency maintenance; the exclusion asks for no notice")
    ]


def test_work_that_overruns_its_plan_counts_from_there() -> None:
    used = Interval(Instant(PLAN.start + HOUR), Instant(PLAN.end + HOUR))
    (within, beyond) = weighed(work(PLAN, took_place=used))
    assert within[:2] == (Interval(used.start, PLAN.end), True)
    assert beyond == (Interval(PLAN.end, used.end), False, "was used beyond what was planned")


def test_work_that_lies_partly_outside_the_agreed_hours_is_excluded_in_part() -> None:
    at_night = replace(ASKS_A_DAY, hours="nights")
    inside, outside = weighed(work(PLAN), exclusion=at_night)
    assert inside[:2] == (between("2026-03-02 04:00", "2026-03-02 05:00"), True)
    assert outside == (between("2026-03-02 05:00", "2026-03-02 06:00"), False, "lies outside nights")


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"cancelled_at": at("2026-03-01 12:00")}, "was called off before it began"),
        (
            {"took_place": between("2026-03-02 08:00", "2026-03-02 09:00")},
            "did not take place within its plan",
        ),
    ],
)
def test_work_that_never_took_place_as_planned_excludes_nothing(terms: dict[str, Any], why: str) -> None:
    found = hear(work(PLAN, **terms))
    assert record(found).excluded == 0
    first = record(found).exclusions[0]
    assert (first.interval, first.granted, first.why) == (PLAN, False, why)


def test_only_work_on_the_service_is_considered() -> None:
    assert weighed(work(PLAN, services=("another",))) == []
    assert len(weighed(work(PLAN, services=("another", "app")))) == 1


def test_what_is_known_later_is_not_known_yet() -> None:
    now = at("2026-03-02 05:00")
    halved = work(PLAN, cancelled_at=at("2026-03-02 05:30"))
    assert [each[:2] for each in weighed(halved, as_of=now)] == [(PLAN, True)]
    running = work(PLAN, took_place=between("2026-03-02 04:30", "2026-03-02 08:00"))
    assert [each[:2] for each in weighed(running, as_of=now)] == [
        (between("2026-03-02 04:30", "2026-03-02 06:00"), True)
    ]
    assert weighed(work(PLAN, announced_at=at("2026-03-02 05:30")), as_of=now) == []


def test_a_reason_names_the_clause_and_the_row_of_evidence() -> None:
    planned = work(PLAN)
    found = hear(planned)
    (step,) = (step for step in found.reason.because if step.rule == "availability.exclusions")
    (granted,) = step.because
    assert granted.rule == "exclusion.granted"
    assert granted.clause == Clause("4. Maintenance")
    assert granted.evidence == (planned.identity,)


def test_overlapping_exclusions_count_once() -> None:
    nightly = HoursExclusion(name="nightly", during="nights", place=HERE)
    agreed = agreement(
        objective(excluding=("planned work", "nightly")),
        exclusions=(PLANNED, nightly),
        hours=(weekly("nights", "UTC", range(7), 1 * HOUR, 5 * HOUR),),
    )
    figures = record(heard(agreed, evidence(maintenance=[work(PLAN)]), DAY_OF))
    assert figures.excluded == 5 * HOUR
    assert [each.exclusion for each in figures.exclusions] == ["nightly", "planned work"]


def test_an_exclusion_nobody_declared_is_refused_with_the_nearest_name() -> None:
    agreed = agreement(objective(excluding=("planed work",)), exclusions=(PLANNED,))
    with pytest.raises(UsageError, match="no exclusion `planed work`: did you mean `planned work`"):
        heard(agreed, evidence(), DAY_OF)


def test_excluded_time_is_clipped_to_the_period() -> None:
    across = between("2026-03-01 22:00", "2026-03-02 02:00")
    (only,) = record(hear(work(across))).exclusions
    assert only.interval == between("2026-03-02", "2026-03-02 02:00")
    assert only.interval.length == 2 * HOUR
