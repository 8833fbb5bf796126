"""Claims: how a credit is asked for, and until when."""

from __future__ import annotations

from upheld.agreement.claim import (
    Application,
    AppliedFrom,
    ClaimBy,
    ClaimOpening,
    Claims,
    ClaimStart,
    ClaimUntil,
    ClaimWindow,
    EvidenceIs,
)
from upheld.agreement.party import Approver
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Choice, ListOf, Reference, Text, WordOrPhrase, choice
from upheld.language.record import Record
from upheld.language.terms.claim_ends import (
    CLAIM_END,
    CLAIM_OPENING,
    SPOKEN_STARTS,
    TIME_TO_CLAIM,
    TIME_TO_DECIDE,
    TIME_TO_NOTICE,
    SpanFrom,
)
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import CHANNEL_NAMES
from upheld.language.terms.span_calendars import ask_for_one_calendar, count_by_calendars
from upheld.language.terms.spans import SPAN
from upheld.language.terms.words import YES_NO
from upheld.quantity import Duration

_BY: Directive[ClaimBy] = Directive(
    "by",
    choice(ClaimBy),
    "Who sets a credit in motion: the `customer`, who must ask for it, or nobody, where it is `automatic`.",
    "customer",
)
_WITHIN: Directive[SpanFrom | None] = Directive(
    "within",
    TIME_TO_CLAIM,
    "How long there is to claim; the last instant is in time. Months are calendar months. `2 billing cycles` "
    "are over with the end of the second whole billing cycle after the one that holds what they run from. "
    "What it runs from may stand here as well, in place of `from`: `30 days after the last day of the "
    "month`.",
    "7 days",
    default=Otherwise(None, "no limit"),
)


def _says_no_start(fields: Fields) -> bool:
    """Whether the time to claim does not say by itself what it runs from."""
    within = fields[_WITHIN]
    return within is None or within.start is None


_START = Choice(
    {**choice(ClaimStart).choices, "fix": ClaimStart.END_OF_FAILURE, "report": ClaimStart.STATEMENT},
    SPOKEN_STARTS,
)
_FIRST = frozenset(ClaimStart) - {
    ClaimStart.FAILURE,
    ClaimStart.AWARENESS,
    ClaimStart.REPORT_OF_FAILURE,
    ClaimStart.CERTAIN_BREACH,
    ClaimStart.ELIGIBILITY,
}
"""What a claim may have to wait for."""
_FROM: Directive[ClaimStart] = Directive(
    "from",
    _START,
    "What that time runs from; the `fix` is the end of the failure, the `report of the failure` is the "
    "customer's, such as the opening of a ticket, and the `statement` or `report` is what "
    "tells the customer of the miss: a row of `notices` about the period (`2026-06`) whose kind is "
    "`statement` or the report that the agreement promises, when it arrived or was sent; without one, the "
    "instant as of which it is judged. The `invoice` is a row of `notices` of that kind about the period. "
    "For `eligibility` the text leaves open whether it is the `end of the period` or the `certain breach`, "
    "once the promise can no longer be kept.",
    "end of the month",
    default=Open(
        Code.CLAIM_START,
        "the words do not say what the time to claim runs from",
        senses(
            {
                ClaimStart.FAILURE: "each failure has a time of its own, from its beginning",
                ClaimStart.AWARENESS: "it runs once the customer knows of the failure",
                ClaimStart.END_OF_MONTH: "the month that missed is one failure, which is complete at its end",
            }
        ),
        when=_says_no_start,
    ),
    only_with=(_WITHIN,),
)
_UNTIL: Directive[ClaimUntil | None] = Directive(
    "until",
    CLAIM_END,
    "The end by which a claim must have been made, in place of a length of time: of so many months, quarters "
    "or billing cycles after the one that holds the failure. `end of the month following the month in which "
    "the incident occurred` will do, and so will `end of the quarter of the failure`, `15th day of the next "
    "month after the failure`, `5th business day of the next month` or `last business day of the month of "
    "the failure`. A billing cycle is that of the promise, or else a calendar month.",
    "end of the second billing cycle after the failure",
    default=Otherwise(None, "no limit"),
)
_NOT_BEFORE: Directive[ClaimStart | ClaimOpening | None] = Directive(
    "not_before",
    WordOrPhrase(
        Choice(
            {each: start for each, start in _START.choices.items() if start in _FIRST},
            {each: start for each, start in SPOKEN_STARTS.items() if start in _FIRST},
        ),
        CLAIM_OPENING,
        frozenset({"day", "date"}),
    ),
    "What must have come before a claim is made: the end of the failure (the `fix`), of the month, quarter, "
    "billing cycle or period, or the `statement` or `report` that told the customer of the miss or the "
    "`invoice`, a row of `notices`; or the day of a month on which it may first be made, which must be over "
    "where `after` stands before it. A claim made earlier is no claim, and may be made again.",
    "end of the month",
    default=Otherwise(None, "nothing; a claim may be made at once"),
)
_NOTICE_WITHIN: Directive[SpanFrom | None] = Directive(
    "notice_within",
    TIME_TO_NOTICE,
    "How long there is to report the failure itself, where a credit must be asked for in two stages. What it "
    "runs from may stand here as well, in place of `notice_from`: `5 business days after the incident`.",
    "24 hours",
    default=Otherwise(None, "one stage"),
)
_NOTICE_FROM: Directive[ClaimStart] = Directive(
    "notice_from",
    _START,
    "What the time to report runs from.",
    "failure",
    default=Otherwise(ClaimStart.FAILURE, f"`{ClaimStart.FAILURE.value}`"),
    only_with=(_NOTICE_WITHIN,),
)
_VIA: Directive[tuple[str, ...]] = Directive(
    "via",
    CHANNEL_NAMES,
    "The channels by which a claim is made.",
    "[portal, e-mail]",
    default=Otherwise((), "any"),
)
_ADDRESS: Directive[str | None] = Directive(
    "address",
    Text("an address"),
    "Where a claim is sent, if that is not the address of the channel.",
    "credits@example.com",
    default=Otherwise(None, "not said"),
)
_IN_WRITING: Directive[bool] = Directive(
    "in_writing",
    YES_NO,
    "Whether a claim must be in writing.",
    "yes",
    default=Otherwise(value=False, words="`no`"),
)
_EVIDENCE: Directive[EvidenceIs] = Directive(
    "evidence",
    choice(EvidenceIs),
    "What supporting documents do for a claim.",
    "helpful",
    default=Otherwise(EvidenceIs.NOT_NEEDED, f"`{EvidenceIs.NOT_NEEDED.value}`"),
)
_DOCUMENTS: Directive[tuple[str, ...]] = Directive(
    "documents",
    ListOf(Text("a document"), "a document or a list of them"),
    "What a claim must bring, in words; each must stand among the `documents` of the claim's row. It is then "
    "`required` unless `evidence` says something else.",
    "[dates and times of each outage, request logs]",
    default=Otherwise((), "none by name"),
)
_APPLIED_WITHIN: Directive[Duration | None] = Directive(
    "applied_within",
    SPAN,
    "How long it may take until a credit that is due is given.",
    "60 days",
    default=Otherwise(None, "not said"),
)
_APPLIED_FROM: Directive[AppliedFrom] = Directive(
    "applied_from",
    choice(AppliedFrom),
    "What that time runs from.",
    "claim",
    default=Otherwise(
        AppliedFrom.VERIFICATION,
        f"`{AppliedFrom.VERIFICATION.value}`, or `{AppliedFrom.END_OF_MONTH.value}` where the credit is "
        "given unasked",
    ),
    only_with=(_APPLIED_WITHIN,),
)
_VERIFIED_BY: Directive[Approver | None] = Directive(
    "verified_by",
    choice(Approver),
    "Who checks a claim against the records before a credit is given.",
    "provider",
    default=Otherwise(None, "not said"),
)
_DECIDED_WITHIN: Directive[Duration | None] = Directive(
    "decided_within",
    TIME_TO_DECIDE,
    "How long the answer to a claim may take.",
    "30 days",
    default=Otherwise(None, "not said"),
)
_BUSINESS_DAYS: Directive[str | None] = Directive(
    "business_days",
    Reference("business days", "the name of business days"),
    "The calendar by which business days to claim, to answer and to leave are counted.",
    "banking",
    default=Otherwise(None, "the only one that is declared, or else the days of the only service hours"),
)


def _build(fields: Fields) -> Claims:
    by = fields[_BY]
    limits = (_WITHIN, _UNTIL, _NOT_BEFORE, _NOTICE_WITHIN, _APPLIED_WITHIN, _DECIDED_WITHIN)
    count_by_calendars(fields, *limits)
    if fields[_BUSINESS_DAYS] is None:
        ask_for_one_calendar(fields, *limits)
    for limit in (_WITHIN, _UNTIL, _NOT_BEFORE):
        if by is ClaimBy.AUTOMATIC and fields.has(limit):
            message = "a credit that is given unasked has no time to claim it"
            remedy = f"write `by: customer`, or delete `{limit.key}`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(limit), message, remedy)
    if fields.has(_WITHIN) and fields.has(_UNTIL):
        message = "`until` can't stand beside `within`: each of them says when the time to claim is over"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_UNTIL), message, "delete one of them")
    within = fields[_WITHIN]
    if within is not None and within.start is not None and fields.has(_FROM):
        message = "`within` says by itself what the time to claim runs from"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_FROM), message, "delete one of them")
    if fields.has(_FROM) and fields[_FROM] is ClaimStart.ELIGIBILITY:
        _ask_for_eligibility(fields)
    return Claims(
        by=by,
        window=fields[_UNTIL] or (None if within is None else within.until(within.start or fields[_FROM])),
        not_before=fields[_NOT_BEFORE],
        notice=_notice(fields),
        via=fields[_VIA],
        address=fields[_ADDRESS],
        in_writing=fields[_IN_WRITING],
        evidence=_evidence(fields),
        documents=fields[_DOCUMENTS],
        verified_by=fields[_VERIFIED_BY],
        decided_within=fields[_DECIDED_WITHIN],
        applied=_applied(fields, by),
        business_days=fields[_BUSINESS_DAYS],
        clause=fields[CLAUSE],
        place=fields.place,
    )


def _ask_for_eligibility(fields: Fields) -> None:
    fields.ask(
        _FROM,
        Code.CLAIM_ELIGIBILITY,
        "the words do not say when a customer becomes eligible for a credit",
        {
            ClaimStart.END_OF_PERIOD.value: "once the period is over and its figure is known",
            ClaimStart.CERTAIN_BREACH.value: "as soon as the promise can no longer be kept",
        },
    )


def _evidence(fields: Fields) -> EvidenceIs:
    named = fields.has(_DOCUMENTS) and not fields.has(_EVIDENCE)
    return EvidenceIs.REQUIRED if named else fields[_EVIDENCE]


def _applied(fields: Fields, by: ClaimBy) -> Application | None:
    within, start = fields[_APPLIED_WITHIN], fields[_APPLIED_FROM]
    if within is None:
        return None
    unasked = by is ClaimBy.AUTOMATIC
    if unasked and fields.has(_APPLIED_FROM) and start is not AppliedFrom.END_OF_MONTH:
        message = f"a credit that is given unasked has no {start.value}"
        remedy = f"write `applied_from: {AppliedFrom.END_OF_MONTH.value}`, or `by: customer`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_APPLIED_FROM), message, remedy)
    return Application(within, AppliedFrom.END_OF_MONTH if unasked else start)


def _notice(fields: Fields) -> ClaimWindow | None:
    within = fields[_NOTICE_WITHIN]
    if within is None or within.length is None:
        return None
    if within.start is not None and fields.has(_NOTICE_FROM):
        message = "`notice_within` says by itself what the time to report runs from"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_NOTICE_FROM), message, "delete one of them")
    return ClaimWindow(within.length, within.start or fields[_NOTICE_FROM])


CLAIMS: Directive[Claims | None] = Directive(
    "claims",
    Record(
        "claims",
        "How credits are asked for. A single text is `by`. A claim for some of several failures is "
        "worth what the credit comes to with the downtime of these alone, the promise being missed all the "
        "same; a further claim is worth what it adds.",
        (
            _BY,
            _WITHIN,
            _FROM,
            _UNTIL,
            _NOT_BEFORE,
            _NOTICE_WITHIN,
            _NOTICE_FROM,
            _VIA,
            _ADDRESS,
            _IN_WRITING,
            _EVIDENCE,
            _DOCUMENTS,
            _VERIFIED_BY,
            _DECIDED_WITHIN,
            _APPLIED_WITHIN,
            _APPLIED_FROM,
            _BUSINESS_DAYS,
            CLAUSE,
        ),
        _build,
        short=_BY,
    ),
    "How a credit is asked for, and until when.",
    "{by: customer, within: 30 days, from: end of the month}",
    default=Otherwise(None, "not said"),
)
