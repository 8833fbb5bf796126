"""What an objective makes of its tickets: which it judges, and what they come to together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace
from ticket_court import (
    FOUR_HOURS,
    broken,
    clock,
    clocks_of,
    counts,
    event,
    for_all,
    judged,
    kept,
    opened,
    reply,
    rules,
    running,
    states,
    ticket,
    unjudged,
    within,
)

from upheld.agreement.agreement import Subscription
from upheld.agreement.clock import Cell, ClockKind, RunsOn
from upheld.agreement.convention import BelongsTo, BreachUnit, Conventions, MissingData
from upheld.agreement.objective import Force
from upheld.errors import TimeError
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import ClockState, Verdict
from upheld.evidence.evidence import Table
from upheld.evidence.ticket import EventKind, Ticket
from upheld.quantity import Operator, Target


class TestVerdict:
    def test_every_ticket_kept_is_met(self) -> None:
        found = judged(kept("1"), kept("2"))
        assert (found.verdict, found.figure, found.breaches) == (Verdict.MET, Share(Fraction(1)), 0)
        assert found.is_final

    def test_one_breach_is_a_miss(self) -> None:
        found = judged(kept("1"), broken("2"), running("3"), unjudged("4"))
        assert (found.verdict, found.figure) == (Verdict.MISSED, Share(Fraction(1, 2)))
        assert counts(found) == (1, 1, 1, 1)
        assert found.gaps == ()

    def test_a_running_ticket_leaves_it_open_and_is_named(self) -> None:
        found = judged(kept("1"), running("2"))
        assert found.verdict is Verdict.INDETERMINATE
        assert not found.is_final
        assert found.gaps == (
            "ticket 2 still ran at 2025-03-31T22:00:00Z, due at 2025-04-01T10:00:00Z: judge again after that",
        )

    def test_a_reply_nobody_judged_leaves_it_open_and_says_so(self) -> None:
        found = judged(kept("1"), unjudged("2"))
        assert found.verdict is Verdict.INDETERMINATE
        assert len(found.gaps) == 1
        assert "unless a reply that nobody judged was substantive" in found.gaps[0]

    def test_a_share_of_tickets_is_bounded_both_ways(self) -> None:
        def verdict(percent: int, *tickets: Ticket) -> Verdict:
            share = Target(Operator.AT_LEAST, Fraction(percent, 100))
            return judged(*tickets, target=share).verdict

        tickets = (kept("1"), kept("2"), broken("3"), running("4"))
        assert verdict(50, *tickets) is Verdict.MET
        assert verdict(75, *tickets) is Verdict.INDETERMINATE
        assert verdict(76, *tickets) is Verdict.MISSED

    def test_no_ticket_is_not_applicable(self) -> None:
        found = judged()
        assert (found.verdict, found.figure) == (Verdict.NOT_APPLICABLE, NoData("no ticket"))
        assert found.gaps == ()

    def test_no_table_of_tickets_is_a_gap(self) -> None:
        found = judged(tables=frozenset({Table.SAMPLES}))
        assert found.verdict is Verdict.INDETERMINATE
        assert found.gaps == ("no table `tickets` in the evidence: nothing is known about tickets",)

    def test_tickets_without_a_table_of_events_are_a_gap_and_no_breach(self) -> None:
        found = judged(ticket(opened("2025-03-03T09:00:00Z")), tables=frozenset({Table.TICKETS}))
        assert found.verdict is Verdict.INDETERMINATE
        assert found.gaps == ("no table `ticket_events` in the evidence: nothing is known of any reply",)
        assert judged(ticket(opened("2025-03-03T09:00:00Z"))).verdict is Verdict.MISSED

    @pytest.mark.parametrize(
        ("rule", "verdict"),
        [
            (MissingData.INDETERMINATE, Verdict.INDETERMINATE),
            (MissingData.AS_UP, Verdict.MET),
            (MissingData.AS_DOWN, Verdict.MISSED),
            (MissingData.LEFT_OUT, Verdict.MET),
        ],
    )
    def test_the_rule_for_missing_data_decides_what_the_evidence_leaves_open(
        self, rule: MissingData, verdict: Verdict
    ) -> None:
        found = judged(kept("1"), unjudged("2"), conventions=Conventions(missing_data=rule))
        assert found.verdict is verdict
        assert counts(found) == (1, 0, 0, 1)
        assert ("clocks.missing_data" in rules(found.reason)) is (rule is not MissingData.INDETERMINATE)

    def test_the_rule_for_missing_data_does_not_decide_what_still_runs(self) -> None:
        found = judged(running("1"), conventions=Conventions(missing_data=MissingData.AS_UP))
        assert found.verdict is Verdict.INDETERMINATE


class TestBreaches:
    GAPS = (
        opened("2025-03-03T09:00:00Z"),
        event("2025-03-03T11:00:00Z", EventKind.UPDATE),
        event("2025-03-03T13:30:00Z", EventKind.UPDATE),
        event("2025-03-03T14:00:00Z", EventKind.RESOLVED),
    )

    @pytest.mark.parametrize(
        ("unit", "breaches"),
        [
            (BreachUnit.OBJECTIVE, 1),
            (BreachUnit.OUTAGE, 1),
            (BreachUnit.LONG_OUTAGE, 1),
            (BreachUnit.TICKET, 2),
            (BreachUnit.CLOCK, 3),
        ],
    )
    def test_are_counted_by_the_unit_declared(self, unit: BreachUnit, breaches: int) -> None:
        hourly = clock(ClockKind.UPDATE, for_all(within("1 h", RunsOn.WALL_CLOCK)))
        late = ticket(
            opened("2025-03-04T09:00:00Z"), event("2025-03-04T11:00:00Z", EventKind.RESOLVED), number="2"
        )
        found = judged(ticket(*self.GAPS), late, indicator=hourly, conventions=Conventions(one_breach=unit))
        assert found.breaches == breaches

    def test_undecided_clocks_count_where_missing_data_counts_against(self) -> None:
        rule = Conventions(missing_data=MissingData.AS_DOWN, one_breach=BreachUnit.CLOCK)
        assert judged(unjudged("1"), unjudged("2"), conventions=rule).breaches == 2

    def test_a_missed_target_is_reported_and_no_breach(self) -> None:
        found = judged(broken("1"), force=Force.TARGET)
        assert (found.verdict, found.breaches) == (Verdict.MISSED, 0)


class TestDocket:
    def test_tickets_of_other_customers_are_left_out(self) -> None:
        found = judged(
            kept("1", customer="Alder"),
            broken("2", customer="Birch"),
            kept("3"),
            subscription=Subscription(customer="Alder"),
        )
        assert states(found) == {"1": ClockState.KEPT, "3": ClockState.KEPT}

    def test_other_channels_are_left_out_and_counted(self) -> None:
        by_mail = replace(FOUR_HOURS, channels=("e-mail", "portal"))
        found = judged(kept("1", channel="portal"), broken("2", channel="phone"), indicator=by_mail)
        assert found.verdict is Verdict.MET
        assert (
            found.reason.because[0].says == "left out: nothing is promised here for tickets of this channel"
        )

    def test_a_breach_by_an_unknown_channel_is_not_decided(self) -> None:
        by_mail = replace(FOUR_HOURS, channels=("e-mail",))
        found = judged(broken("1"), kept("2"), indicator=by_mail)
        assert states(found) == {"1": ClockState.INDETERMINATE, "2": ClockState.KEPT}
        assert found.gaps == ("ticket 1: channel not recorded; promised for e-mail only",)
        assert clocks_of(found)[0].breached_at is None

    def test_priorities_without_a_cell_are_left_out_and_counted(self) -> None:
        critical = replace(FOUR_HOURS, cells=(Cell(priority="critical", inside=within("1 business hour")),))
        late = ticket(opened("2025-03-03T09:00:00Z", "low"), reply("2025-03-05T09:00:00Z"))
        found = judged(late, indicator=critical)
        assert found.verdict is Verdict.NOT_APPLICABLE
        assert rules(found.reason) == ["clocks.left_out"]

    def test_a_ticket_belongs_where_it_was_opened(self) -> None:
        tickets = (
            broken("before", day="2025-02-28"),
            ticket(opened("2025-02-28T23:00:00Z"), reply("2025-03-03T09:00:00Z"), number="first"),
            ticket(opened("2025-03-31T22:00:00Z"), number="after"),
        )
        assert states(judged(*tickets, as_of="2025-04-09T00:00:00Z")) == {"first": ClockState.KEPT}

    def test_or_where_its_verdict_falls(self) -> None:
        tickets = (
            ticket(opened("2025-02-28T15:00:00Z"), reply("2025-03-03T15:00:00Z"), number="broken in March"),
            ticket(opened("2025-02-28T15:00:00Z"), reply("2025-03-03T09:00:00Z"), number="kept in March"),
            ticket(opened("2025-02-28T09:00:00Z"), reply("2025-02-28T10:00:00Z"), number="kept before"),
            ticket(opened("2025-03-31T15:00:00Z"), number="broken in April"),
        )
        by_breach = Conventions(belongs_to=BelongsTo.BREACH)
        found = judged(*tickets, as_of="2025-04-09T00:00:00Z", conventions=by_breach)
        assert states(found) == {"broken in March": ClockState.BREACHED, "kept in March": ClockState.KEPT}

    def test_a_running_clock_belongs_to_the_period_that_is_open(self) -> None:
        by_breach = Conventions(belongs_to=BelongsTo.BREACH)
        late = ticket(opened("2025-03-31T14:00:00Z"))
        assert states(judged(late, as_of="2025-03-31T14:30:00Z", conventions=by_breach)) == {
            "1": ClockState.RUNNING
        }
        assert states(judged(late, conventions=by_breach)) == {}

    def test_tickets_stand_in_order_of_opening(self) -> None:
        found = judged(kept("2", day="2025-03-05"), kept("1", day="2025-03-06"), kept("3", day="2025-03-04"))
        assert [each.ticket for each in clocks_of(found)] == ["3", "2", "1"]

    def test_those_of_one_instant_in_order_of_source_and_number(self) -> None:
        found = judged(*(kept(number) for number in ("3", "1", "2")), kept("0", day="2025-03-04"))
        assert [each.ticket for each in clocks_of(found)] == ["1", "2", "3", "0"]

    def test_a_due_time_beyond_the_calendars_is_refused_with_advice(self) -> None:
        endless = replace(FOUR_HOURS, cells=for_all(within("9000 business hours")))
        with pytest.raises(TimeError, match=r"ticket 1 can't be judged .* lock the agreement anew"):
            judged(kept("1"), indicator=endless)
