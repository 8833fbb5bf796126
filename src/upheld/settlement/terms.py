"""The terms on which a credit is given: how it is claimed and paid, and which right to leave there may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.claim import ClaimBy, ClaimOpening, Claims, ClaimStart, ClaimUntil, EvidenceIs, Window
from upheld.agreement.payment import Payment
from upheld.agreement.termination import ChronicOutage, LongOutage, TerminationRight
from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Moment, Reason
from upheld.evaluation.statement import Statement
from upheld.evaluation.wording import counted, listed, spoken_moment
from upheld.settlement.breach_record import BreachRecord, record_breaches
from upheld.settlement.breaches import credited_breaches
from upheld.settlement.chronic_outage import tracks_of
from upheld.settlement.claim_window import Claimable, claimable
from upheld.settlement.credit import CreditLine
from upheld.settlement.giving import give_by, giving_in_words
from upheld.settlement.termination import RightState, hold_right, is_of_one_month, right_in_words
from upheld.settlement.time_limit import Deadline, Unlimited, deadline_in_words, is_over, opening_in_words

OF_CREDIT = frozenset({"credit.claim", "credit.payment"})
"""Terms that say nothing where no credit is owed."""
_SHOWN = 20
"""So many failures are named, each with its days."""


def terms_of(
    agreement: Agreement,
    statement: Statement | None = None,
    lines: Sequence[CreditLine] = (),
    calendars: Calendars | None = None,
    aware_at: Instant | None = None,
) -> Iterator[Reason]:
    """Say what must happen before what is owed is given, and what a single statement does not decide.

    With a statement, the lines that credit it and calendars, also until which days it must be claimed;
    `aware_at` is when the customer knew of its failures, where a claim tells it.
    """
    claims = agreement.claims
    if claims is not None:
        says = _claim(claims)
        if statement is None or calendars is None or claims.by is ClaimBy.AUTOMATIC:
            yield Reason(
                rule="credit.claim",
                says=f"{says}{_given(claims, statement, calendars)}",
                clause=claims.clause,
            )
        else:
            breaches = credited_breaches(statement, lines)
            due = claimable(breaches, claims, statement, calendars, aware_at)
            yield _with_days(says, claims, due, statement.as_of, calendars.zone(agreement.time_zone))
    back = None if agreement.credits is None else agreement.credits.earned_back
    if agreement.credits is not None and back is not None:
        kept = f"the promise is kept in each of the {counted(back.months, 'month')} after"
        says = f"a credit is returned where {kept if back.by is None else f'{back.by} is kept'}"
        yield Reason(rule="credit.earn_back", says=says, clause=agreement.credits.clause)
    if agreement.payment is not None:
        yield _payment(agreement.payment)
    if agreement.termination:
        seen = None if statement is None or calendars is None else _Seen.of(statement, calendars)
        yield from (_right(right, seen)[0] for right in agreement.termination)


def rights_of(agreement: Agreement, statement: Statement, calendars: Calendars | None) -> Iterator[Reason]:
    """Say which rights to leave there may be where nothing is credited.

    All of them where a promise was broken; else those that have arisen all the same, such as by one long
    outage in a month that kept its target.
    """
    if not agreement.termination or calendars is None:
        return
    seen = _Seen.of(statement, calendars)
    for right in agreement.termination:
        says, has_arisen = _right(right, seen)
        if has_arisen or seen.record.breaches:
            yield says


def _claim(claims: Claims) -> str:
    if claims.by is ClaimBy.AUTOMATIC:
        return "the credit is given unasked"
    until = "" if claims.window is None else f" {window_in_words(claims.window)}"
    writing = " in writing" if claims.in_writing else ""
    via = f" by {' or '.join(claims.via)}" if claims.via else ""
    return f"the customer must ask for the credit{writing}{via}{until}{_documents(claims)}"


def window_in_words(window: Window) -> str:
    """Say until when something must be sent: `within 30 days, counted from the end of the month`."""
    if isinstance(window, ClaimUntil):
        return f"by the {window.words}"
    return f"within {window.within}, counted from the {window.start.value}"


def documents_in_words(claims: Claims) -> str:
    """What a claim brings, in words: those that are named, or any that show the failure."""
    return listed(claims.documents) if claims.documents else "documents that show the failure"


def _given(claims: Claims, statement: Statement | None, calendars: Calendars | None) -> str:
    """Until when the credit must be given, where the agreement says so."""
    if claims.applied is None:
        return ""
    words = f"; it is to be given {giving_in_words(claims.applied)}"
    if statement is None or calendars is None or claims.by is not ClaimBy.AUTOMATIC:
        return words
    deadline = give_by(claims.applied, statement.period, calendars)
    return f"{words}: {deadline_in_words(deadline, calendars.zone(calendars.agreement.time_zone))}"


def _documents(claims: Claims) -> str:
    return {
        EvidenceIs.REQUIRED: f", with {documents_in_words(claims)}",
        EvidenceIs.HELPFUL: "; documents that show the failure strengthen the claim",
        EvidenceIs.NOT_NEEDED: "",
    }[claims.evidence]


def _with_days(says: str, claims: Claims, due: Sequence[Claimable], as_of: Instant, zone: Zone) -> Reason:
    """How the credit is claimed, until when, and of each failure by which day."""
    days = sorted({each.claim_by.value for each in due if isinstance(each.claim_by, Moment)})
    until = ""
    if days:
        first, last = (deadline_in_words(Moment(day), zone) for day in (days[0], days[-1]))
        until = f": claim {first}"
        if len(days) > 1:
            until = f": claim {first} for what failed first, {last} for the last"
    return Reason(
        rule="credit.claim",
        says=f"{says}{_not_before(claims, due, zone)}{until}{_given(claims, None, None)}",
        figure=Moment(days[0]) if days else None,
        clause=claims.clause,
        because=tuple(step for each in due[:_SHOWN] for step in _days(each, claims, as_of, zone)),
    )


def _not_before(claims: Claims, due: Sequence[Claimable], zone: Zone) -> str:
    """From when on it may be claimed, where that is not at once."""
    if claims.not_before is None:
        return ""
    openings = dict.fromkeys(opening_in_words(each.claim_from, zone) for each in due)
    one = next(iter(openings)) if len(openings) == 1 else ""
    return f", {_opening_in_words(claims.not_before)},{one}".removesuffix(",")


def _opening_in_words(first: ClaimStart | ClaimOpening) -> str:
    if isinstance(first, ClaimStart):
        return f"not before the {first.value}"
    return f"{'only after' if first.is_after else 'not before'} the {first.day.words}"


def _days(each: Claimable, claims: Claims, as_of: Instant, zone: Zone) -> Iterator[Reason]:
    """Until when one failure must be reported and claimed."""
    what = f"{each.breach.subject}, {each.failure.what} at {spoken_moment(each.failure.began_at, zone)}"
    asked: tuple[tuple[str, str, Deadline], ...] = (
        ("credit.report_by", "reported", each.report_by),
        (
            "credit.claim_by",
            f"claimed{opening_in_words(each.claim_from, zone)}",
            each.claim_by,
        ),
    )
    for rule, act, deadline in asked:
        if not isinstance(deadline, Unlimited):
            over = "; that is over" if is_over(deadline, as_of) else ""
            yield Reason(
                rule=rule,
                says=f"{what}: to be {act} {deadline_in_words(deadline, zone)}{over}",
                figure=deadline,
                clause=claims.clause,
                evidence=each.failure.evidence,
                evidence_count=len(each.failure.evidence),
            )


def _payment(payment: Payment) -> Reason:
    way = f" by way of {payment.by_way_of}" if payment.by_way_of else ""
    bill = ""
    if payment.applied_to is not None:
        bill = (
            f", against the {payment.applied_to.value}, after the {payment.after.value}; "
            f"what is left of it is {payment.remainder.value}"
        )
    if payment.expires_after is not None:
        bill += f"; what is not used up after {payment.expires_after} expires"
    if payment.at_termination is not None:
        bill += f"; when the contract ends it is {payment.at_termination.value}"
    return Reason(
        rule="credit.payment", says=f"it is given as {payment.kind.value}{way}{bill}", clause=payment.clause
    )


class _Seen(Struct, frozen=True):
    """What a single statement shows of rights to leave."""

    statement: Statement
    calendars: Calendars
    zone: Zone
    record: BreachRecord

    @classmethod
    def of(cls, statement: Statement, calendars: Calendars) -> _Seen:
        zone = calendars.zone(calendars.agreement.time_zone)
        return cls(statement, calendars, zone, record_breaches([statement], zone))


def _right(right: TerminationRight, seen: _Seen | None) -> tuple[Reason, bool]:
    """Which right there may be, and whether this statement alone shows it."""
    if seen is not None:
        statement, plan = seen.statement, seen.statement.subscription.plan
        by_outage = isinstance(right.ground, ChronicOutage | LongOutage)
        tracks = tracks_of([statement], right.objectives, seen.zone) if by_outage else ()
        held = hold_right(right, seen.record, plan, seen.calendars, statement.as_of, tracks=tracks)
        has_arisen = held.state is RightState.ARISEN
        if has_arisen or is_of_one_month(right.ground):
            return replace(held.reason, rule="termination.ground"), has_arisen
    says = f"{right_in_words(right)} give a right to terminate; one statement alone does not show it"
    return Reason(rule="termination.ground", says=says, clause=right.clause), False
