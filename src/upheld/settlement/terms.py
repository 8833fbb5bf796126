"""The terms on which a credit is given: how it is claimed and paid, and which right to leave there may be."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.agreement import Agreement
from upheld.agreement.claim import ClaimBy, Claims, EvidenceIs
from upheld.agreement.payment import Payment
from upheld.agreement.termination import BreachesWithin, ConsecutiveMonths, Ground, TerminationRight
from upheld.evaluation.reason import Reason


def terms_of(agreement: Agreement) -> Iterator[Reason]:
    """Say what must happen before what is owed is given, and what a single statement does not decide."""
    if agreement.claims is not None:
        yield _claim(agreement.claims)
    if agreement.payment is not None:
        yield _payment(agreement.payment)
    for right in agreement.termination:
        yield _right(right)


def _claim(claims: Claims) -> Reason:
    if claims.by is ClaimBy.AUTOMATIC:
        says = "the credit is given unasked"
    else:
        window = claims.window
        until = "" if window is None else f" within {window.within}, counted from the {window.start.value}"
        writing = " in writing" if claims.in_writing else ""
        via = f" by {' or '.join(claims.via)}" if claims.via else ""
        says = f"the customer must ask for the credit{writing}{via}{until}{_documents(claims)}"
    return Reason(rule="credit.claim", says=says, clause=claims.clause)


def _documents(claims: Claims) -> str:
    return {
        EvidenceIs.REQUIRED: ", with documents that show the failure",
        EvidenceIs.HELPFUL: "; documents that show the failure strengthen the claim",
        EvidenceIs.NOT_NEEDED: "",
    }[claims.evidence]


def _payment(payment: Payment) -> Reason:
    way = f" by way of {payment.by_way_of}" if payment.by_way_of else ""
    bill = ""
    if payment.applied_to is not None:
        bill = (
            f", against the {payment.applied_to.value}, after the {payment.after.value}; "
            f"what is left of it is {payment.remainder.value}"
        )
    return Reason(
        rule="credit.payment", says=f"it is given as {payment.kind.value}{way}{bill}", clause=payment.clause
    )


def _right(right: TerminationRight) -> Reason:
    says = f"{_ground(right.ground)} give a right to terminate; one statement alone does not show it"
    return Reason(rule="termination.ground", says=says, clause=right.clause)


def _ground(ground: Ground) -> str:
    match ground:
        case ConsecutiveMonths(months):
            return f"{months} consecutive months with a breach"
        case BreachesWithin(at_least=count, months=months):
            return f"{count} breaches or more within {months} months"
