"""What a settlement says about claiming, payment and rights to leave."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from upheld.agreement.agreement import Agreement, Term
from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimWindow, EvidenceIs
from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.agreement.provenance import Clause, Place
from upheld.agreement.termination import BreachesWithin, ConsecutiveMonths, CountedBy, TerminationRight
from upheld.evaluation.reason import Reason
from upheld.quantity import Duration, Unit
from upheld.settlement.terms import terms_of

PLACE = Place("agreement.yaml", 1, 1)
THREE_MONTHS = ClaimWindow(Duration(Fraction(3), Unit.MONTH), ClaimStart.END_OF_MONTH)


def reasons(**terms: object) -> list[Reason]:
    agreement = Agreement(
        name="Hosting agreement",
        provider="The provider",
        version="1",
        in_force=Term(date(2025, 1, 1)),
        time_zone="Etc/UTC",
        place=PLACE,
        **terms,  # type: ignore[arg-type]
    )
    return list(terms_of(agreement))


def test_an_agreement_that_says_nothing_adds_nothing() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("claims", "says"),
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
def test_how_it_is_claimed(claims: Claims, says: str) -> None:
    (step,) = reasons(claims=claims)
    assert (step.rule, step.says) == ("credit.claim", says)


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
