"""Exclusions by cause: without evidence nothing is left out, and the finding says so."""

from __future__ import annotations

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
    work,
)

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.exclusion import CauseExclusion, EmergencyWork, acting_on
from upheld.agreement.party import Approver
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import DAY, HOUR
from upheld.evaluation.statement import Finding
from upheld.evidence.maintenance import WorkKind

DAY_OF = between("2026-03-02", "2026-03-03")
PLAN = between("2026-03-02 04:00", "2026-03-02 06:00")
THIRD_PARTIES = CauseExclusion(
    name="third parties",
    causes=(Cause.THIRD_PARTY_OUTAGE, Cause.CLOUD_PROVIDER),
    parties=("Example CDN",),
    approved_by=Approver.BOTH,
    clause=Clause("4. Exclusions"),
    place=HERE,
)


def hear(*exclusions: CauseExclusion, named: tuple[str, ...] = ()) -> Finding:
    agreed = agreement(objective(excluding=named), exclusions=exclusions)
    return heard(agreed, evidence(changes((DAY_OF.start, DOWN))), DAY_OF)


def test_without_evidence_nothing_is_excluded_and_the_record_says_so() -> None:
    found = hear(THIRD_PARTIES, named=("third parties",))
    (refused,) = record(found).exclusions
    assert (refused.interval, refused.granted, refused.evidence) == (DAY_OF, False, ())
    assert refused.what == "third-party outage or cloud provider failure (Example CDN)"
    assert refused.why == (
        "has no evidence: nothing, approved by both parties, says that this was the cause of anything in the "
        "period"
    )
    assert record(found).excluded == 0
    assert record(found).down == DAY


def test_the_reasons_name_the_exclusion_and_its_clause() -> None:
    found = hear(THIRD_PARTIES, named=("third parties",))
    (step,) = [each for each in found.reason.because if each.rule == "availability.exclusions"]
    (refused,) = step.because
    assert (refused.rule, refused.clause) == ("exclusion.refused", Clause("4. Exclusions"))
    assert "not excluded by third parties, because it has no evidence" in refused.says


def test_an_exclusion_that_acts_on_every_availability_needs_no_naming() -> None:
    general = replace(THIRD_PARTIES, acts_on=(Subject.AVAILABILITY,))
    assert [each.exclusion for each in record(hear(general)).exclusions] == ["third parties"]
    assert record(hear(replace(THIRD_PARTIES, acts_on=(Subject.CLOCKS,)))).exclusions == ()
    assert record(hear(general, named=("third parties",))).exclusions == record(hear(general)).exclusions
    assert acting_on(Subject.AVAILABILITY, (general,), ("third parties",)) == ("third parties",)


def test_emergency_maintenance_excluded_without_notice() -> None:
    asks = replace(PLANNED, notice=DAY)
    urgent = work(PLAN, kind=WorkKind.EMERGENCY, notice=None)
    agreed = {
        way: agreement(objective(excluding=(asks.name,)), exclusions=(replace(asks, emergencies=way),))
        for way in EmergencyWork
    }
    seen = evidence(changes((DAY_OF.start, DOWN)), maintenance=(urgent,))
    (counted,) = record(heard(agreed[EmergencyWork.COUNTED], seen, DAY_OF)).exclusions
    (excluded,) = record(heard(agreed[EmergencyWork.EXCLUDED], seen, DAY_OF)).exclusions
    assert (counted.granted, excluded.granted) == (False, True)
    assert excluded.why == "is emergency maintenance, which is excluded without notice"
    assert record(heard(agreed[EmergencyWork.EXCLUDED], seen, DAY_OF)).down == DAY - 2 * HOUR


def test_planned_work_still_needs_its_notice() -> None:
    asks = replace(PLANNED, notice=DAY, emergencies=EmergencyWork.EXCLUDED)
    agreed = agreement(objective(excluding=(asks.name,)), exclusions=(asks,))
    late = work(PLAN, announced_at=at("2026-03-02 03:00"))
    seen = evidence(changes((DAY_OF.start, DOWN)), maintenance=(late,))
    (refused,) = record(heard(agreed, seen, DAY_OF)).exclusions
    assert not refused.granted
