"""From when a clock runs: what the ticket records, what its incident does, and what nobody does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from ticket_court import (
    FOUR_HOURS,
    clock,
    clocks_of,
    event,
    for_all,
    judged,
    only_clock,
    opened,
    reply,
    rules,
    ticket,
    told,
    within,
)

from upheld.agreement.clock import Cell, ClockKind, RunsOn, Start, TicketClock
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros, parse_instant
from upheld.evaluation.statement import ClockState, Finding, Verdict
from upheld.evidence.incident import Incident
from upheld.evidence.ticket import EventKind, Ticket

ONE_HOUR = clock(ClockKind.RESPONSE, for_all(within("1 h", RunsOn.WALL_CLOCK)))
OPENED = "2025-03-03T09:00:00Z"
COLUMNS = {
    Start.OCCURRENCE: "occurred_at",
    Start.DETECTION: "detected_at",
    Start.AWARENESS: "aware_at",
    Start.FIRST_CONTACT: "first_contact_at",
}


def at(text: str) -> Instant:
    return parse_instant(f"2025-03-03T{text}:00Z")


def starting(start: Start, promise: TicketClock = ONE_HOUR) -> TicketClock:
    return replace(promise, starts_at=start)


def answered(answer: str, **more: object) -> Ticket:
    return ticket(opened(OPENED), reply(f"2025-03-03T{answer}:00Z"), **more)


def incident(**times: Instant) -> Incident:
    return Incident(source="desk", number="I-1", kind="trouble", **times)


def heard(one: Ticket, promise: TicketClock, *incidents: Incident, **terms: object) -> Finding:
    return judged(one, indicator=promise, known={"incidents": incidents}, **terms)


class TestRecorded:
    @pytest.mark.parametrize("start", COLUMNS)
    def test_a_clock_runs_from_what_the_ticket_records(self, start: Start) -> None:
        early = answered("09:30", **{COLUMNS[start]: at("08:15")})
        found = only_clock(heard(early, starting(start)))
        assert (found.state, found.started_at, found.elapsed) == (
            ClockState.BREACHED,
            at("08:15"),
            HOUR + 15 * MINUTE,
        )
        assert found.breached_at == at("09:15")

    @pytest.mark.parametrize(
        ("start", "column"),
        [
            (Start.OCCURRENCE, "occurred_at"),
            (Start.DETECTION, "detected_at"),
            (Start.AWARENESS, "aware_at"),
            (Start.DECLARED_FAILURE, "declared_at"),
        ],
    )
    def test_or_from_what_its_incident_does(self, start: Start, column: str) -> None:
        found = heard(answered("09:30", incident="I-1"), starting(start), incident(**{column: at("08:45")}))
        assert only_clock(found).elapsed == 45 * MINUTE
        assert only_clock(found).evidence[-1] == "incident:desk/I-1"
        assert told(found).because[0].evidence == ("incident:desk/I-1",)

    def test_the_tickets_own_record_comes_first(self) -> None:
        own = answered("09:30", incident="I-1", occurred_at=at("08:50"))
        found = heard(own, starting(Start.OCCURRENCE), incident(occurred_at=at("08:00")))
        assert only_clock(found).started_at == at("08:50")

    def test_an_incident_of_the_tickets_own_source_comes_before_others(self) -> None:
        other = replace(incident(occurred_at=at("07:00")), source="another")
        own = incident(occurred_at=at("08:30"))
        found = heard(answered("09:00", incident="I-1"), starting(Start.OCCURRENCE), other, own)
        assert only_clock(found).started_at == at("08:30")

    def test_a_start_after_the_answer_counts_nothing(self) -> None:
        found = only_clock(heard(answered("09:30", aware_at=at("10:00")), starting(Start.AWARENESS)))
        assert (found.state, found.elapsed, found.started_at) == (ClockState.KEPT, 0, at("09:30"))

    def test_an_earlier_contact_is_the_start_and_a_later_one_is_not(self) -> None:
        promise = starting(Start.FIRST_CONTACT)
        assert only_clock(heard(answered("09:30"), promise)).started_at == at("09:00")
        late = answered("09:30", first_contact_at=at("09:10"))
        assert only_clock(heard(late, promise)).started_at == at("09:00")

    def test_the_cell_is_chosen_where_the_clock_starts(self) -> None:
        cell = Cell(
            priority=None,
            inside=within("1 h", RunsOn.WALL_CLOCK),
            outside=within("6 h", RunsOn.WALL_CLOCK),
        )
        promise = clock(ClockKind.RESPONSE, [cell], hours="office", starts_at=Start.OCCURRENCE)
        at_night = answered("09:30", occurred_at=at("05:00"))
        found = only_clock(heard(at_night, promise))
        assert (found.state, found.cell) == (ClockState.KEPT, "every priority, outside service hours")

    def test_silences_before_the_start_do_not_count(self) -> None:
        hourly = starting(Start.DECLARED_FAILURE, replace(ONE_HOUR, kind=ClockKind.UPDATE))
        updates = [event(f"2025-03-03T{hour}:00Z", EventKind.UPDATE) for hour in ("11:00", "12:30")]
        solved = event("2025-03-03T13:00:00Z", EventKind.RESOLVED)
        log = ticket(opened(OPENED), *updates, solved, incident="I-1")
        found = heard(log, hourly, incident(declared_at=at("12:00")))
        assert [each.elapsed for each in clocks_of(found)] == [0, 30 * MINUTE, 30 * MINUTE]

    def test_the_next_response_waits_from_the_customers_message_whatever_starts_other_clocks(self) -> None:
        promise = starting(Start.OCCURRENCE, replace(ONE_HOUR, kind=ClockKind.NEXT_RESPONSE))
        asked = event("2025-03-03T10:00:00Z", EventKind.CUSTOMER_MESSAGE)
        log = ticket(opened(OPENED), asked, reply("2025-03-03T10:30:00Z"), occurred_at=at("06:00"))
        assert only_clock(heard(log, promise)).started_at == at("10:00")

    def test_what_is_recorded_of_later_than_the_judgement_is_not_known(self) -> None:
        later = ticket(opened(OPENED), aware_at=at("12:00"))
        found = only_clock(heard(later, starting(Start.AWARENESS), as_of="2025-03-03T11:00:00Z"))
        assert found.state is ClockState.INDETERMINATE


class TestNotRecorded:
    def test_a_breach_from_the_report_is_one_from_any_occurrence(self) -> None:
        found = heard(answered("10:30"), starting(Start.OCCURRENCE))
        assert only_clock(found).state is ClockState.BREACHED
        assert found.verdict is Verdict.MISSED

    def test_what_was_kept_from_the_report_is_open_and_says_what_to_record(self) -> None:
        found = heard(answered("09:30"), starting(Start.OCCURRENCE))
        assert (only_clock(found).state, found.verdict) == (ClockState.INDETERMINATE, Verdict.INDETERMINATE)
        assert only_clock(found).breached_at is None
        assert found.gaps == (
            "ticket 1: answered after 30 min, if it began no earlier; neither `tickets.occurred_at` nor "
            "`incidents.occurred_at` records when it happened; promised within 1 h",
        )

    def test_a_clock_that_runs_is_open_too(self) -> None:
        running = ticket(opened(OPENED))
        found = heard(running, starting(Start.OCCURRENCE), as_of="2025-03-03T09:10:00Z")
        assert only_clock(found).state is ClockState.INDETERMINATE
        assert "not answered for 10 min, if it began no earlier" in found.gaps[0]

    def test_an_earlier_start_may_have_chosen_another_target(self) -> None:
        cell = Cell(
            priority=None,
            inside=within("1 h", RunsOn.WALL_CLOCK),
            outside=within("6 h", RunsOn.WALL_CLOCK),
        )
        promise = clock(ClockKind.RESPONSE, [cell], hours="office", starts_at=Start.OCCURRENCE)
        assert only_clock(heard(answered("10:30"), promise)).state is ClockState.INDETERMINATE

    def test_or_a_longer_day_or_priority(self) -> None:
        by_day = replace(FOUR_HOURS, cells=for_all(within("1 business day")), starts_at=Start.OCCURRENCE)
        late = ticket(opened(OPENED), reply("2025-03-10T10:30:00Z"))
        assert only_clock(heard(late, by_day)).state is ClockState.INDETERMINATE
        raised = ticket(
            opened(OPENED, "low"),
            event("2025-03-03T10:00:00Z", EventKind.PRIORITY, priority="high"),
            reply("2025-03-03T12:00:00Z"),
        )
        assert only_clock(heard(raised, starting(Start.OCCURRENCE))).state is ClockState.INDETERMINATE

    def test_the_provider_was_aware_by_what_an_agent_did_first(self) -> None:
        taken_up = event("2025-03-03T09:30:00Z", EventKind.ACKNOWLEDGED)
        late = ticket(opened(OPENED), taken_up, reply("2025-03-03T11:00:00Z"))
        found = only_clock(heard(late, starting(Start.AWARENESS)))
        assert (found.state, found.started_at, found.elapsed) == (
            ClockState.BREACHED,
            at("09:30"),
            Micros(HOUR + 30 * MINUTE),
        )
        in_time = ticket(opened(OPENED), taken_up, reply("2025-03-03T10:00:00Z"))
        assert only_clock(heard(in_time, starting(Start.AWARENESS))).state is ClockState.INDETERMINATE

    @pytest.mark.parametrize("start", [Start.DETECTION, Start.AWARENESS, Start.DECLARED_FAILURE])
    def test_nothing_bounds_the_other_starts(self, start: Start) -> None:
        unanswered = ticket(opened(OPENED))
        assert only_clock(heard(unanswered, starting(start))).state is ClockState.INDETERMINATE

    def test_silences_that_agents_began_are_certain_where_somebody_was_aware(self) -> None:
        hourly = replace(ONE_HOUR, kind=ClockKind.UPDATE)
        updates = [event(f"2025-03-03T{hour}:00Z", EventKind.UPDATE) for hour in ("09:10", "11:00")]
        log = ticket(opened(OPENED), *updates, event("2025-03-03T11:30:00Z", EventKind.RESOLVED))
        kept, broken, doubtful = ClockState.KEPT, ClockState.BREACHED, ClockState.INDETERMINATE
        aware = clocks_of(heard(log, starting(Start.AWARENESS, hourly)))
        assert [each.state for each in aware] == [doubtful, broken, kept]
        seen = clocks_of(heard(log, starting(Start.DETECTION, hourly)))
        assert [each.state for each in seen] == [doubtful, doubtful, kept]

    def test_a_failure_that_nobody_declared_is_named_as_such(self) -> None:
        promise = starting(Start.DECLARED_FAILURE)
        alone = heard(answered("09:30"), promise)
        assert "`tickets.incident` names none that records when the failure was declared" in alone.gaps[0]
        named = heard(answered("09:30", incident="I-1"), promise, incident())
        assert "`incidents.declared_at` does not record when the failure was declared" in named.gaps[0]

    def test_the_steps_say_from_where_it_is_counted(self) -> None:
        found = told(heard(answered("10:30"), starting(Start.OCCURRENCE)))
        assert rules(found)[0] == "clock.start"
        assert found.because[0].says.startswith("opened; neither `tickets.occurred_at`")
