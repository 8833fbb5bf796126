"""Next steps: what either side has to do for credits and rights of a series, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from upheld.agreement.claim import Claims, EvidenceIs
from upheld.agreement.fee import ShareOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.period import Period
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Moment, NoData, Reason
from upheld.quantity import Money
from upheld.settlement.amount import Owed, write_amount
from upheld.settlement.claim_window import Claimable
from upheld.settlement.claimed_month import ClaimedMonth
from upheld.settlement.claims import Claim, ClaimState
from upheld.settlement.termination import HeldRight, RightState, right_in_words
from upheld.settlement.terms import documents_in_words
from upheld.settlement.time_limit import Deadline, Unlimited, deadline_in_words, opening_in_words


def next_steps(
    months: Iterable[tuple[Period, ClaimedMonth]],
    rights: Iterable[HeldRight],
    claims: Claims | None,
    zone: Zone,
) -> Iterator[Reason]:
    """Say what is to be done next: claims to be made and answered, credits to be given, rights to be used."""
    for month, claimed in months:
        if claimed.open and claims is not None:
            yield _to_claim(month, claimed, claims, zone)
        for claim in claimed.claims:
            yield from _to_answer(month, claim, zone)
    for held in rights:
        if held.state is RightState.ARISEN and held.latest is not None:
            until = deadline_in_words(held.latest.exercise_by, zone)
            yield Reason(
                rule="next.terminate",
                says=f"after {right_in_words(held.right)} the customer may terminate, {until}",
                figure=_moment(held.latest.exercise_by),
                clause=held.right.clause,
            )


def first_deadline(open_ones: Sequence[Claimable]) -> Deadline:
    """The first day by which something that is open must be claimed or reported."""
    deadlines = [deadline for each in open_ones for deadline in (each.report_by, each.claim_by)]
    known = [deadline for deadline in deadlines if isinstance(deadline, Moment)]
    if known:
        return min(known, key=lambda moment: moment.value)
    unknown = [deadline for deadline in deadlines if isinstance(deadline, NoData)]
    return unknown[0] if unknown else Unlimited()


def _to_claim(month: Period, claimed: ClaimedMonth, claims: Claims, zone: Zone) -> Reason:
    first = first_deadline(claimed.open)
    writing = " in writing" if claims.in_writing else ""
    via = f" by {' or '.join(claims.via)}" if claims.via else ""
    documents = f", with {documents_in_words(claims)}" if claims.evidence is EvidenceIs.REQUIRED else ""
    says = (
        f"{month.label}: the customer can claim {_worth(claimed.still_open)}{writing}{via}{documents}, "
        f"{_from(claimed.open, zone)}{deadline_in_words(first, zone)}"
    )
    return Reason(rule="next.claim", says=says, figure=_moment(first), clause=claims.clause)


def _from(open_ones: Sequence[Claimable], zone: Zone) -> str:
    """From when on, where there is one day for all."""
    openings = dict.fromkeys(opening_in_words(each.claim_from, zone) for each in open_ones)
    only = next(iter(openings)) if len(openings) == 1 else ""
    return f"{only.strip()} and " if only else ""


def _to_answer(month: Period, claim: Claim, zone: Zone) -> Iterator[Reason]:
    name = f"{month.label}: claim {claim.case.number}"
    match claim.state:
        case ClaimState.SUBMITTED:
            until = "" if isinstance(claim.answer_by, Unlimited) else f", {_until(claim, zone)}"
            says = f"{name} is to be verified{until}"
        case ClaimState.VERIFIED:
            until = (
                "" if isinstance(claim.give_by, Unlimited) else f" {deadline_in_words(claim.give_by, zone)}"
            )
            says = f"{name} is verified: its credit is to be given{until}"
        case ClaimState.UNDECIDED:
            says = f"{name} can't be decided before it is recorded what its reasons name as missing"
        case ClaimState.REJECTED if claim.in_time:
            says = f"{name} was rejected, though it was in time and the statement finds the breach"
        case _:
            return
    yield Reason(
        rule="next.answer",
        says=says,
        figure=_moment(claim.answer_by) if claim.state is ClaimState.SUBMITTED else None,
        clause=claim.reason.clause,
        evidence=(claim.case.identity,),
        evidence_count=1,
    )


def _until(claim: Claim, zone: Zone) -> str:
    return deadline_in_words(claim.answer_by, zone)


def _worth(amount: Owed) -> str:
    match amount:
        case Money() | ShareOfFee() | ServiceTime():
            return write_amount(amount)
        case NoData(why):
            return f"a credit of which the amount is open ({why})"


def _moment(deadline: Deadline) -> Moment | None:
    return deadline if isinstance(deadline, Moment) else None
