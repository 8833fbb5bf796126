"""Worked cases of clauses: downtime and breaches in, the amount out, by hand in each comment."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from credit_court import agreed, at, between, judged, only, said, settled

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.instant import HOUR, Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import Verdict
from upheld.evidence.exclusion import ExclusionCase
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.evidence.ticket import Actor, EventKind, Ticket, TicketEvent
from upheld.quantity import Money
from upheld.settlement.settlement import Standing

WORKS = between("2026-04-18 00:00", "2026-04-18 04:00")


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def announced_late(time: Interval) -> Maintenance:
    """Four hours of planned work, told three hours before."""
    return Maintenance(
        source="calendar",
        name="upgrade",
        kind=WorkKind.PLANNED,
        services=(),
        announced_at=Instant(time.start - 3 * HOUR),
        planned=time,
    )


@pytest.mark.parametrize(
    ("notice_is", "figure", "verdict"),
    [
        ("condition", Fraction(716, 720), Verdict.MISSED),  # 4 of 720 h: 99.4444 % against 99.5 %
        ("duty", Fraction(1), Verdict.MET),
    ],
)
def test_maintenance_announced_too_late(notice_is: str, figure: Fraction, verdict: Verdict) -> None:
    """PL-4: 99.5 % without maintenance that was communicated at least 24 hours in advance."""
    terms = agreed(f"""
exclusions:
  maintenance: {{maintenance: planned, notice: at least 24 hours, notice_is: {notice_is}}}
objectives:
  uptime:
    availability: {{of: app, excluding: maintenance}}
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
""")
    finding = only(judged(terms, WORKS, maintenance=(announced_late(WORKS),)))
    assert (finding.figure, finding.verdict) == (Share(figure), verdict)
    assert settled(terms, WORKS).standing is Standing.NOTHING_PROMISED


TWENTY_FOUR_HOURS = between("2026-04-18", "2026-04-19")


@pytest.mark.parametrize(
    ("counted", "of", "owed"),
    [
        # IC-4: 24 of 720 h are 3.3333 % of downtime, 3.2333 % beyond 99.9 %; 10 % of 300 EUR for every 1 %
        ("per full", "all downtime", "90.00"),
        ("per started", "all downtime", "120.00"),
        ("pro rata", "all downtime", "100.00"),
        ("per full", "beyond the target", "90.00"),
        ("per started", "beyond the target", "120.00"),
        ("pro rata", "beyond the target", "97.00"),
    ],
)
def test_ten_per_cent_for_every_one_per_cent_of_downtime(counted: str, of: str, owed: str) -> None:
    terms = agreed(f"""
objectives:
  uptime:
    availability: {{of: app}}
    target: ">= 99.9 %"
    period: calendar month
    force: guarantee
credits:
  rules: [{{for: uptime, amount: 10 % of monthly fee, per: 1 %, counted: {counted}, of: {of}}}]
  cap: none
""")
    assert settled(terms, TWENTY_FOUR_HOURS, fee="300 EUR").owed == euros(owed)


def test_other_standards_may_earn_a_credit_of_which_nobody_says_how_much() -> None:
    """IC-4: "you may be eligible": reported, and nothing is made up."""
    terms = agreed("""
objectives:
  uptime: {availability: {of: app}, target: ">= 99.9 %", period: calendar month, force: guarantee}
credits: {rules: [{for: uptime, amount: not stated, granted: may be granted}], cap: none}
""")
    found = settled(terms, TWENTY_FOUR_HOURS, fee="300 EUR")
    assert found.standing is Standing.NOTHING_OWED
    assert "uptime: a credit may be granted, and the agreement does not state an amount" in said(found)


def both_kinds(**conditions: str) -> Agreement:
    """OP-11: 10 % of the monthly fee for each breach of any kind, together up to all of it."""
    return agreed("""
plans: [basic, enterprise]
exclusions: {third parties: {cause: third-party outage}}
conventions: {one_breach: ticket}
objectives:
  uptime: {availability: {of: app}, target: ">= 99.9 %", period: calendar month, force: guarantee}
  response:
    response: {until: substantive reply}
    within: 30 minutes
    period: calendar month
    force: guarantee
credits:
  per_breach: 10 % of monthly fee
  eligible: {plans: enterprise}
  cap: 100 % of monthly fee per month
  conditions: {not_for: third parties}
""")


def unanswered(count: int) -> tuple[Ticket, ...]:
    return tuple(
        Ticket(
            source="desk",
            number=f"T-{number}",
            events=(
                TicketEvent(
                    at=at(f"2026-04-{number:02d} 09:00"),
                    sequence=0,
                    kind=EventKind.OPENED,
                    actor=Actor.CUSTOMER,
                ),
            ),
        )
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize(
    ("late", "owed"),
    [
        (1, "20.00"),  # the month and one ticket
        (9, "100.00"),
        (10, "100.00"),  # eleven breaches: 110.00 EUR, capped
    ],
)
def test_breaches_of_any_kind_add_up_to_the_cap(late: int, owed: str) -> None:
    on_plan: dict[str, Any] = {"subscription": Subscription(plan="enterprise")}
    found = settled(both_kinds(), WORKS, fee="100 EUR", tickets=unanswered(late), **on_plan)
    assert found.owed == euros(owed)


def test_credits_are_for_one_plan_only() -> None:
    found = settled(both_kinds(), WORKS, fee="100 EUR", subscription=Subscription(plan="basic"))
    assert found.standing is Standing.NOT_ENTITLED


def test_what_third_parties_caused_is_a_breach_without_a_credit() -> None:
    """OP-13: the same month, with its downtime shown to be a third party's: only the ticket is credited."""
    theirs = ExclusionCase(
        source="register",
        number="X-1",
        cause="third-party outage",
        since=WORKS.start,
        until=WORKS.end,
    )
    found = settled(
        both_kinds(),
        WORKS,
        fee="100 EUR",
        tickets=unanswered(1),
        exclusions=(theirs,),
        subscription=Subscription(plan="enterprise"),
    )
    assert [line.objective for line in found.lines] == ["response"]
    assert found.owed == euros("10.00")
    assert [miss.reason.rule for miss in found.without_credit] == ["credit.nothing_left"]
