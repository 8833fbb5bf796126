"""Whether tickets have the priority that the rules give them, from who has to, and on record."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from ticket_court import END_OF_MARCH, FOUR_HOURS, HERE, MARCH, event, hearing, opened, ticket, within

from upheld.agreement.clock import Cell
from upheld.agreement.conduct import Classification, ReplyContent
from upheld.agreement.convention import Conventions
from upheld.agreement.objective import Objective
from upheld.agreement.priority import Classifier, Priority, Workaround
from upheld.agreement.provenance import Clause
from upheld.chrono.recurrence import CalendarMonth
from upheld.evaluation.statement import ClockState, DutiesRecord, Duty, Finding, Verdict
from upheld.evaluation.tickets.classification import judge_classification
from upheld.evidence.ticket import EventKind, Ticket, TicketEvent

KEPT, BREACHED = ClockState.KEPT, ClockState.BREACHED
RUNNING, OPEN = ClockState.RUNNING, ClockState.INDETERMINATE
PRIORITIES = (
    Priority(
        name="P1",
        examples=("production down", "data loss"),
        workaround=Workaround.NONE,
        clause=Clause("2. Priorities"),
        place=HERE,
    ),
    Priority(name="P2", examples=("slow pages", "data loss"), workaround=Workaround.AVAILABLE, place=HERE),
    Priority(name="P3", place=HERE),
)
GIVEN = Classification()
BY_PROVIDER = {"classified_by": Classifier.PROVIDER}
CLOSED = event("2025-03-05T08:00:00Z", EventKind.CLOSED)


def judged(promise: Classification, *tickets: Ticket, **terms: Any) -> Finding:
    chosen: dict[str, Any] = {"as_of": END_OF_MARCH, "interval": MARCH}
    agreed = {"priorities": PRIORITIES} | terms.pop("agreed", {})
    return judge_classification(hearing(tickets, promise, agreed=agreed, **chosen | terms), promise)


def given(priority: str | None, by: str | None = None, hour: int = 8) -> TicketEvent:
    first = opened(f"2025-03-03T{hour:02}:00:00Z", priority)
    return replace(first, kind=EventKind.OPENED if hour == 8 else EventKind.PRIORITY, by=by)


def log(*events: TicketEvent, number: str = "1", **more: Any) -> Ticket:
    return ticket(*events, number=number, **more)


def duties(found: Finding) -> tuple[Duty, ...]:
    assert isinstance(found.record, DutiesRecord)
    return found.record.duties


def only(found: Finding) -> Duty:
    (one,) = duties(found)
    return one


def state(*events: TicketEvent, promise: Classification = GIVEN, **more: Any) -> ClockState:
    agreed = more.pop("agreed", {})
    return only(judged(promise, log(*events, **more), agreed=agreed)).state


class TestGiven:
    def test_each_ticket_has_a_priority_of_the_agreement(self) -> None:
        assert state(given("P3")) is KEPT
        found = judged(GIVEN, log(given("urgent")))
        assert found.verdict is Verdict.MISSED
        assert only(found).reason.says == (
            "classification of ticket 1: `urgent` is no priority here, which are P1, P2 and P3"
        )

    def test_what_is_not_given_is_open_until_the_ticket_is_closed(self) -> None:
        classed = log(given("P3"), number="2")
        waiting = judged(GIVEN, log(given(None)), classed)
        assert (duties(waiting)[0].state, duties(waiting)[0].lacks) == (RUNNING, ("priority",))
        over = judged(GIVEN, log(given(None), CLOSED), classed)
        assert duties(over)[0].state is BREACHED

    def test_a_source_that_records_no_priority_proves_nothing(self) -> None:
        found = judged(GIVEN, log(given(None), CLOSED))
        assert found.gaps == ("classification of ticket 1: `desk` records of no ticket its `priority`",)

    def test_missing_tables_leave_it_undecided(self) -> None:
        assert "no table `tickets`" in judged(GIVEN, tables=frozenset()).gaps[0]

    def test_without_declared_priorities_those_that_objectives_name_hold(self) -> None:
        def objective(name: str, indicator: Any) -> Objective:
            return Objective(
                name=name,
                indicator=indicator,
                period=CalendarMonth(),
                conventions=Conventions(),
                place=HERE,
            )

        cell = Cell(priority="high", inside=within("1 business hour"))
        named = (
            objective("first", replace(FOUR_HOURS, cells=(cell,), tracked=("low", None))),
            objective("second", ReplyContent(contains=("next step",), priorities=("medium",))),
        )
        heard = hearing(
            [log(given(name), number=name) for name in ("high", "medium", "low", "other")],
            GIVEN,
            as_of=END_OF_MARCH,
            interval=MARCH,
        )
        heard = replace(heard, agreement=replace(heard.agreement, objectives=named))
        found = judge_classification(heard, GIVEN)
        assert {each.what.split()[-1]: each.state for each in duties(found)} == {
            "high": KEPT,
            "medium": KEPT,
            "low": KEPT,
            "other": BREACHED,
        }
        assert state(given("anything"), agreed={"priorities": ()}) is KEPT


class TestByWhom:
    @pytest.mark.parametrize(
        ("by", "expected"), [("provider", KEPT), ("Provider", KEPT), ("customer", BREACHED), (None, OPEN)]
    )
    def test_the_side_that_has_to_gives_it(self, by: str | None, expected: ClockState) -> None:
        assert state(given("P3", by), agreed=BY_PROVIDER) is expected

    def test_nobody_in_particular_has_to_where_the_agreement_does_not_say(self) -> None:
        assert state(given("P3")) is KEPT

    def test_the_one_who_gave_the_final_priority_counts(self) -> None:
        assert state(given("P1", "customer"), given("P3", "provider", 9), agreed=BY_PROVIDER) is KEPT
        assert state(given("P1", "provider"), given("P3", "customer", 9), agreed=BY_PROVIDER) is BREACHED
        assert state(given("P3", "customer"), given("P3", "provider", 9), agreed=BY_PROVIDER) is KEPT

    def test_both_sides_agree_where_both_have_to(self) -> None:
        both = {"classified_by": Classifier.BOTH}
        assert state(given("P3", "customer"), given("P3", "provider", 9), agreed=both) is KEPT
        assert state(given("P3", "customer"), given("P2", "provider", 9), agreed=both) is BREACHED
        assert state(given("P3", "customer"), given("P3", None, 9), agreed=both) is OPEN
        alone = judged(GIVEN, log(given("P3", "customer")), agreed=both)
        assert only(alone).reason.says == (
            "classification of ticket 1: given by the customer, and not by the provider, who has to"
        )


class TestRules:
    def test_an_example_belongs_to_its_priority(self) -> None:
        down: dict[str, Any] = {"situations": ("Production  down",), "has_workaround": False}
        assert state(given("P1"), **down) is KEPT
        found = judged(GIVEN, log(given("P3"), **down))
        assert only(found).reason.says == (
            "classification of ticket 1: Production  down is an example of P1, and it has priority P3"
        )
        (step,) = (each for each in only(found).reason.because if each.rule == "classification.situation")
        assert step.clause == Clause("2. Priorities")

    def test_an_example_of_several_belongs_to_either_and_is_said_to(self) -> None:
        assert state(given("P1"), situations=("data loss",), has_workaround=False) is KEPT
        found = judged(GIVEN, log(given("P2"), situations=("data loss",), has_workaround=True))
        steps = [each.says for each in only(found).reason.because]
        assert "data loss is an example of P1 and P2: either will do" in steps
        assert state(given("P3"), situations=("data loss",)) is BREACHED

    def test_a_situation_that_no_text_names_proves_nothing(self) -> None:
        assert state(given("P3"), situations=("a question",)) is KEPT

    @pytest.mark.parametrize(
        ("priority", "there_was", "expected"),
        [
            ("P1", False, KEPT),
            ("P1", True, BREACHED),
            ("P1", None, OPEN),
            ("P2", True, KEPT),
            ("P2", False, BREACHED),
            ("P2", None, OPEN),
            ("P3", None, KEPT),
        ],
    )
    def test_a_workaround_decides_where_the_priority_asks_for_it(
        self, priority: str, there_was: bool | None, expected: ClockState
    ) -> None:
        assert state(given(priority), has_workaround=there_was) is expected

    def test_the_worst_of_the_rules_counts(self) -> None:
        found = judged(
            GIVEN,
            log(given("P1", "customer"), situations=("slow pages",)),
            agreed=BY_PROVIDER,
        )
        assert only(found).state is BREACHED
        assert only(found).reason.says == (
            "classification of ticket 1: given by the customer, and not by the provider, who has to; "
            "slow pages is an example of P2, and it has priority P1"
        )

    def test_a_first_priority_that_was_corrected_is_told_and_not_missed(self) -> None:
        found = judged(GIVEN, log(given("P1", "customer"), given("P3", "provider", 9)))
        assert found.verdict is Verdict.MET
        assert [each.says for each in only(found).reason.because][:2] == [
            "given priority P1 by the customer",
            "given priority P3 by the provider",
        ]

    def test_a_later_correction_is_not_known_before(self) -> None:
        corrected = log(given("P9"), given("P3", None, 9))
        assert only(judged(GIVEN, corrected, as_of="2025-03-03T08:30:00Z")).state is BREACHED


class TestRecords:
    RECORDED = Classification(records=("impact", "workaround"))

    def test_every_field_is_on_record(self) -> None:
        assert state(given("P3"), promise=self.RECORDED, records=("Impact", "workaround")) is KEPT

    def test_what_lacks_is_open_until_the_ticket_is_closed(self) -> None:
        waiting = judged(self.RECORDED, log(given("P3"), records=("impact",)))
        assert (only(waiting).state, only(waiting).lacks) == (RUNNING, ("workaround",))
        assert state(given("P3"), CLOSED, promise=self.RECORDED, records=("impact",)) is BREACHED
        assert only(waiting).limit == "by the rules of the priorities, with impact, workaround on record"

    def test_a_source_that_records_no_fields_proves_nothing(self) -> None:
        found = judged(self.RECORDED, log(given("P3"), CLOSED))
        assert only(found).state is OPEN
        assert "records of no ticket which fields were filled in (`records`)" in found.gaps[0]


def test_a_fault_on_an_unknown_service_is_not_decided() -> None:
    found = judged(GIVEN, log(given("P9")), promised={"services": ("web",)})
    assert only(found).state is OPEN


def test_it_belongs_where_its_ticket_was_opened() -> None:
    before = log(opened("2025-02-20T08:00:00Z", "P9"))
    assert judged(GIVEN, before).verdict is Verdict.NOT_APPLICABLE
