"""Notifications: who was told of an incident, from when the time ran, and everything that had to be told."""

from __future__ import annotations

from typing import Any

import pytest
from duty_court import (
    OFFICE,
    duties,
    hearing,
    judged,
    local,
    only,
    says,
    states,
    steps,
    verdict,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ticket_court import HERE, clock, for_all, opened, reply, ticket, within
from ticket_court import finding as clock_finding

from upheld.agreement.agreement import Subscription
from upheld.agreement.cause import Cause, Subject
from upheld.agreement.clock import ClockKind, RunsOn, Start
from upheld.agreement.convention import (
    BelongsTo,
    BreachTest,
    BreachUnit,
    Conventions,
    DayUnit,
    MissingData,
    NextBusinessDay,
)
from upheld.agreement.exclusion import CauseExclusion, MaintenanceExclusion, MaintenanceKind
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Force
from upheld.chrono.instant import HOUR, MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.errors import TimeError
from upheld.evaluation.duties.notification import judge_notification
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.governance import Notice
from upheld.evidence.incident import Incident, IncidentUpdate
from upheld.evidence.maintenance import Maintenance, WorkKind

ETA = "estimated resolution time"


def promise(
    text: str = "2 business hours", runs_on: RunsOn = RunsOn.SERVICE_HOURS, **terms: Any
) -> Notification:
    defaults = {
        "of": "service-impacting issue",
        "within": within(text, runs_on),
        "starts_at": Start.DETECTION,
        "hours": "office",
    }
    return Notification(**(defaults | terms))


TWO_HOURS = promise()
WITH_ETA = promise(contains=(ETA,))
THREE_DAYS = promise(
    "72 hours", RunsOn.WALL_CLOCK, of="security event", starts_at=Start.AWARENESS, hours=None
)


def incident(detected: str | None = "03-03 10:00", *updates: IncidentUpdate, **terms: Any) -> Incident:
    """Tuesday 3 March 2026, ten in the morning in Brussels, unless it says otherwise."""
    defaults = {
        "source": "desk",
        "number": "INC-1",
        "kind": "service-impacting issue",
        "detected_at": None if detected is None else local(detected),
        "updates": updates,
    }
    return Incident(**(defaults | terms))


def told(at: str, *contains: str, **terms: Any) -> IncidentUpdate:
    return IncidentUpdate(at=local(at), contains=contains, **terms)


def notice(at: str | None, *contains: str, **terms: Any) -> Notice:
    defaults = {
        "source": "mail",
        "number": "N-1",
        "kind": "service-impacting issue",
        "about": "INC-1",
        "sent_at": None if at is None else local(at),
        "contains": contains,
    }
    return Notice(**(defaults | terms))


def court(*incidents: Incident, indicator: Notification = TWO_HOURS, **terms: Any) -> Finding:
    return judged(indicator, incidents=incidents, **terms)


def test_customers_told_in_time_of_everything_keep_the_promise() -> None:
    found = court(incident("03-03 16:00", told("03-04 10:00", ETA)), indicator=WITH_ETA)
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == (
        "incident INC-1: told 2 h of business hours after it was detected; "
        "promised within 2 business hours, with estimated resolution time"
    )
    duty = only(found)
    assert (duty.began_at, duty.done_at, duty.due) == (
        local("03-03 16:00"),
        local("03-04 10:00"),
        local("03-04 10:00"),
    )
    assert duty.length is not None
    assert (duty.length.value, duty.length.basis) == (2 * HOUR, "business hours")
    assert duty.evidence == ("incident:desk/INC-1", f"incident:desk/INC-1/{local('03-04 10:00')}")
    assert steps(duty.reason) == ["duty.start", "duty.target", "duty.due", "notification.told"]


def test_both_edges_of_the_due_time_are_told_where_it_ends_with_a_window() -> None:
    duty = only(court(incident("03-06 15:00", told("03-09 09:00"))))
    assert duty.state.value == "kept"
    assert duty.due == local("03-09 09:00")
    assert steps(duty.reason)[2:4] == ["duty.due", "duty.next_open"]


def test_customers_told_too_late_were_not_told_in_time() -> None:
    found = court(incident("03-03 10:00", told("03-03 13:30")))
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert says(found) == (
        "incident INC-1: told 3 h 30 min of business hours after it was detected, 1 h 30 min too late; "
        "promised within 2 business hours"
    )
    assert steps(only(found).reason)[-2:] == ["duty.breach", "notification.told"]


def test_one_exactly_in_time_keeps_within_and_breaks_less_than() -> None:
    on_time = incident("03-03 10:00", told("03-03 12:00"))
    assert verdict(court(on_time)) == "MET"
    assert verdict(court(on_time, indicator=promise("< 2 business hours"))) == "MISSED"


def test_a_message_without_what_must_be_told_tells_nobody() -> None:
    found = court(incident("03-03 10:00", told("03-03 10:30")), indicator=WITH_ETA)
    assert verdict(found) == "MISSED"
    assert only(found).lacks == (ETA,)
    assert says(found).startswith("incident INC-1: told without estimated resolution time, and no more in ")


def test_what_must_be_told_may_come_in_several_messages_as_long_as_all_of_it_comes_in_time() -> None:
    in_time = incident("03-03 10:00", told("03-03 10:30"), told("03-03 11:59", "Estimated  Resolution Time"))
    found = court(in_time, indicator=WITH_ETA)
    assert (verdict(found), only(found).done_at) == ("MET", local("03-03 11:59"))
    late = incident("03-03 10:00", told("03-03 10:30"), told("03-03 13:00", ETA))
    found = court(late, indicator=WITH_ETA)
    assert (verdict(found), only(found).lacks) == ("MISSED", (ETA,))
    assert "told in full 3 h of business hours after it was detected, 1 h too late" in says(found)


def test_notices_count_as_updates_do_and_sending_is_telling() -> None:
    assert (
        verdict(court(incident(), notices=[notice("03-03 11:00", delivered_at=local("03-04 11:00"))]))
        == "MET"
    )
    only_delivered = notice(None, delivered_at=local("03-03 11:00"))
    assert verdict(court(incident(), notices=[only_delivered])) == "MET"
    assert verdict(court(incident(), notices=[notice("03-03 11:00", kind="")])) == "MET"
    never = notice(None, requested_at=local("03-03 11:00"))
    for other in (never, notice("03-03 11:00", about="INC-2"), notice("03-03 11:00", about=None)):
        assert verdict(court(incident(), notices=[other])) == "MISSED"
    assert verdict(court(incident(), notices=[notice("03-03 11:00", kind="monthly summary")])) == "MISSED"


def test_notes_among_agents_tell_no_customer() -> None:
    found = court(incident("03-03 10:00", told("03-03 10:30", public=False)))
    assert verdict(found) == "MISSED"
    passed_over = only(found).reason.because[-1]
    assert passed_over.rule == "notification.passed_over"
    assert passed_over.says == "a message, that does not count: it was not public"


def test_another_audience_is_told_by_notices_to_it_alone() -> None:
    authority = promise(audience="the authority")
    public = incident("03-03 10:00", told("03-03 10:30"))
    assert verdict(court(public, indicator=authority)) == "MISSED"
    to_it = notice("03-03 11:00", audience="The Authority")
    assert verdict(court(public, indicator=authority, notices=[to_it])) == "MET"
    assert verdict(court(incident(), notices=[to_it])) == "MISSED"
    assert verdict(court(public, indicator=promise(audience="customers"))) == "MET"


def test_a_notice_to_another_customer_tells_this_one_nothing() -> None:
    ours = Subscription(customer="ours")
    to_other = notice("03-03 11:00", customer="other")
    assert verdict(court(incident(), notices=[to_other], subscription=ours)) == "MISSED"
    assert verdict(court(incident(), notices=[notice("03-03 11:00")], subscription=ours)) == "MET"


def test_one_of_the_channels_promised_has_to_be_used() -> None:
    by_mail = promise(channels=("e-mail", "status page"))
    assert (
        verdict(court(incident("03-03 10:00", told("03-03 11:00", channel="E-mail")), indicator=by_mail))
        == "MET"
    )
    found = court(incident("03-03 10:00", told("03-03 11:00", channel="chat")), indicator=by_mail)
    assert verdict(found) == "MISSED"
    assert only(found).reason.because[-1].says == (
        "a message, that does not count: it went by chat, not by e-mail or status page"
    )


def test_a_channel_that_is_not_recorded_leaves_it_undecided() -> None:
    by_mail = promise(channels=("e-mail",))
    found = court(incident("03-03 10:00", told("03-03 11:00")), indicator=by_mail)
    assert verdict(found) == "INDETERMINATE"
    assert says(found).startswith("incident INC-1: undecided, since its channel is not recorded;")
    late = court(incident("03-03 10:00", told("03-03 16:00")), indicator=by_mail)
    assert verdict(late) == "MISSED"


def test_while_there_is_time_left_it_is_open() -> None:
    found = court(incident("03-03 10:00"), as_of="03-03 11:00")
    assert (verdict(found), states(found), found.is_final) == ("INDETERMINATE", ["running"], False)
    assert says(found) == (
        "incident INC-1: not yet told, due by 2026-03-03 12:00 Europe/Brussels; "
        "promised within 2 business hours"
    )
    half = court(incident("03-03 10:00", told("03-03 10:30")), indicator=WITH_ETA, as_of="03-03 11:00")
    assert "not yet told of estimated resolution time, due by" in says(half)
    assert states(court(incident("03-03 10:00"), as_of="03-03 12:00")) == ["running"]
    assert states(court(incident("03-03 10:00"), as_of=Instant(local("03-03 12:00") + 1))) == ["breached"]


def test_what_comes_after_the_instant_of_judgement_plays_no_part() -> None:
    happened = incident("03-03 10:00", told("03-03 11:00"), occurred_at=local("03-03 09:00"))
    assert verdict(court(happened, as_of="03-03 09:30")) == "NOT APPLICABLE"
    assert states(court(happened, as_of="03-03 10:30")) == ["running"]
    assert states(court(happened, as_of="03-03 11:00")) == ["kept"]


@pytest.mark.parametrize(
    ("start", "column"),
    [
        (Start.OCCURRENCE, "occurred_at"),
        (Start.DETECTION, "detected_at"),
        (Start.AWARENESS, "aware_at"),
        (Start.DECLARED_FAILURE, "declared_at"),
    ],
)
def test_the_time_runs_from_the_start_that_is_declared(start: Start, column: str) -> None:
    recorded = {column: local("03-03 14:00"), "detected_at": local("03-03 10:00")} | {
        column: local("03-03 14:00")
    }
    found = court(incident(None, told("03-03 15:30"), **recorded), indicator=promise(starts_at=start))
    assert (verdict(found), only(found).began_at) == ("MET", local("03-03 14:00"))


def test_a_report_is_the_first_ticket_that_names_the_incident() -> None:
    by_report = promise(starts_at=Start.REPORT)
    later = ticket(opened("2026-03-03T12:00:00Z"), number="2", incident="INC-1")
    first = ticket(opened("2026-03-03T11:00:00Z"), number="1", incident="INC-1")
    other = ticket(opened("2026-03-03T08:00:00Z"), number="3", incident="INC-2")
    found = court(
        incident("03-03 10:00", told("03-03 14:00")), indicator=by_report, tickets=[later, first, other]
    )
    assert (verdict(found), only(found).began_at) == ("MET", local("03-03 12:00"))
    contact = ticket(opened("2026-03-03T12:00:00Z"), incident="INC-1", first_contact_at=local("03-03 09:30"))
    by_contact = promise(starts_at=Start.FIRST_CONTACT)
    assert only(court(incident(), indicator=by_contact, tickets=[contact])).began_at == local("03-03 09:30")


def test_a_start_that_is_not_recorded_is_not_before_it_happened() -> None:
    """Told within two hours of the very occurrence it was told in time, whenever it was detected."""
    occurred = {"occurred_at": local("03-03 10:00")}
    assert verdict(court(incident(None, told("03-03 12:00"), **occurred))) == "MET"
    assert states(court(incident(None, **occurred), as_of="03-03 11:00")) == ["running"]
    found = court(incident(None, told("03-03 12:01"), **occurred))
    assert verdict(found) == "INDETERMINATE"
    assert says(found) == (
        "incident INC-1: undecided, since when it was detected is not recorded (`detected_at`); "
        "promised within 2 business hours"
    )
    assert only(found).due == local("03-03 12:00")


def test_an_occurrence_that_is_not_recorded_is_not_after_anything_known_of_it() -> None:
    from_occurrence = promise(starts_at=Start.OCCURRENCE)
    assert verdict(court(incident("03-03 10:00", told("03-03 12:01")), indicator=from_occurrence)) == "MISSED"
    assert (
        verdict(court(incident("03-03 10:00", told("03-03 11:00")), indicator=from_occurrence))
        == "INDETERMINATE"
    )


def test_between_two_bounds_it_is_broken_where_the_later_one_breaks_it() -> None:
    by_awareness = promise(starts_at=Start.AWARENESS)
    bounds = {"occurred_at": local("03-03 10:00"), "declared_at": local("03-03 11:00")}
    broken = court(incident(None, told("03-03 13:30"), **bounds), indicator=by_awareness)
    assert (verdict(broken), only(broken).breached_at) == ("MISSED", local("03-03 13:00"))
    assert "told 2 h 30 min of business hours after it can have begun at the latest" in says(broken)
    open_ = court(incident(None, told("03-03 12:30"), **bounds), indicator=by_awareness)
    assert verdict(open_) == "INDETERMINATE"
    kept = court(incident(None, told("03-03 11:30"), **bounds), indicator=by_awareness)
    assert "told 1 h 30 min of business hours after it can have begun at the earliest" in says(kept)


def test_an_incident_without_any_instant_is_undecided_and_never_lost() -> None:
    found = court(incident(None))
    assert (verdict(found), only(found).began_at) == ("INDETERMINATE", local("03-01"))
    assert states(court(incident(None, told("03-03 12:00")))) == ["indeterminate"]
    assert states(court(incident(None, told("04-03 12:00")), as_of="04-10")) == []


def test_a_condition_is_decided_by_what_is_recorded_of_it() -> None:
    if_required = promise(
        "72 hours", RunsOn.WALL_CLOCK, hours=None, starts_at=Start.AWARENESS, only_if="legally required"
    )
    aware = {"aware_at": local("03-03 10:00")}
    required = incident(None, **aware, holds=("Legally required",))
    assert verdict(court(required, indicator=if_required)) == "MISSED"
    not_required = court(incident(None, **aware, fails=("legally required",)), indicator=if_required)
    assert verdict(not_required) == "NOT APPLICABLE"
    assert not_required.reason.because[0].says == (
        "incident INC-1 is left out, since it was decided not to be legally required"
    )
    undecided = court(incident(None, **aware), indicator=if_required)
    assert verdict(undecided) == "INDETERMINATE"
    assert "nobody recorded whether it is legally required" in says(undecided)
    in_time = court(incident(None, told("03-06 10:00"), **aware), indicator=if_required)
    assert verdict(in_time) == "MET"
    assert states(court(incident(None, **aware), indicator=if_required, as_of="03-04")) == ["running"]


def test_other_kinds_services_and_customers_are_nobodys_business_here() -> None:
    ours = Subscription(customer="ours")
    terms: dict[str, Any] = {"subscription": ours, "promised": {"services": ("app",)}}
    for other in ({"kind": "security event"}, {"services": ("portal",)}, {"customer": "other"}):
        found = court(incident(**other), **terms)
        assert verdict(found) == "NOT APPLICABLE"
    assert found.reason.says == "no service-impacting issue in the period that somebody had to be told of"
    for meant in (
        {"services": ("portal", "app")},
        {"customer": "ours"},
        {"kind": " Service-impacting  Issue"},
    ):
        assert verdict(court(incident(**meant), **terms)) == "MISSED"


def test_an_incident_belongs_to_the_month_it_began_in_or_to_that_of_its_verdict() -> None:
    at_the_turn = incident("02-27 16:00", told("03-02 10:00"))
    by_breach = {"promised": {"conventions": Conventions(belongs_to=BelongsTo.BREACH)}}
    assert states(court(at_the_turn)) == []
    assert states(court(at_the_turn, **by_breach)) == ["kept"]
    late = incident("03-31 16:30", told("04-10 10:00"))
    assert states(court(late, as_of="04-20")) == ["breached"]
    assert states(court(late, as_of="04-20", **by_breach)) == []
    assert states(court(incident("03-31 16:30"), **by_breach)) == []
    assert states(court(incident("03-30 16:30"), as_of="03-30 17:00", **by_breach)) == ["running"]


def test_days_are_counted_as_those_of_tickets() -> None:
    next_day = promise("next business day", RunsOn.BUSINESS_DAYS)
    by_close = only(court(incident("03-06 10:00"), indicator=next_day, as_of="03-06 11:00"))
    assert by_close.due == local("03-10 09:00")
    conventions = Conventions(next_business_day=NextBusinessDay.OPENING)
    by_opening = court(
        incident("03-06 10:00"),
        indicator=next_day,
        as_of="03-06 11:00",
        promised={"conventions": conventions},
    )
    assert only(by_opening).due == local("03-09 09:00")
    assert "duty.day" in steps(only(by_opening).reason)
    nth = Conventions(business_day=DayUnit.END_OF_NTH)
    days = promise("2 business days", RunsOn.BUSINESS_DAYS)
    assert only(court(incident("03-05 10:00"), indicator=days, promised={"conventions": nth})).due == local(
        "03-10 09:00"
    )


def test_where_a_window_ends_the_breach_test_decides() -> None:
    friday = incident("03-06 15:00", told("03-07 12:00"))
    by_close = {"promised": {"conventions": Conventions(breach_test=BreachTest.DUE_CLOSE)}}
    assert verdict(court(friday)) == "MET"
    assert verdict(court(friday, **by_close)) == "MISSED"


def test_the_clocks_change_within_three_days() -> None:
    aware = {"kind": "security event", "aware_at": local("03-27 12:00")}
    in_time = incident(None, told("03-30 13:00"), **aware)
    assert verdict(court(in_time, indicator=THREE_DAYS)) == "MET"
    assert only(court(in_time, indicator=THREE_DAYS)).due == local("03-30 13:00")
    assert verdict(court(incident(None, told("03-30 13:01"), **aware), indicator=THREE_DAYS)) == "MISSED"


FORCE_MAJEURE = CauseExclusion(
    name="force majeure", causes=(Cause.FORCE_MAJEURE,), acts_on=(Subject.CLOCKS,), place=HERE
)


def test_an_incident_that_an_exclusion_takes_out_is_left_out_with_why() -> None:
    case = ExclusionCase(
        source="desk",
        number="E-1",
        cause="force majeure",
        about=("INC-1",),
        proposed_at=local("03-04"),
        approved_by=("provider", "customer"),
        approved_at=local("03-05"),
    )
    found = court(incident(), agreed={"exclusions": (FORCE_MAJEURE,)}, exclusions=[case])
    assert verdict(found) == "NOT APPLICABLE"
    assert found.reason.because[0].rule == "exclusion.granted"
    assert "force majeure" in found.reason.because[0].says


def test_excluded_time_is_not_counted() -> None:
    planned = MaintenanceExclusion(
        name="planned work", kinds=(MaintenanceKind.PLANNED,), acts_on=(Subject.CLOCKS,), place=HERE
    )
    work = Maintenance(
        source="calendar",
        name="upgrade",
        kind=WorkKind.PLANNED,
        services=(),
        planned=Interval(local("03-03 11:00"), local("03-03 12:00")),
        announced_at=local("03-01"),
    )
    late = incident("03-03 10:00", told("03-03 13:00"))
    assert verdict(court(late)) == "MISSED"
    assert verdict(court(late, agreed={"exclusions": (planned,)}, maintenance=[work])) == "MET"


def test_missing_tables_are_named() -> None:
    found = court(tables=[Table.NOTICES])
    assert verdict(found) == "INDETERMINATE"
    assert found.gaps == ("no table `incidents` in the evidence: nothing is known about incidents",)
    untold = court(incident(), tables=[Table.INCIDENTS])
    assert verdict(untold) == "INDETERMINATE"
    assert "there is neither a table `incident_updates` nor one `notices`" in says(untold)
    assert verdict(court(incident(), tables=[Table.INCIDENTS, Table.NOTICES])) == "MISSED"
    assert verdict(court(incident("03-03 10:00", told("03-03 11:00")), tables=[Table.INCIDENTS])) == "MET"


def test_a_share_or_a_rule_for_missing_data_decides_where_it_is_declared() -> None:
    undecided = incident(None, told("03-05 10:00"), number="2", occurred_at=local("03-03 10:00"))
    fine = incident("03-03 10:00", told("03-03 11:00"))
    as_down = {"promised": {"conventions": Conventions(missing_data=MissingData.AS_DOWN)}}
    assert verdict(court(fine, undecided)) == "INDETERMINATE"
    found = court(fine, undecided, **as_down)
    assert (verdict(found), found.breaches) == ("MISSED", 1)


def test_breaches_are_counted_for_guarantees_by_the_unit_declared() -> None:
    both = (incident("03-03 10:00"), incident("03-04 10:00", number="2"))
    assert court(*both).breaches == 1
    by_ticket = Conventions(one_breach=BreachUnit.TICKET)
    assert court(*both, promised={"conventions": by_ticket}).breaches == 2
    assert court(*both, promised={"conventions": by_ticket, "force": Force.TARGET}).breaches == 0


def test_a_due_time_beyond_the_calendars_is_refused_by_name() -> None:
    long = promise("20000 business hours")
    with pytest.raises(TimeError, match=r"incident INC-1, from .* lock the agreement anew for a longer span"):
        court(incident(), indicator=long)


@settings(max_examples=60)
@given(
    st.integers(0, 60 * 24 * 6),
    st.integers(0, 60 * 24 * 6),
    st.sampled_from(["1 business hour", "3 business hours", "< 2 business hours", "2 business days"]),
    st.sampled_from([BreachTest.ELAPSED, BreachTest.DUE_CLOSE, BreachTest.DUE_NEXT_OPENING]),
)
def test_a_notice_is_judged_as_the_reply_to_a_ticket_is(
    start: int, took: int, text: str, test: BreachTest
) -> None:
    """The same times, the same hours: one arithmetic."""
    runs_on = RunsOn.BUSINESS_DAYS if "days" in text else RunsOn.SERVICE_HOURS
    began = Instant(local("03-26") + start * MINUTE)
    done = Instant(began + took * MINUTE)
    conventions = Conventions(breach_test=test)
    heard = hearing(
        promise(text, runs_on),
        incidents=[incident(None, IncidentUpdate(at=done), detected_at=began)],
        as_of=done,
        interval=Interval(local("03-26"), local("04-10")),
        promised={"conventions": conventions},
    )
    duty = only(judge_notification(heard, promise(text, runs_on)))
    response = clock(ClockKind.RESPONSE, for_all(within(text, runs_on)), hours="office")
    answered = clock_finding(
        [ticket(opened(began), reply(done))], response, as_of=done, hours=[OFFICE], conventions=conventions
    )
    record = answered.record.clocks[0]  # type: ignore[union-attr]
    assert duty.state is record.state
    assert duty.length is not None
    assert duty.length.value == record.elapsed
    assert duty.due in (record.due, record.last_compliant)


def test_several_incidents_stand_in_order_of_time() -> None:
    found = court(incident("03-05 10:00", number="2"), incident("03-03 10:00"))
    assert [duty.what for duty in duties(found)] == ["incident INC-1", "incident 2"]
