"""Tickets that are promised no time: measured and reported, and never missed."""

from __future__ import annotations

from msgspec.structs import replace
from ticket_court import (
    DEFAULTS,
    FOUR_HOURS,
    clock,
    clocks_of,
    event,
    judged,
    kept,
    opened,
    reply,
    rules,
    running,
    ticket,
    within,
)

from upheld.agreement.clock import Cell, ClockKind, RunsOn, Start
from upheld.agreement.convention import BelongsTo, Reopening
from upheld.chrono.instant import HOUR, Micros, parse_instant
from upheld.evaluation.reason import Count, Length, NoData
from upheld.evaluation.statement import ClocksRecord, Finding, TrackedClock, Verdict
from upheld.evidence.ticket import Actor, EventKind, Substance, Ticket

TRACKED = replace(FOUR_HOURS, cells=(), tracked=(None,))
MIXED = clock(
    ClockKind.RESPONSE, [Cell(priority="P1", inside=within("< 1 h", RunsOn.WALL_CLOCK))], tracked=(None,)
)


def tracked(found: Finding) -> tuple[TrackedClock, ...]:
    assert isinstance(found.record, ClocksRecord)
    return found.record.tracked


def answered(hours: int, number: str, priority: str | None = None, **more: object) -> Ticket:
    """Opened at nine on a Monday in Brussels, and answered so many hours later."""
    answer = reply(f"2025-03-03T{8 + hours:02}:00:00Z")
    return ticket(opened("2025-03-03T08:00:00Z", priority), answer, number=number, **more)


def test_a_promise_without_any_time_is_tracked() -> None:
    found = judged(answered(3, "1"), answered(1, "2"), answered(6, "3"), indicator=TRACKED)
    assert (found.verdict, found.breaches) == (Verdict.TRACKED, 0)
    assert found.figure == Length(Micros(3 * HOUR), "business hours")
    assert found.reason.says == "no time is promised for any ticket; they are measured and reported"
    (step,) = found.reason.because
    assert (step.rule, step.figure) == ("clocks.tracked", Count(3, "tickets"))
    assert [(each.rule, each.figure) for each in step.because] == [
        ("clocks.median", Length(Micros(3 * HOUR), "business hours")),
        ("clocks.longest", Length(Micros(6 * HOUR), "business hours")),
    ]
    assert step.because[1].says == "the longest: ticket 3"


def test_hours_that_never_close_pass_as_the_wall_clock_does() -> None:
    found = judged(answered(3, "1"), indicator=replace(TRACKED, hours="always"))
    assert found.figure == Length(Micros(3 * HOUR))


def test_of_two_the_lower_is_the_median() -> None:
    assert judged(answered(3, "1"), answered(1, "2"), indicator=TRACKED).figure == Length(
        Micros(HOUR), "business hours"
    )


def test_it_is_tracked_without_tickets_and_without_tables_too() -> None:
    assert judged(indicator=TRACKED).verdict is Verdict.TRACKED
    assert judged(indicator=TRACKED).figure == NoData("no ticket")
    unknown = judged(indicator=TRACKED, tables=frozenset())
    assert unknown.verdict is Verdict.TRACKED
    assert unknown.figure == NoData("no table `tickets` in the evidence: nothing is known about tickets")


def test_a_matrix_judges_what_has_a_time_and_tracks_the_rest() -> None:
    log = (answered(2, "1", "P1"), answered(5, "2", "P2"), answered(5, "3"), answered(0, "4", "P1"))
    found = judged(*log, indicator=MIXED)
    assert [each.ticket for each in clocks_of(found)] == ["1", "4"]
    assert [(each.ticket, each.priority, each.elapsed) for each in tracked(found)] == [
        ("2", "P2", 5 * HOUR),
        ("3", None, 5 * HOUR),
    ]
    assert found.verdict is Verdict.MISSED
    assert "clocks.tracked" in rules(found.reason)


def test_with_nothing_to_judge_what_is_tracked_makes_no_verdict() -> None:
    assert judged(answered(5, "2", "P2"), indicator=MIXED).verdict is Verdict.NOT_APPLICABLE


def test_a_ticket_that_had_a_time_at_any_moment_is_judged() -> None:
    raised = event("2025-03-03T09:00:00Z", EventKind.PRIORITY, priority="P1")
    late = ticket(opened("2025-03-03T08:00:00Z", "P2"), raised, reply("2025-03-03T11:00:00Z"))
    found = judged(late, indicator=MIXED)
    assert (found.verdict, tracked(found)) == (Verdict.MISSED, ())
    before = judged(late, indicator=MIXED, as_of="2025-03-03T08:30:00Z")
    assert [each.ticket for each in tracked(before)] == ["1"]


def test_what_is_named_as_tracked_leaves_other_priorities_out() -> None:
    only_p4 = replace(MIXED, tracked=("P4",))
    found = judged(answered(1, "1", "P4"), answered(1, "2", "P3"), indicator=only_p4)
    assert [each.ticket for each in tracked(found)] == ["1"]
    assert rules(found.reason) == ["clocks.left_out", "clocks.tracked"]


def test_what_runs_is_told_and_keeps_the_finding_open() -> None:
    found = judged(kept("1"), running("2"), indicator=TRACKED)
    assert not found.is_final
    assert tracked(found)[1].stopped_at is None
    assert [each.rule for each in found.reason.because[0].because][-1] == "clocks.open"
    assert judged(running("2"), indicator=TRACKED).figure == NoData("no ticket tracked is over yet")


def test_pauses_reopenings_and_nights_are_left_out() -> None:
    resolution = replace(TRACKED, kind=ClockKind.RESOLUTION)
    cycles = ticket(
        opened("2025-03-03T08:00:00Z"),
        event("2025-03-03T09:00:00Z", EventKind.PAUSED, reason="waiting for customer"),
        event("2025-03-03T10:00:00Z", EventKind.RESUMED),
        event("2025-03-03T12:00:00Z", EventKind.RESOLVED),
        event("2025-03-03T14:00:00Z", EventKind.REOPENED, Actor.CUSTOMER),
        event("2025-03-04T09:00:00Z", EventKind.RESOLVED),
    )
    (one,) = tracked(judged(cycles, indicator=resolution))
    assert (one.elapsed, one.basis) == (6 * HOUR, "business hours")
    assert [str(each) for each in one.paused] == ["[2025-03-03T09:00:00Z, 2025-03-03T10:00:00Z)"]
    goes_on = replace(DEFAULTS, reopening=Reopening.CONTINUE)
    assert tracked(judged(cycles, indicator=resolution, conventions=goes_on))[0].elapsed == 8 * HOUR


def test_a_clock_without_hours_is_tracked_on_the_wall() -> None:
    (one,) = tracked(judged(answered(5, "1"), indicator=replace(TRACKED, hours=None)))
    assert (one.elapsed, one.basis) == (5 * HOUR, "elapsed")


def test_what_is_not_known_for_certain_is_said() -> None:
    unjudged = ticket(
        opened("2025-03-03T08:00:00Z"),
        reply("2025-03-03T09:00:00Z", Substance.UNJUDGED),
        reply("2025-03-03T10:00:00Z"),
    )
    found = judged(unjudged, indicator=TRACKED)
    assert tracked(found)[0].elapsed == 2 * HOUR
    assert tracked(found)[0].doubt == "a message that nobody judged may have stopped it earlier"
    assert found.reason.because[0].because[-1].figure == Count(1, "clocks")
    unknown = judged(answered(1, "1"), indicator=replace(TRACKED, starts_at=Start.DETECTION))
    assert "`tickets.detected_at`" in tracked(unknown)[0].doubt


def test_the_row_that_says_when_it_began_stands_with_it() -> None:
    promise = replace(TRACKED, starts_at=Start.OCCURRENCE)
    early = answered(1, "1", occurred_at=parse_instant("2025-03-03T07:00:00Z"))
    (one,) = tracked(judged(early, indicator=promise))
    assert one.started_at == parse_instant("2025-03-03T07:00:00Z")
    assert len(one.evidence) == 2


def test_it_belongs_to_a_period_by_its_stop_where_others_do_by_their_verdict() -> None:
    by_breach = replace(DEFAULTS, belongs_to=BelongsTo.BREACH)
    before = ticket(opened("2025-02-27T08:00:00Z"), reply("2025-03-03T09:00:00Z"), number="1")
    over = ticket(opened("2025-02-27T08:00:00Z"), reply("2025-02-28T09:00:00Z"), number="2")
    found = judged(before, over, running("3"), indicator=TRACKED, conventions=by_breach)
    assert [each.ticket for each in tracked(found)] == ["1"]
