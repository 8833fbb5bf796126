"""Claims: in time or too late for each failure, as agreed or not, and how far they have come."""

from __future__ import annotations

from fractions import Fraction

import pytest
from made_breaches import (
    PLACE,
    agreement,
    at,
    calendars,
    case,
    claims,
    credits,
    days,
    downtime_finding,
    euros,
    kept,
    outage,
    statement,
)
from msgspec.structs import replace

from upheld.agreement.channel import Channel, ChannelKind
from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimWindow, EvidenceIs
from upheld.agreement.convention import BreachUnit
from upheld.agreement.credit import PlanAt
from upheld.agreement.credit_cap import CreditCap
from upheld.agreement.credit_rule import Blocks, CreditedDowntime, CreditRule, LinearCredit
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.party import Approver
from upheld.chrono.instant import Instant
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import Statement
from upheld.evidence.account import ClaimCase
from upheld.quantity import Duration, Unit
from upheld.settlement.breaches import breaches_of
from upheld.settlement.claim_form import faults_of
from upheld.settlement.claim_window import claimable
from upheld.settlement.claimed_month import ClaimedMonth, claimed_month
from upheld.settlement.claims import ClaimState
from upheld.settlement.settlement import Settlement
from upheld.settlement.teller import settle
from upheld.settlement.time_limit import Unlimited

WEEK = claims(days(7))
BY_MONTH = claims(days(7), ClaimStart.END_OF_MONTH)
JUNE = downtime_finding(outage("06-02 10:00"), outage("06-28 10:00"))
EACH = downtime_finding(outage("06-02 10:00"), outage("06-28 10:00"), unit=BreachUnit.OUTAGE)
LATE = at("07-20 00:00")
FEE = euros("500")


def month_of(
    terms: Claims | None,
    *cases: ClaimCase,
    made: Statement | None = None,
    as_of: Instant = LATE,
    **more: object,
) -> ClaimedMonth:
    """The claims for June, as they stand later."""
    of = agreement(**{"credits": credits(), "claims": terms, **more})
    judged = made or statement(JUNE)

    def settled(each: Statement) -> Settlement:
        return settle(of, each, FEE)

    return claimed_month(judged, settled(judged), cases, calendars(of), as_of, settled)


def due(found: ClaimedMonth) -> list[object]:
    return [each.amount for each in found.entitled]


def windows(terms: Claims, aware: str | None = None) -> list[object]:
    """The first instant that is too late for each failure of June."""
    breaches = breaches_of(EACH, LATE)
    aware_at = None if aware is None else at(aware)
    found = claimable(breaches, terms, statement(EACH, as_of=at("07-03 15:00")), calendars(), aware_at)
    return [
        Instant(each.claim_by.value + 1) if isinstance(each.claim_by, Moment) else each.claim_by
        for each in found
    ]


@pytest.mark.parametrize(
    ("start", "too_late"),
    [
        (ClaimStart.FAILURE, ["06-10 00:00", "07-06 00:00"]),
        (ClaimStart.END_OF_FAILURE, ["06-10 00:00", "07-06 00:00"]),
        (ClaimStart.END_OF_MONTH, ["07-08 00:00"] * 2),
        (ClaimStart.END_OF_QUARTER, ["07-08 00:00"] * 2),
        (ClaimStart.NEXT_BILLING_CYCLE, ["08-08 00:00"] * 2),
        (ClaimStart.STATEMENT, ["07-11 00:00"] * 2),
    ],
)
def test_until_when_each_failure_can_be_claimed(start: ClaimStart, too_late: list[str]) -> None:
    assert windows(claims(days(7), start)) == [at(text) for text in too_late]


def test_awareness_is_known_from_a_claim_alone() -> None:
    terms = claims(days(7), ClaimStart.AWARENESS)
    assert all(isinstance(each, NoData) for each in windows(terms))
    assert windows(terms, aware="07-01 12:00") == [at("07-09 00:00")] * 2


def test_without_a_time_there_is_no_limit() -> None:
    assert windows(claims()) == [Unlimited(), Unlimited()]


def test_a_failure_that_lasts_has_no_end_to_count_from() -> None:
    lasting = downtime_finding(outage("06-30 22:00", is_over=False), unit=BreachUnit.OUTAGE)
    terms, made = claims(days(7), ClaimStart.END_OF_FAILURE), statement(lasting, as_of=LATE)
    (found,) = claimable(breaches_of(lasting, LATE), terms, made, calendars())
    assert isinstance(found.claim_by, NoData)


def test_from_each_failure_only_the_later_one_is_claimed_in_time() -> None:
    """IC-5: outages on 2 and 28 June, claimed on 5 July within 7 days of each."""
    found = month_of(WEEK, case("07-05 12:00"), made=statement(EACH))
    (claim,) = found.claims
    assert claim.state is ClaimState.SUBMITTED
    assert [each.failure.began_at for each in claim.in_time] == [at("06-28 10:00")]
    assert [each.failure.began_at for each in claim.too_late] == [at("06-02 10:00")]
    assert due(found) == [euros("50")]
    assert [each.failure.began_at for each in found.lapsed] == [at("06-02 10:00")]


def test_from_the_end_of_the_month_both_are() -> None:
    found = month_of(BY_MONTH, case("07-05 12:00"), made=statement(EACH))
    assert len(found.claims[0].in_time) == 2
    assert due(found) == [euros("100")]
    assert not found.lapsed


def test_a_microsecond_decides() -> None:
    last = Instant(at("07-08 00:00") - 1)
    june = case("07-05 12:00", period="2026-06")
    in_time = month_of(BY_MONTH, replace(june, submitted_at=last))
    assert in_time.claims[0].state is ClaimState.SUBMITTED
    late = month_of(BY_MONTH, replace(june, submitted_at=Instant(last + 1)))
    assert late.claims[0].state is ClaimState.TOO_LATE
    assert late.state is ClaimState.TOO_LATE
    assert due(late) == []


def test_downtime_claimed_too_late_earns_nothing() -> None:
    """10 % of the fee for each full 0.2 % of downtime: 4 h of 720 h are two blocks, 2 h are one."""
    rule = CreditRule(
        formula=LinearCredit(
            amount=ShareOfFee(Fraction(1, 10)),
            per=Fraction(2, 1000),
            blocks=Blocks.FULL,
            downtime=CreditedDowntime.ALL,
        ),
        place=PLACE,
    )
    by_downtime = {"credits": credits(per_breach=None, rules=(rule,))}
    assert due(month_of(BY_MONTH, case("07-05 12:00"), **by_downtime)) == [euros("100")]
    assert due(month_of(WEEK, case("07-05 12:00"), **by_downtime)) == [euros("50")]


def test_nobody_claimed_in_time() -> None:
    found = month_of(BY_MONTH)
    assert (found.state, due(found)) == (ClaimState.LAPSED, [])
    assert len(found.lapsed) == 2


def test_what_can_still_be_claimed_and_what_it_is_worth() -> None:
    found = month_of(WEEK, made=statement(EACH), as_of=at("07-01 00:00"))
    assert found.state is ClaimState.OPEN
    assert [each.failure.began_at for each in found.open] == [at("06-28 10:00")]
    assert found.still_open == euros("50")


def test_a_month_without_a_credit_has_nothing_to_claim() -> None:
    found = month_of(WEEK, case("07-01 12:00", period="2026-06"), made=statement(kept()))
    assert found.claims[0].state is ClaimState.UNFOUNDED
    assert found.state is ClaimState.UNFOUNDED
    assert month_of(WEEK, made=statement(kept())).state is ClaimState.UNFOUNDED


@pytest.mark.parametrize("terms", [None, claims(by=ClaimBy.AUTOMATIC)])
def test_what_is_given_unasked_needs_no_claim(terms: Claims | None) -> None:
    found = month_of(terms)
    assert (found.state, due(found)) == (ClaimState.UNASKED, [euros("50")])
    assert month_of(terms, made=statement(kept())).entitled == ()


@pytest.mark.parametrize(
    ("history", "state", "amounts"),
    [
        ({}, ClaimState.SUBMITTED, [euros("50")]),
        ({"verified_at": at("07-06 00:00")}, ClaimState.VERIFIED, [euros("50")]),
        ({"rejected_at": at("07-06 00:00")}, ClaimState.REJECTED, []),
        (
            {"rejected_at": at("07-06 00:00"), "settled_at": at("07-09 00:00")},
            ClaimState.SETTLED,
            [euros("50")],
        ),
    ],
)
def test_the_way_of_a_claim(history: dict[str, Instant], state: ClaimState, amounts: list[object]) -> None:
    found = month_of(BY_MONTH, case("07-05 12:00", **history))
    assert found.claims[0].state is state
    assert found.state is state
    assert due(found) == amounts


def test_a_rejected_claim_is_not_open_again() -> None:
    found = month_of(claims(), case("07-05 12:00", rejected_at=at("07-06 00:00")))
    assert not found.open


def test_two_claims_are_credited_once() -> None:
    first = case("07-05 12:00", "C-1", failure_at=at("06-02 11:00"))
    both = case("07-06 12:00", "C-2", period="2026-06")
    found = month_of(BY_MONTH, first, both, made=statement(EACH))
    assert due(found) == [euros("50"), euros("50")]
    assert due(month_of(BY_MONTH, both, first, made=statement(EACH))) == [euros("100"), euros("0")]


def test_a_cap_holds_for_all_claims_together() -> None:
    first = case("07-05 12:00", "C-1", failure_at=at("06-02 11:00"))
    second = case("07-06 12:00", "C-2", failure_at=at("06-28 11:00"))
    capped = credits(caps=(CreditCap(limit=ShareOfFee(Fraction(15, 100)), place=PLACE),))
    found = month_of(BY_MONTH, first, second, made=statement(EACH), credits=capped)
    assert due(found) == [euros("50"), euros("25")]


def test_a_claim_names_an_outage_by_its_instant_or_its_day() -> None:
    def about(text: str) -> list[Instant]:
        found = month_of(BY_MONTH, case("07-05 12:00", failure_at=at(text)), made=statement(EACH))
        return [each.failure.began_at for each in found.claims[0].in_time]

    assert about("06-02 11:00") == [at("06-02 10:00")]
    assert about("06-02 08:00") == [at("06-02 10:00")]
    assert about("06-03 08:00") == []


def test_a_claim_about_another_promise_or_month_is_none_here() -> None:
    other = month_of(BY_MONTH, case("07-05 12:00", objective="response"), made=statement(EACH))
    assert other.claims == ()
    named = month_of(BY_MONTH, case("07-05 12:00", objective="response", period="2026-06"))
    assert named.claims[0].state is ClaimState.UNFOUNDED
    assert month_of(BY_MONTH, case("07-05 12:00", period="2026-05")).claims == ()


def test_a_failure_must_be_reported_first() -> None:
    terms = replace(BY_MONTH, notice=ClaimWindow(Duration(Fraction(24), Unit.HOUR), ClaimStart.FAILURE))
    reported = case("07-05 12:00", reported_at=at("06-28 15:00"))
    found = month_of(terms, reported, made=statement(EACH)).claims[0]
    assert [each.failure.began_at for each in found.in_time] == [at("06-28 10:00")]
    unreported = month_of(terms, case("07-05 12:00", period="2026-06"))
    assert unreported.claims[0].state is ClaimState.TOO_LATE


def test_awareness_that_nobody_recorded_leaves_a_claim_undecided() -> None:
    terms = claims(days(7), ClaimStart.AWARENESS)
    assert month_of(terms, case("07-05 12:00", period="2026-06")).claims[0].state is ClaimState.UNDECIDED
    known = month_of(terms, case("07-05 12:00", aware_at=at("07-01 08:00")))
    assert known.claims[0].state is ClaimState.SUBMITTED


PORTAL, PHONE = (
    Channel(name=kind.value, kind=kind, place=PLACE) for kind in (ChannelKind.PORTAL, ChannelKind.PHONE)
)


@pytest.mark.parametrize(
    ("terms", "facts", "certain"),
    [
        ({"via": ("portal",)}, {"channel": "portal"}, []),
        ({"via": ("portal",)}, {"channel": "phone"}, [True]),
        ({"via": ("portal",)}, {}, [False]),
        ({"in_writing": True}, {"channel": "portal"}, []),
        ({"in_writing": True}, {"channel": "phone"}, [True]),
        ({"in_writing": True}, {"channel": "phone", "in_writing": True}, []),
        ({"in_writing": True}, {"channel": "portal", "in_writing": False}, [True]),
        ({"in_writing": True}, {}, [False]),
        ({"evidence": EvidenceIs.REQUIRED}, {}, [True]),
        ({"evidence": EvidenceIs.REQUIRED}, {"documents": ("log",)}, []),
        ({"evidence": EvidenceIs.HELPFUL}, {}, []),
    ],
)
def test_the_form_of_a_claim(terms: dict[str, object], facts: dict[str, object], certain: list[bool]) -> None:
    found = faults_of(case("07-05 12:00", **facts), claims(**terms), (PORTAL, PHONE))
    assert [fault.is_certain for fault in found] == certain


def test_a_claim_in_another_form_is_none_and_may_be_made_anew() -> None:
    terms = replace(BY_MONTH, via=("portal",))
    found = month_of(terms, case("07-05 12:00", channel="phone"), as_of=at("07-06 00:00"))
    assert found.claims[0].state is ClaimState.INVALID
    assert found.state is ClaimState.OPEN
    assert due(found) == []
    unknown = month_of(terms, case("07-05 12:00"))
    assert unknown.state is ClaimState.UNDECIDED
    verified = month_of(terms, case("07-05 12:00", verified_at=at("07-06 00:00")))
    assert verified.state is ClaimState.VERIFIED


def test_the_answer_is_due_and_may_be_overdue() -> None:
    terms = replace(BY_MONTH, decided_within=days(10), verified_by=Approver.PROVIDER)
    (claim,) = month_of(terms, case("07-05 12:00")).claims
    assert claim.answer_by == Moment(Instant(at("07-16 00:00") - 1))
    assert any("it is overdue" in step.says for step in claim.reason.because)
    (answered,) = month_of(terms, case("07-05 12:00", verified_at=at("07-10 00:00"))).claims
    assert not any("overdue" in step.says for step in answered.reason.because)


def test_a_claim_says_why_with_clause_and_evidence() -> None:
    (claim,) = month_of(WEEK, case("07-05 12:00"), made=statement(EACH)).claims
    assert claim.reason.evidence == ("claim:desk/C-1",)
    assert claim.reason.clause == WEEK.clause
    early, late = (step for step in claim.reason.because if step.rule == "claim.time")
    assert early.says == "uptime, an outage of 2 h at 2026-06-02 10:00: to be claimed by 2026-06-09; too late"
    assert late.says == "uptime, an outage of 2 h at 2026-06-28 10:00: to be claimed by 2026-07-05; in time"
    assert early.evidence == (f"state:probe/web/{at('06-02 10:00')}",)


def test_the_plan_of_the_day_of_the_claim_counts_where_that_is_agreed() -> None:
    only_premium = credits(plans=("premium",), plan_at=PlanAt.CLAIM)
    basic = statement(JUNE, plan="basic")
    on_premium = case("07-05 12:00", plan="premium")
    found = month_of(BY_MONTH, on_premium, made=basic, credits=only_premium)
    assert due(found) == [euros("50")]
    at_breach = replace(only_premium, plan_at=PlanAt.BREACH)
    assert due(month_of(BY_MONTH, on_premium, made=basic, credits=at_breach)) == []
