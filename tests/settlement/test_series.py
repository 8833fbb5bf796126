"""Series: the statements of several months settled together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from made_breaches import (
    ALMANAC,
    PLACE,
    UTC,
    agreement,
    at,
    case,
    claims,
    credits,
    days,
    downtime_finding,
    euros,
    kept,
    month,
    months,
    outage,
    statement,
)
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.claim import ClaimBy, ClaimStart
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.termination import ConsecutiveMonths, TerminationRight
from upheld.chrono.instant import Instant
from upheld.errors import UsageError
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Finding, Statement, Verdict
from upheld.evidence.account import ClaimCase
from upheld.evidence.evidence import Evidence, Table
from upheld.quantity import Money
from upheld.settlement.bill import bills_of
from upheld.settlement.claims import ClaimState
from upheld.settlement.series import SeriesSettlement, settle_series
from upheld.settlement.teller import settle
from upheld.settlement.termination import RightState

JULY, HUNDRED = at("07-10 00:00"), euros("100")
THREE_MONTHS = claims(months(3), ClaimStart.END_OF_MONTH)
NEXT_MONTH = Payment(
    kind=PaymentKind.SERVICE_CREDIT,
    applied_to=AppliedTo.FOLLOWING_MONTH,
    after=AppliedAfter.CLAIM,
    remainder=Remainder.CARRIED,
    place=PLACE,
)
TERMS = agreement(
    credits=credits(60),
    claims=THREE_MONTHS,
    payment=NEXT_MONTH,
    termination=(TerminationRight(ground=ConsecutiveMonths(2), place=PLACE),),
)


def missed(label: str, as_of: Instant = JULY, **who: str) -> Statement:
    begins = month(label).interval.start
    return statement(downtime_finding(outage(begins), period=month(label)), as_of=as_of, **who)


def met(label: str) -> Statement:
    return statement(kept(period=month(label)), as_of=JULY)


def series(
    *statements: Statement,
    cases: tuple[ClaimCase, ...] = (),
    of: Agreement = TERMS,
    fee: Money | None = HUNDRED,
    as_of: Instant = JULY,
    tables: frozenset[Table] = frozenset({Table.CLAIMS}),
) -> SeriesSettlement:
    bills = bills_of((), statements[0].subscription, UTC, fee)
    return settle_series(
        of,
        statements,
        lambda each: settle(of, each, fee),
        Evidence(tables=tables, claims=cases),
        bills,
        as_of,
        almanac=ALMANAC,
    )


def test_what_is_owed_is_due_still_open_or_lost() -> None:
    found = series(
        missed("2026-01"),
        met("2026-02"),
        missed("2026-04"),
        missed("2026-05"),
        cases=(case("05-02 12:00", period="2026-04"),),
    )
    assert [each.claimed.state for each in found.months] == [
        ClaimState.LAPSED,
        ClaimState.UNFOUNDED,
        ClaimState.SUBMITTED,
        ClaimState.OPEN,
    ]
    assert (found.owed, found.due, found.still_open, found.lost) == (
        euros("180"),
        euros("60"),
        euros("60"),
        euros("60"),
    )
    assert [(each.month.isoformat(), each.amount) for each in found.months[2].applications[0].applied] == [
        ("2026-06-01", euros("60"))
    ]
    assert [doubt.says for doubt in found.missing] == ["there is no statement for 2026-03"]


def test_next_steps_name_month_amount_and_day() -> None:
    found = series(
        missed("2026-04"), missed("2026-05"), cases=(case("05-02 12:00", "C-7", period="2026-04"),)
    )
    assert [step.says for step in found.next_steps] == [
        "2026-04: claim C-7 is to be verified",
        "2026-05: the customer can claim 60.00 EUR, by 2026-08-31",
        "after 2 consecutive months with a breach the customer may terminate, without a time limit",
    ]


def test_credits_of_several_months_share_a_bill() -> None:
    both = (case("06-02 12:00", "C-1", period="2026-04"), case("06-03 12:00", "C-2", period="2026-05"))
    found = series(missed("2026-04"), missed("2026-05"), cases=both)
    first, second = (each.applications[0] for each in found.months)
    assert [(f"{each.month:%m}", each.amount) for each in first.applied] == [("07", euros("60"))]
    assert [(f"{each.month:%m}", each.amount) for each in second.applied] == [
        ("07", euros("40")),
        ("08", euros("20")),
    ]


def test_a_claim_that_names_nothing_is_for_all_it_is_in_time_for() -> None:
    found = series(missed("2026-01"), missed("2026-04"), missed("2026-05"), cases=(case("06-05 12:00"),))
    assert [len(each.claimed.claims) for each in found.months] == [0, 1, 1]
    assert found.due == euros("120")


def test_a_claim_that_names_nothing_and_comes_too_late_is_for_the_last_month() -> None:
    found = series(missed("2026-01"), missed("2026-02"), cases=(case("07-05 12:00"),))
    assert [len(each.claimed.claims) for each in found.months] == [0, 1]
    assert found.months[1].claimed.claims[0].state is ClaimState.TOO_LATE


def test_a_claim_about_no_month_of_the_series_is_told() -> None:
    found = series(missed("2026-05"), cases=(case("06-05 12:00", period="2025-11"),))
    assert [each.number for each in found.unmatched] == ["C-1"]
    assert found.due == euros("0")


def test_without_a_table_of_claims_nobody_knows_whether_there_was_one() -> None:
    found = series(missed("2026-01"), missed("2026-05"), tables=frozenset())
    assert [each.claimed.state for each in found.months] == [ClaimState.UNRECORDED, ClaimState.OPEN]
    assert isinstance(found.due, NoData)
    assert isinstance(found.lost, NoData)
    assert "no table `claims`" in found.due.why
    assert series(missed("2026-05"), tables=frozenset()).due == euros("0")


def test_only_what_is_known_by_then_counts() -> None:
    later = case("06-05 12:00", period="2026-05", verified_at=at("06-20 00:00"))
    before = series(missed("2026-05", at("06-04 00:00")), cases=(later,), as_of=at("06-04 00:00"))
    assert before.months[0].claimed.state is ClaimState.OPEN
    between = series(missed("2026-05", at("06-10 00:00")), cases=(later,), as_of=at("06-10 00:00"))
    assert between.months[0].claimed.state is ClaimState.SUBMITTED
    assert series(missed("2026-05"), cases=(later,)).months[0].claimed.state is ClaimState.VERIFIED


def test_a_credit_given_unasked_is_due_at_once() -> None:
    unasked = replace(
        TERMS, claims=claims(by=ClaimBy.AUTOMATIC), payment=replace(NEXT_MONTH, after=AppliedAfter.BREACH)
    )
    found = series(missed("2026-05"), of=unasked)
    assert (found.due, found.still_open, found.lost) == (euros("60"), euros("0"), euros("0"))
    assert f"{found.months[0].applications[0].applied[0].month:%Y-%m}" == "2026-06"


def test_without_a_fee_the_credit_stays_a_share_and_the_month_of_the_bill_is_known() -> None:
    found = series(missed("2026-05"), cases=(case("06-05 12:00"),), fee=None)
    assert found.due == ShareOfFee(Fraction(6, 10))
    application = found.months[0].applications[0]
    assert f"{application.first:%Y-%m}" == "2026-07"
    assert isinstance(application.left, NoData)


def test_an_agreement_without_credits_has_its_rights_all_the_same() -> None:
    found = series(missed("2026-04"), missed("2026-05"), of=replace(TERMS, credits=None))
    assert isinstance(found.owed, NoData)
    assert found.rights[0].state is RightState.ARISEN


def test_a_missing_month_leaves_a_right_in_doubt() -> None:
    found = series(missed("2026-03"), missed("2026-05"))
    assert found.rights[0].state is RightState.UNKNOWN
    undecided = statement(_undecided("2026-04"), as_of=JULY)
    assert series(missed("2026-03"), undecided).rights[0].state is RightState.UNKNOWN
    assert series(missed("2026-03"), met("2026-04"), missed("2026-05")).rights[0].state is (
        RightState.NOT_ARISEN
    )


def _undecided(label: str) -> Finding:
    return replace(kept(period=month(label)), verdict=Verdict.INDETERMINATE)


def test_claims_of_another_customer_are_not_ours() -> None:
    ours = case("06-05 12:00", "C-1", period="2026-05", customer="A customer")
    theirs = case("06-06 12:00", "C-2", period="2026-05", customer="Another")
    found = series(missed("2026-05", customer="A customer"), cases=(ours, theirs))
    assert [each.case.number for each in found.months[0].claimed.claims] == ["C-1"]
    with pytest.raises(UsageError, match="several customers"):
        series(missed("2026-05"), cases=(ours, theirs))


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ((missed("2026-05"), missed("2026-04")), "does not come after"),
        ((missed("2026-05"), missed("2026-05")), "does not come after"),
        ((missed("2026-04"), missed("2026-05", plan="premium")), "one customer and plan"),
        ((missed("2026-Q2"),), "no month"),
    ],
)
def test_what_is_no_series_is_refused(statements: tuple[Statement, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        series(*statements)


def test_no_statement_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one month"):
        settle_series(
            TERMS,
            (),
            lambda each: settle(TERMS, each, None),
            Evidence(),
            lambda _: NoData(""),
            JULY,
            almanac=ALMANAC,
        )


def test_the_same_series_settles_alike() -> None:
    made = (missed("2026-04"), missed("2026-05"))
    heard = (case("06-05 12:00"),)
    assert series(*made, cases=heard) == series(*made, cases=heard)


def test_days_from_each_failure_in_a_series() -> None:
    """IC-5 over a month: the claim of 5 July is in time for the outage of 28 June alone."""
    june = month("2026-06")
    made = statement(
        downtime_finding(outage("06-02 10:00"), outage("06-28 10:00"), period=june), as_of=at("07-20 00:00")
    )
    by_failure = replace(TERMS, claims=claims(days(7)))
    found = series(made, cases=(case("07-05 12:00"),), of=by_failure, as_of=at("07-20 00:00"))
    (claim,) = found.months[0].claimed.claims
    assert [each.failure.began_at for each in claim.in_time] == [at("06-28 10:00")]
    assert [each.failure.began_at for each in found.months[0].claimed.lapsed] == [at("06-02 10:00")]
