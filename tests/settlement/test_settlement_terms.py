"""What a settlement says about claiming, payment and rights to leave."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from made_breaches import (
    agreement,
    at,
    calendars,
    claims,
    credits,
    days,
    downtime_finding,
    months,
    outage,
    statement,
)

from upheld.agreement.agreement import Agreement, Term
from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimWindow, EvidenceIs
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.provenance import Clause, Place
from upheld.agreement.termination import BreachesWithin, ConsecutiveMonths, CountedBy, TerminationRight
from upheld.chrono.instant import Instant
from upheld.evaluation.reason import Moment, NoData, Reason
from upheld.evaluation.statement import Outage
from upheld.quantity import Duration, Unit
from upheld.settlement.teller import settle
from upheld.settlement.terms import terms_of

PLACE = Place("agreement.yaml", 1, 1)
THREE_MONTHS = ClaimWindow(Duration(Fraction(3), Unit.MONTH), ClaimStart.END_OF_MONTH)


def reasons(**terms: object) -> list[Reason]:
    made = Agreement(
        name="Hosting agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone="Etc/UTC",
        place=PLACE,
        **terms,  # type: ignore[arg-type]
    )
    return list(terms_of(made))


def test_an_agreement_that_says_nothing_adds_nothing() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (Claims(by=ClaimBy.AUTOMATIC, place=PLACE), "the credit is given unasked"),
        (Claims(by=ClaimBy.CUSTOMER, place=PLACE), "the customer must ask for the credit"),
        (
            Claims(
                by=ClaimBy.CUSTOMER,
                window=THREE_MONTHS,
                via=("portal", "e-mail"),
                in_writing=True,
                evidence=EvidenceIs.HELPFUL,
                place=PLACE,
            ),
            "the customer must ask for the credit in writing by portal or e-mail within 3 months, counted "
            "from the end of the month; documents that show the failure strengthen the claim",
        ),
        (
            Claims(by=ClaimBy.CUSTOMER, evidence=EvidenceIs.REQUIRED, place=PLACE),
            "the customer must ask for the credit, with documents that show the failure",
        ),
    ],
)
def test_how_it_is_claimed(terms: Claims, says: str) -> None:
    (step,) = reasons(claims=terms)
    assert (step.rule, step.says) == ("credit.claim", says)


def claimed(terms: Claims, *outages: Outage, as_of: str = "07-01 00:00") -> Reason:
    """How a missed June is claimed."""
    of = agreement(credits=credits(), claims=terms)
    made = statement(downtime_finding(*outages), as_of=at(as_of))
    lines = settle(of, made, None).lines
    (step,) = terms_of(of, made, lines, calendars(of))
    return step


def test_until_when_a_month_is_claimed() -> None:
    step = claimed(claims(months(1), ClaimStart.END_OF_MONTH), outage("06-02 10:00"))
    assert step.says.endswith("counted from the end of the month: claim by 2026-07-31")
    assert step.figure == Moment(Instant(at("08-01 00:00") - 1))
    (day,) = step.because
    assert (day.rule, day.figure) == ("credit.claim_by", step.figure)
    assert day.says == "uptime, an outage of 2 h at 2026-06-02 10:00: to be claimed by 2026-07-31"


def test_until_when_each_failure_is_claimed_and_which_days_are_over() -> None:
    step = claimed(claims(days(7)), outage("06-02 10:00"), outage("06-28 10:00"))
    assert step.says.endswith(": claim by 2026-06-09 for what failed first, by 2026-07-05 for the last")
    assert [each.says.rpartition(": ")[2] for each in step.because] == [
        "to be claimed by 2026-06-09; that is over",
        "to be claimed by 2026-07-05",
    ]


def test_a_failure_is_reported_first_and_a_day_may_not_be_known() -> None:
    reported = ClaimWindow(Duration(Fraction(24), Unit.HOUR), ClaimStart.FAILURE)
    terms = claims(days(7), ClaimStart.AWARENESS, notice=reported)
    step = claimed(terms, outage("06-30 10:00"))
    assert step.figure is None
    report, claim = step.because
    assert report.says.endswith("to be reported by 2026-07-01 10:00")
    assert isinstance(claim.figure, NoData)


def test_without_a_time_there_is_no_day() -> None:
    step = claimed(claims(), outage("06-02 10:00"))
    assert (step.says, step.figure, step.because) == ("the customer must ask for the credit", None, ())


def test_how_it_is_paid() -> None:
    payment = Payment(
        kind=PaymentKind.APPLICATION_CREDIT,
        by_way_of="Example App Store",
        applied_to=AppliedTo.FOLLOWING_MONTH,
        after=AppliedAfter.VERIFICATION,
        remainder=Remainder.FORFEITED,
        clause=Clause("5.3"),
        place=PLACE,
    )
    (step,) = reasons(payment=payment)
    assert step.says == (
        "it is given as application credit by way of Example App Store, against the following month, after "
        "the verification; what is left of it is forfeited"
    )
    assert step.clause == Clause("5.3")
    (plain,) = reasons(payment=Payment(kind=PaymentKind.CASH, place=PLACE))
    assert plain.says == "it is given as cash"


def test_rights_to_leave_are_not_decided_by_one_statement() -> None:
    grounds = (
        ConsecutiveMonths(3),
        BreachesWithin(at_least=4, months=6, counted_by=CountedBy.DATES),
    )
    rights = tuple(TerminationRight(ground=ground, place=PLACE) for ground in grounds)
    assert [step.says for step in reasons(termination=rights)] == [
        "3 consecutive months with a breach give a right to terminate; one statement alone does not show it",
        "4 breaches or more within 6 months give a right to terminate; one statement alone does not show it",
    ]
