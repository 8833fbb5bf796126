"""How a clock explains itself, from the verdict down to the rows of the log."""

from __future__ import annotations

from msgspec.structs import replace
from ticket_court import (
    FOUR_HOURS,
    broken,
    event,
    judged,
    kept,
    only_clock,
    opened,
    rules,
    running,
    ticket,
    told,
)

from upheld.agreement.clock import ClockKind
from upheld.chrono.instant import HOUR, MINUTE, Micros
from upheld.evaluation.reason import Length
from upheld.evidence.ticket import Actor, EventKind


class TestReasons:
    def test_a_breach_is_explained_from_the_verdict_to_the_log(self) -> None:
        found = judged(broken("7"))
        assert found.reason.says == "0 of 1 ticket kept, 1 breached; every ticket counts"
        assert found.reason.clause == found.objective.clause
        (step,) = found.reason.because
        assert step.rule == "clock.breached"
        assert step.figure == Length(Micros(5 * HOUR + 12 * MINUTE), "business hours")
        assert step.says == (
            "ticket 7: answered after 5 h 12 min of business hours, 1 h 12 min too late; "
            "promised within 4 business hours"
        )
        assert rules(step) == ["clock.start", "clock.target", "clock.stop", "clock.due", "clock.breach"]
        assert step.evidence == (
            "ticket:desk/7/1740988800000000/0",
            "ticket:desk/7/1741007520000000/0",
        )
        assert step.because[1].says == (
            "for every priority, promised within 4 business hours, "
            "counted by the service hours `office` (Europe/Brussels)"
        )

    def test_pauses_and_reopenings_name_their_events(self) -> None:
        resolution = replace(FOUR_HOURS, kind=ClockKind.RESOLUTION)
        cycles = ticket(
            opened("2025-03-03T09:00:00Z"),
            event("2025-03-03T09:30:00Z", EventKind.PAUSED, reason="waiting for customer"),
            event("2025-03-03T10:00:00Z", EventKind.RESUMED),
            event("2025-03-03T11:00:00Z", EventKind.RESOLVED),
            event("2025-03-03T12:00:00Z", EventKind.REOPENED, Actor.CUSTOMER),
            event("2025-03-03T13:00:00Z", EventKind.RESOLVED),
        )
        heard = judged(cycles, indicator=resolution)
        found = only_clock(heard)
        apart = {each.rule: each for each in told(heard).because if each.rule.endswith(("pause", "reopened"))}
        assert apart["clock.pause"].says == "paused, waiting for customer: this time is not counted"
        assert apart["clock.reopened"].says == "resolved, and reopened later: this time is not counted"
        assert [len(each.evidence) for each in apart.values()] == [2, 2]
        assert set(found.evidence) == {each.identity("desk", "1") for each in cycles.events}

    def test_the_worst_and_closest_come_first_and_only_so_many(self) -> None:
        found = judged(*(kept(str(number)) for number in range(30)), broken("late"))
        assert len(found.reason.because) == 20
        assert found.reason.because[0].says.startswith("ticket late:")
        assert found.reason.evidence_count == 31

    def test_the_gaps_named_are_not_endless(self) -> None:
        found = judged(*(running(str(number)) for number in range(30)))
        assert len(found.gaps) == 21
        assert found.gaps[-1] == "and 10 more, which the record names"
