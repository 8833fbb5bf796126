"""Excusals: what an exclusion that acts on everything does to promises kept one occasion at a time."""

from __future__ import annotations

from typing import Any

import pytest
from duty_court import DEFAULTS, JUDGES, duties, hearing, judged, local, states, stretch, verdict
from ticket_court import HERE, OFFICE

from upheld.agreement.cause import Cause, Subject
from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.control import Control, ControlProof
from upheld.agreement.exclusion import CauseExclusion, MaintenanceKind
from upheld.agreement.governance import Reporting, ReportOccasion, Review
from upheld.agreement.objective import Indicator
from upheld.agreement.snapshot import CountedIn, Retention, Snapshots
from upheld.chrono.instant import DAY, Micros
from upheld.evaluation.statement import Finding
from upheld.evidence.backup import Snapshot
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Attestation, ContractReview, Notice
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.quantity import parse_duration

FORCE_MAJEURE = CauseExclusion(
    name="force majeure", causes=(Cause.FORCE_MAJEURE,), acts_on=(Subject.CLOCKS,), place=HERE
)


def case(**terms: Any) -> ExclusionCase:
    defaults = {
        "source": "desk",
        "number": "E-1",
        "cause": "force majeure",
        "proposed_at": local("03-01"),
        "approved_by": ("provider", "customer"),
        "approved_at": local("03-02"),
    }
    return ExclusionCase(**(defaults | terms))


def copy(taken: str, seen: str) -> Snapshot:
    return Snapshot(
        source="store",
        name=f"copy of {taken}",
        of="database",
        taken_at=local(taken),
        first_seen=local("2025-12-01"),
        last_seen=local(seen),
    )


def court(indicator: Indicator, *cases: ExclusionCase, **terms: Any) -> Finding:
    return judged(
        indicator, exclusions=cases, agreed={"exclusions": (FORCE_MAJEURE,), "hours": (OFFICE,)}, **terms
    )


COPIES = [copy("02-28 12:00", "12-01"), copy("03-01 12:00", "12-01"), copy("03-03 12:00", "12-01")]


def test_nothing_is_late_in_excluded_time() -> None:
    daily = Snapshots(of="database", every=DAY)
    terms: dict[str, Any] = {"snapshots": COPIES, "as_of": "03-03 13:00"}
    assert states(court(daily, **terms)) == ["kept", "breached", "running"]
    whole = case(since=local("03-02 11:00"), until=local("03-03 12:00"))
    found = court(daily, whole, **terms)
    assert states(found) == ["kept", "kept", "running"]
    assert found.reason.because[0].rule == "exclusion.granted"
    part = case(since=local("03-02 11:00"), until=local("03-03 09:00"))
    found = court(daily, part, **terms)
    assert states(found) == ["kept", "breached", "running"]
    assert duties(found)[1].breached_at == local("03-03 09:00")


def test_a_date_that_ends_in_excluded_time_needs_no_copy() -> None:
    by_date = Snapshots(of="database", every=DAY, counted_in=CountedIn.CALENDAR_DAYS)
    terms: dict[str, Any] = {"snapshots": COPIES, "as_of": "03-03 13:00"}
    assert states(court(by_date, **terms)) == ["kept", "breached", "running"]
    night = case(since=local("03-02 20:00"), until=local("03-03 06:00"))
    assert states(court(by_date, night, **terms)) == ["kept", "kept", "running"]


def test_a_review_is_not_late_in_excluded_time() -> None:
    review = Review(of="agreement", every=parse_duration("10 days"))
    held = [
        ContractReview(source="minutes", of="agreement", held_at=local(at))
        for at in ("02-28", "03-12", "03-22")
    ]
    assert states(court(review, reviews=held)) == ["breached", "kept", "kept"]
    away = case(since=local("03-10"), until=local("03-12"))
    assert states(court(review, away, reviews=held)) == ["kept", "kept", "kept"]


def test_a_fact_need_not_hold_in_excluded_time() -> None:
    control = Control(states="data are encrypted", proved_by=(ControlProof.ATTESTATION,))
    rows = [
        Attestation(source="audit", number=at, control="promise", holds=holds, given_at=local(at))
        for at, holds in (("02-01", True), ("03-10", False), ("03-12", True))
    ]
    assert states(court(control, attestations=rows)) == ["kept", "breached", "kept"]
    away = case(since=local("03-09"), until=local("03-12"))
    found = court(control, away, attestations=rows)
    assert [(duty.began_at, duty.done_at) for duty in duties(found)] == [
        (local("03-01"), local("03-09")),
        (local("03-12"), local("04-01")),
    ]


RETENTION = Retention(of="database", kept=Micros(7 * DAY))
CONDUCT = MaintenanceConduct(kinds=(MaintenanceKind.PLANNED,), notice=Micros(0))
REPORTING = Reporting(what="summary", on=ReportOccasion.REQUEST, contains=("uptime",))
WORK = Maintenance(
    source="calendar",
    name="upgrade",
    kind=WorkKind.PLANNED,
    services=(),
    planned=stretch("03-10 02:00", "03-10 03:00"),
)
REQUEST = Notice(
    source="mail", number="N-1", kind="summary", requested_at=local("03-03"), sent_at=local("03-04")
)


@pytest.mark.parametrize(
    ("indicator", "number", "evidence"),
    [
        (RETENTION, "copy of 03-02", {"snapshots": [copy("03-02", "03-03"), copy("02-27", "03-06")]}),
        (CONDUCT, "upgrade", {"maintenance": [WORK]}),
        (REPORTING, "N-1", {"notices": [REQUEST]}),
    ],
    ids=["copy", "work", "request"],
)
def test_what_a_case_names_is_left_out(indicator: Indicator, number: str, evidence: dict[str, Any]) -> None:
    assert verdict(court(indicator, as_of="03-20", **evidence)) == "MISSED"
    named = court(indicator, case(about=(number,)), as_of="03-20", **evidence)
    assert "breached" not in states(named)
    refused = case(about=(number,), rejected_at=local("03-04"))
    found = court(indicator, refused, as_of="03-20", **evidence)
    assert verdict(found) == "MISSED"
    assert found.reason.because[0].rule == "exclusion.refused"


@pytest.mark.parametrize("indicator", [RETENTION, CONDUCT, REPORTING], ids=["copy", "work", "request"])
def test_judges_are_pure(indicator: Indicator) -> None:
    heard = hearing(
        indicator, maintenance=[WORK], notices=[REQUEST], snapshots=COPIES, promised={"conventions": DEFAULTS}
    )
    judge = JUDGES[type(indicator)]
    assert judge(heard, indicator) == judge(heard, indicator)
