"""Kinds of objectives beyond figures: clocks, notifications, recoveries, copies, controls, reviews."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from upheld.agreement.agreement import Agreement
from upheld.agreement.clock import (
    Cell,
    ClockKind,
    Reply,
    RunsOn,
    Solution,
    Start,
    TicketClock,
    TimeTarget,
    UpdateEffect,
)
from upheld.agreement.conduct import (
    ChannelEntitlement,
    Classification,
    MaintenanceConduct,
    Moment,
    ReplyContent,
)
from upheld.agreement.control import Control, ControlProof, Coverage
from upheld.agreement.exclusion import MaintenanceKind
from upheld.agreement.governance import Reporting, ReportOccasion, Review
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Force, Objective, kind_of
from upheld.agreement.recovery import Recovery, RecoveryProof
from upheld.agreement.snapshot import CountedIn, Retention, Snapshots
from upheld.chrono.instant import DAY, Micros
from upheld.errors import PhraseError
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import read_agreement
from upheld.language.terms.cadences import parse_cadence
from upheld.language.terms.objectives import KINDS
from upheld.quantity import Duration, Operator, Target, Unit

Read = Callable[[str], Any]

GOOD = Path(__file__).parents[1] / "diagnostics" / "good" / "measured-hosting.yaml"
HOURS = "hours: {office: Mon-Fri 09:00-17:00, night: daily 22:00-06:00}\n"
SERVICE = "services: {app: {points: [web], sampled_every: 60 s}}\n"


@pytest.fixture(scope="module")
def example(gazetteer: Gazetteer) -> dict[str, Objective]:
    agreement = read_agreement({GOOD.name: GOOD.read_bytes()}, GOOD.name, gazetteer).agreement
    assert isinstance(agreement, Agreement)
    return {each.name: each for each in agreement.objectives}


@pytest.fixture
def promise(read: Read) -> Callable[[str], Any]:
    """Read one objective, called `it`, beside hours and a service."""
    return lambda terms: read(f"{HOURS}{SERVICE}objectives: {{it: {{{terms}}}}}\n")


def errors(reading: Any) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is Level.ERROR]


def questions(reading: Any) -> list[Code]:
    return [each.code for each in reading.questions]


def indicator(reading: Any) -> Any:
    assert reading.agreement is not None, reading.diagnostics
    return reading.agreement.objectives[0].indicator


def at_most(count: int, unit: Unit) -> Target[Duration]:
    return Target(Operator.AT_MOST, Duration(Fraction(count), unit))


def test_an_acknowledgement_is_a_response_of_its_own(example: dict[str, Objective]) -> None:
    clock = example["acknowledged"].indicator
    assert isinstance(clock, TicketClock)
    time = TimeTarget(
        target=at_most(15, Unit.MINUTE), runs_on=RunsOn.WALL_CLOCK, place=clock.cells[0].inside.place
    )
    assert clock == TicketClock(
        kind=ClockKind.RESPONSE,
        cells=(Cell(priority="P1", inside=time),),
        tracked=(None,),
        until=Reply.ACKNOWLEDGEMENT,
        starts_at=Start.FIRST_CONTACT,
    )


def test_whether_an_automatic_acknowledgement_counts_is_asked(promise: Read) -> None:
    reading = promise("acknowledgement: {}, within: 15 minutes")
    assert questions(reading) == [Code.AUTOMATIC_REPLY]
    assert indicator(reading).until is Reply.ANY_ACKNOWLEDGEMENT
    declared = promise("acknowledgement: {automatic: does not count}, within: 15 minutes")
    assert questions(declared) == []
    assert indicator(declared).until is Reply.ACKNOWLEDGEMENT


def test_a_resolution_or_an_update(example: dict[str, Objective], promise: Read) -> None:
    clock = example["solved_or_told"].indicator
    assert isinstance(clock, TicketClock)
    assert (clock.kind, clock.update) == (ClockKind.RESOLUTION_OR_UPDATE, UpdateEffect.RESTARTS)
    assert [cell.inside.runs_on for cell in clock.cells] == [RunsOn.SERVICE_HOURS] * 2
    assert example["solved_or_told"].force is Force.TARGET
    reading = promise("resolution_or_update: office, within: 12 business hours")
    assert questions(reading) == [Code.UPDATE_EFFECT]
    assert indicator(reading).update is UpdateEffect.ENDS


def test_what_ends_a_resolution_is_declared(promise: Read) -> None:
    assert indicator(promise("resolution: {}, within: 1 h")).solved_by is Solution.WORKAROUND
    alone = promise("resolution: {solved_by: solution}, within: 1 h")
    assert indicator(alone).solved_by is Solution.SOLUTION
    assert errors(promise("response: {solved_by: solution}, within: 1 h")) == [Code.UNKNOWN_KEY]


@pytest.mark.parametrize(
    ("terms", "promised", "tracked"),
    [
        ("resolution: {}, within: tracked", (), (None,)),
        ("resolution: {}, within: Tracked", (), (None,)),
        ("resolution: {priority: P1}, within: tracked", (), ("P1",)),
        ("response: {}, within: {P1: < 1 h, any_other: tracked}", ("P1",), (None,)),
        ("response: {}, within: {P1: {time: tracked}, P2: 1 h}", ("P2",), ("P1",)),
    ],
)
def test_times_may_be_tracked_and_not_promised(
    promise: Read, terms: str, promised: tuple[str, ...], tracked: tuple[str | None, ...]
) -> None:
    clock = indicator(promise(terms))
    assert tuple(cell.priority for cell in clock.cells) == promised
    assert clock.tracked == tracked


def test_a_priority_is_named_once(promise: Read) -> None:
    twice = promise("response: {priority: P1}, within: {P2: tracked}")
    assert errors(twice) == [Code.CONFLICTING_KEYS]


def test_a_time_is_tracked_where_it_stands(promise: Read) -> None:
    assert errors(promise("response: {}, within: 1 h, target: tracked")) == [Code.CONFLICTING_KEYS]
    assert errors(promise("response: {}, within: {inside_hours: tracked}")) == [Code.UNREADABLE_VALUE]


def test_a_notification_with_all_that_may_stand_beside_it(example: dict[str, Objective]) -> None:
    told = example["told"].indicator
    assert isinstance(told, Notification)
    assert told == Notification(
        of="service-impacting issue",
        within=TimeTarget(
            target=at_most(2, Unit.BUSINESS_HOUR), runs_on=RunsOn.SERVICE_HOURS, place=told.within.place
        ),
        starts_at=Start.AWARENESS,
        hours="office",
        contains=("estimated resolution time",),
        only_if="legally required",
        audience="affected customers",
        channels=("helpdesk",),
    )
    assert example["told"].share_target == Target(Operator.AT_LEAST, Fraction(19, 20))


def test_from_when_on_somebody_must_be_told_is_asked(promise: Read) -> None:
    reading = promise("notification: security event, within: 72 hours")
    assert questions(reading) == [Code.NOTIFICATION_START]
    assert indicator(reading).starts_at is Start.OCCURRENCE
    labels = [each.label for each in reading.questions[0].readings]
    assert labels == ["starts_at: occurrence", "starts_at: detection", "starts_at: awareness"]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ("notification: {of: it, starts_at: awareness}", Code.MISSING_KEY),
        ("notification: {of: it, starts_at: awareness}, within: {P1: 1 h}", Code.WRONG_SHAPE),
        ("notification: {of: it, starts_at: awareness}, within: tracked", Code.WRONG_SHAPE),
        ("notification: {of: it, starts_at: awareness}, within: 2 business hours", Code.HOURS_MISSING),
        ("notification: {of: it, starts_at: first contact}, within: 1 h", Code.UNKNOWN_WORD),
        ("recovery: {of: it, proved_by: hope}, within: 1 h", Code.UNKNOWN_WORD),
        ("recovery: it", Code.MISSING_KEY),
        ("recovery: it, within: at least 1 h", Code.UNREADABLE_VALUE),
        ("recovery: {of: it, drilled_every: 2 business days}, within: 1 h", Code.UNREADABLE_VALUE),
    ],
)
def test_what_is_no_notification_and_no_recovery(promise: Read, terms: str, code: Code) -> None:
    assert errors(promise(terms)) == [code]


def test_a_recovery_is_proved_by_drills_too(example: dict[str, Objective], promise: Read) -> None:
    restored = example["restored"].indicator
    assert isinstance(restored, Recovery)
    assert restored.within.target == at_most(24, Unit.HOUR)
    assert restored.proved_by == (RecoveryProof.RECOVERY, RecoveryProof.DRILL)
    assert restored.drilled_every == Duration(Fraction(6), Unit.MONTH)
    assert example["restored"].force is Force.CAPABILITY
    plain = indicator(promise("recovery: environment, within: 24 hours"))
    assert plain.starts_at is Start.DECLARED_FAILURE
    assert plain.drilled_every is None


def test_snapshots_and_how_long_they_are_kept(example: dict[str, Objective]) -> None:
    copied = Snapshots(of="product database", every=Micros(DAY), counted_in=CountedIn.CALENDAR_DAYS)
    assert example["copied"].indicator == copied
    assert example["kept"].indicator == Retention(of="product database", kept=Micros(7 * DAY))
    assert example["kept"].qualified_by == ("results may vary",)


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ("every: 24 hours", [Code.SNAPSHOT_CADENCE]),
        ("every: 2 days", [Code.SNAPSHOT_CADENCE]),
        ("every: 6 hours", []),
        ("every: 24 hours, counted_in: elapsed time", []),
    ],
)
def test_whether_nights_or_hours_are_counted_is_asked_for_whole_days(
    promise: Read, terms: str, asked: list[Code]
) -> None:
    reading = promise(f"snapshots: {{of: database, {terms}}}")
    assert questions(reading) == asked
    assert indicator(reading).counted_in is CountedIn.ELAPSED


def test_hours_are_not_counted_by_dates(promise: Read) -> None:
    reading = promise("snapshots: {of: database, every: 6 hours, counted_in: calendar days}")
    assert errors(reading) == [Code.WRONG_UNIT]


def test_coverage_is_of_measures_and_services(example: dict[str, Objective], promise: Read) -> None:
    assert example["watched"].indicator == Coverage(of=("shop", "page_load"))
    assert example["watched"].share_target == Target(Operator.AT_LEAST, Fraction(99, 100))
    terms = "target: '>= 99 %', period: calendar month"
    assert errors(promise(f"coverage: app, {terms}")) == []
    assert errors(promise(f"coverage: ap, {terms}")) == [Code.UNKNOWN_NAME]
    assert errors(promise("coverage: app, period: calendar month")) == [Code.MISSING_KEY]
    assert errors(promise("coverage: app, target: <= 99 %, period: calendar month")) == [
        Code.TARGET_DIRECTION
    ]


def test_coverage_of_a_measure_needs_its_sampling(read: Read) -> None:
    text = "measures: {load: %s}\nobjectives: {it: {coverage: load, target: 99 %%, period: calendar month}}\n"
    assert errors(read(text % "duration")) == [Code.SAMPLING_UNSTATED]
    assert errors(read(text % "{unit: duration, sampled_every: 5 min}")) == []


def test_a_control_with_all_that_may_stand_beside_it(example: dict[str, Objective]) -> None:
    assert example["encrypted"].indicator == Control(
        states="data are encrypted in transit with TLS 1.2 or later",
        proved_by=(ControlProof.ATTESTATION, ControlProof.PROBE),
        renewed_every=Duration(Fraction(12), Unit.MONTH),
        points=("tls/web",),
        documents=("Information Security Policy",),
    )


@pytest.mark.parametrize(
    ("control", "code"),
    [
        ("{states: it is safe, proved_by: probe}", Code.MISSING_KEY),
        ("{states: it is safe, proved_by: attestation, points: web}", Code.MISPLACED_KEY),
        ("{states: it is safe, renewed_every: 12 months}", Code.MISPLACED_KEY),
        ("{proved_by: attestation}", Code.MISSING_KEY),
        ("{states: it is safe, proved_by: attestation, renewed_every: 0 months}", Code.UNREADABLE_VALUE),
    ],
)
def test_what_is_no_control(promise: Read, control: str, code: Code) -> None:
    assert errors(promise(f"control: {control}")) == [code]


def test_a_fact_that_nothing_proves_is_told(promise: Read) -> None:
    reading = promise("control: the service heals itself")
    assert Code.EVIDENCE_UNSTATED in {each.code for each in reading.diagnostics}
    assert indicator(reading) == Control(states="the service heals itself")


def test_how_maintenance_is_carried_out(example: dict[str, Objective], promise: Read) -> None:
    assert example["works"].indicator == MaintenanceConduct(
        kinds=(MaintenanceKind.PLANNED, MaintenanceKind.EMERGENCY),
        notice=Micros(DAY),
        hours="night",
        lasting=Target(Operator.LESS, Duration(Fraction(1), Unit.HOUR)),
    )
    beforehand = indicator(promise("maintenance_conduct: {notice: beforehand, hours: night}"))
    assert beforehand == MaintenanceConduct(kinds=(MaintenanceKind.PLANNED,), notice=Micros(0), hours="night")


@pytest.mark.parametrize(
    ("conduct", "code"),
    [
        ("{kinds: planned}", Code.MISSING_KEY),
        ("{notice: at most 24 hours}", Code.UNREADABLE_VALUE),
        ("{lasting: at least 1 h}", Code.UNREADABLE_VALUE),
        ("{hours: nights}", Code.UNKNOWN_NAME),
    ],
)
def test_what_is_no_conduct_of_maintenance(promise: Read, conduct: str, code: Code) -> None:
    assert errors(promise(f"maintenance_conduct: {conduct}")) == [code]


def test_works_are_not_measured_in_business_time(promise: Read) -> None:
    assert errors(promise("maintenance_conduct: {lasting: 1 business hour}")) == [Code.WRONG_UNIT]


def test_what_replies_contain(example: dict[str, Objective], promise: Read) -> None:
    assert example["triage"].indicator == ReplyContent(
        contains=("next step", "action plan"),
        where_possible=("temporary workaround",),
        moment=Moment.FIRST_RESPONSE,
        priorities=("P1", "P2"),
        change_flow="regular change flow",
    )
    cause = indicator(promise("reply_content: {contains: root cause, moment: after the resolution}"))
    assert cause == ReplyContent(contains=("root cause",), moment=Moment.AFTERWARDS)
    assert indicator(promise("reply_content: [next step]")) == ReplyContent(contains=("next step",))
    assert errors(promise("reply_content: {priorities: P1}")) == [Code.MISSING_KEY]


def test_classes_channels_reviews_and_reports(example: dict[str, Objective], promise: Read) -> None:
    assert example["classes"].indicator == Classification(records=("impact", "workaround"))
    assert indicator(promise("classification: {}")) == Classification()
    assert example["contact"].indicator == ChannelEntitlement(channels=("shared room",))
    assert example["contact"].plans == ("premium",)
    assert example["looked_at_again"].indicator == Review(
        of="agreement", every=Duration(Fraction(1), Unit.QUARTER)
    )
    summary = example["summary"].indicator
    assert isinstance(summary, Reporting)
    assert summary.within is not None
    assert summary.within.target == at_most(5, Unit.BUSINESS_DAY)
    assert summary.contains == ("availability", "response times")
    assert indicator(promise("reporting: {what: summary, on: end of the period}")) == Reporting(
        what="summary", on=ReportOccasion.PERIOD_END
    )


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("quarter", Duration(Fraction(1), Unit.QUARTER)),
        ("monthly", Duration(Fraction(1), Unit.MONTH)),
        ("every 6 months", Duration(Fraction(6), Unit.MONTH)),
        ("24 hours", Duration(Fraction(24), Unit.HOUR)),
        ("Annually", Duration(Fraction(1), Unit.YEAR)),
    ],
)
def test_cadences_are_read_as_they_are_written(text: str, every: Duration) -> None:
    assert parse_cadence(text) == every


@pytest.mark.parametrize("text", ["often", "4 business hours", "0 days", "24/7", "next business day", ""])
def test_what_is_no_cadence(text: str) -> None:
    with pytest.raises(PhraseError):
        parse_cadence(text)


@pytest.mark.parametrize(
    "terms",
    [
        "snapshots: {of: it, every: 6 h}, target: 99 %",
        "control: {states: it, proved_by: attestation}, target: 99 %",
        "review: quarter, within: 1 h",
        "coverage: app, target: 99 %, period: calendar month, within: 1 h",
    ],
)
def test_a_target_and_a_time_stand_only_where_they_mean_something(promise: Read, terms: str) -> None:
    assert errors(promise(terms)) == [Code.MISPLACED_KEY]


def test_the_share_of_cases_is_a_share(promise: Read) -> None:
    clock = "response: {}, within: 1 h"
    assert errors(promise(f"{clock}, target: < 1 h")) == [Code.WRONG_UNIT]
    assert errors(promise(f"{clock}, target: 0.95")) == [Code.UNREADABLE_VALUE]
    assert errors(promise(f"{clock}, target: '>= 0.95'")) == [Code.WRONG_UNIT]
    assert errors(promise(f"{clock}, target: 101 %")) == [Code.TARGET_OUT_OF_RANGE]


def test_exclusions_and_services_limit_any_promise(read: Read) -> None:
    text = f"{SERVICE}exclusions: {{force: {{cause: force majeure}}}}\nobjectives: {{it: {{%s}}}}\n"
    clock = read(text % "response: {}, within: 1 h, excluding: force, services: [app]")
    objective = clock.agreement.objectives[0]
    assert (objective.excluding, objective.services) == (("force",), ("app",))
    terms = "target: 99 %, period: calendar month"
    beside = read(text % f"availability: app, {terms}, excluding: force").agreement.objectives[0]
    within = read(text % f"availability: {{of: app, excluding: force}}, {terms}").agreement.objectives[0]
    assert (beside.indicator, beside.excluding) == (within.indicator, within.excluding)
    both = f"availability: {{of: app, excluding: force}}, {terms}, excluding: force"
    assert errors(read(text % both)) == [Code.CONFLICTING_KEYS]


def test_every_kind_has_a_name_and_stands_in_the_example(example: dict[str, Objective]) -> None:
    called = {kind_of(objective.indicator).replace(" ", "_") for objective in example.values()}
    assert {kind.key for kind in KINDS} - called == {
        "availability",
        "acknowledgement",
        "next_response",
        "update",
        "share_of_values",
        "share_of_time",
        "jitter",
        "relative_excess",
        "total",
    }
